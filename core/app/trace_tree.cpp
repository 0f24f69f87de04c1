#include "app/trace_tree.hpp"

#include "app/print.hpp"

namespace obolus::app {

namespace {

std::string describe(const hub::TraceStep& step) {
    if (step.id.empty()) return step.kind + " " + to_text(step.amount) + ", in " + step.to;
    std::string text = step.kind + " " + to_text(step.amount);
    if (!step.from.empty() || !step.to.empty()) text += ", " + step.from + " -> " + step.to;
    return text + "  (" + step.id + ", " + base::to_rfc3339(step.at) + ")";
}

/// Whether another step of the same depth follows before the tree returns to a lesser one.
bool has_sibling_after(std::span<const hub::TraceStep> steps, std::size_t at) {
    for (std::size_t i = at + 1; i < steps.size() && steps[i].depth >= steps[at].depth; ++i)
        if (steps[i].depth == steps[at].depth) return true;
    return false;
}

std::string tree_of(std::span<const hub::TraceStep> steps) {
    std::string text;
    std::string rails;  // what the open branches above leave on the left: three columns for each depth
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto level = static_cast<std::size_t>(steps[i].depth > 0 ? steps[i].depth - 1 : 0);
        rails.resize(level, ' ');
        for (const char rail : rails)
            text += rail == '|' ? "│  " : "   ";
        const bool more = has_sibling_after(steps, i);
        text += (more ? "├─ " : "└─ ") + describe(steps[i]) + "\n";
        rails += more ? '|' : ' ';
    }
    return text;
}

}  // namespace

std::string draw(const hub::Trace& trace) {
    std::string text = describe(trace.subject) + "\n";
    text += trace.origins.empty() ? "It came from outside the books.\n" : "It came from:\n" + tree_of(trace.origins);
    text += trace.fates.empty() ? "It lies where it went.\n" : "It went on:\n" + tree_of(trace.fates);
    if (!trace.complete) text += "There are more steps than are shown here.\n";
    return text;
}

}  // namespace obolus::app
