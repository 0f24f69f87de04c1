// Checks the shape of JSON that a plugin wrote. The first thing wrong is kept, as the end of a sentence that begins
// with the place: "effect.url is longer than 2048 bytes". Values themselves are never repeated: they may be anybody's.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace obolus::plugin_host {

/// Parses UTF-8 JSON of at most 32 levels; nothing, and a problem, for anything else.
std::optional<boost::json::value> parse_message(std::string_view bytes, std::string& problem);

/// An object under examination. Objects may be examined inside one another; they share the one problem.
class Shape {
   public:
    enum class Presence { required, optional };
    static constexpr Presence required = Presence::required;
    static constexpr Presence optional = Presence::optional;

    Shape(const boost::json::object& object, std::string place, std::string& problem);

    bool sound() const noexcept { return problem_.empty(); }
    void fail(std::string_view member, std::string_view what);

    /// Fails on any other member.
    void only(std::initializer_list<std::string_view> members);
    /// A string without control characters; "" when it is absent. Required ones may not be empty.
    std::string_view text(std::string_view member, std::size_t bytes_max, Presence presence);
    /// As text(); one of the words.
    std::string_view word(std::string_view member, std::initializer_list<std::string_view> words, Presence presence);
    /// As text(); http:// or https:// with a host, at most 2048 bytes, printable ASCII.
    std::string_view url(std::string_view member, Presence presence);
    bool boolean(std::string_view member, bool absent);
    void number(std::string_view member, std::int64_t least, std::int64_t most, Presence presence);
    /// A list of at most `size_max`; null when it is absent.
    const boost::json::array* list(std::string_view member, std::size_t size_max, Presence presence);
    const boost::json::object* object(std::string_view member, Presence presence);
    /// A list of texts, each of [a-z0-9_.:-].
    const boost::json::array* names(std::string_view member, Presence presence);
    std::string place(std::string_view member) const;
    std::string& problem() const noexcept { return problem_; }

   private:
    const boost::json::value* find(std::string_view member, Presence presence);
    const boost::json::object& object_;
    std::string place_;
    std::string& problem_;
};

}  // namespace obolus::plugin_host
