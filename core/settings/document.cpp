#include "settings/document.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <sstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "settings/load.hpp"

namespace obolus::settings {

namespace {

constexpr std::size_t depth_max = 32;

int line_of(const YAML::Mark& mark) { return mark.line + 1; }

/// Builds the tree from the parser's events. A map's keys arrive as nodes; `pending` holds one until its value is
/// there.
class Builder final : public YAML::EventHandler {
   public:
    explicit Builder(std::vector<Problem>& problems) : problems_(problems) {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        place({Node::Kind::null, line_of(mark), {}, false, {}, {}});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        problems_.push_back({line_of(mark), "", "aliases (*name) aren't supported; write the value out"});
        place({Node::Kind::null, line_of(mark), {}, false, {}, {}});
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        refuse_tag(mark, tag);
        const bool quoted = tag == "!";
        const bool null = !quoted && (value == "null" || value == "~");
        place({null ? Node::Kind::null : Node::Kind::scalar, line_of(mark), null ? "" : value, quoted, {}, {}});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open({Node::Kind::list, line_of(mark), {}, false, {}, {}});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open({Node::Kind::map, line_of(mark), {}, false, {}, {}});
    }
    void OnMapEnd() override { close(); }

   private:
    struct Open {
        Node node;
        std::optional<std::string> pending;
        int pending_line = 0;
    };

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag != "?" && tag != "!" && !tag.empty()) {
            problems_.push_back(
                {line_of(mark), "", "tags such as " + tag + " aren't supported; write the plain value"});
        }
    }
    void open(Node node) {
        if (stack_.size() >= depth_max) throw YAML::ParserException(YAML::Mark(), "nested too deeply");
        stack_.push_back({std::move(node), std::nullopt});
    }
    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        place(std::move(done));
    }
    void place(Node node) {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = stack_.back();
        if (parent.node.kind == Node::Kind::list) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.pending) {
            if (node.kind != Node::Kind::scalar) problems_.push_back({node.line, "", "a key must be a plain word"});
            parent.pending = node.scalar;
            parent.pending_line = node.line;
        } else {
            node.line = parent.pending_line;
            add_member(parent.node, std::move(*parent.pending), std::move(node));
            parent.pending.reset();
        }
    }
    void add_member(Node& map, std::string key, Node value) {
        for (const auto& [known, first] : map.members) {
            if (known == key) {
                problems_.push_back(
                    {value.line, key,
                     "stands here twice (first in line " + std::to_string(first.line) + "); keep one of them"});
                return;
            }
        }
        map.members.emplace_back(std::move(key), std::move(value));
    }

    std::vector<Problem>& problems_;
    std::vector<Open> stack_;
    Node root_;
};

boost::json::value scalar_to_json(const Node& node) {
    if (node.quoted) return boost::json::value(node.scalar);
    if (node.scalar == "true") return true;
    if (node.scalar == "false") return false;
    const char* begin = node.scalar.data();
    const char* end = begin + node.scalar.size();
    std::int64_t integer = 0;
    if (const auto read = std::from_chars(begin, end, integer); read.ec == std::errc() && read.ptr == end)
        return integer;
    double real = 0;
    if (const auto read = std::from_chars(begin, end, real);
        read.ec == std::errc() && read.ptr == end && std::isfinite(real)) {
        // Digits alone past an int64 are an id: a double would change it.
        if (node.scalar.find_first_not_of("-0123456789") != std::string::npos) return real;
    }
    return boost::json::value(node.scalar);
}

boost::json::value node_to_json(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return nullptr;
        case Node::Kind::scalar:
            return scalar_to_json(node);
        case Node::Kind::list: {
            boost::json::array array;
            for (const Node& item : node.items)
                array.push_back(node_to_json(item));
            return array;
        }
        case Node::Kind::map: {
            boost::json::object object;
            for (const auto& [key, value] : node.members)
                object[key] = node_to_json(value);
            return object;
        }
    }
    return nullptr;
}

}  // namespace

Node parse_document(std::string_view text, std::vector<Problem>& problems) {
    Builder builder(problems);
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        parser.HandleNextDocument(builder);
        Node root = builder.take();
        if (parser.HandleNextDocument(builder)) {
            problems.push_back({0, "", "holds several documents; keep what stands before the second \"---\""});
        }
        return root;
    } catch (const YAML::ParserException& broken) {
        problems.push_back(
            {broken.mark.is_null() ? 0 : line_of(broken.mark), "",
             "isn't well-formed YAML: " + broken.msg + "; check the indentation, quotes and colons near this line"});
        return {};
    }
}

std::string to_json(const Node& node) { return boost::json::serialize(node_to_json(node)); }

}  // namespace obolus::settings
