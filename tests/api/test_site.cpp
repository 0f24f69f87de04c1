#include "api/test_site.hpp"

#include <cstdlib>
#include <fstream>
#include <future>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "api/routes.hpp"
#include "base/check.hpp"
#include "http/cookie.hpp"
#include "http/csrf.hpp"
#include "http/run_coroutine.hpp"
#include "http/running_server.hpp"
#include "http/text.hpp"
#include "oauth/platforms.hpp"
#include "oauth/plugins.hpp"
#include "web/routes.hpp"

namespace obolus::support {

namespace json = boost::json;

namespace {
const std::string csrf_key(32, 'k');
const std::string source_url = "https://code.example/?a&b";

/// Notes a request to the API and its answer for the test that holds both against core/api/openapi.yaml: one file for
/// each test, in the folder that OBOLUS_EXCHANGES names.
class Exchanges {
   public:
    Exchanges() {
        const char* folder = std::getenv("OBOLUS_EXCHANGES");
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        if (folder == nullptr || test == nullptr) return;
        std::string name = std::string(test->test_suite_name()) + "." + test->name();
        std::replace(name.begin(), name.end(), '/', '-');
        file_.open(std::string(folder) + "/" + name + ".jsonl", std::ios::app);
        OBOLUS_CHECK(file_.is_open());
    }
    void note(const http::ClientRequest& request, const std::string& path, const http::ClientResponse& response) {
        const bool described =
            path.starts_with("/v1/") || path == "/healthz" || path == "/readyz" || path == "/metrics";
        if (!file_.is_open() || !described) return;
        json::object headers;
        for (const auto& [name, value] : response.headers)
            headers[http::to_lower_ascii(name)] = value;
        const json::object exchange{{"method", request.method},      {"path", path},
                                    {"request", request.body},       {"status", response.status},
                                    {"headers", std::move(headers)}, {"response", response.body}};
        file_ << json::serialize(exchange) << "\n" << std::flush;  // another site of the same test may write next
    }

