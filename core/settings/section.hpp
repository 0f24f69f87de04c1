// Reads one map of the document, key by key, into typed options. Each key that is asked for is a known key; finish()
// reports all others. A value that doesn't fit leaves its target as it was and adds a problem: reading goes on, so that
// all are found.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "settings/document.hpp"
#include "settings/load.hpp"

namespace obolus::settings {

/// What is found out while a document is read.
struct Reading {
    std::vector<Problem> problems;
    /// Nothing is read: each key that is asked for is noted, and what the operator names is called NAME.
    bool describing = false;
    std::vector<KnownKey> keys;
};

class Section {
   public:
    /// `node` may be null (an absent section: every key keeps its default). `path` is "" for the root.
    Section(const Node* node, std::string path, Reading& reading);

    /// The section under `key`; must be a map.
    Section section(const std::string& key);
    /// Names and sections of a map whose keys the operator chooses.
    void each_section(const std::function<void(const std::string& name, Section& section)>& read);
    /// Names and texts of such a map.
    void each_text(const std::function<void(const std::string& name, const std::string& value)>& read);
    /// The items of the list under `key`, each a map.
    void each_item(const std::string& key, const std::function<void(Section& item)>& read);

    /// The value's node, for what is passed on as it is; null when absent.
    const Node* raw(const std::string& key);

    void text(const std::string& key, std::string& out);
    /// Checks before it takes: `wrong` answers "" or what is wrong and what to do.
    void text(const std::string& key, const std::function<std::string(const std::string& value)>& take_or_say_why_not);
    void texts(const std::string& key, const std::function<std::string(const std::string& value)>& take_or_say_why_not);
    void boolean(const std::string& key, bool& out);
    void integer(const std::string& key, std::int64_t min, std::int64_t max,
                 const std::function<void(std::int64_t)>& take);

    template <std::integral T>
    void count(const std::string& key, T& out, std::int64_t min, std::int64_t max) {
        integer(key, min, max, [&out](std::int64_t value) { out = static_cast<T>(value); });
    }
    template <class Rep, class Period>
    void duration(const std::string& key, std::chrono::duration<Rep, Period>& out, std::int64_t min, std::int64_t max) {
        integer(key, min, max,
                [&out](std::int64_t value) { out = std::chrono::duration<Rep, Period>(static_cast<Rep>(value)); });
    }

    /// Adds a problem at `key` (or at the section itself when "").
    void problem(const std::string& key, std::string message);
    /// Reports the keys that nobody asked for, each with the nearest known one.
    void finish();

   private:
    const Node* find(const std::string& key, const std::string& accepts);
    const Node* find(const std::string& key, Node::Kind kind, const std::string& accepts);
    std::string path_of(const std::string& key) const;

    const Node* node_;
    std::string path_;
    Reading& reading_;
    std::vector<std::string> known_;
};

/// The word of `words` that `word` was most likely meant to be; "" when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& words);

}  // namespace obolus::settings
