// Strong ids: numbers of the hub's own that can't be mixed up. Opaque: they say nothing about a person.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace obolus::base {

/// 0 means "none"; real ids start at 1.
template <class Tag>
struct Id {
    std::int64_t value = 0;
    explicit constexpr operator bool() const noexcept { return value != 0; }
    friend constexpr auto operator<=>(Id, Id) noexcept = default;
};

using MemberId = Id<struct MemberTag>;      ///< somebody with an account here
using IdentityId = Id<struct IdentityTag>;  ///< somebody on a platform, known here or not
using ThingId = Id<struct ThingTag>;        ///< what is flattred

}  // namespace obolus::base

template <class Tag>
struct std::hash<obolus::base::Id<Tag>> {
    std::size_t operator()(obolus::base::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
