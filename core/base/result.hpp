// Result<T>: a value, or why there is none.
//
// A refusal (the rules say no) and a fault (the world is broken) are both std::error_code: its category names the
// module, its message() is the enumerator's own name, for example "budget_already_closed". That name is what the API
// shows, what docs list and what tests compare, so it never changes once released.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/outcome/std_result.hpp>
#include <boost/outcome/try.hpp>

namespace obolus::base {

template <class T>
using Result = boost::outcome_v2::std_result<T>;

using boost::outcome_v2::success;

/// An error category whose messages are the names of an enum's values, in order, the first value being 1.
class NamedCategory final : public std::error_category {
   public:
    /// `names` must outlive the category: both are constants of static storage.
    constexpr NamedCategory(const char* module, std::span<const std::string_view> names) noexcept
        : module_(module), names_(names) {}
    const char* name() const noexcept override { return module_; }
    /// The enumerator's name; "unknown" for a number outside the enum.
    std::string message(int value) const override;

   private:
    const char* module_;
    std::span<const std::string_view> names_;
};

/// What the world does to us. Each is retryable by the client unless said otherwise.
enum class Fault {
    storage_unavailable = 1,  ///< the database refused or could not be reached; nothing was changed
    storage_full,             ///< no space left for the database; nothing was changed
    storage_read_only,        ///< the database can't be written to; nothing was changed
    storage_locked,           ///< another process holds the database; nothing was changed
    books_elsewhere,          ///< the books were moved to another database, or are on their way; nothing was changed
    storage_stopped,          ///< a failed sync stopped all writing; the operator must look at the disk
    outcome_unknown,          ///< the commit was interrupted; ask again with the same key
    overloaded,               ///< the queue is full; nothing was changed
    timed_out,                ///< a deadline passed
    shutting_down,            ///< the hub is stopping; nothing was changed
    platform_unavailable,     ///< the platform's servers could not be reached or answered nonsense
    plugin_unavailable,       ///< the plugin crashed, hung or answered nonsense; it is being restarted
    internal                  ///< a defect of ours that was contained; see the log
};

const std::error_category& fault_category() noexcept;
std::error_code make_error_code(Fault fault) noexcept;

}  // namespace obolus::base

template <>
struct std::is_error_code_enum<obolus::base::Fault> : std::true_type {};
