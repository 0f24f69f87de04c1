// Does the hub work at this moment? Asked by whoever decides whether to send it requests.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

/// A command that changes nothing and is committed like any other: its answer says that the writer takes commands and
/// that the disk keeps them.
struct CheckWriting {};
struct Works {};
std::vector<base::Result<Works>> check_writing(store::Transaction&, const Rules&, std::span<const CheckWriting>);

/// The journal's end, by a reader.
struct CheckReading {};
struct JournalEnd {
    std::int64_t seq = 0;
    base::Time at;
};
base::Result<JournalEnd> check_reading(store::Snapshot&, const Rules&, const CheckReading&);

}  // namespace obolus::hub
