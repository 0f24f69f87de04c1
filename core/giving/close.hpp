// A giver's month, divided: pure (docs/concepts/ledger.md, "Month close").
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "ledger/line.hpp"

namespace obolus::giving {

/// One flattr as the close sees it.
struct CountedFlattr {
    base::ThingId thing;
    base::IdentityId identity;  ///< the owner, frozen when flattred (rule 9)
    bool own = false;          ///< the giver has linked that identity meanwhile (rule 11): dropped, the others share it
    bool opted_out = false;    ///< the owner wants nothing (rule 16): dropped, the others share it
    std::int64_t fee_ppm = 0;  ///< the operator's fee, frozen when flattred (rule 18)
};

/// What became of a giver's month. The numbers are stored: append only.
enum class Outcome : std::int16_t {
    divided = 1,  ///< every counted flattr got a share
    lapsed = 2,   ///< nothing was reserved (rule 4): a notice, no debit
    returned = 3  ///< no flattr counted: the budget went back to the wallet
};

struct GiverClose {
    Outcome outcome{};
    std::vector<ledger::Line> lines;  ///< of `divided`: in the order of the flattrs; they sum to what was reserved
    std::vector<std::int64_t> fees;   ///< of each line, when it reaches revenue
    std::int64_t dropped = 0;         ///< one's own, and those to somebody who has opted out
};

/// Who gets a leftover micro-unit: SHA-256("2026-11" || "\n" || giver || "\n" || thing), smallest first. Giver and
/// thing are the numbers in the flattr's receipt ("demo/f/2026-11.17.42") and in the journal: whoever has either can
/// recompute it, also when what is known of the thing was erased.
base::Digest rank(base::Month month, base::MemberId giver, base::ThingId thing);

/// Divides `reserved_micro` evenly over the flattrs that count. A reserve smaller than the number of flattrs gives
/// shares of zero micro-units to some: their lines stand, with amount 0.
GiverClose close_giver(base::Month month, base::MemberId giver, std::int64_t reserved_micro,
                       std::span<const CountedFlattr> flattrs);

}  // namespace obolus::giving
