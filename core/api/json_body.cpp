#include "api/json_body.hpp"

#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include "hub/refusals.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
/// Boost.JSON's own value drops all but the last of repeated names, so the events are taken instead.
class FlatObject {
   public:
    static constexpr std::size_t max_object_size = 64;
    static constexpr std::size_t max_array_size = 1024;
    static constexpr std::size_t max_key_size = 256;
    static constexpr std::size_t max_string_size = 64 * 1024;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return open(JsonKind::object); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_array_begin(json::error_code&) { return open(JsonKind::array); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        append(part);
        if (depth_ == 1) fields_.emplace_back().name = std::exchange(pending_, {});
        pending_.clear();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
    bool on_string(json::string_view part, std::size_t, json::error_code&) {
        append(part);
        return value(JsonKind::text, std::exchange(pending_, {}));
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        if (JsonField* field = value_here()) field->integer = number;
        return value(JsonKind::number);
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return value(JsonKind::number); }
    bool on_double(double, json::string_view, json::error_code&) { return value(JsonKind::number); }
    bool on_bool(bool truth, json::error_code&) {
        if (JsonField* field = value_here()) field->truth = truth;
        return value(JsonKind::boolean);
    }
    bool on_null(json::error_code&) { return value(JsonKind::null); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    bool is_object() const { return top_ == JsonKind::object; }
    std::vector<JsonField> take() { return std::move(fields_); }

   private:
    bool append(json::string_view part) {
        pending_.append(part.data(), part.size());
        return true;
    }
    bool open(JsonKind kind) {
        if (depth_ == 0) {
            top_ = kind;
        } else {
            value(kind);
        }
        ++depth_;
        return true;
    }
    bool close() {
        --depth_;
        return true;
    }
    /// The field whose value the parser is at; null inside another value.
    JsonField* value_here() { return depth_ == 1 && is_object() ? &fields_.back() : nullptr; }
    bool value(JsonKind kind, std::string text = {}) {
        if (JsonField* field = value_here()) {
            field->kind = kind;
            field->text = std::move(text);
        }
        return true;
    }

    std::vector<JsonField> fields_;
    std::string pending_;
    JsonKind top_ = JsonKind::null;
    int depth_ = 0;
};
}  // namespace

base::Result<std::vector<JsonField>> parse_json_object(std::string_view body) {
    json::parse_options options;
    options.max_depth = 8;
    json::basic_parser<FlatObject> parser(options);
    json::error_code error;
    const std::size_t read = parser.write_some(false, body.data(), body.size(), error);
    if (error || read != body.size()) return hub::RequestRefusal::json_malformed;
    if (!parser.handler().is_object()) return hub::RequestRefusal::json_not_object;
    return parser.handler().take();
}

}  // namespace obolus::api
