#include "store/batch.hpp"

namespace obolus::store {

void append_element(std::string& array, Int value) { array += std::to_string(value); }

void append_element(std::string& array, std::string_view value) {
    array += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') array += '\\';
        array += c;
    }
    array += '"';
}

}  // namespace obolus::store
