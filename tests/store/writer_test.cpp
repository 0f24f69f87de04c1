// The writer: batches, faults, and what one command's trouble does to its neighbours.
#include "store/writer.hpp"

#include <atomic>
#include <future>
#include <stdexcept>

#include <gtest/gtest.h>

#include "store/connection.hpp"
#include "store/transaction.hpp"
#include "support/test_database.hpp"

namespace obolus::store {
namespace {

/// Inserts a hub fact; one whose name is there already breaks the table's key.
class Insert final : public Queued {
   public:
    Insert(std::string name, std::promise<std::error_code>& answered, std::atomic<int>& groups)
        : name_(std::move(name)), answered_(answered), groups_(groups) {}
    const void* verb() const noexcept override { return &typeid(Insert); }
    void decide(Transaction& transaction, std::span<Queued* const> group) override {
        ++groups_;
        for (const Queued* each : group) {
            const std::string& name = static_cast<const Insert*>(each)->name_;
            if (name == "throws") throw std::runtime_error("a fault of this command");
            transaction.connection().execute("INSERT INTO hub_facts (name, value) VALUES ('" + name + "', '')");
        }
    }
    void answer() override { answered_.set_value({}); }
    void fail(std::error_code fault) override { answered_.set_value(fault); }

   private:
    std::string name_;
    std::promise<std::error_code>& answered_;
    std::atomic<int>& groups_;
};

struct Fixture {
    support::TestDatabase place;
    std::string database = place.address();
    std::promise<void> hold;
    std::shared_future<void> held = hold.get_future().share();
    std::atomic<bool> wait{true};
    std::atomic<int> groups{0};

    /// The first transaction waits until `hold` is released, so that the commands behind it form one batch.
    std::unique_ptr<Writer> writer(std::size_t queue_max = 100) {
        return std::make_unique<Writer>(
            WriterOptions{database, queue_max, 100}, [] { return base::from_micros(1); },
            [this](Transaction&) {
                if (wait.exchange(false)) held.wait();
            },
            [](std::function<void()> answers) { answers(); });
    }
};

TEST(Writer, commands_that_wait_share_one_transaction) {
    Fixture fixture;
    std::vector<std::promise<std::error_code>> answers(10);
    {
        const auto writer = fixture.writer();
        for (std::size_t i = 0; i < answers.size(); ++i)
            writer->submit(std::make_unique<Insert>("fact" + std::to_string(i), answers[i], fixture.groups));
        fixture.hold.set_value();
    }
    for (auto& answer : answers)
        EXPECT_FALSE(answer.get_future().get());
    EXPECT_LE(fixture.groups, 2);
}

TEST(Writer, a_violated_constraint_reruns_the_batch_one_by_one_and_fails_its_command_alone) {
    Fixture fixture;
    std::vector<std::promise<std::error_code>> answers(5);
    {
        const auto writer = fixture.writer();
        const std::vector<std::string> names{"first", "a", "twice", "twice", "b"};
        for (std::size_t i = 0; i < names.size(); ++i)
            writer->submit(std::make_unique<Insert>(names[i], answers[i], fixture.groups));
        fixture.hold.set_value();
    }
    std::vector<bool> failed;
    for (auto& answer : answers)
        failed.push_back(static_cast<bool>(answer.get_future().get()));
    EXPECT_EQ(failed, (std::vector<bool>{false, false, false, true, false}));
}

TEST(Writer, a_fault_undoes_everything_of_its_transaction) {
    Fixture fixture;
    std::promise<std::error_code> fault;
    std::promise<std::error_code> later;
    {
        const auto writer = fixture.writer();
        fixture.hold.set_value();
        writer->submit(std::make_unique<Insert>("throws", fault, fixture.groups));
    }
    EXPECT_EQ(fault.get_future().get(), base::Fault::internal);
    {
        const auto writer = fixture.writer();
        writer->submit(std::make_unique<Insert>("fact", later, fixture.groups));
    }
    EXPECT_FALSE(later.get_future().get());
}

TEST(Writer, past_the_queues_limit_commands_are_refused_at_once) {
    Fixture fixture;
    std::vector<std::promise<std::error_code>> answers(20);
    int overloaded = 0;
    {
        const auto writer = fixture.writer(5);
        for (auto& answer : answers)
            writer->submit(
                std::make_unique<Insert>("fact" + std::to_string(&answer - answers.data()), answer, fixture.groups));
        fixture.hold.set_value();
    }
    for (auto& answer : answers)
        if (answer.get_future().get() == base::Fault::overloaded) ++overloaded;
    // Five wait; what the writer has taken meanwhile is one to five, as its thread woke.
    EXPECT_GE(overloaded, 10);
    EXPECT_LE(overloaded, 15);
}

}  // namespace
}  // namespace obolus::store
