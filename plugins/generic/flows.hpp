// The generic plugin's flows; each is called for every event of its flow.
#pragma once

#include <obolus/sdk/effect.hpp>
#include <obolus/sdk/event.hpp>

#include "settings.hpp"

namespace generic {

/// OAuth 2 with explicit endpoints: redirect, token, userinfo. With an issuer (OpenID Connect Core and Discovery 1.0):
/// discovery, redirect, token with an ID token that the hub verifies, and userinfo if there is one; who it is says
/// `sub`.
sdk::Output login(const sdk::Event& event, const Settings& settings);

/// Revokes a login's tokens (RFC 7009), at settings' revoke_url or where the login's discovery document says;
/// unsupported without either.
sdk::Output revoke(const sdk::Event& event, const Settings& settings);

/// An account by handle or id; unsupported when the settings have no URL for it.
sdk::Output lookup(const sdk::Event& event, const Settings& settings);

/// A thing's owner: by thing_lookup_url, or by the handle in the thing's URL; unsupported without either.
sdk::Output thing_owner(const sdk::Event& event, const Settings& settings);

}  // namespace generic
