#include "plugin_host/host.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "obolus/draft/worker.h"
#include "plugin_host/config.hpp"
#include "plugin_host/entry.hpp"
#include "plugin_host/output.hpp"
#include "plugin_host/shape.hpp"

namespace obolus::plugin_host {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

bool is_plain_name(const std::string& plugin) {
    return !plugin.empty() && std::all_of(plugin.begin(), plugin.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string available(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(directory, ignored)) {
        if (file.path().extension() == ".so") names.push_back(file.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + name;
    return list.empty() ? "no plugins" : list;
}

/// The file's absolute path, or "" and a sentence.
std::string find_plugin(const std::string& plugin, const HostOptions& options, std::string& problem) {
    const fs::path path =
        is_plain_name(plugin) ? fs::path(options.plugin_directory) / (plugin + ".so") : fs::path(plugin);
    std::error_code error;
    const fs::path whole = fs::canonical(path, error);
    if (!error && fs::is_regular_file(whole, error)) return whole.string();
    problem = "plugin " + plugin + ": there is no file " + path.string();
    problem += is_plain_name(plugin) ? "; " + options.plugin_directory + " has " + available(options.plugin_directory)
                                     : "; give a plugin's name (as in twitter) or the path of a shared library";
    return "";
}

constexpr std::array<std::string_view, 1> refusal_names{"plugin_quarantined"};
const base::NamedCategory category{"plugin_host", refusal_names};

base::Result<json::value> read_answer(Entry& entry, const base::Result<std::string>& answer,
                                      std::string (*check)(const json::value&)) {
    if (!answer) return answer.error();
    std::string problem;
    std::optional<json::value> value = parse_message(answer.value(), problem);
    if (value) problem = check(*value);
    if (problem.empty()) return *std::move(value);
    entry.count_refusal(problem);
    return base::Fault::plugin_unavailable;
}

/// The same, and the end of a plugin that names another provider's account.
base::Result<json::value> read_step(Entry& entry, const base::Result<std::string>& answer) {
    std::string ignored;
    const auto said = answer ? parse_message(answer.value(), ignored) : std::nullopt;
    if (!said || !names_another_provider(*said, entry.name())) return read_answer(entry, answer, check_step_output);
    entry.count_refusal("it names an account of another provider");
    entry.quarantine("it has named an account of another provider");
    return Refusal::plugin_quarantined;
}

}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

struct Host::Impl {
    Impl(asio::io_context& io, HostOptions given) : context(io), options(std::move(given)) {}

    Entry* find(const std::string& name) const {
        const auto found = entries.find(name);
        return found == entries.end() ? nullptr : found->second.get();
    }

    asio::io_context& context;
    HostOptions options;
    std::map<std::string, std::shared_ptr<Entry>> entries;
};

Host::Host(asio::io_context& context, HostOptions options)
    : impl_(std::make_unique<Impl>(context, std::move(options))) {}

Host::~Host() {
    for (const auto& [name, entry] : impl_->entries)
        entry->stop();
}

base::Result<Manifest> Host::load(const std::string& entry, const std::string& plugin, LoadProblem& problem) {
    problem.entry = entry;
    if (impl_->find(entry) != nullptr) {
        problem.message = "the entry is there twice; give each provider entry a name of its own";
        return base::Fault::plugin_unavailable;
    }
    const std::string path = find_plugin(plugin, impl_->options, problem.message);
    if (path.empty()) return base::Fault::plugin_unavailable;
    auto loaded = std::make_shared<Entry>(asio::make_strand(impl_->context), impl_->options, entry, path);
    const std::string sentence = loaded->load();
    if (!sentence.empty()) {
        problem.message = "plugin " + path + ": " + sentence;
        return base::Fault::plugin_unavailable;
    }
    impl_->entries.emplace(entry, loaded);
    return loaded->manifest();
}

base::Result<void> Host::configure(const std::string& entry, json::object config, LoadProblem& problem) {
    problem.entry = entry;
    Entry* found = impl_->find(entry);
    if (found == nullptr) {
        problem.message = "no plugin was loaded for this entry";
        return base::Fault::plugin_unavailable;
    }
    problem.message = check_config(config, found->manifest());
    if (!problem.message.empty()) return base::Fault::plugin_unavailable;
    const auto& flows = found->manifest().flows;
    if (std::find(flows.begin(), flows.end(), "check_config") != flows.end()) {
        const json::object event{
            {"flow", "check_config"},          {"config", config}, {"now", 0},
            {"entropy", std::string(64, '0')}, {"state", nullptr}, {"trigger", json::object{{"kind", "start"}}}};
        const auto answer = found->ask_waiting(OBOLUS_FRAME_STEP, json::serialize(event), problem.message);
        if (!answer) return base::Fault::plugin_unavailable;
        const auto output = parse_message(*answer, problem.message);
        if (output) problem.message = check_step_output(*output);
        if (!problem.message.empty()) return base::Fault::plugin_unavailable;
        const json::object& effect = output->get_object().at("effect").get_object();
        if (effect.at("kind") != "done") {
            const json::value* detail = effect.if_contains("detail");
            problem.message =
                detail != nullptr ? std::string(detail->get_string()) : "the plugin refuses these settings";
            return base::Fault::plugin_unavailable;
        }
    }
    found->config = std::move(config);
    return base::success();
}

void Host::step(const std::string& entry, json::object event, std::function<void(base::Result<json::object>)> done) {
    Entry* found = impl_->find(entry);
    if (found == nullptr) {
        asio::post(impl_->context, [done = std::move(done)]() { done(base::Fault::plugin_unavailable); });
        return;
    }
    if (!event.contains("config")) event["config"] = found->config;
    std::string message = json::serialize(event);
    if (message.size() > impl_->options.message_bytes_max) {
        asio::post(impl_->context, [done = std::move(done)]() { done(base::Fault::platform_unavailable); });
        return;
    }
    found->ask(OBOLUS_FRAME_STEP, std::move(message),
               [self = found->shared_from_this(), done = std::move(done)](const base::Result<std::string>& answer) {
                   base::Result<json::value> output = read_step(*self, answer);
                   if (!output) return done(output.error());
                   done(std::move(output.value().get_object()));
               });
}

void Host::normalize(const std::string& entry, const std::string& text,
                     std::function<void(base::Result<json::value>)> done) {
    Entry* found = impl_->find(entry);
    std::string message;
    if (found != nullptr) message = json::serialize(json::object{{"text", text}, {"config", found->config}});
    if (found == nullptr || message.size() > impl_->options.message_bytes_max) {
        const base::Result<json::value> result = found == nullptr
                                                     ? base::Result<json::value>(base::Fault::plugin_unavailable)
                                                     : base::Result<json::value>(json::value(nullptr));
        asio::post(impl_->context, [done = std::move(done), result]() { done(result); });
        return;
    }
    found->ask(OBOLUS_FRAME_NORMALIZE, std::move(message),
               [self = found->shared_from_this(), done = std::move(done)](const base::Result<std::string>& answer) {
                   done(read_answer(*self, answer, check_subject));
               });
}

Host::Health Host::health(const std::string& entry) const {
    const Entry* found = impl_->find(entry);
    return found == nullptr ? Health{} : found->health();
}

}  // namespace obolus::plugin_host
