-- wrk: each request is another (giver, thing), so that every flattr is a first one. Givers and their CSRF tokens come from GIVERS,
-- things from THINGS; each thread takes its own slice. PATH_TO_ASK is the route, or "mixed": flattrs, gifts and pages that a client
-- shows.
local givers, things = {}, {}
local threads = 0

function setup(thread)
  thread:set("offset", threads)
  threads = threads + 1
end

function init(args)
  for line in io.lines(os.getenv("GIVERS")) do
    local token, csrf = line:match("(%S+) (%S+)")
    givers[#givers + 1] = {token = token, csrf = csrf}
  end
  for line in io.lines(os.getenv("THINGS")) do things[#things + 1] = line end
  path = os.getenv("PATH_TO_ASK")
  n = tonumber(os.getenv("FIRST") or "0") + offset
end

local function ask(method, route, giver, body, key)
  return wrk.format(method, route, {
    ["Content-Type"] = "application/json",
    ["Cookie"] = "__Host-obolus_session=" .. giver.token,
    ["X-Obolus-CSRF"] = giver.csrf,
    ["Origin"] = os.getenv("ORIGIN"),
    ["Idempotency-Key"] = key,
  }, body)
end

function request()
  local giver = givers[n % #givers + 1]
  local thing = things[math.floor(n / #givers) % #things + 1]
  local turn = n % 10
  n = n + tonumber(os.getenv("THREADS") or "1")
  if path ~= "mixed" then return ask("POST", path, giver, '{"to":"' .. thing .. '"}') end
  if turn < 6 then return ask("POST", "/v1/flattrs", giver, '{"to":"' .. thing .. '"}') end
  if turn < 8 then return ask("POST", "/v1/gifts", giver, '{"to":"' .. thing .. '","amount":"0.01","currency":"EUR"}', "gift-" .. n) end
  return ask("GET", turn == 8 and "/v1/budget" or "/v1/flattrs", giver)
end

function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