   private:
    std::ofstream file_;
};

boost::asio::awaitable<http::Response> answer(http::Response response) { co_return response; }

json::object person_json(const std::string& subject) {
    const identity::ExternalIdentity person = TestHub::person(subject);
    return {{"id", subject},
            {"handle", person.handle},
            {"name", subject == "666" ? "<b>Mallory</b>" : person.name},
            {"avatar_url", ""},
            {"profile_url", person.profile_url},
            {"kind", "person"}};
}

/// The platform: handle1001 has the id 1001, and the code "code-1001" signs that person in.
http::Router platform_routes() {
    http::Router router;
    router.add("GET", "/users/{handle}", [](http::Request request) {
        const std::string handle(request.parameter("handle"));
        if (!handle.starts_with("handle")) return answer(http::text_response(404, "application/json", "{}"));
        return answer(http::text_response(200, "application/json", json::serialize(person_json(handle.substr(6)))));
    });
    router.add("POST", "/token", [](http::Request request) {
        const auto form = http::parse_form(request.body).value();
        const std::string code(http::find(form, "code").value_or(""));
        if (!code.starts_with("code-") || !http::find(form, "code_verifier"))
            return answer(http::text_response(400, "application/json", R"({"error":"invalid_grant"})"));
        const json::object token{{"access_token", "access-token-" + code.substr(5)}, {"token_type", "bearer"}};
        return answer(http::text_response(200, "application/json", json::serialize(token)));
    });
    router.add("GET", "/me", [](http::Request request) {
        const std::string token(request.header("authorization").value_or(""));
        const std::string start = "Bearer access-token-";
        if (!token.starts_with(start)) return answer(http::text_response(401, "application/json", "{}"));
        const json::object person = person_json(token.substr(start.size()));
        return answer(http::text_response(200, "application/json", json::serialize(person)));
    });
    return router;
}

json::object effect(json::object fields, int next) { return {{"effect", std::move(fields)}, {"state", next}}; }

json::object token_request(const std::string& platform) {
    const json::object code{{"slot", "$code"}};
    const json::object capture{{"slot", "$access_token"}, {"pointer", "/access_token"}};
    return {{"kind", "http"},
            {"method", "POST"},
            {"url", platform + "/token"},
            {"form", json::array{json::array{"grant_type", "authorization_code"}, json::array{"code", code}}},
            {"capture", json::array{capture}},
            {"token_response", true}};
}

/// What the platform's plugin would say.
json::object next_effect(const std::string& platform, const json::object& event) {
    const json::object& trigger = event.at("trigger").as_object();
    const bool login = event.at("flow") == "login";
    const std::string kind(trigger.at("kind").as_string());
    if (kind == "start" && login)
        return effect({{"kind", "redirect_user"}, {"url", platform + "/authorize"}, {"parameters", json::array{}}}, 0);
    if (kind == "start") {
        const std::string handle(trigger.at("subject").at("handle").as_string());
        return effect(
            {{"kind", "http"}, {"method", "GET"}, {"url", platform + "/users/" + http::percent_encode(handle)}}, 2);
    }
    if (kind == "callback") return effect(token_request(platform), 1);
    if (trigger.at("status") == 404) return effect({{"kind", "fail"}, {"class", "not_found"}}, 0);
    if (event.at("state") == 1)
        return effect({{"kind", "http"},
                       {"method", "GET"},
                       {"url", platform + "/me"},
                       {"auth", {{"scheme", "bearer"}, {"slot", "$access_token"}}}},
                      2);
    const json::value person = json::parse(std::string_view(trigger.at("body").as_string()));
    return effect({{"kind", "done"}, {"identities", json::array{person}}}, 0);
}

json::value normal_form(const std::string& text) {
    if (!text.starts_with("@")) return nullptr;
    const std::string handle = text.substr(1);
    return json::object{{"kind", "handle"}, {"handle", handle}, {"key", handle}};
}

oauth::Plugins scripted_plugins(const std::string& platform) {
    oauth::Plugins plugins;
    plugins.load = [](const std::string&, const std::string&, const json::object&, plugin_host::LoadProblem&) {
        plugin_host::Manifest manifest;
        manifest.id = "scripted";
        manifest.display_name = "Demo platform";
        manifest.flows = {"login", "lookup"};
        manifest.id_scope = "global";
        return base::Result<plugin_host::Manifest>(manifest);
    };
    plugins.step = [platform](const std::string&, json::object event, oauth::Plugins::Done<json::object> done) {
        done(next_effect(platform, event));
    };
    plugins.normalize = [](const std::string&, const std::string& text, oauth::Plugins::Done<json::value> done) {
        done(normal_form(text));
    };
    return plugins;
}

oauth::Options platform_options() {
    oauth::Options options;
    options.public_url = site_url;
    options.seal_key = std::string(32, 's');
    return options;
}

oauth::ProviderOptions demo_provider(const std::string& authority) {
    oauth::ProviderOptions provider;
    provider.name = "demo";
    provider.plugin = "scripted";
    provider.display_name = "Demo platform";
    provider.client_id = "obolus";
    provider.allow_hosts = {{authority, true}};
    return provider;
}
}  // namespace

struct TestSite::Impl {
    Impl(hub::Rules rules, api::Options chosen, api::WatchOptions watched)
        : hub(std::move(rules)),
          options(std::move(chosen)),
          watch(std::move(watched)),
          platform({}, platform_routes()),
          authority("127.0.0.1:" + std::to_string(platform.port())),
          client(context),
          platforms(scripted_plugins("http://" + authority), client, platform_options(), [this] { return hub.now(); }),
          server(context, {}, routes()) {
        std::string problem;
        OBOLUS_CHECK(platforms.add(demo_provider(authority), problem).has_value());
        OBOLUS_CHECK(server.start(problem).has_value());
        thread = std::thread([this] { context.run(); });
    }
    ~Impl() {
        std::promise<void> stopped;
        boost::asio::post(context, [&] { server.stop([&] { stopped.set_value(); }); });
        stopped.get_future().wait();
        work.reset();
        context.stop();
        thread.join();
    }

    http::Router routes() {
        http::Router router;
        options.public_url = site_url;
        options.csrf_key = csrf_key;
        options.hub_name = "Test hub";
        options.bench_route = true;
        options.version = "1.2.3";
        options.source_url = source_url;
        api::add_routes(router, hub.hub(), platforms, sessions, options);
        api::add_watch_routes(router, hub.hub(), metrics, watch);
        const web::Options for_pages{site_url, csrf_key, "Test hub", "1.2.3", source_url};
        web::add_routes(router, hub.hub(), platforms, sessions, for_pages);
        const web::ErrorPages pages(hub.hub(), platforms, sessions, for_pages);
        const auto is_api = [](const http::Request& request) { return request.path.starts_with("/v1/"); };
        router.on_no_route([=](const http::Request& request, const std::string& allow) {
            return is_api(request) ? api::answer_no_route(request, allow) : pages.no_route(request, allow);
        });
        router.on_failure([=](const http::Request& request, int status) {
            return is_api(request) ? api::answer_failure(request, status) : pages.failure(request, status);
        });
        return router;
    }

