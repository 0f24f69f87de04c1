#include <iostream>

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "app/wiring.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string plugin;
    bool json = false;
};

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words)
        all += (all.empty() ? "" : ", ") + word;
    return all.empty() ? "none" : all;
}

boost::json::array to_array(const std::vector<std::string>& words) {
    return boost::json::array(words.begin(), words.end());
}

boost::json::object manifest_to_json(const plugin_host::Manifest& manifest) {
    return {{"id", manifest.id},
            {"version", manifest.version},
            {"display_name", manifest.display_name},
            {"flows", to_array(manifest.flows)},
            {"hosts", to_array(manifest.hosts)},
            {"redirect_hosts", to_array(manifest.redirect_hosts)},
            {"id_scope", manifest.id_scope},
            {"handles_recyclable", manifest.handles_recyclable},
            {"claim_by", to_array(manifest.claim_by)},
            {"quirks", to_array(manifest.quirks)},
            {"credentials", to_array(manifest.credentials)},
            {"config_schema", manifest.config_schema}};
}

void print_manifest(const plugin_host::Manifest& manifest) {
    std::cout << manifest.display_name << " (" << manifest.id << " " << manifest.version << ")\n"
              << "does:            " << joined(manifest.flows) << "\n"
              << "asks:            " << joined(manifest.hosts) << "\n"
              << "sends people to: " << joined(manifest.redirect_hosts) << "\n"
              << "its ids are:     " << manifest.id_scope << "\n"
              << "claims by:       " << joined(manifest.claim_by) << "\n"
              << "quirks:          " << joined(manifest.quirks) << "\n"
              << "A plugin can make up identities of the provider entries that use it, and nothing else.\n";
}

/// The lines to paste: everything that the plugin wants and the operator must confirm or fill in.
void print_entry(const plugin_host::Manifest& manifest, const std::string& plugin) {
    std::cout << "\nproviders:\n  " << manifest.id << ":\n    plugin: " << plugin << "\n";
    // A secret is better off in a file of its own than among the settings.
    for (const std::string& credential : manifest.credentials)
        std::cout << "    " << credential << (credential == "client_id" ? ": \n" : "_file: \n");
    if (const auto* schema = manifest.config_schema.if_object(); schema != nullptr && !schema->empty()) {
        std::cout << "    settings:\n";
        for (const auto& [key, about] : *schema)
            std::cout << "      " << key << ":    # " << boost::json::serialize(about) << "\n";
    }
    if (manifest.hosts.empty()) return;
    std::cout << "    allow_hosts:\n";
    for (const std::string& host : manifest.hosts)
        std::cout << "      - {host: " << host << "}\n";
}

Exit show(const Options& options) {
    settings::Settings settings;
    if (!options.config.empty()) settings = load_settings(options.config);
    boost::asio::io_context context;
    plugin_host::Host host(context, to_host_options(settings));
    plugin_host::LoadProblem problem;
    const auto loaded = host.load("show", options.plugin, problem);
    if (!loaded) throw Stop(Exit::refused, problem.message);
    const plugin_host::Manifest& manifest = loaded.value();
    if (options.json) {
        print(manifest_to_json(manifest));
    } else {
        print_manifest(manifest);
        print_entry(manifest, options.plugin);
    }
    return Exit::done;
}

}  // namespace

void add_plugin(CLI::App& app, Chosen& chosen) {
    CLI::App* plugin = app.add_subcommand("plugin", "Look at plugins");
    plugin->require_subcommand(1);
    CLI::App* command = plugin->add_subcommand("show", "What a plugin wants, and the lines to paste into the settings");
    command->footer("  obolus plugin show twitter >> hub.yaml    # then move the lines to where they belong");
    auto options = std::make_shared<Options>();
    command->add_option("plugin", options->plugin, "Its name in the plugin directory, or a path")->required();
    command->add_option("-c,--config", options->config, "Settings that name another plugin directory or worker");
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace obolus::app
