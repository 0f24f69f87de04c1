#include <algorithm>
#include <map>
#include <vector>

#include <spdlog/spdlog.h>

#include "http/server.hpp"
#include "http/text.hpp"
#include "http/wire.hpp"

namespace obolus::http {

namespace asio = boost::asio;

namespace {

struct MethodHandler {
    std::string method;
    Handler handler;
};

// A path and what may be done there. A segment "{name}" matches any one non-empty segment.
struct Route {
    std::string pattern;
    std::vector<std::string> segments;
    std::vector<MethodHandler> methods;
};

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string_view> split_path(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(std::min<std::size_t>(1, path.size()));
    while (true) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

// The path as sent: parameters are decoded one by one, so that an encoded slash stays inside its segment.
std::string_view raw_path(const Request& request) {
    std::string_view target = request.target;
    if (!target.starts_with('/')) return request.path;
    return target.substr(0, target.find('?'));
}

bool match(const Route& route, const std::vector<std::string_view>& segments, Fields& parameters) {
    if (route.segments.size() != segments.size()) return false;
    for (std::size_t i = 0; i < segments.size(); ++i)
        if (is_parameter(route.segments[i]) ? segments[i].empty() : route.segments[i] != segments[i]) return false;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string_view pattern = route.segments[i];
        if (!is_parameter(pattern)) continue;
        auto value = percent_decode(segments[i]);
        if (!value) return false;
        parameters.emplace_back(pattern.substr(1, pattern.size() - 2), std::move(*value));
    }
    return true;
}

const MethodHandler* find_method(const Route& route, std::string_view method) {
    for (const MethodHandler& each : route.methods)
        if (each.method == method) return &each;
    return nullptr;
}

std::string allowed_methods(const Route& route) {
    std::string allow;
    for (const auto& [name, handler] : route.methods) {
        allow += (allow.empty() ? "" : ", ") + name;
        if (name == "GET") allow += ", HEAD";
    }
    return allow;
}

Response plain_failure(int status) {
    return text_response(status, "text/plain; charset=utf-8", std::string(reason_phrase(status)) + "\n");
}

}  // namespace

struct Router::State {
    std::map<std::string, Route, std::less<>> fixed;  // by the whole path as sent; wins over patterns
    std::vector<Route> patterns;                      // in the order of their registration
    std::function<Response(const Request&, std::string)> no_route = [](const Request&, const std::string& allow) {
        return plain_failure(allow.empty() ? 404 : 405);
    };
    std::function<Response(const Request&, int)> failure = [](const Request&, int status) {
        return plain_failure(status);
    };
    std::function<void(const Request&, Response&)> finish = [](const Request&, Response&) {};
    std::function<void(const Answered&)> count = [](const Answered&) {};

    const Route* find(const Request& request, Fields& parameters) const {
        const std::string_view path = raw_path(request);
        if (const auto found = fixed.find(path); found != fixed.end()) return &found->second;
        const auto segments = split_path(path);
        for (const Route& route : patterns)
            if (match(route, segments, parameters)) return &route;
        return nullptr;
    }
};

Router::Router() : state_(std::make_unique<State>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

void Router::add(std::string method, std::string pattern, Handler handler) {
    std::vector<std::string> segments;
    for (const std::string_view segment : split_path(pattern))
        segments.emplace_back(segment);
    Route* route = nullptr;
    if (std::none_of(segments.begin(), segments.end(), is_parameter)) {
        route = &state_->fixed[pattern];
    } else {
        const auto same = [&segments](const Route& known) { return known.segments == segments; };
        const auto found = std::find_if(state_->patterns.begin(), state_->patterns.end(), same);
        route = found != state_->patterns.end() ? &*found : &state_->patterns.emplace_back();
    }
    route->pattern = std::move(pattern);
    route->segments = std::move(segments);
    route->methods.push_back({std::move(method), std::move(handler)});
}

void Router::on_no_route(std::function<Response(const Request&, std::string)> answer) {
    state_->no_route = std::move(answer);
}
void Router::on_failure(std::function<Response(const Request&, int)> answer) { state_->failure = std::move(answer); }
void Router::on_answered(std::function<void(const Answered&)> count) { state_->count = std::move(count); }
void Router::on_response(std::function<void(const Request&, Response&)> finish) { state_->finish = std::move(finish); }

Response Router::fail(const Request& request, int status) const {
    Response response;
    try {
        response = state_->failure(request, status);
        state_->finish(request, response);
    } catch (const std::exception& e) {
        spdlog::error("http: the page for status {} threw: {}", status, e.what());
        response = plain_failure(500);
    }
    state_->count({{}, {}, response.status, response.refusal, {}});
    return response;
}

asio::awaitable<Response> Router::answer(Request request) const {
    const auto begun = std::chrono::steady_clock::now();
    Request seen;  // what is left for on_response and on_failure once the handler has taken the request
    Response response;
    try {
        Fields parameters;
        const Route* const route = state_->find(request, parameters);
        const MethodHandler* found = route == nullptr ? nullptr : find_method(*route, request.method);
        if (route != nullptr && found == nullptr && request.method == "HEAD") found = find_method(*route, "GET");
        if (found == nullptr) {
            const std::string allow = route == nullptr ? std::string() : allowed_methods(*route);
            response = state_->no_route(request, allow);
            if (!allow.empty() && !find_header(response.headers, "allow"))
                response.headers.emplace_back("Allow", allow);
            state_->finish(request, response);
            state_->count({{}, {}, response.status, response.refusal, {}});
            co_return response;
        }
        request.path_parameters = std::move(parameters);
        seen.method = request.method;
        seen.target = request.target;
        seen.path = request.path;
        seen.remote = request.remote;
        response = co_await found->handler(std::move(request));
        state_->finish(seen, response);
        state_->count({found->method, route->pattern, response.status, response.refusal,
                       std::chrono::steady_clock::now() - begun});
        co_return response;
    } catch (const std::exception& e) {
        spdlog::error("http: {} {} failed: {}", for_log(seen.method), for_log(seen.path), e.what());
    } catch (...) {
        spdlog::error("http: {} {} failed with an unknown exception", for_log(seen.method), for_log(seen.path));
    }
    co_return fail(seen, 500);
}

}  // namespace obolus::http
