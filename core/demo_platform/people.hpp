// Who is on the demo platform: a dozen people with some posts. Constants, so that every run tells the same story.
#pragma once

#include <span>
#include <string>
#include <string_view>

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

std::span<const Person> people();
/// Handles are compared without case, as X does.
const Person* find_by_handle(std::string_view handle);
const Person* find_by_id(std::string_view id);

struct PostOfPerson {
    const Person* author = nullptr;
    const Post* post = nullptr;
};
/// Both null when there is no such post.
PostOfPerson find_post(std::string_view id);

}  // namespace obolus::demo_platform
