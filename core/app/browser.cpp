#include "app/browser.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace obolus::app {

namespace {

constexpr int hops_max = 10;

http::Url parsed(const std::string& url) {
    auto result = http::parse_url(url);
    if (!result) throw BrowserError("not a web address: " + url);
    return std::move(result).value();
}

std::string origin_of(const std::string& url) {
    const std::size_t slash = url.find('/', url.find("://") + 3);
    return url.substr(0, slash);
}

using Answer = base::Result<http::ClientResponse>;

boost::asio::awaitable<void> fetch(http::Client* client, http::ClientRequest request, std::optional<Answer>* answer) {
    Answer response = co_await client->send(std::move(request));
    answer->emplace(std::move(response));
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

struct Browser::Impl {
    boost::asio::io_context context{1};
    http::Client client{context};
};

Browser::Browser() : impl_(std::make_unique<Impl>()) {}
Browser::~Browser() = default;
Browser::Browser(Browser&&) noexcept = default;

std::string resolve_url(const std::string& base, const std::string& reference) {
    if (reference.find("://") != std::string::npos) return reference;
    if (reference.empty()) return base;
    if (reference.front() == '/') return origin_of(base) + reference;
    const std::string path = base.substr(0, base.find_first_of("?#"));
    if (reference.front() == '?') return path + reference;
    return path.substr(0, path.rfind('/') + 1) + reference;
}

std::string Browser::cookie(const std::string& host, const std::string& name) const {
    const auto of_host = cookies_.find(host);
    if (of_host == cookies_.end()) return {};
    const auto found = of_host->second.find(name);
    return found == of_host->second.end() ? std::string() : found->second;
}

void Browser::set_cookie(const std::string& host, const std::string& name, const std::string& value) {
    cookies_[host][name] = value;
}

void Browser::keep_cookies(const std::string& host, const http::Fields& headers) {
    for (const auto& [name, value] : headers) {
        const bool sets = name.size() == 10 && http::find_header({{name, value}}, "Set-Cookie").has_value();
        const std::size_t equals = value.find('=');
        if (!sets || equals == std::string::npos) continue;
        const std::size_t end = std::min(value.find(';'), value.size());
        const std::string cookie = value.substr(0, equals);
        if (value.find("Max-Age=0", end) != std::string::npos) {
            cookies_[host].erase(cookie);
        } else {
            cookies_[host][cookie] = value.substr(equals + 1, end - equals - 1);
        }
    }
}

http::ClientResponse Browser::send(const std::string& method, const std::string& url, http::Fields headers,
                                   std::string body) {
    const http::Url place = parsed(url);
    std::string cookies;
    for (const auto& [name, value] : cookies_[place.host])
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) headers.emplace_back("Cookie", cookies);
    http::ClientRequest request;
    request.method = method;
    request.url = url;
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.allowed = {{place.host + ":" + std::to_string(place.port), true}};
    request.body_bytes_max = 4U << 20U;
    request.timeout = std::chrono::seconds(30);
    impl_->context.restart();
    std::optional<Answer> response;
    boost::asio::co_spawn(impl_->context, fetch(&impl_->client, std::move(request), &response), boost::asio::detached);
    impl_->context.run();
    if (!response || !*response) {
        throw BrowserError(method + " " + url + ": " + (response ? response->error().message() : "no answer"));
    }
    keep_cookies(place.host, response->value().headers);
    return std::move(*response).value();
}

Page Browser::load(std::string method, std::string url, http::Fields headers, std::string body) {
    for (int hop = 0; hop <= hops_max; ++hop) {
        http::ClientResponse response = send(method, url, std::move(headers), std::move(body));
        std::string next(http::find_header(response.headers, "Location").value_or(""));
        if (!is_redirect(response.status)) next = refresh_of(response.body).value_or("");
        if (next.empty()) return {url, response.status, std::move(response.headers), std::move(response.body)};
        url = resolve_url(url, next);
        method = "GET";
        headers.clear();
        body.clear();
    }
    throw BrowserError("too many redirects, the last one to " + url);
}

Page Browser::get(const std::string& url) { return load("GET", url, {}, ""); }

Page Browser::submit(const Page& page, const std::string& action, const http::Fields& filled) {
    const std::vector<Form> forms = forms_of(page.body);
    const auto form =
        std::find_if(forms.begin(), forms.end(), [&](const Form& each) { return each.action.ends_with(action); });
    if (form == forms.end()) {
        throw BrowserError(page.url + " (" + std::to_string(page.status) + ") has no form for " + action +
                           "; it says: " + text_of(page.body));
    }
    http::Fields fields = form->fields;
    for (const auto& [name, value] : filled) {
        const auto known = std::find_if(fields.begin(), fields.end(),
                                        [&, key = name](const http::Field& field) { return field.first == key; });
        if (known == fields.end()) {
            fields.emplace_back(name, value);
        } else {
            known->second = value;
        }
    }
    const std::string target = resolve_url(page.url, form->action);
    if (form->method != "post") return get(target + "?" + http::encode_form(fields));
    const bool same = origin_of(target) == origin_of(page.url);
    return load("POST", target,
                {{"Content-Type", "application/x-www-form-urlencoded"},
                 {"Origin", origin_of(page.url)},
                 {"Sec-Fetch-Site", same ? "same-origin" : "cross-site"}},
                http::encode_form(fields));
}

}  // namespace obolus::app
