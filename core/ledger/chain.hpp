// The hash chain over the journal: whoever keeps a published head can prove that nothing before it was changed.
#pragma once

#include <string>
#include <string_view>

#include "ledger/transfer.hpp"

namespace obolus::ledger {

/// The chain's head before the first txn: 64 zeros.
std::string genesis_chain();

/// SHA-256, in hexadecimal, over the txn's canonical text (docs/concepts/ledger.md): "obolus-txn-1\n", seq and time in
/// micro-units, then one line for each transfer with all its fields and one for each account that it opened. `leaf` and
/// `chain` of the argument don't count.
std::string leaf_hash(const Txn& txn);

/// SHA-256, in hexadecimal, over the two hashes' hexadecimal text.
std::string chain_hash(std::string_view previous_chain, std::string_view leaf);

}  // namespace obolus::ledger
