#include "settings/section.hpp"

#include <algorithm>
#include <charconv>

namespace obolus::settings {

namespace {

/// Levenshtein's distance, two rows at a time.
std::size_t edit_distance(const std::string& left, const std::string& right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[right.size()];
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& words) {
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& candidate : words) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

Section::Section(const Node* node, std::string path, Reading& reading)
    : node_(node), path_(std::move(path)), reading_(reading) {}

std::string Section::path_of(const std::string& key) const {
    if (key.empty()) return path_;
    return path_.empty() ? key : path_ + "." + key;
}

void Section::problem(const std::string& key, std::string message) {
    int line = node_ != nullptr ? node_->line : 0;
    if (node_ != nullptr) {
        for (const auto& [name, value] : node_->members) {
            if (name == key) line = value.line;
        }
    }
    reading_.problems.push_back({line, path_of(key), std::move(message)});
}

const Node* Section::find(const std::string& key, const std::string& accepts) {
    known_.push_back(key);
    if (reading_.describing && !accepts.empty()) reading_.keys.push_back({path_of(key), accepts});
    if (node_ == nullptr) return nullptr;
    for (const auto& [name, value] : node_->members) {
        if (name == key) return value.kind == Node::Kind::null ? nullptr : &value;
    }
    return nullptr;
}

const Node* Section::find(const std::string& key, Node::Kind kind, const std::string& accepts) {
    const Node* value = find(key, kind == Node::Kind::map ? "" : accepts);
    if (value == nullptr || value->kind == kind) return value;
    problem(key, "must be " + accepts);
    return nullptr;
}

const Node* Section::raw(const std::string& key) { return find(key, "a section"); }

Section Section::section(const std::string& key) {
    return Section(find(key, Node::Kind::map, "a section: indent its keys below it"), path_of(key), reading_);
}

void Section::each_section(const std::function<void(const std::string&, Section&)>& read) {
    if (reading_.describing) {
        Section any = section("NAME");
        read("NAME", any);
    }
    if (node_ == nullptr) return;
    for (const auto& [name, value] : node_->members) {
        Section member = section(name);
        if (value.kind == Node::Kind::map) read(name, member);
        if (value.kind == Node::Kind::null) problem(name, "is empty; indent its keys below it, or remove it");
    }
}

void Section::each_text(const std::function<void(const std::string&, const std::string&)>& read) {
    if (reading_.describing) find("NAME", "a text");
    if (node_ == nullptr) return;
    for (const auto& [name, value] : node_->members) {
        std::string content;
        text(name, content);
        if (value.kind == Node::Kind::scalar) read(name, content);
    }
}

void Section::each_item(const std::string& key, const std::function<void(Section&)>& read) {
    if (reading_.describing) {
        Section any(nullptr, path_of(key) + "[]", reading_);
        read(any);
        return;
    }
    const Node* list = find(key, Node::Kind::list, "a list: one \"- \" for each item");
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const std::string name = key + "[" + std::to_string(i) + "]";
        if (list->items[i].kind != Node::Kind::map) {
            reading_.problems.push_back(
                {list->items[i].line, path_of(name), "must be a section, such as {host: api.example.com}"});
            continue;
        }
        Section item(&list->items[i], path_of(name), reading_);
        read(item);
    }
}

void Section::text(const std::string& key, std::string& out) {
    if (const Node* value = find(key, Node::Kind::scalar, "a text")) out = value->scalar;
}

void Section::text(const std::string& key, const std::function<std::string(const std::string&)>& take_or_say_why_not) {
    const Node* value = find(key, Node::Kind::scalar, "a text");
    if (value == nullptr) return;
    if (std::string why = take_or_say_why_not(value->scalar); !why.empty()) problem(key, std::move(why));
}

void Section::texts(const std::string& key, const std::function<std::string(const std::string&)>& take_or_say_why_not) {
    const Node* list = find(key, Node::Kind::list, "a list, such as [one, two]");
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const Node& item = list->items[i];
        std::string why = item.kind == Node::Kind::scalar ? take_or_say_why_not(item.scalar) : "must be a text";
        if (!why.empty())
            reading_.problems.push_back({item.line, path_of(key) + "[" + std::to_string(i) + "]", std::move(why)});
    }
}

void Section::boolean(const std::string& key, bool& out) {
    const Node* value = find(key, Node::Kind::scalar, "true or false");
    if (value == nullptr) return;
    if (!value->quoted && value->scalar == "true") {
        out = true;
    } else if (!value->quoted && value->scalar == "false") {
        out = false;
    } else {
        problem(key, "is \"" + value->scalar + "\"; write true or false, without quotes");
    }
}

void Section::integer(const std::string& key, std::int64_t min, std::int64_t max,
                      const std::function<void(std::int64_t)>& take) {
    const std::string range = "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
    const Node* value = find(key, Node::Kind::scalar, range);
    if (value == nullptr) return;
    std::int64_t number = 0;
    const char* end = value->scalar.data() + value->scalar.size();
    const auto read = std::from_chars(value->scalar.data(), end, number);
    if (value->quoted || read.ec != std::errc() || read.ptr != end || number < min || number > max) {
        problem(key, "is \"" + value->scalar + "\"; write " + range);
        return;
    }
    take(number);
}

void Section::finish() {
    if (node_ == nullptr) return;
    for (const auto& [name, value] : node_->members) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        const std::string meant = nearest(name, known_);
        std::string known;
        for (const std::string& key : known_)
            known += (known.empty() ? "" : ", ") + key;
        reading_.problems.push_back({value.line, path_of(name),
                                     "is not a key of this section; " +
                                         (meant.empty() ? "it knows: " + known : "did you mean \"" + meant + "\"?")});
    }
}

}  // namespace obolus::settings
