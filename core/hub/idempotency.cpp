#include "hub/idempotency.hpp"

#include <algorithm>
#include <charconv>

#include "base/crypto.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {
constexpr std::size_t key_length_max = 64;

bool may_be_in_key(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
           c == '.';
}
}  // namespace

base::Result<void> check_key(std::string_view key) {
    if (key.empty()) return Refusal::idempotency_key_missing;
    if (key.size() > key_length_max || !std::ranges::all_of(key, may_be_in_key))
        return Refusal::idempotency_key_malformed;
    return base::success();
}

base::Result<std::optional<std::string>> first_answer(store::Transaction& transaction, const std::string& scope,
                                                      const std::string& key, std::string_view body) {
    const auto known = store::remembered(transaction.connection(), scope, key);
    if (!known) return std::optional<std::string>{};
    if (known->body != base::to_hex(base::sha256(body))) return Refusal::idempotency_key_reused;
    return std::optional<std::string>{known->answer};
}

void keep_answer(store::Transaction& transaction, const std::string& scope, const std::string& key,
                 std::string_view body, const std::string& answer) {
    store::remember(transaction, scope, key, {base::to_hex(base::sha256(body)), answer});
}

std::string join_numbers(std::initializer_list<std::int64_t> numbers) {
    std::string text;
    for (const std::int64_t number : numbers) {
        if (!text.empty()) text.push_back(' ');
        text += std::to_string(number);
    }
    return text;
}

std::vector<std::int64_t> split_numbers(std::string_view text, std::size_t count) {
    std::vector<std::int64_t> numbers(count, 0);
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::int64_t& number : numbers) {
        at = std::from_chars(at, end, number).ptr;
        if (at < end) ++at;
    }
    return numbers;
}

}  // namespace obolus::hub
