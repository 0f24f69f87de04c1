// Reads the operator's file: all of it or nothing, and when nothing, every reason at once. Called by app at start.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "settings/options.hpp"

namespace obolus::settings {

/// One thing that is wrong, said so that it can be mended.
struct Problem {
    int line = 0;         ///< 1-based; 0 when it concerns the file as a whole
    std::string key;      ///< "http.listen", "providers.demo.allow_hosts[0].host"; may be empty
    std::string message;  ///< what is wrong and what to do
};

/// "config/demo.yaml:12: http.listen: ..."
std::string to_string(const std::string& file, const Problem& problem);

struct Loaded {
    Settings settings;              ///< to be used only when there are no problems
    std::vector<Problem> problems;  ///< in the order of their lines
};

/// Reads a file; relative paths in it are meant from its folder. Secrets named by file or environment are read as well.
Loaded load(const std::filesystem::path& file);

/// The same for a text that stands in `folder`.
Loaded parse(std::string_view text, const std::filesystem::path& folder);

/// A key that a file may hold.
struct KnownKey {
    std::string path;     ///< "http.listen", "providers.NAME.allow_hosts[].host"
    std::string accepts;  ///< "a text", "a whole number from 1 to 3600", "true or false"
};

/// Every key there is: for docs/reference/settings.md. What the operator names is called NAME.
std::vector<KnownKey> known_keys();

}  // namespace obolus::settings
