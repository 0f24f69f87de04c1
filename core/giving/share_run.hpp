// Shares on their way from givers to recipients, between the two phases of a month's close: a run is what one step of
// dividing found for one group of recipients, as a short text. Pure.
//
// A share takes seven numbers: the giver (as the distance from the one before, since givers come in order), the
// transfer's place in its txn (the same way), the line's index, the thing, the identity (as the distance from the
// thing, which is often its own), the amount and the fee. A number is written five bits at a time, lowest first, as the
// characters from '0' on; 32 is added to all but the last. About 16 bytes for a share, a third of a line's text, and no
// digits to parse: runs are written and read once, by the close alone, and are deleted when it ends.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/line.hpp"

namespace obolus::giving {

/// A giver's share for a recipient: the line that passes it on, with its origin, and the operator's fee when it reaches
/// revenue (rule 18).
struct Share {
    ledger::Line line;
    std::int64_t fee_micro = 0;
};

class ShareRun {
   public:
    /// In the order of givers. All shares of a run have their origin in one txn, whose number the run doesn't hold.
    void add(const Share& share);

    const std::string& text() const noexcept { return text_; }
    std::int64_t shares() const noexcept { return shares_; }
    std::int64_t amount_micro() const noexcept { return amount_micro_; }

   private:
    void put(std::int64_t number);

    std::string text_;
    std::int64_t shares_ = 0;
    std::int64_t amount_micro_ = 0;
    std::int64_t giver_ = 0;  ///< of the last share
    std::int64_t n_ = 0;
};

/// Visits a run's shares in their order; `seq` is their origins' txn. False when the text isn't what ShareRun writes
/// (somebody has touched it); what was visited until then counts for nothing.
bool read_run(std::string_view text, std::int64_t seq, const std::function<void(const Share&)>& visit);

}  // namespace obolus::giving
