#include "app/publisher.hpp"

#include <spdlog/spdlog.h>

namespace obolus::app {

namespace {
constexpr std::chrono::seconds every{5};
}

Publisher::Publisher(hub::Hub& hub, std::filesystem::path file) : hub_(hub), file_(std::move(file)) {}

Publisher::~Publisher() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

base::Result<void> Publisher::start(std::string& problem) {
    if (auto published = publish(problem); !published) return published;
    thread_ = std::thread([this] { loop(); });
    return base::success();
}

hub::Checkpoint Publisher::latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
}

base::Result<void> Publisher::publish(std::string& problem) {
    const hub::Checkpoint before = latest();
    const store::Checkpoint published{hub_.rules().hub_id, before.seq, before.chain};
    BOOST_OUTCOME_TRY(const hub::Compared compared, hub_.ask_now(hub::compare_books, hub::CompareBooks{published}));
    if (compared.standing != hub::Standing::holds) {
        problem = hub::explain(compared, published, file_);
        hub_.stop_writing(problem);
        return hub::Refusal::books_behind_checkpoint;
    }
    const hub::Checkpoint& head = compared.head;
    if (head.chain == before.chain) return base::success();
    BOOST_OUTCOME_TRYV(store::write_checkpoint(file_, {hub_.rules().hub_id, head.seq, head.chain}, problem));
    const std::lock_guard lock(mutex_);
    latest_ = head;
    return base::success();
}

void Publisher::loop() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, every, [this] { return ending_; })) return;
        }
        std::string problem;
        const base::Result<void> published = publish(problem);
        if (published) continue;
        if (published.error() == hub::Refusal::books_behind_checkpoint) return;
        spdlog::error("no checkpoint was published: {}", problem.empty() ? published.error().message() : problem);
    }
}

}  // namespace obolus::app
