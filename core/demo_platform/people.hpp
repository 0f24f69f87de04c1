// Who is on the demo platform: a dozen people with some posts. Constants, so that every run tells the same story; but
// for handles, which may be changed while it runs, and then be taken up by somebody else.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace obolus::demo_platform {

struct Post {
    std::string_view id;  ///< decimal
    std::string_view text;
};

struct Person {
    std::string_view id;  ///< decimal and stable; some exceed 2^53, as real platforms' do
    std::string_view handle;
    std::string_view name;
    std::string_view about;
    std::span<const Post> posts;
};

/// Everybody, as each run begins.
std::span<const Person> people();
/// 1 to 15 letters, digits and underscores.
bool is_handle(std::string_view text) noexcept;

struct PostOfPerson {
    const Person* author = nullptr;
    const Post* post = nullptr;
};

/// One run's people.
class People {
   public:
    People();
    std::span<const Person> all() const { return people_; }
    /// Handles are compared without case, as X does.
    const Person* find_by_handle(std::string_view handle) const;
    const Person* find_by_id(std::string_view id) const;
    /// Both null when there is no such post.
    PostOfPerson find_post(std::string_view id) const;
    /// False when nobody has the id, the handle isn't one, or it is another's.
    bool rename(std::string_view id, std::string_view handle);

   private:
    std::vector<Person> people_;
    std::deque<std::string> handles_;  // the texts of those that were changed
};

}  // namespace obolus::demo_platform
