// What a template is filled with: a small tree of texts, flags and lists. Texts are escaped where they are shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace obolus::web {

class View {
   public:
    using Value = std::variant<std::string, bool, std::vector<View>>;

    /// An empty text also counts as "not there" for sections ({{#name}}).
    View& text(std::string name, std::string value) { return put(std::move(name), std::move(value)); }
    View& flag(std::string name, bool value) { return put(std::move(name), value); }
    View& list(std::string name, std::vector<View> values) { return put(std::move(name), std::move(values)); }
    View& one(std::string name, View value) {
        std::vector<View> single;
        single.push_back(std::move(value));
        return put(std::move(name), std::move(single));
    }
    const std::vector<std::pair<std::string, Value>>& entries() const noexcept { return entries_; }

   private:
    View& put(std::string name, Value value) {
        entries_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    std::vector<std::pair<std::string, Value>> entries_;
};

/// Fills the embedded template "me" (templates/me.mustache). `{{> name}}` includes another template, with what is
/// visible there. Each is parsed once. An unknown or broken template is a bug of ours, found by a test that renders
/// each.
std::string render_template(std::string_view name, const View& view);
/// Fills a line of text, such as "Thank you for {{what}}.", with the values escaped. For lines of ours alone: each is
/// kept.
std::string render_line(std::string_view line, const View& view);

}  // namespace obolus::web
