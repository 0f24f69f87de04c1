// Fills a hub's database with givers who are signed in and have money and a budget: bench_givers DATABASE COUNT. Prints
// their session tokens, one a line. Who they are is fresh at each run.
#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "hub/hub.hpp"
#include "hub/set_budget.hpp"
#include "hub/sign_in.hpp"
#include "hub/top_up.hpp"

namespace {

using namespace obolus;

/// Sends all commands at once and waits for all answers: the writer makes batches of them.
template <class Command, class Answer>
std::vector<Answer> run_all(hub::Hub& hub, hub::Verb<Command, Answer> verb, const std::vector<Command>& commands) {
    std::vector<std::promise<base::Result<Answer>>> promises(commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i)
        hub.run(verb, commands[i],
                std::function<void(base::Result<Answer>)>(
                    [&promises, i](base::Result<Answer> answer) { promises[i].set_value(std::move(answer)); }));
    std::vector<Answer> answers;
    for (auto& promise : promises)
        answers.push_back(promise.get_future().get().value());
    return answers;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: bench_givers DATABASE COUNT\n");
        return 2;
    }
    const auto count = static_cast<std::size_t>(std::atoll(argv[2]));
    hub::Rules rules;
    rules.hub_id = "bench";
    rules.test_rail = true;
    std::string problem;
    auto hub = hub::Hub::open(
        {argv[1], count + 1}, rules,
        [] { return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }, {}, problem);
    if (!hub) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        return 1;
    }
    const std::string run = base::to_hex(base::sha256(base::random_token())).substr(0, 12);
    std::vector<hub::SignIn> sign_ins;
    std::vector<hub::OpenAccount> accounts;
    for (std::size_t i = 0; i < count; ++i) {
        sign_ins.push_back(
            {base::random_token(), {{{"bench", "", run + "-" + std::to_string(i)}, "", "", "", "", ""}}, ""});
        accounts.push_back({sign_ins.back().token});
    }
    run_all(*hub.value(), &hub::sign_in, sign_ins);
    const auto sessions = run_all(*hub.value(), &hub::open_account, accounts);
    const money::Amount wallet = money::Amount::parse("10", rules.currency).value();
    const money::Amount plan = money::Amount::parse("1", rules.currency).value();
    std::vector<hub::TopUp> top_ups;
    std::vector<hub::SetBudget> budgets;
    for (const hub::SessionView& session : sessions) {
        top_ups.push_back({session.member, wallet, "test", "bench"});
        budgets.push_back({session.member, plan});
    }
    run_all(*hub.value(), &hub::top_up, top_ups);
    run_all(*hub.value(), &hub::set_budget, budgets);
    for (const hub::SignIn& sign_in : sign_ins)
        std::printf("%s\n", sign_in.token.c_str());
    return 0;
}