    TestHub hub;
    api::Options options;
    api::WatchOptions watch;
    api::Metrics metrics{"1.2.3"};
    Exchanges exchanges;
    http::RunningServer platform;
    std::string authority;
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
    http::Client client;
    hub::SessionCache sessions;
    oauth::Platforms platforms;
    http::Server server;
    std::thread thread;
};

TestSite::TestSite(hub::Rules rules, api::Options options, api::WatchOptions watch)
    : impl_(std::make_unique<Impl>(std::move(rules), std::move(options), std::move(watch))) {}
TestSite::~TestSite() = default;

TestHub& TestSite::hub() { return impl_->hub; }

http::ClientResponse TestSite::send(std::string method, std::string path, http::Fields headers, std::string body) {
    const std::string authority = "127.0.0.1:" + std::to_string(impl_->server.port());
    http::ClientRequest request;
    request.method = std::move(method);
    request.url = "http://" + authority + path;
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.allowed = {{authority, true}};
    auto response = http::spawn(impl_->context, impl_->client.send(request)).get();
    if (!response) {
        ADD_FAILURE() << response.error().message();
        return {};
    }
    impl_->exchanges.note(request, path, response.value());
    return std::move(response.value());
}

std::vector<http::ClientResponse> TestSite::call_at_once(const std::string& session, const std::vector<Call>& calls) {
    std::vector<std::future<base::Result<http::ClientResponse>>> answers;
    const std::string authority = "127.0.0.1:" + std::to_string(impl_->server.port());
    for (const Call& call : calls) {
        http::ClientRequest request;
        request.method = call.method;
        request.url = "http://" + authority + call.path;
        request.headers = {cookie_of(session), {"X-Obolus-CSRF", csrf_of(session)}};
        if (!call.json.empty()) request.headers.emplace_back("Content-Type", "application/json");
        request.headers.insert(request.headers.end(), call.more_headers.begin(), call.more_headers.end());
        request.body = call.json;
        request.allowed = {{authority, true}};
        answers.push_back(http::spawn(impl_->context, impl_->client.send(std::move(request))));
    }
    std::vector<http::ClientResponse> responses;
    for (auto& answer : answers) {
        auto response = answer.get();
        if (response)
            responses.push_back(std::move(response.value()));
        else
            ADD_FAILURE() << response.error().message();
    }
    return responses;
}

http::ClientResponse TestSite::get(const std::string& path, const std::string& session) {
    return send("GET", path, session.empty() ? http::Fields{} : http::Fields{cookie_of(session)});
}

http::ClientResponse TestSite::post_form(const std::string& path, const std::string& session, http::Fields fields) {
    http::Fields headers{{"Origin", site_url}, {"Content-Type", "application/x-www-form-urlencoded"}};
    if (!session.empty()) {
        headers.push_back(cookie_of(session));
        fields.emplace_back("csrf", csrf_of(session));
    }
    return send("POST", path, std::move(headers), http::encode_form(fields));
}

http::ClientResponse TestSite::call(std::string method, const std::string& path, const std::string& session,
                                    const std::string& json, http::Fields more_headers) {
    http::Fields headers{cookie_of(session), {"X-Obolus-CSRF", csrf_of(session)}};
    if (!json.empty()) headers.emplace_back("Content-Type", "application/json");
    headers.insert(headers.end(), more_headers.begin(), more_headers.end());
    return send(std::move(method), path, std::move(headers), json);
}

http::Field TestSite::cookie_of(const std::string& session) {
    return {"Cookie", http::host_cookie_name(hub::session_cookie) + "=" + session};
}

std::string TestSite::csrf_of(const std::string& session) { return http::csrf_token(csrf_key, session); }

std::string TestSite::set_cookie_field(const http::ClientResponse& response, const std::string& name) {
    for (const auto& [field, value] : response.headers)
        if ((field == "Set-Cookie" || field == "set-cookie") && value.starts_with(name + "=")) return value;
    return "";
}

std::string TestSite::set_cookie(const http::ClientResponse& response, const std::string& name) {
    const std::string field = set_cookie_field(response, name);
    return field.empty() ? "" : field.substr(name.size() + 1, field.find(';') - name.size() - 1);
}

std::string TestSite::header(const http::ClientResponse& response, const std::string& name) {
    return std::string(http::find_header(response.headers, name).value_or(""));
}

TestSite::SignIn TestSite::start_sign_in(const std::string& subject, const std::string& return_to) {
    return sign_in_of(post_form("/sign-in", "", {{"provider", "demo"}, {"return_to", return_to}}), subject);
}

TestSite::SignIn TestSite::sign_in_of(const http::ClientResponse& page, const std::string& subject) {
    const std::string mark = "state=";
    const std::size_t start = page.body.find(mark);
    OBOLUS_CHECK(start != std::string::npos);
    const std::string rest = page.body.substr(start + mark.size());
    const std::string state = rest.substr(0, rest.find_first_of("&\""));
    return {"/callback/demo?code=code-" + subject + "&state=" + state, set_cookie(page, "__Host-obolus_sign_in")};
}

http::ClientResponse TestSite::finish_sign_in(const SignIn& sign_in, const std::string& session) {
    std::string cookies = "__Host-obolus_sign_in=" + sign_in.cookie;
    if (!session.empty()) cookies += "; " + cookie_of(session).second;
    return send("GET", sign_in.callback, {{"Cookie", cookies}});
}

}  // namespace obolus::support
