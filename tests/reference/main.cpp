// reference --check | --write: compares or writes the pages of docs/reference that the program knows best.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "reference/pages.hpp"

namespace {

int check(const obolus::reference::Page& page, const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string expected = page.text;
    std::istringstream now(expected);
    std::string said;
    std::string known;
    for (int line = 1;; ++line) {
        const bool more = static_cast<bool>(std::getline(in, said));
        const bool more_known = static_cast<bool>(std::getline(now, known));
        if (!more && !more_known) return 0;
        if (more && more_known && said == known) continue;
        std::cerr << file.string() << ":" << line
                  << ": is not what the program says; run: make docs\n  written: " << said << "\n  is:      " << known
                  << "\n";
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string task = argc == 2 ? argv[1] : "";
    if (task != "--check" && task != "--write") {
        std::cerr << "reference --check | --write\n";
        return 2;
    }
    const std::filesystem::path source = OBOLUS_SOURCE_DIR;
    int wrong = 0;
    try {
        for (const auto& page : obolus::reference::pages(source)) {
            const auto file = source / "docs" / "reference" / (page.name + ".md");
            if (task == "--check") {
                wrong |= check(page, file);
            } else {
                std::ofstream(file, std::ios::binary) << page.text;
            }
        }
    } catch (const std::exception& contradiction) {
        std::cerr << contradiction.what() << "\n";
        return 1;
    }
    return wrong;
}
