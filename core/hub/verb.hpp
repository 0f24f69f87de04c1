// What every verb and query shares: the operator's rules, the shape of a verb, and what the hub says no to.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "giving/calendar.hpp"
#include "identity/identity.hpp"
#include "money/amount.hpp"

namespace obolus::store {
class Transaction;
class Snapshot;
}  // namespace obolus::store

namespace obolus::hub {

enum class Refusal {
    not_signed_in = 1,          ///< no session, or it has ended
    account_needed,             ///< the session's identity is no member's yet
    account_exists,             ///< the session's identity belongs to a member already
    sign_in_already_used,       ///< this sign-in was completed before (a callback opened twice)
    operator_only,              ///< not an operator's identity
    idempotency_key_reused,     ///< same key, other body
    idempotency_key_malformed,  ///< 1 to 64 characters of letters, digits, "-", "_", "."
    rail_disabled,              ///< the config doesn't enable this rail
    idempotency_key_missing,    ///< this command needs one
    identity_invalid,           ///< provider, instance or stable id empty or too long
    month_still_running,        ///< only a month that has ended can be closed
    month_unknown,              ///< nothing happened in that month
    clock_is_fixed,             ///< only a demo hub's clock can be moved
    currency_is_fixed,          ///< the config's currency is not the one that the books are kept in
    hub_id_is_fixed,            ///< the config's hub id is not the one that the books are kept under
    sign_in_not_recent,         ///< this needs a proof of identity of the last minutes (Rules::recent_sign_in)
    token_unknown,              ///< no such API token of this member
    token_name_malformed,       ///< 1 to 64 bytes without control characters
    scope_unknown,              ///< a token needs at least one of the scopes that there are
    scope_missing,              ///< the token may not do this
    too_many_tokens,            ///< a member has at most 50
    token_not_enough,           ///< only a person who is signed in may do this, no program
    transfer_unknown,           ///< no such transfer, line, flattr or payout
    cursor_malformed,           ///< a page's cursor that this hub did not give
    rate_limited,               ///< more requests in a short time than this hub takes from one caller
    token_invalid,              ///< an API token that is unknown, revoked or expired
    token_lifetime_malformed,   ///< an API token is valid for 1 to 3650 days, or until it is revoked
    key_file_is_fixed,          ///< the key file is not the one that the books are kept with
    books_behind_checkpoint,    ///< the books don't hold what this hub has published of them
    rollback_not_needed         ///< the books hold what was published: there is nothing to accept
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// What the operator decided; the same for all verbs of a process.
struct Rules {
    std::string hub_id;  ///< part of every id that leaves the hub
    money::Currency currency = money::euro();
    giving::Calendar calendar;
    std::chrono::days escrow_ttl{180};
    std::chrono::seconds session_ttl{std::chrono::days{30}};
    std::vector<identity::Key> operators;
    bool test_rail = false;                                         ///< rail `test`: money out of thin air
    bool movable_clock = false;                                     ///< a demo hub may end its month early
    std::chrono::seconds recent_sign_in{std::chrono::minutes{15}};  ///< for linking, unlinking, payouts, leaving
    std::chrono::days by_handle_wait{14};                           ///< rule 15
    std::chrono::days id_change_wait{14};                           ///< rule 22
    std::int64_t fee_ppm = 0;    ///< of money that reaches revenue, in millionths (rule 18)
    bool reciprocity = false;    ///< payouts need one funded month (rule 19)
    identity::Key leftovers_to;  ///< who gets what comes back to somebody who left and never returned (rule 20)
    std::string opt_out_key;     ///< 32 raw bytes: the key of opt-outs' hashes
    /// Tells the key file from any other without telling the key; "": not compared.
    std::string key_fingerprint{};
};

template <class Command, class Answer>
using Verb = std::vector<base::Result<Answer>> (*)(store::Transaction&, const Rules&, std::span<const Command>);

template <class Question, class Answer>
using Query = base::Result<Answer> (*)(store::Snapshot&, const Rules&, const Question&);

/// Micro-units of the books as an amount. No balance can pass what came in, and that is an amount.
money::Amount amount_of(std::int64_t micro, const Rules& rules);

/// A transfer's address as clients see it: "demo/t/63.1".
std::string transfer_id(const Rules& rules, std::int64_t seq, std::int32_t n);

}  // namespace obolus::hub

template <>
struct std::is_error_code_enum<obolus::hub::Refusal> : std::true_type {};
