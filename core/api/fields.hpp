// Takes a request's fields apart and collects everything that is wrong with them, so that a client learns it all at
// once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_body.hpp"
#include "api/problem.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "money/amount.hpp"

namespace obolus::api {

/// Each getter notes what is wrong and returns a harmless value then; a handler gets all its fields and asks problems()
/// once.
class Fields {
   public:
    /// The body must be a JSON object sent as application/json. An empty body is an object without fields.
    /// Refusals: content_type_wrong, json_malformed, json_not_object.
    static base::Result<Fields> read(const http::Request& request);
    /// The address's query: each parameter is a text.
    static Fields of_query(const http::Request& request);

    std::string text(std::string_view name, std::size_t bytes_max);           ///< must be there and not empty
    std::string optional_text(std::string_view name, std::size_t bytes_max);  ///< "" when absent
    /// A string such as "1.00" with at most `decimals_max` decimals; zero passes.
    money::Amount amount(std::string_view name, money::Currency currency, int decimals_max);
    void currency(std::string_view name, money::Currency expected);
    bool flag(std::string_view name);  ///< true or false; false when absent
    /// A whole number from 1 to `max`; 0 when absent.
    std::int64_t optional_number(std::string_view name, std::int64_t max);

    void refuse(std::string_view field, std::error_code error);
    /// Everything that was wrong, fields that nobody asked for included; empty when the request is good.
    std::vector<Problem> problems() const;

   private:
    struct Entry {
        JsonField field;
        bool asked = false;
    };
    /// The only field of that name; notes what is wrong otherwise.
    const JsonField* find(std::string_view name, bool required);
    /// The same, if it is a string. `mistaken` is the refusal for a number.
    const JsonField* find_text(std::string_view name, bool required, std::error_code mistaken);

    std::vector<Entry> entries_;
    std::vector<Problem> problems_;
};

/// What is wrong with the body of a request that takes no fields; empty when nothing is.
std::vector<Problem> refuse_fields(const http::Request& request);

/// The client's Idempotency-Key with or without the quotes of a structured field (RFC 8941).
/// Refusal: idempotency_key_missing; the verb judges its form.
base::Result<std::string> idempotency_key_of(const http::Request& request);

/// What a request that moves money begins with: its key, then its fields. Refusals: those of both.
struct KeyedFields {
    std::string key;
    Fields fields;
};
base::Result<KeyedFields> read_keyed(const http::Request& request);

}  // namespace obolus::api
