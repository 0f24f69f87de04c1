#include "oauth/platform_under_test.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/array.hpp>

namespace obolus::oauth {

namespace json = boost::json;

json::object output(json::object effect, json::value state) {
    return {{"effect", std::move(effect)}, {"state", std::move(state)}};
}
json::object fail(const char* reason) { return output({{"kind", "fail"}, {"class", reason}}); }
json::object done(json::array identities) { return output({{"kind", "done"}, {"identities", std::move(identities)}}); }

PlatformUnderTest::PlatformUnderTest() : server_(http::ServerOptions{}, routes()) {
    manifest.id = "scripted";
    manifest.display_name = "Scripted";
    manifest.flows = {"login", "lookup", "thing_owner"};
    manifest.id_scope = "global";
    manifest.redirect_hosts = {"id.example"};
    normal_form = [](const std::string&, const std::string&) { return json::value(nullptr); };
}

boost::asio::awaitable<http::Response> PlatformUnderTest::answer(PlatformUnderTest* self, http::Request request) {
    const std::lock_guard lock(self->mutex_);
    const auto found = self->answers.find(request.path);
    http::Response response = found == self->answers.end() ? http::text_response(404, "text/plain", "") : found->second;
    self->seen_.push_back(std::move(request));
    co_return response;
}

http::Router PlatformUnderTest::routes() {
    http::Router router;
    for (const char* method : {"GET", "POST"})
        for (const char* path : {"/token", "/me", "/keys", "/lookup", "/revoke"})
            router.add(method, path, [this](http::Request request) { return answer(this, std::move(request)); });
    return router;
}

std::vector<http::Request> PlatformUnderTest::seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

std::string PlatformUnderTest::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
}

ProviderOptions PlatformUnderTest::entry(std::string name) const {
    ProviderOptions options;
    options.name = std::move(name);
    options.plugin = "scripted";
    options.client_id = "client";
    options.client_secret = "swordfish";
    options.app_token = "app-swordfish";
    options.allow_hosts = {{"127.0.0.1:" + std::to_string(server_.port()), true}};
    return options;
}

Plugins PlatformUnderTest::plugins() {
    Plugins plugins;
    plugins.load = [this](const std::string&, const std::string&, const json::object&, plugin_host::LoadProblem&) {
        return base::Result<plugin_host::Manifest>(manifest);
    };
    plugins.step = [this](const std::string&, json::object event, Plugins::Done<json::object> answered) {
        events.push_back(event);
        json::object answer_to_event = script(event);
        boost::asio::post(context_, [answered, answer_to_event] { answered(answer_to_event); });
    };
    plugins.normalize = [this](const std::string& entry, const std::string& text, Plugins::Done<json::value> answered) {
        json::value form = normal_form(entry, text);
        boost::asio::post(context_, [answered, form] { answered(form); });
    };
    return plugins;
}

Platforms& PlatformUnderTest::start(std::vector<ProviderOptions> entries) {
    Options options;
    options.public_url = "https://hub.example";
    options.seal_key = std::string(32, 'k');
    platforms_ = std::make_unique<Platforms>(plugins(), client_, options, [this] { return now; });
    for (ProviderOptions& entry : entries) {
        std::string problem;
        EXPECT_TRUE(platforms_->add(std::move(entry), problem)) << problem;
    }
    return *platforms_;
}

}  // namespace obolus::oauth
