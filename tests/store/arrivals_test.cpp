// What is due to go back to its givers is found whether few or many are due.
#include <gtest/gtest.h>

#include "store/claim_rows.hpp"
#include "store/connection.hpp"
#include "support/test_database.hpp"

namespace obolus::store {
namespace {

constexpr std::int64_t identities = 600;

/// Two that wait for each identity, due at its own time, and one for each that was claimed.
void fill(Connection& connection) {
    connection.begin_writing();
    for (std::int64_t seq = 1; seq <= 3 * identities; ++seq) {
        const std::string identity = std::to_string(seq % identities + 1);
        const bool claimed = seq > 2 * identities;
        connection.execute(
            "INSERT INTO arrivals (seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq) "
            "VALUES (" +
            std::to_string(seq) + ", 1, " + identity + ", 1, 1, " + identity + (claimed ? ", 2, 1, 1)" : ", 1, 0, 0)"));
    }
    connection.commit();
}

TEST(Arrivals, that_are_due_are_found_in_pieces_whether_they_are_few_or_many) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    fill(connection);
    for (const std::int64_t due : {std::int64_t{0}, std::int64_t{1}, std::int64_t{250}, identities}) {
        std::int64_t last = 0;
        while (true) {
            const auto found = expired_at(connection, base::from_micros(due), {last}, 100);
            if (found.empty()) break;
            EXPECT_LE(found.size(), 100);
            for (const base::IdentityId identity : found)
                EXPECT_EQ(identity.value, ++last);
        }
        EXPECT_EQ(last, due);
    }
}

}  // namespace
}  // namespace obolus::store
