// How an API token is shown in the settings.
#pragma once

#include "hub/api_token.hpp"
#include "web/view.hpp"

namespace obolus::web {

/// {number, name, scopes, day, date, until, until_date}; never the token itself, which the hub doesn't know.
View token_view(const hub::TokenView& token);

}  // namespace obolus::web
