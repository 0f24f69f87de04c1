#include "app/log.hpp"

#include <chrono>
#include <memory>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/time.hpp"

namespace obolus::app {

namespace {

class JsonFormatter final : public spdlog::formatter {
   public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto micros =
            std::chrono::duration_cast<std::chrono::microseconds>(message.time.time_since_epoch()).count();
        const auto level = spdlog::level::to_string_view(message.level);
        const std::string line =
            json_log_line(micros, {level.data(), level.size()}, {message.payload.data(), message.payload.size()}) +
            "\n";
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

spdlog::level::level_enum level_of(settings::LogLevel level) {
    switch (level) {
        case settings::LogLevel::debug:
            return spdlog::level::debug;
        case settings::LogLevel::info:
            return spdlog::level::info;
        case settings::LogLevel::warning:
            return spdlog::level::warn;
        case settings::LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

std::string json_log_line(std::int64_t micros, std::string_view level, std::string_view message) {
    std::string fraction = std::to_string(micros % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    std::string time = base::to_rfc3339(base::from_micros(micros));
    time.insert(time.size() - 1, "." + fraction);
    return boost::json::serialize(boost::json::object{{"time", time}, {"level", level}, {"message", message}});
}

void set_up_log(const settings::LogSettings& settings) {
    auto logger = std::make_shared<spdlog::logger>("obolus", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_level(level_of(settings.level));
    logger->flush_on(spdlog::level::info);
    if (settings.format == settings::LogFormat::json) {
        logger->set_formatter(std::make_unique<JsonFormatter>());
    } else {
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    }
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace obolus::app
