#include "hub/idempotency.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/crypto.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {
constexpr std::size_t key_bytes_max = 64;

std::vector<std::int64_t> read_numbers(const std::string& text) {
    std::vector<std::int64_t> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        std::int64_t number = 0;
        const auto [after, error] = std::from_chars(at, end, number);
        if (error != std::errc{}) throw std::runtime_error("an idempotency row's answer can't be read: " + text);
        numbers.push_back(number);
        at = after == end ? end : after + 1;
    }
    return numbers;
}

std::string write_numbers(std::span<const std::int64_t> numbers) {
    std::string text;
    for (const std::int64_t number : numbers)
        text += (text.empty() ? "" : " ") + std::to_string(number);
    return text;
}
}  // namespace

KeyedCommand keyed(std::string verb, base::MemberId member, std::string key, const std::string& what) {
    return {std::move(verb) + "/" + std::to_string(member.value), std::move(key), base::to_hex(base::sha256(what))};
}

base::Result<void> check_idempotency_key(std::string_view key) {
    if (key.empty()) return Refusal::idempotency_key_missing;
    const bool plain = std::ranges::all_of(key, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
               c == '.';
    });
    if (!plain || key.size() > key_bytes_max) return Refusal::idempotency_key_malformed;
    return base::success();
}

base::Result<std::optional<std::vector<std::int64_t>>> first_answer(store::Transaction& transaction,
                                                                    const KeyedCommand& command) {
    const auto known = store::remembered(transaction.connection(), command.scope, command.key);
    if (!known) return std::optional<std::vector<std::int64_t>>{};
    if (known->body != command.body) return Refusal::idempotency_key_reused;
    return std::optional{read_numbers(known->answer)};
}

void remember_answer(store::Transaction& transaction, const KeyedCommand& command,
                     std::span<const std::int64_t> numbers) {
    store::remember(transaction, command.scope, command.key, {command.body, write_numbers(numbers)});
}

void FirstAnswers::load(store::Connection& connection, std::span<const KeyedCommand> commands) {
    std::vector<store::ClientKey> keys;
    for (const KeyedCommand& command : commands)
        keys.push_back({command.scope, command.key});
    const auto found = store::remembered(connection, keys);
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (found[i]) answers_[{keys[i].scope, keys[i].key}] = {found[i]->body, read_numbers(found[i]->answer), false};
}

base::Result<const std::vector<std::int64_t>*> FirstAnswers::find(const KeyedCommand& command) const {
    const auto first = answers_.find({command.scope, command.key});
    if (first == answers_.end()) return nullptr;
    if (first->second.body != command.body) return Refusal::idempotency_key_reused;
    return &first->second.numbers;
}

void FirstAnswers::add(const KeyedCommand& command, std::span<const std::int64_t> numbers) {
    answers_[{command.scope, command.key}] = {command.body, {numbers.begin(), numbers.end()}, true};
}

void FirstAnswers::save(store::Transaction& transaction) const {
    std::vector<std::pair<store::ClientKey, store::Remembered>> rows;
    for (const auto& [key, first] : answers_)
        if (first.added) rows.push_back({{key.first, key.second}, {first.body, write_numbers(first.numbers)}});
    store::remember(transaction, rows);
}

}  // namespace obolus::hub
