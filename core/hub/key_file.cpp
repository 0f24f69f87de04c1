#include "hub/key_file.hpp"

#include "store/connection.hpp"
#include "store/ledger_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

namespace {
constexpr const char* fact = "key_fingerprint";

std::error_code caught(const char* what, std::string& problem) {
    const store::Caught caught = store::caught_exception();
    problem = std::string(what) + caught.message;
    return caught.fault;
}
}  // namespace

base::Result<std::optional<std::string>> known_key(const std::string& database, std::string& problem) {
    try {
        store::Connection connection(database, store::Access::read_only);
        const store::Snapshot snapshot(connection, base::Time{});
        return store::hub_fact(connection, fact);
    } catch (...) {
        return caught("the books can't be read: ", problem);
    }
}

base::Result<void> accept_key(const std::string& database, const std::string& fingerprint, base::Time now,
                              std::string& problem) {
    try {
        store::Connection connection(database, store::Access::read_write);
        store::Transaction transaction(connection, now);
        store::replace_hub_fact(transaction, fact, fingerprint);
        transaction.commit();
        return base::success();
    } catch (...) {
        return caught("the books can't be written to: ", problem);
    }
}

}  // namespace obolus::hub
