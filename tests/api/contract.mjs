// Holds what the API's tests have sent and received against core/api/openapi.yaml.
//
//     node contract.mjs MODULES OPENAPI EXCHANGES
//
// MODULES is the node_modules folder with ajv and yaml; EXCHANGES is the folder with one file for each test, one exchange a line
// (tests/api/test_site.cpp writes them). Says what is wrong and exits with 1 when a request that was accepted or an answer isn't as
// described, when an answer's status isn't described, or when an operation or a status is described that no test has seen.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [modules, contractFile, folder] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;
const contract = require("yaml").parse(readFileSync(contractFile, "utf8"));

// Redocly minds the description itself; here unknown keywords are only in the way.
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: "contract:", components: contract.components });

/** A schema's own references point into the contract. */
const anchored = (value) =>
  JSON.parse(JSON.stringify(value), (key, inner) => (key === "$ref" ? inner.replace(/^#/, "contract:#") : inner));
const compiled = new Map();
function problemsOf(schema, value) {
  const text = JSON.stringify(schema);
  if (!compiled.has(text)) compiled.set(text, ajv.compile(anchored(schema)));
  const validate = compiled.get(text);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath || "/"} ${error.message}`);
}
function deref(object) {
  return object?.$ref ? object.$ref.slice(2).split("/").reduce((at, part) => at[part], contract) : object;
}

/** The operation of a request; of two paths that fit, the one with fewer parameters. */
const templates = Object.keys(contract.paths)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) }))
  .sort((left, right) => left.path.split("{").length - right.path.split("{").length);
function operationOf(exchange) {
  const path = exchange.path.split("?")[0];
  const found = templates.find(({ pattern }) => pattern.test(path));
  const operation = found && contract.paths[found.path][exchange.method.toLowerCase()];
  return operation ? { operation, name: `${exchange.method} ${found.path}` } : undefined;
}

const problem = { $ref: "#/components/schemas/Problem" };
const seen = new Set();

function bodyProblems(exchange, content) {
  if (!content) return exchange.response === "" ? [] : ["a body where none is described"];
  const type = (exchange.headers["content-type"] ?? "").split(";")[0];
  if (!content[type]) return [`content type ${type} isn't described`];
  if (!type.endsWith("json")) return [];
  return problemsOf(content[type].schema, JSON.parse(exchange.response));
}

function headerProblems(exchange) {
  const needed = { 401: "www-authenticate", 405: "allow", 429: "retry-after" }[exchange.status];
  return needed && !exchange.headers[needed] ? [`no header ${needed}`] : [];
}

function problemsOfExchange(exchange) {
  const found = operationOf(exchange);
  if (!found) {
    if (exchange.path.startsWith("/v1/bench/")) return [];  // for measuring; no part of the contract
    if (![400, 404, 405].includes(exchange.status)) return ["no such operation is described"];
    return problemsOf(problem, JSON.parse(exchange.response));
  }
  const { operation, name } = found;
  const response = deref(operation.responses[exchange.status] ?? operation.responses.default);
  if (exchange.status < 400 && !operation.responses[exchange.status]) return [`status ${exchange.status} isn't described`];
  seen.add(`${name} ${exchange.status}`);
  const problems = [...bodyProblems(exchange, response.content), ...headerProblems(exchange)];
  const request = deref(operation.requestBody);
  if (exchange.status < 300 && request)
    problems.push(...problemsOf(request.content["application/json"].schema, JSON.parse(exchange.request || "{}"))
      .map((text) => `request: ${text}`));
  return problems;
}

let wrong = 0;
let exchanges = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".jsonl")).sort())
  for (const line of readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean)) {
    const exchange = JSON.parse(line);
    ++exchanges;
    for (const text of problemsOfExchange(exchange)) {
      console.error(`${file}: ${exchange.method} ${exchange.path} ${exchange.status}: ${text}`);
      ++wrong;
    }
  }
for (const [path, methods] of Object.entries(contract.paths))
  for (const [method, operation] of Object.entries(methods))
    for (const status of Object.keys(operation.responses).filter((each) => each !== "default"))
      if (!seen.has(`${method.toUpperCase()} ${path} ${status}`)) {
        console.error(`${method.toUpperCase()} ${path} ${status}: described, and no test has seen it`);
        ++wrong;
      }
console.log(`${exchanges} exchanges, ${seen.size} operations with a status, ${wrong} problems`);
process.exit(wrong === 0 && exchanges > 0 ? 0 : 1);
