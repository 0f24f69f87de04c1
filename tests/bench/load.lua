-- wrk: asks ROUTE once for each giver of GIVERS in turn. What is sent is another (giver, recipient) each time, so that every
-- flattr is a first one: the n-th request of the run has number FIRST + n. BODY is "flattr", "gift" or "none".
local givers, recipients = {}, {}
local method, route, body_of, n

local bodies = {
  none = function() return nil end,
  flattr = function(to) return '{"to":"' .. to .. '"}' end,
  gift = function(to) return '{"to":"' .. to .. '","amount":"0.01","currency":"EUR"}' end,
}

function init()
  for line in io.lines(os.getenv("GIVERS")) do
    local token, csrf = line:match("(%S+) (%S+)")
    givers[#givers + 1] = {
      ["Content-Type"] = "application/json",
      ["Cookie"] = "__Host-obolus_session=" .. token,
      ["X-Obolus-CSRF"] = csrf,
      ["Origin"] = os.getenv("ORIGIN"),
    }
  end
  for line in io.lines(os.getenv("RECIPIENTS")) do recipients[#recipients + 1] = line end
  method, route = os.getenv("ROUTE"):match("(%S+) (%S+)")
  body_of = bodies[os.getenv("BODY")]
  n = tonumber(os.getenv("FIRST"))
end

function request()
  local headers = givers[n % #givers + 1]
  local to = recipients[math.floor(n / #givers) % #recipients + 1]
  headers["Idempotency-Key"] = method == "POST" and "bench-" .. n or nil
  n = n + 1
  return wrk.format(method, route, headers, body_of(to))
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency:percentile(99.9), latency.max, failed))
end
