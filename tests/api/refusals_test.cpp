// Every refusal and fault of every module has a row: nothing reaches a person as a bare name.
#include "hub/refusals.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "http/client.hpp"
#include "hub/hub.hpp"
#include "identity/id_change.hpp"
#include "ledger/refusal.hpp"
#include "money/amount.hpp"
#include "oauth/platforms.hpp"
#include "payouts/refusal.hpp"
#include "plugin_host/host.hpp"

namespace obolus {
namespace {

template <class Enum>
int expect_rows_for_all() {
    int count = 0;
    while (make_error_code(static_cast<Enum>(count + 1)).message() != "unknown") {
        const std::error_code error = make_error_code(static_cast<Enum>(++count));
        EXPECT_TRUE(hub::has_row(error)) << error.category().name() << ": " << error.message();
        const hub::RefusalRow& row = hub::describe(error);
        EXPECT_GE(row.status, 400) << row.name;
        EXPECT_FALSE(row.title.empty() || row.why.empty() || row.next.empty()) << row.name;
        EXPECT_TRUE(row.why.ends_with('.') && row.next.ends_with('.')) << row.name;
    }
    return count;
}

TEST(Refusals, each_refusal_and_fault_of_each_module_has_a_row) {
    EXPECT_GT(expect_rows_for_all<base::Fault>(), 0);
    EXPECT_GT(expect_rows_for_all<money::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<identity::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<ledger::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<giving::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<claims::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<payouts::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<hub::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<oauth::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<plugin_host::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<http::Refusal>(), 0);
    EXPECT_GT(expect_rows_for_all<hub::RequestRefusal>(), 0);
}

TEST(Refusals, an_error_of_a_library_is_shown_as_internal_without_its_text) {
    const hub::RefusalRow& row = hub::describe(std::make_error_code(std::errc::permission_denied));
    EXPECT_EQ(row.name, "internal");
    EXPECT_EQ(row.status, 500);
}

TEST(Refusals, a_refused_sign_in_is_a_clients_error) {
    for (int value = 1; value <= 10; ++value) {
        const hub::RefusalRow& row = hub::describe(make_error_code(static_cast<oauth::Refusal>(value)));
        EXPECT_TRUE(row.status >= 400 && row.status < 500) << row.name;
    }
}

}  // namespace
}  // namespace obolus
