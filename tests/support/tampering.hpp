// One change to the books behind the hub's back, and what the audit says about it: a parameter of tests.
#pragma once

#include <cctype>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace obolus::support {

struct Tampering {
    const char* sql;
    const char* found;  ///< in the audit's report

    /// GoogleTest would print the addresses of both texts, which are others in each run.
    friend void PrintTo(const Tampering& tampering, std::ostream* out) {
        *out << tampering.sql << " -> " << tampering.found;
    }
};

/// "12_journal_txns_1_was_changed": its place in the list, and what is found.
inline std::string name_of_tampering(const testing::TestParamInfo<Tampering>& info) {
    std::string name = std::to_string(info.index);
    bool gap = true;
    for (const char* c = info.param.found; *c != '\0'; ++c) {
        const bool plain = std::isalnum(static_cast<unsigned char>(*c)) != 0;
        if (plain && gap) name.push_back('_');
        if (plain) name.push_back(*c);
        gap = !plain;
    }
    return name;
}

}  // namespace obolus::support
