#include "api/fields.hpp"

#include <algorithm>
#include <utility>

#include "hub/refusals.hpp"
#include "hub/verb.hpp"

namespace obolus::api {

using hub::RequestRefusal;

namespace {
bool is_json(std::optional<std::string_view> content_type) {
    if (!content_type) return false;
    std::string_view type = content_type->substr(0, content_type->find(';'));
    while (type.ends_with(' ') || type.ends_with('\t'))
        type.remove_suffix(1);
    constexpr std::string_view expected = "application/json";
    return std::equal(type.begin(), type.end(), expected.begin(), expected.end(), [](char left, char right) {
        return (left >= 'A' && left <= 'Z' ? left - 'A' + 'a' : left) == right;
    });
}

/// Names come from outside: long ones are shown by their beginning.
std::string shown(const std::string& name) {
    constexpr std::size_t bytes_max = 64;
    if (name.size() <= bytes_max) return name;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    return name.substr(0, end) + "...";
}
}  // namespace

base::Result<Fields> Fields::read(const http::Request& request) {
    Fields fields;
    if (request.body.empty()) return fields;
    if (!is_json(request.header("content-type"))) return RequestRefusal::content_type_wrong;
    base::Result<std::vector<JsonField>> parsed = parse_json_object(request.body);
    if (!parsed) return parsed.error();
    for (JsonField& field : parsed.value())
        fields.entries_.push_back({std::move(field), false});
    return fields;
}

Fields Fields::of_query(const http::Request& request) {
    Fields fields;
    for (const auto& [name, value] : request.query) {
        JsonField field;
        field.name = name;
        field.kind = JsonKind::text;
        field.text = value;
        fields.entries_.push_back({std::move(field), false});
    }
    return fields;
}

const JsonField* Fields::find(std::string_view name, bool required) {
    const JsonField* found = nullptr;
    bool repeated = false;
    for (Entry& entry : entries_) {
        if (entry.field.name != name) continue;
        repeated = found != nullptr;
        entry.asked = true;
        found = &entry.field;
    }
    if (found == nullptr) {
        if (required) refuse(name, RequestRefusal::field_missing);
        return nullptr;
    }
    if (repeated) {
        refuse(name, RequestRefusal::field_repeated);
        return nullptr;
    }
    return found;
}

const JsonField* Fields::find_text(std::string_view name, bool required, std::error_code mistaken) {
    const JsonField* field = find(name, required);
    if (field == nullptr || field->kind == JsonKind::text) return field;
    refuse(name, field->kind == JsonKind::number ? mistaken : make_error_code(RequestRefusal::field_not_text));
    return nullptr;
}

std::string Fields::text(std::string_view name, std::size_t bytes_max) {
    const JsonField* field = find_text(name, true, RequestRefusal::field_not_text);
    if (field == nullptr) return {};
    if (field->text.empty()) refuse(name, RequestRefusal::field_empty);
    if (field->text.size() > bytes_max) refuse(name, RequestRefusal::field_too_long);
    return field->text;
}

std::string Fields::optional_text(std::string_view name, std::size_t bytes_max) {
    const JsonField* field = find_text(name, false, RequestRefusal::field_not_text);
    if (field == nullptr) return {};
    if (field->text.size() > bytes_max) refuse(name, RequestRefusal::field_too_long);
    return field->text;
}

money::Amount Fields::amount(std::string_view name, money::Currency currency, int decimals_max) {
    const JsonField* field = find_text(name, true, RequestRefusal::amount_not_text);
    if (field == nullptr) return money::Amount::zero(currency);
    const base::Result<money::Amount> amount = money::Amount::parse(field->text, currency, decimals_max);
    if (amount) return amount.value();
    refuse(name, amount.error());
    return money::Amount::zero(currency);
}

void Fields::currency(std::string_view name, money::Currency expected) {
    const JsonField* field = find_text(name, true, RequestRefusal::field_not_text);
    if (field == nullptr) return;
    const base::Result<money::Currency> currency = money::Currency::parse(field->text);
    if (!currency) {
        refuse(name, currency.error());
    } else if (currency.value() != expected) {
        refuse(name, money::Refusal::currency_mismatch);
    }
}

bool Fields::flag(std::string_view name) {
    const JsonField* field = find(name, false);
    if (field == nullptr) return false;
    if (field->kind != JsonKind::boolean) refuse(name, RequestRefusal::field_not_boolean);
    return field->truth;
}

std::int64_t Fields::optional_number(std::string_view name, std::int64_t max) {
    const JsonField* field = find(name, false);
    if (field == nullptr) return 0;
    const std::int64_t number = field->integer.value_or(0);
    if (number >= 1 && number <= max) return number;
    refuse(name, RequestRefusal::field_not_number);
    return 0;
}

void Fields::refuse(std::string_view field, std::error_code error) { problems_.push_back({error, std::string(field)}); }

std::vector<Problem> Fields::problems() const {
    std::vector<Problem> all = problems_;
    for (const Entry& entry : entries_)
        if (!entry.asked) all.push_back({RequestRefusal::field_unknown, shown(entry.field.name)});
    return all;
}

std::vector<Problem> refuse_fields(const http::Request& request) {
    const base::Result<Fields> fields = Fields::read(request);
    if (!fields) return {{fields.error(), {}}};
    return fields.value().problems();
}

base::Result<std::string> idempotency_key_of(const http::Request& request) {
    const std::optional<std::string_view> header = request.header("idempotency-key");
    if (!header) return hub::Refusal::idempotency_key_missing;
    std::string_view key = *header;
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    return std::string(key);
}

base::Result<KeyedFields> read_keyed(const http::Request& request) {
    BOOST_OUTCOME_TRY(std::string key, idempotency_key_of(request));
    BOOST_OUTCOME_TRY(Fields fields, Fields::read(request));
    return KeyedFields{std::move(key), std::move(fields)};
}

}  // namespace obolus::api
