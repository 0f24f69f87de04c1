#include "store/readers.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "store/connection.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

struct Readers::Impl {
    struct Question {
        std::function<void(Snapshot&)> work;
        std::function<void(std::error_code)> fail;
    };
    static constexpr std::size_t queue_max = 20'000;
    static constexpr std::size_t few_mib = 8;

    std::string database;
    Clock clock;
    bool keeps_little = false;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Question> queue;
    bool ending = false;
    std::vector<std::thread> threads;

    void loop(std::unique_ptr<Connection> connection) {
        while (true) {
            Question question;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, [this] { return ending || !queue.empty(); });
                if (queue.empty()) return;
                question = std::move(queue.front());
                queue.pop_front();
            }
            answer(connection, question);
        }
    }

    /// A question that found its connection dead is asked once more on a new one: reading twice harms nobody.
    void answer(std::unique_ptr<Connection>& connection, const Question& question) {
        for (int attempt = 1;; ++attempt) {
            const Caught caught = ask(connection, question);
            if (!caught.fault) return;
            if (caught.connection_lost) connection.reset();
            if ((caught.connection_lost || caught.worth_a_retry) && attempt == 1) continue;
            spdlog::error("a query failed: {}", caught.message);
            question.fail(caught.fault);
            return;
        }
    }

    Caught ask(std::unique_ptr<Connection>& connection, const Question& question) {
        try {
            if (!connection) {
                connection = std::make_unique<Connection>(database, Access::read_only);
                if (keeps_little) connection->keep_in_memory(few_mib);
            }
            Snapshot snapshot(*connection, clock());
            require_here(*connection, snapshot.head().place);
            question.work(snapshot);
            return {};
        } catch (...) {
            return caught_exception();
        }
    }
};

Readers::Readers(const std::string& database, std::size_t count, Clock clock) : impl_(std::make_unique<Impl>()) {
    impl_->database = database;
    impl_->clock = std::move(clock);
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < count; ++i)
        connections.push_back(std::make_unique<Connection>(database, Access::read_only));
    for (auto& connection : connections)
        impl_->threads.emplace_back(
            [impl = impl_.get(), mine = std::move(connection)]() mutable { impl->loop(std::move(mine)); });
}

Readers::Readers(const std::string& database, Clock clock) : impl_(std::make_unique<Impl>()) {
    impl_->database = database;
    impl_->clock = std::move(clock);
    impl_->keeps_little = true;
    impl_->threads.emplace_back([impl = impl_.get()] { impl->loop(nullptr); });
}

Readers::~Readers() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->ending = true;
    }
    impl_->wake.notify_all();
    for (std::thread& thread : impl_->threads)
        thread.join();
}

void Readers::submit(std::function<void(Snapshot&)> work, std::function<void(std::error_code)> fail) {
    {
        const std::lock_guard lock(impl_->mutex);
        if (!impl_->ending && impl_->queue.size() < Impl::queue_max) {
            impl_->queue.push_back({std::move(work), std::move(fail)});
            impl_->wake.notify_one();
            return;
        }
    }
    fail(base::Fault::overloaded);
}

}  // namespace obolus::store
