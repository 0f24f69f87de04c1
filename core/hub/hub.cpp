#include "hub/hub.hpp"

#include <array>

#include "hub/checkpoint.hpp"
#include "hub/month_cut.hpp"
#include "store/connection.hpp"
#include "store/ledger_rows.hpp"
#include "store/migrate.hpp"
#include "store/readers.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

namespace {
constexpr std::array<std::string_view, 30> refusal_names{"not_signed_in",
                                                         "account_needed",
                                                         "account_exists",
                                                         "sign_in_already_used",
                                                         "operator_only",
                                                         "idempotency_key_reused",
                                                         "idempotency_key_malformed",
                                                         "rail_disabled",
                                                         "idempotency_key_missing",
                                                         "identity_invalid",
                                                         "month_still_running",
                                                         "month_unknown",
                                                         "clock_is_fixed",
                                                         "currency_is_fixed",
                                                         "hub_id_is_fixed",
                                                         "sign_in_not_recent",
                                                         "token_unknown",
                                                         "token_name_malformed",
                                                         "scope_unknown",
                                                         "scope_missing",
                                                         "too_many_tokens",
                                                         "token_not_enough",
                                                         "transfer_unknown",
                                                         "cursor_malformed",
                                                         "rate_limited",
                                                         "token_invalid",
                                                         "token_lifetime_malformed",
                                                         "key_file_is_fixed",
                                                         "books_behind_checkpoint",
                                                         "rollback_not_needed"};
const base::NamedCategory category{"hub", refusal_names};

/// Writes what is settled once, or compares it with what was.
base::Result<void> settle(store::Transaction& transaction, const std::string& name, const std::string& value,
                          Refusal otherwise, std::string& problem) {
    const auto settled = store::hub_fact(transaction.connection(), name);
    if (!settled) {
        store::settle_hub_fact(transaction, name, value);
        return base::success();
    }
    if (*settled == value) return base::success();
    if (otherwise == Refusal::key_file_is_fixed)
        problem =
            "the key file is not the one that these books are kept with; restore that one from a copy. Only if "
            "it is lost for good: obolus migrate --accept-key, and then who has opted out is not recognised any "
            "more";
    else
        problem = "the config says " + name + " \"" + value + "\", but these books are kept with \"" + *settled +
                  "\"; set it back, or start with another database";
    return otherwise;
}

base::Result<void> settle_facts(const HubOptions& options, const Rules& rules, base::Time clock, std::string& problem) {
    store::Connection connection(options.database, store::Access::read_write);
    if (options.brings_to_disk) connection.bring_to_disk(options.database);
    store::Transaction transaction(connection, clock);
    BOOST_OUTCOME_TRYV(settle(transaction, "hub_id", rules.hub_id, Refusal::hub_id_is_fixed, problem));
    BOOST_OUTCOME_TRYV(
        settle(transaction, "currency", std::string(rules.currency.code()), Refusal::currency_is_fixed, problem));
    if (!rules.key_fingerprint.empty()) {
        BOOST_OUTCOME_TRYV(
            settle(transaction, "key_fingerprint", rules.key_fingerprint, Refusal::key_file_is_fixed, problem));
    }
    transaction.commit();
    return base::success();
}

/// Books that don't hold what was published have lost or changed something that people were told.
base::Result<void> check_published(const HubOptions& options, const Rules& rules, base::Time clock,
                                   std::string& problem) {
    if (options.checkpoint_file.empty()) return base::success();
    BOOST_OUTCOME_TRY(const auto published, store::read_checkpoint(options.checkpoint_file, problem));
    if (!published) return base::success();
    if (published->hub_id != rules.hub_id) {
        problem = options.checkpoint_file + " holds what the hub \"" + published->hub_id +
                  "\" has published, and this is \"" + rules.hub_id +
                  "\"; name a file of its own in store.checkpoint_file";
        return Refusal::hub_id_is_fixed;
    }
    store::Connection connection(options.database, store::Access::read_only);
    store::Snapshot snapshot(connection, clock);
    BOOST_OUTCOME_TRY(const Compared compared, compare_books(snapshot, rules, CompareBooks{*published}));
    if (compared.standing == Standing::holds) return base::success();
    problem = explain(compared, *published, options.checkpoint_file);
    return Refusal::books_behind_checkpoint;
}
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

base::Result<std::unique_ptr<Hub>> Hub::open(HubOptions options, Rules rules, Clock clock, Deliver deliver,
                                             std::string& problem) {
    BOOST_OUTCOME_TRYV(store::check_schema(options.database, problem));
    try {
        BOOST_OUTCOME_TRYV(check_published(options, rules, clock(), problem));
        BOOST_OUTCOME_TRYV(settle_facts(options, rules, clock(), problem));
        std::unique_ptr<Hub> hub(new Hub(std::move(rules)));
        if (!deliver) deliver = [](std::function<void()> answers) { answers(); };
        hub->deliver_ = [deliver](std::function<void()> answers) { deliver([answers] { store::give(answers); }); };
        hub->writer_ = std::make_unique<store::Writer>(
            store::WriterOptions{options.database, options.queue_max, options.batch_max, options.cache_mib,
                                 options.resolve_within, options.on_batch},
            clock,
            [hub_rules = &hub->rules_](store::Transaction& transaction) { record_month_cut(transaction, *hub_rules); },
            hub->deliver_);
        hub->readers_ = std::make_unique<store::Readers>(options.database, options.readers, clock);
        hub->reader_aside_ = std::make_unique<store::Readers>(options.database, clock);
        return hub;
    } catch (...) {
        const store::Caught caught = store::caught_exception();
        problem = caught.fault == base::Fault::books_elsewhere
                      ? caught.message
                      : "the database can't be opened for writing: " + caught.message +
                            "; check the file's and folder's permissions and the free space";
        return caught.fault;
    }
}

Hub::Hub(Rules rules) : rules_(std::move(rules)) {}

Hub::~Hub() = default;

void Hub::stop_writing(const std::string& why) { writer_->stop(why); }

void Hub::ask_with(std::function<void(store::Snapshot&)> work, std::function<void(std::error_code)> fail) {
    submit(*readers_, std::move(work), std::move(fail));
}

void Hub::submit(store::Readers& readers, std::function<void(store::Snapshot&)> work,
                 std::function<void(std::error_code)> fail) {
    readers.submit(std::move(work), std::move(fail));
}

money::Amount amount_of(std::int64_t micro, const Rules& rules) {
    return money::Amount::from_micro(micro, rules.currency).value();
}

std::string transfer_id(const Rules& rules, std::int64_t seq, std::int32_t n) {
    return rules.hub_id + "/t/" + std::to_string(seq) + "." + std::to_string(n);
}

}  // namespace obolus::hub
