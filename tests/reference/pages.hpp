// The pages of docs/reference that are written by the program: from what it reads, refuses, understands and serves.
// `make docs` writes them; a test compares them with what is in the tree.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace obolus::reference {

struct Page {
    std::string name;  ///< "settings": docs/reference/settings.md
    std::string text;
};

/// All of them. `source` is the root of the source tree. Throws std::runtime_error when what a page is made from
/// contradicts itself: a key without a description, a description of no key.
std::vector<Page> pages(const std::filesystem::path& source);

std::string settings_page(const std::filesystem::path& source);
std::string refusals_page();
std::string command_line_page();
std::string api_page(const std::filesystem::path& source);

/// "|" escaped, for a table's cell.
std::string cell(std::string text);
std::string read_file(const std::filesystem::path& file);

}  // namespace obolus::reference
