// What has arrived for identities, and what became of it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "claims/escrow.hpp"
#include "notices/notice.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// The numbers are stored: append only.
enum class ArrivalState : std::int16_t { waiting = 1, claimed = 2, given_back = 3, direct = 4 };

/// A packed transfer to a recipient.
struct Arrival {
    std::int64_t seq = 0;
    std::int32_t n = 0;
    base::IdentityId identity;
    base::Month month;
    std::int64_t amount_micro = 0;
    base::Time expires_at;  ///< fixed when it arrived (rule 17)
    ArrivalState state = ArrivalState::waiting;
    base::MemberId member;          ///< who received it: claimed and direct
    std::int64_t resolved_seq = 0;  ///< the txn that ended the waiting; 0 while it waits
    std::int64_t fee_micro = 0;     ///< written by add_arrivals; read and changed by fee_rows.hpp alone
};
void add_arrivals(Transaction& transaction, std::span<const Arrival> arrivals);
/// Ends an arrival's waiting.
void resolve(Transaction& transaction, const Arrival& arrival, ArrivalState state, base::MemberId member,
             std::int64_t resolved_seq);

std::optional<Arrival> read_arrival(Connection& connection, std::int64_t seq, std::int32_t n);
std::vector<Arrival> waiting_arrivals(Connection& connection, base::IdentityId identity);
/// The shares of a month's close; gifts of that month are none.
std::vector<Arrival> arrivals_of_month(Connection& connection, base::IdentityId identity, base::Month month);
/// The one of them that holds what this line of a giver's close passed on: a recipient of very many has several, in the
/// order of the givers' lines. Nothing when none has arrived; a line that went back is in none.
std::optional<Arrival> arrival_of_share(Connection& connection, base::IdentityId identity, base::Month month,
                                        const ledger::LineAddress& line);
/// What a member received, latest first.
std::vector<Arrival> arrivals_to(Connection& connection, base::MemberId member, std::int64_t count_max);
/// Identities after `after` with something that is due to go back at `now`, in order.
std::vector<base::IdentityId> expired_at(Connection& connection, base::Time now, base::IdentityId after,
                                         std::int64_t count_max);

/// What waits for a provider's identities expires at `until`, unless it does so before; how many that changed.
std::int64_t shorten_waiting(Transaction& transaction, const std::string& provider, base::Time until);

/// How many that would change.
std::int64_t count_waiting_after(Connection& connection, const std::string& provider, base::Time until);

/// The lines of an arrival that were not returned. Throws when the journal's text doesn't read (somebody has touched
/// it).
std::vector<claims::WaitingLine> lines_of(Connection& connection, const Arrival& arrival);
/// Every reversal that is recorded, in the order of the lines: which line, and by which txn.
void each_reversal(Connection& connection,
                   const std::function<void(const ledger::LineAddress& line, std::int64_t by_seq)>& visit);
void add_reversal(Transaction& transaction, const ledger::LineAddress& line, std::int64_t by_seq);
bool was_returned(Connection& connection, const ledger::LineAddress& line);

/// Does nothing when the notice's key was saved before.
void save_notice(Transaction& transaction, const notices::Notice& notice);
/// Whether a notice with this key was saved.
bool was_told(Connection& connection, const std::string& key);
std::vector<notices::Notice> latest_notices(Connection& connection, base::MemberId member, std::int64_t count_max);

}  // namespace obolus::store
