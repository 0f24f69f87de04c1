#include "app/story.hpp"

namespace obolus::app {

Page sign_in(Browser& browser, const Places& places, const std::string& person_id) {
    const Page choice = browser.submit(browser.get(places.hub + "/sign-in"), "/sign-in", {{"provider", "demo"}});
    return browser.submit(choice, "/i/oauth2/authorize", {{"person", person_id}});
}

Page open_account(Browser& browser, const Places& places) {
    return browser.submit(browser.get(places.hub + "/welcome"), "/account");
}

Page top_up(Browser& browser, const Places& places, const std::string& amount) {
    return browser.submit(browser.get(places.hub + "/me"), "/me/top-up", {{"amount", amount}});
}

Page set_budget(Browser& browser, const Places& places, const std::string& amount) {
    return browser.submit(browser.get(places.hub + "/me"), "/me/budget", {{"monthly", amount}});
}

Page flattr(Browser& browser, const Places& places, const std::string& to) {
    return browser.submit(browser.get(places.hub + "/me"), "/me/flattr", {{"to", to}});
}

Page close_running_month(Browser& browser, const Places& places) {
    return browser.submit(browser.get(places.hub + "/operator"), "/operator/end-month");
}

Page look_at_claim(Browser& browser, const Places& places) { return browser.get(places.hub + "/claim"); }

Page accept_claim(Browser& browser, const Places& places) {
    return browser.submit(look_at_claim(browser, places), "/claim/accept");
}

Page decline_claim(Browser& browser, const Places& places) {
    return browser.submit(look_at_claim(browser, places), "/claim/decline");
}

std::string demo_settings(const std::string& folder, int hub_port, int platform_port) {
    const std::string hub = std::to_string(hub_port);
    const std::string host = "127.0.0.1:" + std::to_string(platform_port);
    return "hub:\n  id: demo\n  name: Obolus demo\n  public_url: http://localhost:" + hub +
           "\n  operators: [\"demo:1001\"]\nhttp:\n  listen: 127.0.0.1:" + hub +
           "\napi:\n  requests_per_minute: 0\n  strangers_requests_per_minute: 0\nstore:\n  database: sqlite:" +
           folder + "/demo.db\nsecrets:\n  key_file: " + folder +
           "/demo.key\nrails:\n  test:\n    enabled: true\ndemo:\n  movable_clock: true\nproviders:\n  demo:\n    "
           "plugin: twitter\n"
           "    display_name: Demo platform\n    client_id: obolus-demo\n    client_secret: demo-secret\n    "
           "app_token: demo-app-token\n"
           "    endpoints:\n      authorize: http://" +
           host + "/i/oauth2/authorize\n      token: http://" + host + "/2/oauth2/token\n      api: http://" + host +
           "\n    allow_hosts:\n      - {host: \"" + host + "\", inside: true}\n";
}

}  // namespace obolus::app
