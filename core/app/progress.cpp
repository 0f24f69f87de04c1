#include "app/progress.hpp"

#include <algorithm>
#include <iostream>

#include <unistd.h>

namespace obolus::app {

namespace {

constexpr std::int64_t bar_width = 30;
constexpr std::chrono::milliseconds between_drawings{100};
/// Earlier, an estimate is a guess.
constexpr std::chrono::seconds estimate_after{1};

std::string spoken(std::chrono::seconds time) {
    const auto s = time.count();
    if (s < 60) return std::to_string(s) + " s";
    if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
    return std::to_string(s / 3600) + " h " + std::to_string(s % 3600 / 60) + " min";
}

}  // namespace

std::string progress_line(const std::string& what, std::int64_t done, std::int64_t all,
                          std::chrono::milliseconds passed) {
    if (all <= 0) return what + "  " + std::to_string(done);
    const std::int64_t part = std::clamp<std::int64_t>(done, 0, all);
    const double fraction = static_cast<double>(part) / static_cast<double>(all);
    const auto of_all = [&](std::int64_t whole) {
        return static_cast<std::int64_t>(static_cast<double>(whole) * fraction);
    };
    const auto filled = static_cast<std::size_t>(of_all(bar_width));
    std::string bar(filled, '=');
    if (filled < bar_width) bar += '>';
    bar.resize(bar_width, ' ');
    std::string share = std::to_string(of_all(100));
    share.insert(0, 3 - share.size(), ' ');
    std::string line = what + " [" + bar + "] " + share + " %";
    if (part == 0 || passed < estimate_after) return line;
    const double left = static_cast<double>(passed.count()) * (1 - fraction) / fraction;
    return line + "  about " +
           spoken(std::chrono::ceil<std::chrono::seconds>(std::chrono::duration<double, std::milli>(left))) + " left";
}

Progress::Progress(std::string what) : what_(std::move(what)), shown_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
}

void Progress::at(std::int64_t done, std::int64_t all) {
    if (!shown_) return;
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + between_drawings;
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
    std::cerr << "\r" << progress_line(what_, done, all, passed) << "\x1b[K" << std::flush;
    drawn_ = true;
}

}  // namespace obolus::app
