#include "support/test_hub.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/crypto.hpp"

namespace obolus::support {

namespace {
template <class T>
T value_or_die(base::Result<T> result, const char* what) {
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", what, result.error().message().c_str());
        std::abort();
    }
    return std::move(result).value();
}
}  // namespace

TestHub::TestHub(hub::Rules rules)
    : clock_(base::to_micros(std::chrono::sys_days{std::chrono::year{2026} / 11 / 10} + std::chrono::hours{12})) {
    open(std::move(rules));
}

TestHub::~TestHub() = default;

hub::Rules TestHub::default_rules() {
    hub::Rules rules;
    rules.hub_id = "test";
    rules.operators = {{"demo", "", "1"}};
    rules.test_rail = true;
    rules.movable_clock = true;
    rules.opt_out_key = std::string(32, 'k');
    return rules;
}

void TestHub::open(hub::Rules rules) {
    std::string problem;
    auto opened = hub::Hub::open(
        {database()}, std::move(rules), [this] { return now(); }, {}, problem);
    if (!opened) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        std::abort();
    }
    hub_ = std::move(opened).value();
}

void TestHub::restart() { restart(hub_->rules()); }

void TestHub::restart(hub::Rules rules) {
    hub_.reset();
    open(std::move(rules));
}

identity::ExternalIdentity TestHub::person(const std::string& subject) {
    return {{"demo", "", subject},
            "handle" + subject,
            "Name " + subject,
            "",
            "https://demo.example/handle" + subject,
            "person"};
}

std::string TestHub::sign_in_as_all(const std::vector<std::string>& subjects) {
    hub::SignIn command{base::random_token(), {}, ""};
    for (const std::string& subject : subjects)
        command.identities.push_back(person(subject));
    value_or_die(hub_->run_now(hub::sign_in, command), "sign_in");
    return command.token;
}

base::MemberId TestHub::join(const std::string& subject) {
    return value_or_die(hub_->run_now(hub::open_account, hub::OpenAccount{sign_in(subject)}), "open_account").member;
}

base::MemberId TestHub::join(const std::string& subject, std::int64_t wallet_euros, std::int64_t plan_euros) {
    const base::MemberId member = join(subject);
    value_or_die(top_up(member, euros(wallet_euros)), "top_up");
    value_or_die(set_budget(member, euros(plan_euros)), "set_budget");
    return member;
}

money::Amount TestHub::euros(std::int64_t major) const { return micro(major * 1'000'000); }
money::Amount TestHub::micro(std::int64_t value) const {
    return money::Amount::from_micro(value, hub_->rules().currency).value();
}

base::Result<hub::TopUpReceipt> TestHub::top_up(base::MemberId member, money::Amount amount) {
    return hub_->run_now(hub::top_up, hub::TopUp{member, amount, "test", "key-" + std::to_string(next_key_++)});
}

base::Result<hub::BudgetView> TestHub::set_budget(base::MemberId member, money::Amount plan) {
    return hub_->run_now(hub::set_budget, hub::SetBudget{member, plan});
}

base::Result<hub::FlattrReceipt> TestHub::flattr(base::MemberId giver, const std::string& subject) {
    return hub_->run_now(
        hub::flattr,
        hub::Flattr{
            giver, person(subject), {"demo:" + subject, "https://demo.example/handle" + subject, "@handle" + subject}});
}

base::Result<hub::FlattrReceipt> TestHub::flattr_post(base::MemberId giver, const std::string& subject,
                                                      const std::string& post) {
    return hub_->run_now(
        hub::flattr,
        hub::Flattr{
            giver, person(subject), {"demo:post:" + post, "https://demo.example/post/" + post, "Post " + post}});
}

hub::Dashboard TestHub::dashboard(base::MemberId member) {
    return value_or_die(hub_->ask_now(hub::dashboard, hub::ShowDashboard{member}), "dashboard");
}

hub::ClaimPreview TestHub::preview(const std::string& subject) {
    return value_or_die(hub_->ask_now(hub::preview_claim, hub::PreviewClaim{sign_in(subject)}), "preview_claim");
}

hub::MonthStatus TestHub::end_and_close_month() {
    return close_month(value_or_die(hub_->run_now(hub::end_month_early, hub::EndMonthEarly{}), "end_month_early"));
}

hub::MonthStatus TestHub::close_month(base::Month month) {
    while (true) {
        const auto status = value_or_die(hub_->run_now(hub::close_month, hub::CloseMonth{month}), "close_month");
        if (status.phase == hub::MonthPhase::closed) return status;
    }
}

std::string TestHub::audit() {
    std::string problem;
    const auto report = hub::audit(database(), {}, problem);
    if (!report) return problem;
    std::string text;
    for (const hub::AuditFinding& finding : report.value().findings)
        text += finding.check + ": " + finding.place + " " + finding.row_key + " " + finding.problem + "\n";
    return text;
}

}  // namespace obolus::support
