// Steps of the product's story, as a person takes them in a browser: through pages alone. For `obolus demo` and the
// tests.
#pragma once

#include <string>

#include "app/browser.hpp"

namespace obolus::app {

/// A hub and the demo platform, each with the address that browsers use.
struct Places {
    std::string hub;
    std::string platform;
};

/// Signs in with the demo platform as the person with this id; answers the page that one lands on.
Page sign_in(Browser& browser, const Places& places, const std::string& person_id);
Page open_account(Browser& browser, const Places& places);
Page top_up(Browser& browser, const Places& places, const std::string& amount);
Page set_budget(Browser& browser, const Places& places, const std::string& amount);
/// `to` is whatever a person may type: a handle, the address of a profile or of a post.
Page flattr(Browser& browser, const Places& places, const std::string& to);
/// The operator ends the running month and has it closed.
Page close_running_month(Browser& browser, const Places& places);
Page look_at_claim(Browser& browser, const Places& places);
Page accept_claim(Browser& browser, const Places& places);
Page decline_claim(Browser& browser, const Places& places);

/// The settings of a hub in `folder` with the demo platform as its provider, at these ports: a file for --config.
std::string demo_settings(const std::string& folder, int hub_port, int platform_port);

}  // namespace obolus::app
