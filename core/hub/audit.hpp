// Are the books right? Two opinions: the queries of sql/checks over the tables, and a replay of the whole journal that
// recomputes every total, interval and hash. Changes nothing; the hub may go on serving meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace obolus::hub {

struct AuditFinding {
    std::string check;    ///< "03_no_liability_overdrawn", or "journal" for the replay
    std::string place;    ///< "transfers", "accounts", ...
    std::string row_key;  ///< the row: "63.1"
    std::string problem;
};

struct AuditReport {
    std::int64_t txns = 0;
    std::int64_t transfers = 0;
    std::int64_t lines = 0;
    std::string chain;  ///< the chain's head, to keep elsewhere
    std::vector<AuditFinding>
        findings;  ///< empty: the books are right. The replay's first finding is the first wrong row
    std::vector<AuditFinding> warnings;  ///< the books are right, and say that something has to be done
    bool clean() const noexcept { return findings.empty(); }
};

/// `progress` is called now and then with txns done and in all; may be empty. Errors: faults of the store, with
/// `problem`.
base::Result<AuditReport> audit(const std::string& database,
                                const std::function<void(std::int64_t, std::int64_t)>& progress, std::string& problem);

}  // namespace obolus::hub
