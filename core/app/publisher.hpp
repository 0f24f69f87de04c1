// Publishes the journal's end every few seconds: first into a file beside the database, then to whoever asks
// (GET /v1/checkpoint). A hub that finds its books behind what it has published, after a failover to a server that
// lacks commits, stops writing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "hub/checkpoint.hpp"
#include "hub/hub.hpp"

namespace obolus::app {

class Publisher {
   public:
    /// `hub` must outlive it.
    Publisher(hub::Hub& hub, std::filesystem::path file);
    ~Publisher();  ///< publishes no more
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Publishes once, waiting for it, and then every few seconds on a thread of its own. A file that can't be written
    /// is a fault at the start and a complaint in the log later.
    base::Result<void> start(std::string& problem);
    /// What was published last. Any thread.
    hub::Checkpoint latest() const;

   private:
    base::Result<void> publish(std::string& problem);
    void loop();

    hub::Hub& hub_;
    std::filesystem::path file_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    hub::Checkpoint latest_;
    std::thread thread_;
};

}  // namespace obolus::app
