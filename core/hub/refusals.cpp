#include "hub/refusals.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace obolus::hub {

namespace {
constexpr std::array<std::string_view, 26> request_names{
    "page_unknown",      "method_not_allowed", "content_type_wrong",
    "json_malformed",    "json_not_object",    "form_malformed",
    "field_unknown",     "field_missing",      "field_repeated",
    "field_not_text",    "field_empty",        "field_too_long",
    "amount_not_text",   "month_malformed",    "cross_site",
    "csrf_token_wrong",  "request_malformed",  "body_too_large",
    "headers_too_large", "not_supported",      "authorization_malformed",
    "limit_malformed",   "field_not_boolean",  "field_not_number",
    "metrics_private",   "choice_unknown"};
const base::NamedCategory request_category{"request", request_names};

constexpr RefusalRow internal_row{"fault",
                                  "internal",
                                  500,
                                  "Something went wrong here",
                                  "A defect of this hub was contained; it is in the operator's log.",
                                  "Look whether your change is there, then try again.",
                                  "/me"};

// clang-format off
constexpr std::array rows{
    internal_row,
    RefusalRow{"fault", "storage_unavailable", 503, "The books can't be reached", "The hub can't reach its database, so nothing was changed.", "Try again in a minute.", ""},
    RefusalRow{"fault", "storage_full", 503, "The hub's disk is full", "There is no room left to write anything down, so nothing was changed.", "Try again later; the operator has to make room.", ""},
    RefusalRow{"fault", "storage_read_only", 503, "The books can't be written to", "The hub's database can only be read at the moment, so nothing was changed.", "Try again later; the operator has to make the database writable.", ""},
    RefusalRow{"fault", "storage_locked", 503, "The books are in use", "Another process holds the hub's database, so nothing was changed.", "Try again in a minute.", ""},
    RefusalRow{"fault", "books_elsewhere", 503, "The books have moved", "The hub's books are kept in another database now, or are on their way there, so nothing was changed.", "Try again in a minute; the operator has to start the hub on the other database.", ""},
    RefusalRow{"fault", "storage_stopped", 503, "The hub has stopped writing", "The disk failed to keep what was written, and the hub does not go on over a doubt. Nothing was changed.", "The operator has to look at the disk; please come back later.", ""},
    RefusalRow{"fault", "outcome_unknown", 503, "We can't tell yet whether it worked", "The hub was interrupted while it saved this.", "Do the same again: it happens once, however often you ask.", ""},
    RefusalRow{"fault", "overloaded", 503, "Too much at once", "More requests are waiting than the hub takes on, so nothing was changed.", "Try again in a few seconds.", ""},
    RefusalRow{"fault", "timed_out", 504, "That took too long", "An answer did not come in time.", "Try again in a minute.", ""},
    RefusalRow{"fault", "shutting_down", 503, "The hub is restarting", "The hub is stopping and takes nothing new, so nothing was changed.", "Try again in a minute.", ""},
    RefusalRow{"fault", "platform_unavailable", 502, "The platform doesn't answer", "The platform's servers could not be reached, or what they said made no sense.", "Try again in a few minutes.", ""},
    RefusalRow{"plugin_host", "plugin_quarantined", 503, "This platform is out of service here", "The plugin that speaks with it has named an account of another platform, so the hub believes nothing it says any more.", "Use another platform; the operator has to look at the plugin and restart the hub.", ""},
    RefusalRow{"fault", "plugin_unavailable", 503, "This platform is out of order here", "The part of the hub that speaks with this platform failed; it is being restarted.", "Try again in a minute.", ""},

    RefusalRow{"money", "amount_malformed", 422, "That is not an amount", "An amount is written as digits with a point, such as 12.50.", "Write it without signs, blanks, commas or letters.", "/me"},
    RefusalRow{"money", "amount_negative", 422, "Less than nothing", "An amount can't be below zero.", "Write the amount without a minus sign.", "/me"},
    RefusalRow{"money", "amount_zero", 422, "Zero is not enough", "This needs an amount above zero.", "Choose an amount of at least one of the smallest coin.", "/me"},
    RefusalRow{"money", "amount_too_fine", 422, "Too many decimals", "This amount has more decimals than can be counted here.", "Round it: money in and out goes by whole cents, budgets by at most six decimals.", "/me"},
    RefusalRow{"money", "amount_too_large", 422, "Too large", "The amount is larger than the books can hold.", "Choose a smaller amount.", "/me"},
    RefusalRow{"money", "currency_unknown", 422, "Unknown currency", "A currency is three capital letters, such as EUR.", "Use the currency that this hub shows.", "/me"},
    RefusalRow{"money", "currency_mismatch", 422, "Another currency", "This hub keeps its books in one currency, and this is another.", "Use the currency that this hub shows.", "/me"},

    RefusalRow{"identity", "id_pair_malformed", 422, "That is no pair of ids", "An import has pairs of two different stable ids of one platform, at most 500 in one command, and names its source.", "Check the line: old id, comma, new id; handles are none.", ""},
    RefusalRow{"identity", "id_pair_contradicts", 409, "Two pairs say different things", "Another pair gives the same id to somebody else, or gives this one away.", "Look at the list and at earlier imports (obolus identity imports); cancel the wrong one.", ""},
    RefusalRow{"identity", "new_id_in_use", 409, "The new id is somebody here", "The new id has been given to, has opted out or belongs to a member, so it may be another person, and two people's money is never joined.", "Let its owner sign in where the platform shows both ids, and accept what waits.", "/claim"},
    RefusalRow{"identity", "id_change_unknown", 404, "There is no such change", "No change of ids that concerns you has this number.", "Look at your overview.", "/me"},
    RefusalRow{"identity", "id_change_ended", 409, "It is decided already", "This change of ids was applied, cancelled or objected to before.", "Nothing needs to be done; tell the operator if it was wrong.", "/me"},

    RefusalRow{"ledger", "amount_not_positive", 422, "Zero is not enough", "Only an amount above zero can be moved.", "Choose an amount of at least one of the smallest coin.", "/me"},
    RefusalRow{"ledger", "same_account", 422, "From where it is to where it is", "Money can't be moved from an account to itself.", "Choose another account.", "/me"},
    RefusalRow{"ledger", "mixed_currencies", 422, "Two currencies", "One transfer moves one currency.", "Use the currency that this hub shows.", "/me"},
    RefusalRow{"ledger", "insufficient_funds", 409, "Not enough money", "There is less in the account than this would take out.", "Add money, or choose a smaller amount.", "/me#top-up"},
    RefusalRow{"ledger", "total_too_large", 422, "Too large", "The books would hold more than they can count.", "Choose a smaller amount.", "/me"},
    RefusalRow{"ledger", "lines_do_not_sum", 500, "The parts don't make the whole", "A transfer was refused because its lines don't sum to its amount; nothing was changed.", "Tell the operator.", ""},
    RefusalRow{"ledger", "hold_unknown", 500, "Nothing is held there", "A transfer was refused because the accounts don't hold what it would resolve; nothing was changed.", "Tell the operator.", ""},
    RefusalRow{"ledger", "above_hold", 500, "More than was held", "A transfer was refused because it would take more than was held for it; nothing was changed.", "Tell the operator.", ""},
    RefusalRow{"ledger", "nothing_to_post", 409, "Nothing to do", "There is nothing to move.", "Look at your overview.", "/me"},

    RefusalRow{"hub", "not_signed_in", 401, "You are not signed in", "This needs to know who you are, and your session has ended or never began.", "Sign in and do it again.", "/sign-in"},
    RefusalRow{"hub", "account_needed", 403, "You have no account here yet", "You are signed in, but only members can do this.", "Open an account; it takes one click.", "/welcome"},
    RefusalRow{"hub", "account_exists", 409, "You have an account already", "The account that you signed in with belongs to a member already.", "Go on to your overview.", "/me"},
    RefusalRow{"hub", "sign_in_already_used", 409, "This sign-in was used already", "Each sign-in works once, and this one was completed before.", "Begin a new sign-in.", "/sign-in"},
    RefusalRow{"hub", "operator_only", 403, "For operators only", "Only this hub's operators may do that.", "If you run this hub, list your account under operators in its config.", ""},
    RefusalRow{"hub", "idempotency_key_reused", 422, "This key was used for something else", "The same idempotency key came before with another content.", "Use a fresh key for a new request, and the old one only to repeat the old request.", ""},
    RefusalRow{"hub", "idempotency_key_malformed", 400, "That is not an idempotency key", "A key has 1 to 64 characters: letters, digits, hyphen, underscore, point.", "Use a random UUID.", ""},
    RefusalRow{"hub", "rail_disabled", 403, "This way of paying is switched off", "The hub's config doesn't enable this payment rail.", "Choose another way of paying, or ask the operator.", ""},
    RefusalRow{"hub", "identity_invalid", 422, "Nobody can have such an id", "The platform's id of this account is empty or too long.", "Try another account.", ""},
    RefusalRow{"hub", "month_still_running", 409, "The month is still running", "Only a month that has ended can be closed.", "Close it after its last day.", "/operator"},
    RefusalRow{"hub", "month_unknown", 404, "Nothing happened in that month", "The books know no flattr and no budget of that month.", "Choose a month from the list.", "/operator"},
    RefusalRow{"hub", "clock_is_fixed", 403, "Time can't be moved here", "Only a demo hub's month can be ended early.", "Wait for the month's end.", ""},
    RefusalRow{"hub", "currency_is_fixed", 409, "The currency can't be changed", "The books are kept in another currency than the config names.", "Set the config's currency back to that of the books.", ""},

    RefusalRow{"giving", "own_thing", 422, "That is you", "Nobody can flattr their own work, however good it is.", "Choose something that somebody else made.", "/"},

    RefusalRow{"claims", "identity_claimed_by_another", 409, "It belongs to another member", "The account that you signed in with is linked to another member here.", "Sign in as that member.", "/sign-in"},
    RefusalRow{"claims", "nothing_waiting", 409, "Nothing is waiting", "There is no money waiting for you, or it was taken or returned a moment ago.", "Look at your overview.", "/me"},

    RefusalRow{"oauth", "provider_unknown", 404, "No such platform", "This hub has no platform of that name.", "Choose one of the platforms on the sign-in page.", "/sign-in"},
    RefusalRow{"oauth", "sign_in_state_missing", 400, "No sign-in was under way", "This browser has no sign-in that this answer could belong to.", "Begin the sign-in here, in this browser, and allow its cookies.", "/sign-in"},
    RefusalRow{"oauth", "sign_in_state_mismatch", 400, "This is not your sign-in", "The answer belongs to a sign-in of another browser or another platform, or it was changed on the way.", "Begin the sign-in again.", "/sign-in"},
    RefusalRow{"oauth", "sign_in_expired", 400, "The sign-in took too long", "A sign-in must be finished within ten minutes.", "Begin the sign-in again.", "/sign-in"},
    RefusalRow{"oauth", "sign_in_parameter_repeated", 400, "The platform's answer is ambiguous", "Something came twice in it that may come only once.", "Begin the sign-in again.", "/sign-in"},
    RefusalRow{"oauth", "sign_in_denied", 403, "You said no, and that is fine", "The sign-in was cancelled at the platform. We learned nothing about you.", "Sign in again whenever you like.", "/sign-in"},
    RefusalRow{"oauth", "issuer_mismatch", 400, "The answer came from somebody else", "Another issuer answered than the one that was asked.", "Begin the sign-in again; tell the operator if it happens twice.", "/sign-in"},
    RefusalRow{"oauth", "token_refused", 400, "The platform did not confirm you", "The platform refused to say who you are, or said it in a way that can't be trusted.", "Begin the sign-in again; tell the operator if it happens twice.", "/sign-in"},
    RefusalRow{"oauth", "id_token_invalid", 400, "The platform's proof does not hold", "The platform's statement about you failed a check.", "Begin the sign-in again; tell the operator if it happens twice.", "/sign-in"},
    RefusalRow{"oauth", "identity_invalid", 400, "The platform named nobody", "The platform's answer holds no account that could be yours.", "Begin the sign-in again; tell the operator if it happens twice.", "/sign-in"},
    RefusalRow{"oauth", "text_not_understood", 422, "We don't know what that is", "This is nobody's handle, profile or post on a platform of this hub.", "Write a handle such as @ada, or paste the address of a profile or a post. Name the platform if there are several.", "/"},
    RefusalRow{"oauth", "account_unknown", 422, "Nobody has that name", "The platform knows no such account.", "Check the spelling.", "/"},
    RefusalRow{"oauth", "thing_unknown", 422, "There is nothing at that address", "The platform knows no such post.", "Check the address; it may have been deleted.", "/"},
    RefusalRow{"oauth", "owner_unknown", 422, "Nobody could be paid for that", "The thing exists, but the platform doesn't say whose it is.", "Flattr its author's account instead.", "/"},
    RefusalRow{"oauth", "rate_limited", 429, "The platform asks us to wait", "It has been asked too often in a short time.", "Try again in a few minutes.", ""},
    RefusalRow{"oauth", "lookup_unsupported", 422, "This platform can't be searched", "It doesn't tell who is behind a handle.", "Paste the address of a profile or a post instead.", "/"},

    RefusalRow{"http", "url_malformed", 422, "That is not a web address", "The address can't be read.", "Copy it from the browser's address bar, beginning with https://.", ""},
    RefusalRow{"http", "host_not_allowed", 502, "The hub may not ask there", "The platform sent the hub to a host that its operator has not confirmed.", "Tell the operator; nothing was changed.", ""},
    RefusalRow{"http", "address_not_public", 502, "The hub may not ask there", "The platform's host leads to a private network.", "Tell the operator; nothing was changed.", ""},
    RefusalRow{"http", "tls_required", 502, "The hub may not ask there", "The platform would have to be asked without encryption.", "Tell the operator; nothing was changed.", ""},
    RefusalRow{"http", "request_malformed", 502, "The hub asked nonsense", "What the platform's plugin wanted to send is not a request by HTTP's rules.", "Tell the operator; nothing was changed.", ""},
    RefusalRow{"http", "response_too_large", 502, "The platform says too much", "Its answer is larger than the hub reads.", "Try again in a few minutes.", ""},
    RefusalRow{"http", "response_malformed", 502, "The platform makes no sense", "What it answered is not HTTP.", "Try again in a few minutes.", ""},

    RefusalRow{"request", "page_unknown", 404, "There is nothing here", "This hub has no page at this address.", "Check the address, or begin at the front page.", "/"},
    RefusalRow{"request", "method_not_allowed", 405, "Not in this way", "This address takes other methods.", "The Allow header lists them.", ""},
    RefusalRow{"request", "content_type_wrong", 415, "The content type is not the right one", "The request's body is not of the kind that is read here.", "Send JSON with Content-Type: application/json; a page's form as application/x-www-form-urlencoded.", ""},
    RefusalRow{"request", "json_malformed", 400, "That is not JSON", "The body is not one JSON value by RFC 8259 in UTF-8.", "Check quotes, commas and brackets, and that nothing follows the last one.", ""},
    RefusalRow{"request", "json_not_object", 400, "A JSON object is needed", "The body is JSON, but not an object.", "Send an object: {\"name\": \"value\"}.", ""},
    RefusalRow{"request", "form_malformed", 400, "The form can't be read", "The form's content is not encoded as browsers encode it.", "Reload the page and send the form again.", ""},
    RefusalRow{"request", "field_unknown", 422, "A field too many", "This request has no such field.", "Leave it out, or check its spelling.", ""},
    RefusalRow{"request", "field_missing", 422, "Something is missing", "A field is missing that is needed.", "Fill it in.", ""},
    RefusalRow{"request", "field_repeated", 422, "Said twice", "A field came more than once.", "Send each field once.", ""},
    RefusalRow{"request", "field_not_text", 422, "A text is needed", "The field must be a string.", "Put its value in double quotes.", ""},
    RefusalRow{"request", "field_empty", 422, "Something is missing", "A field is empty that is needed.", "Fill it in.", ""},
    RefusalRow{"request", "field_too_long", 422, "Too long", "The value is longer than any that makes sense here.", "Shorten it.", ""},
    RefusalRow{"request", "amount_not_text", 422, "Amounts are strings", "A JSON number is a binary fraction to many programs, and money must be exact.", "Send the amount as a string: \"1.00\".", ""},
    RefusalRow{"request", "month_malformed", 400, "That is not a month", "A month is written as year and month, such as 2026-11.", "Write it like this: 2026-11.", ""},
    RefusalRow{"hub", "idempotency_key_missing", 400, "An idempotency key is needed", "A request that moves money carries a key, so that a retry can't move it twice.", "Send an Idempotency-Key header with a random UUID.", ""},
    RefusalRow{"request", "cross_site", 403, "Sent by another site", "The request did not come from one of this hub's own pages.", "Open the page here and do it again.", "/me"},
    RefusalRow{"request", "csrf_token_wrong", 403, "The page is out of date", "The request doesn't carry this session's token, so somebody else may have made it.", "Reload the page and do it again. Programs send the token of GET /v1/session as X-Obolus-CSRF.", "/me"},
    RefusalRow{"request", "request_malformed", 400, "The request can't be read", "What arrived is not a well-formed HTTP request.", "Send it again; check the address if you typed it.", ""},
    RefusalRow{"request", "body_too_large", 413, "Too much at once", "The request's body is larger than the hub reads.", "Send less: no request here needs more than a few hundred bytes.", ""},
    RefusalRow{"request", "headers_too_large", 431, "Too many headers", "The request's headers are larger than the hub reads.", "Delete this site's cookies and try again.", ""},
    RefusalRow{"request", "not_supported", 501, "Not spoken here", "The request needs a part of HTTP that the hub doesn't speak.", "Use HTTP/1.1 with a plain body.", ""},
    RefusalRow{"request", "authorization_malformed", 400, "That is not a token", "The Authorization header is not the word Bearer and a token.", "Send Authorization: Bearer and the token as it was shown when it was made.", "/settings"},
    RefusalRow{"request", "limit_malformed", 422, "That is not a page's size", "A page of a list has from 1 to 200 entries.", "Send a whole number from 1 to 200, or leave it out.", ""},
    RefusalRow{"request", "field_not_boolean", 422, "Yes or no is needed", "The field must be true or false.", "Write true or false, without quotes.", ""},
    RefusalRow{"request", "field_not_number", 422, "A whole number is needed", "The field must be a whole number within sensible bounds.", "Write digits without quotes, point or exponent.", ""},
    RefusalRow{"request", "choice_unknown", 422, "Not one of the choices", "The field holds none of the words that it may hold.", "The API's description lists them.", ""},
    RefusalRow{"request", "metrics_private", 403, "Not for everybody", "The hub's metrics are for programs on its own machine, or for those that know the metrics token.", "Send Authorization: Bearer and the token of the config's api.metrics_token.", ""},
    RefusalRow{"giving", "recipient_opted_out", 422, "They would rather not", "The owner of this account has asked not to be given anything here.", "Give to somebody else.", "/"},
    RefusalRow{"giving", "flattr_unknown", 404, "There is no such flattr", "None of your flattrs has this id.", "Look at your flattrs.", "/me"},
    RefusalRow{"giving", "month_is_cut", 409, "That month is over", "Its flattrs were counted when it ended, and they stand.", "Look at what became of them.", "/me"},
    RefusalRow{"giving", "gift_unknown", 404, "There is no such gift", "None of your gifts has this id.", "Look at your gifts.", "/me/gifts"},
    RefusalRow{"giving", "gift_claimed", 409, "They have it", "The recipient has claimed this gift, so it is theirs.", "Look at your gifts.", "/me/gifts"},
    RefusalRow{"giving", "gift_returned", 409, "It is back already", "This gift went back to your wallet before.", "Look at your gifts.", "/me/gifts"},
    RefusalRow{"claims", "identity_is_linked", 409, "This account is a member here", "Opting out is for people who are nobody here; this account belongs to a member.", "Unlink it in the settings, or close the account.", "/settings"},
    RefusalRow{"claims", "not_opted_out", 409, "Nothing is blocked", "This account takes gifts already.", "Look at what waits.", "/claim"},
    RefusalRow{"claims", "identity_not_linked", 404, "It is not one of yours", "This account is not linked to you.", "Look at your linked accounts.", "/settings"},
    RefusalRow{"claims", "last_sign_in", 409, "You could not come back", "This is the last account that you can sign in with.", "Link another one first, or close your account here.", "/settings"},
    RefusalRow{"claims", "payout_in_flight", 409, "A payout is on its way", "Until the bank has answered, no account can be unlinked.", "Wait for the answer; it is on your overview.", "/me/payouts"},
    RefusalRow{"payouts", "destination_malformed", 422, "Money can't be sent there", "The destination is not what this way of paying understands.", "Check it for typing errors.", "/me/payouts"},
    RefusalRow{"payouts", "not_reciprocal", 403, "Give a little first", "This hub pays out to those who have given themselves in at least one month.", "Add money and flattr something this month.", "/me#top-up"},
    RefusalRow{"payouts", "payout_unknown", 404, "There is no such payout", "The books know no payout of this number.", "Look at your payouts.", "/me/payouts"},
    RefusalRow{"payouts", "answer_contradicts", 409, "Two different answers", "The payment rail said something else about this payout before. Nothing was changed.", "Ask the rail's operator what became of it, then audit the books.", ""},
    RefusalRow{"payouts", "top_up_unknown", 404, "There is no such top-up", "The books know no top-up with this id.", "Check the id; obolus trace shows where money came from.", ""},
    RefusalRow{"payouts", "month_is_closing", 409, "A month is being closed", "What this giver gave is on its way to its recipients, and in a moment it is known what can be taken back.", "Try again when the month is closed.", "/operator"},
    RefusalRow{"payouts", "top_up_charged_back", 409, "It was taken back before", "This top-up has been charged back already.", "Nothing needs to be done.", ""},
    RefusalRow{"hub", "hub_id_is_fixed", 409, "The hub's id can't be changed", "The books are kept under another hub id than the config names.", "Set the config's hub.id back to that of the books.", ""},
    RefusalRow{"hub", "key_file_is_fixed", 409, "Another key file", "The books are kept with another key file than the one that is there, and with this one whoever has opted out would be forgotten.", "Restore the key file from a copy; only if it is lost for good, run obolus migrate --accept-key.", ""},
    RefusalRow{"hub", "sign_in_not_recent", 403, "Please prove again that it is you", "This needs a sign-in of the last few minutes.", "Sign in again, then repeat it.", "/sign-in"},
    RefusalRow{"hub", "token_unknown", 404, "There is no such token", "None of your tokens has this number.", "Look at your tokens.", "/settings"},
    RefusalRow{"hub", "token_name_malformed", 422, "That is not a name for a token", "A token's name has 1 to 64 bytes and no control characters.", "Name it after the program that will use it.", "/settings"},
    RefusalRow{"hub", "scope_unknown", 422, "No such scope", "A token needs at least one of the scopes read, give and manage.", "Choose what the program may do.", "/settings"},
    RefusalRow{"hub", "scope_missing", 403, "This token may not do that", "The token was made without the scope that this needs.", "Make a token with that scope.", "/settings"},
    RefusalRow{"hub", "too_many_tokens", 409, "Too many tokens", "A member can have 50 tokens.", "Revoke those that you no longer use.", "/settings"},
    RefusalRow{"hub", "token_not_enough", 403, "Only you can do this", "No program may do this for you, whatever its token says.", "Sign in and do it yourself.", "/settings"},
    RefusalRow{"hub", "transfer_unknown", 404, "The books know no such thing", "No transfer, line, flattr or payout has this id.", "Copy the id from a receipt or a statement.", "/me"},
    RefusalRow{"hub", "cursor_malformed", 400, "That is not a page of this list", "The cursor is not one that this hub gave.", "Begin at the first page, without a cursor.", ""},
    RefusalRow{"hub", "rate_limited", 429, "Slowly, please", "More requests came in a short time than this hub takes from one caller.", "Wait as long as the Retry-After header says.", ""},
    RefusalRow{"hub", "token_invalid", 401, "This token is not valid", "The hub knows no such token: it was revoked, has expired, or was never made here.", "Make a new token in the settings.", "/settings"},
    RefusalRow{"hub", "token_lifetime_malformed", 422, "Not a lifetime for a token", "A token is valid for 1 to 3650 days, or until it is revoked.", "Choose a number of days, or none.", "/settings"},
    RefusalRow{"hub", "books_behind_checkpoint", 409, "The books are older than what was published", "These books don't hold a checkpoint that the hub has published: an older backup was restored, or commits were lost.", "Restore the latest books, or accept the loss with: obolus accept-rollback.", ""},
    RefusalRow{"hub", "rollback_not_needed", 409, "Nothing is missing", "The books hold what the hub has published of them.", "Start the hub.", ""},
};
// clang-format on

const RefusalRow* find_row(const std::error_code& error) noexcept {
    const std::string name = error.message();
    const std::string_view module = error.category().name();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const RefusalRow& r) { return r.module == module && r.name == name; });
    return row == rows.end() ? nullptr : &*row;
}
}  // namespace

std::error_code make_error_code(RequestRefusal refusal) noexcept {
    return {static_cast<int>(refusal), request_category};
}

std::error_code error_of_status(int status) noexcept {
    switch (status) {
        case 400:
            return RequestRefusal::request_malformed;
        case 413:
            return RequestRefusal::body_too_large;
        case 431:
            return RequestRefusal::headers_too_large;
        case 417:
        case 501:
        case 505:
            return RequestRefusal::not_supported;
        case 503:
            return base::Fault::overloaded;
        default:
            return base::Fault::internal;
    }
}

const RefusalRow& describe(const std::error_code& error) noexcept {
    const RefusalRow* row = find_row(error);
    return row == nullptr ? internal_row : *row;
}

bool has_row(const std::error_code& error) noexcept { return find_row(error) != nullptr; }

std::span<const RefusalRow> all_refusals() noexcept { return rows; }

const RefusalRow* find_refusal(std::string_view name) noexcept {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const RefusalRow& r) { return r.name == name; });
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace obolus::hub
