#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "reference/pages.hpp"
#include "settings/document.hpp"
#include "settings/load.hpp"

namespace obolus::reference {

namespace {

using settings::Node;

constexpr std::array<std::string_view, 5> methods{"get", "post", "put", "patch", "delete"};

const Node* member(const Node& node, const std::string& name) {
    for (const auto& [key, value] : node.members)
        if (key == name) return &value;
    return nullptr;
}

std::string scalar(const Node& node, const std::string& name) {
    const Node* found = member(node, name);
    return found == nullptr ? "" : found->scalar;
}

/// "session", "token (read) or session", "nobody in particular".
std::string callers(const Node& operation, const Node& document) {
    const Node* security = member(operation, "security");
    if (security == nullptr) security = member(document, "security");
    if (security == nullptr || security->items.empty()) return "anybody";
    std::string all;
    for (const Node& way : security->items) {
        for (const auto& [scheme, scopes] : way.members) {
            all += (all.empty() ? "" : " or ") + scheme;
            std::string listed;
            for (const Node& scope : scopes.items)
                listed += (listed.empty() ? "" : ", ") + scope.scalar;
            if (!listed.empty()) all += " (" + listed + ")";
        }
    }
    return all;
}

std::string statuses(const Node& operation) {
    std::string all;
    if (const Node* responses = member(operation, "responses"))
        for (const auto& [status, response] : responses->members)
            if (status != "default") all += (all.empty() ? "" : ", ") + status;
    return all;
}

std::string upper(std::string_view method) {
    std::string text(method);
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return text;
}

}  // namespace

std::string api_page(const std::filesystem::path& source) {
    std::vector<settings::Problem> problems;
    const Node document = settings::parse_document(read_file(source / "core" / "api" / "openapi.yaml"), problems);
    if (!problems.empty()) throw std::runtime_error(settings::to_string("core/api/openapi.yaml", problems.front()));
    const Node* paths = member(document, "paths");
    if (paths == nullptr) throw std::runtime_error("core/api/openapi.yaml has no paths");
    std::ostringstream page;
    page << "# The API\n\nEvery route, from [openapi.yaml](../../core/api/openapi.yaml), which describes fields and "
            "answers "
            "whole. What a refusal's\nname means: [refusals](refusals.md).\n\n"
            "| method | path | what it does | who may | answers |\n|---|---|---|---|---|\n";
    for (const auto& [path, operations] : paths->members)
        for (const std::string_view method : methods)
            if (const Node* operation = member(operations, std::string(method)))
                page << "| " << upper(method) << " | `" << path << "` | " << cell(scalar(*operation, "summary"))
                     << " | " << callers(*operation, document) << " | " << statuses(*operation) << " |\n";
    return page.str();
}

}  // namespace obolus::reference
