#include "demo_platform/people.hpp"

#include <algorithm>
#include <array>

namespace obolus::demo_platform {

namespace {

using namespace std::string_view_literals;

constexpr std::array ada_posts{
    Post{"1790000000000000101"sv,
         "Note G is done. A machine that weaves algebra the way a loom weaves leaves: I'd like to see it run."sv},
    Post{"1790000000000000102"sv,
         "Ten things that made this month better, and ten people who should know that they did."sv}};
constexpr std::array bob_posts{
    Post{"1790000000000000123"sv,
         "New on the blog: how to tune a harpsichord with nothing but your ears and an afternoon."sv},
    Post{"1790000000000000124"sv, "The recording from Sunday's concert is up. Free for everyone, as always."sv}};
constexpr std::array chiara_posts{
    Post{"1790000000000000201"sv, "Episode 48: why bridges hum. With a bridge that hums."sv},
    Post{"1790000000000000202"sv, "Thank you for 100 000 downloads! The microphone was a gift from a listener."sv}};
constexpr std::array dmitri_posts{
    Post{"1790000000000000301"sv,
         "Release 4.2 of the map renderer: half the memory, and rivers end up in the sea again."sv}};
constexpr std::array emeka_posts{
    Post{"1790000000000000401"sv,
         "Photographs of every tram stop of Lagos that never got its tram. A series in 31 pictures."sv},
    Post{"1790000000000000402"sv, "Stop 17, at dawn."sv}};
constexpr std::array fatima_posts{
    Post{"1790000000000000501"sv, "Translated: the complete letters, volume 2. Corrections welcome."sv}};
constexpr std::array grace_posts{
    Post{"1790000000000000601"sv, "The moth in the relay, again. I've taped this one into the log as well."sv},
    Post{"1790000000000000602"sv, "A nanosecond is 30 centimetres of wire. I give them away at talks."sv}};
constexpr std::array hiro_posts{Post{
    "1790000000000000701"sv, "A typeface for subtitles, tested with my grandmother at three metres. Free to use."sv}};
constexpr std::array ines_posts{
    Post{"1790000000000000801"sv, "Field notes, day 212: the storks are early, the frogs object."sv},
    Post{"1790000000000000802"sv, "All our counts since 1998 as one open data set."sv}};
constexpr std::array jonas_posts{
    Post{"1790000000000000901"sv, "Bread that forgives you: the recipe with all my mistakes marked in red."sv}};
constexpr std::array kavya_posts{
    Post{"1790000000000001001"sv, "Patched: the parser no longer trusts the length field. Please update."sv},
    Post{"1790000000000001002"sv,
         "Twelve years of maintaining this library. It has more downloads than my city has people."sv}};
constexpr std::array leo_posts{
    Post{"1790000000000001101"sv, "A comic about queues. It's continued on the next page. And the next."sv}};

constexpr std::array everybody{
    Person{"1001"sv, "ada"sv, "Ada Byron"sv, "Mathematics, music, machines."sv, ada_posts},
    Person{"1002"sv, "bob"sv, "Bob Okafor-Lind"sv, "Early music, tuned by ear."sv, bob_posts},
    Person{"1003"sv, "chiara"sv, "Chiara Conti"sv, "A podcast about the sounds of built things."sv, chiara_posts},
    Person{"1004"sv, "dmitri_maps"sv, "Dmitri Volkov"sv, "Free maps, drawn by a free renderer."sv, dmitri_posts},
    Person{"1005"sv, "emeka"sv, "Emeka Eze"sv, "Photographs of what was planned."sv, emeka_posts},
    Person{"1540000000000000006"sv, "fatima"sv, "Fatima al-Sayed"sv, "Translator. Letters, mostly."sv, fatima_posts},
    // Two neighbours that a double can't tell apart: 2^53 and 2^53 + 1.
    Person{"9007199254740992"sv, "grace"sv, "Grace Murray"sv, "Compilers, clocks and insects."sv, grace_posts},
    Person{"9007199254740993"sv, "hiro"sv, "Hiro Tanaka"sv, "Letters one can read."sv, hiro_posts},
    Person{"1540000000000000009"sv, "ines"sv, "In\xc3\xa9s Mar\xc3\xadn"sv, "Counting birds since 1998."sv, ines_posts},
    Person{"1540000000000000010"sv, "jonas"sv, "Jonas Berg"sv, "Baker, with footnotes."sv, jonas_posts},
    Person{"1540000000000000011"sv, "kavya"sv, "Kavya Raman"sv, "Maintainer of something that you use."sv, kavya_posts},
    Person{"1540000000000000012"sv, "leo"sv, "L\xc3\xa9o Marchand"sv, "Comics about waiting."sv, leo_posts}};

bool equal_without_case(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

template <class Matches>
const Person* find_person(std::span<const Person> all, Matches matches) {
    const auto at = std::find_if(all.begin(), all.end(), matches);
    return at == all.end() ? nullptr : &*at;
}

}  // namespace

std::span<const Person> people() { return everybody; }

bool is_handle(std::string_view text) noexcept {
    constexpr auto letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return !text.empty() && text.size() <= 15 && text.find_first_not_of(letters) == std::string_view::npos;
}

People::People() : people_(everybody.begin(), everybody.end()) {}

const Person* People::find_by_handle(std::string_view handle) const {
    return find_person(people_, [&](const Person& person) { return equal_without_case(person.handle, handle); });
}

const Person* People::find_by_id(std::string_view id) const {
    return find_person(people_, [&](const Person& person) { return person.id == id; });
}

PostOfPerson People::find_post(std::string_view id) const {
    for (const Person& person : people_) {
        for (const Post& post : person.posts) {
            if (post.id == id) return {&person, &post};
        }
    }
    return {};
}

bool People::rename(std::string_view id, std::string_view handle) {
    const Person* const holder = find_by_handle(handle);
    const auto person = std::find_if(people_.begin(), people_.end(), [&](const Person& each) { return each.id == id; });
    if (person == people_.end() || !is_handle(handle) || (holder != nullptr && holder->id != id)) return false;
    person->handle = handles_.emplace_back(handle);
    return true;
}

}  // namespace obolus::demo_platform
