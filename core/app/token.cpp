#include <algorithm>
#include <iostream>

#include <boost/json/array.hpp>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "base/crypto.hpp"
#include "hub/api_token.hpp"
#include "hub/find_member.hpp"
#include "settings/checks.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string member;
    std::string name;
    std::vector<std::string> scopes;
    std::int64_t days = 0;
    std::int64_t number = 0;
    bool json = false;
};

base::MemberId member_named(hub::Hub& hub, const std::string& identity) {
    const auto key = settings::parse_identity(identity);
    if (!key)
        throw Stop(Exit::usage, "\"" + identity +
                                    "\" names nobody; write provider:id such as demo:1001 (the platform's stable id, "
                                    "not the handle).");
    const auto member = hub.ask_now(&hub::find_member, hub::FindMember{*key});
    if (!member && exit_of(member.error()) == Exit::refused)
        throw Stop(Exit::refused, "Nobody here has linked " + identity + "; they have to open an account first.");
    if (!member) stop_for(member.error());
    return member.value();
}

std::int64_t scopes_named(const std::vector<std::string>& names) {
    std::int64_t bits = 0;
    for (const std::string& name : names) {
        const auto known = hub::scope_names();
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const auto& scope) { return scope.name == name; });
        if (found == known.end())
            throw Stop(Exit::usage, "\"" + name + "\" is no scope; choose from read, give and manage.");
        bits |= static_cast<std::int64_t>(found->scope);
    }
    return bits;
}

std::string scopes_of(const hub::TokenView& token) {
    std::string names;
    for (const hub::ScopeName& scope : hub::scope_names())
        if ((token.scopes & static_cast<std::int64_t>(scope.scope)) != 0)
            names += (names.empty() ? "" : ",") + std::string(scope.name);
    return names;
}

std::string expiry_of(const hub::TokenView& token) {
    return token.expires_at == base::Time{} ? "never" : base::to_date(token.expires_at);
}

boost::json::object token_to_json(const hub::TokenView& token) {
    boost::json::object object{{"number", token.number},
                               {"name", token.name},
                               {"scopes", scopes_of(token)},
                               {"created_at", base::to_rfc3339(token.created_at)},
                               {"expires_at", nullptr}};
    if (token.expires_at != base::Time{}) object["expires_at"] = base::to_rfc3339(token.expires_at);
    return object;
}

Exit create(const Options& options) {
    const std::int64_t scopes = scopes_named(options.scopes);
    const auto hub = open_hub(load_settings(options.config));
    hub::CreateToken command;
    command.member = member_named(*hub, options.member);
    command.token = std::string(hub::token_prefix) + base::random_token();
    command.name = options.name;
    command.scopes = scopes;
    command.lifetime = std::chrono::days(options.days);
    const auto made = hub->run_now(&hub::create_token, command);
    if (!made) stop_for(made.error());
    if (options.json) {
        boost::json::object answer = token_to_json(made.value());
        answer["token"] = command.token;
        print(answer);
        return Exit::done;
    }
    // The token alone on stdout, so that it can be piped to where it belongs; it is never shown again.
    std::cout << command.token << std::endl;
    std::cerr << "Token " << made.value().number << " of " << options.member << " may " << scopes_of(made.value())
              << "; expires: " << expiry_of(made.value()) << ". Keep it: it is not shown again.\n";
    return Exit::done;
}

Exit list(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    const auto tokens = hub->ask_now(&hub::list_tokens, hub::ListTokens{member_named(*hub, options.member)});
    if (!tokens) stop_for(tokens.error());
    boost::json::array all;
    for (const hub::TokenView& token : tokens.value()) {
        all.push_back(token_to_json(token));
        if (!options.json)
            std::cout << token.number << "  " << token.name << "  " << scopes_of(token) << "  since "
                      << base::to_date(token.created_at) << ", expires: " << expiry_of(token) << "\n";
    }
    if (options.json) {
        print({{"tokens", std::move(all)}});
    } else if (all.empty()) {
        std::cout << options.member << " has no tokens.\n";
    }
    return Exit::done;
}

Exit revoke(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    const auto revoked =
        hub->run_now(&hub::revoke_token, hub::RevokeToken{member_named(*hub, options.member), options.number});
    if (!revoked) stop_for(revoked.error());
    if (options.json) {
        print({{"revoked", options.number}});
    } else {
        std::cout << "Token " << options.number << " is revoked.\n";
    }
    return Exit::done;
}

using Task = Exit (*)(const Options&);

CLI::App* add_task(CLI::App& token, Chosen& chosen, const std::string& name, const std::string& description,
                   const std::shared_ptr<Options>& options, Task task) {
    CLI::App* command = token.add_subcommand(name, description);
    command->add_option("--member", options->member, "Whose, by an identity: demo:1001")->required();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, task, &chosen] { chosen = [options, task] { return task(*options); }; });
    return command;
}

}  // namespace

void add_token(CLI::App& app, Chosen& chosen) {
    CLI::App* token = app.add_subcommand("token", "Make, list and revoke members' tokens for the API");
    token->require_subcommand(1);
    auto options = std::make_shared<Options>();
    CLI::App* make = add_task(*token, chosen, "create", "Make a token; it is printed once", options, &create);
    make->add_option("--name", options->name, "What it is for, in 1 to 64 bytes")->required();
    make->add_option("--scope", options->scopes, "What it may do: read, give, manage; again for another")->required();
    make->add_option("--days", options->days, "How long it is valid; default: until it is revoked");
    make->footer(
        "No token can pay out, link accounts or close one.\n\n"
        "  obolus token create --member demo:1001 --name backup --scope read --days 90 > token");
    add_task(*token, chosen, "list", "A member's tokens: numbers, names and scopes", options, &list)
        ->footer(
            "The tokens themselves are not kept, only their hashes.\n\n  obolus token list --member demo:1001 --json");
    CLI::App* end =
        add_task(*token, chosen, "revoke", "End a token; a running hub notices within seconds", options, &revoke);
    end->add_option("number", options->number, "As `token list` shows it")->required();
    end->footer("  obolus token revoke --member demo:1001 3");
}

}  // namespace obolus::app
