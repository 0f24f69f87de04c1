#include "hub/shown_giver.hpp"

#include "store/gift_rows.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

namespace {

bool shows_name(store::Connection& connection, base::MemberId giver, const ledger::LineAddress& gift) {
    const auto stored = store::read_gift(connection, giver, gift.seq, gift.n);
    return stored && stored->show_name;
}

std::string name_of(store::Connection& connection, base::MemberId giver) {
    for (const base::IdentityId id : store::identities_of(connection, giver)) {
        const auto identity = store::read_identity(connection, id).value_or(identity::ExternalIdentity{});
        if (!identity.name.empty()) return identity.name;
        if (!identity.handle.empty()) return "@" + identity.handle;
    }
    return "";  // he has left: nobody is there whose name it could be
}

}  // namespace

// A share names the line that it passes on; a gift's line is its own beginning.
std::string shown_giver(store::Connection& connection, base::Month month, const ledger::LineAddress& address,
                        const ledger::Line& line) {
    const bool shown = line.origin.seq != 0 ? store::shows_name(connection, month, line.giver, line.thing)
                                            : shows_name(connection, line.giver, address);
    return shown ? name_of(connection, line.giver) : "";
}

std::string shown_giver(store::Connection& connection, base::Month month, const ledger::LineAddress& address,
                        const ledger::Line& line, const std::set<store::ShownFlattr>& shown_flattrs) {
    const bool shown = line.origin.seq != 0 ? shown_flattrs.contains({month, line.giver, line.thing})
                                            : shows_name(connection, line.giver, address);
    return shown ? name_of(connection, line.giver) : "";
}

}  // namespace obolus::hub
