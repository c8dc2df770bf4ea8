#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace nuri {

/// A number that names one record of one kind, so that a partner's number cannot be passed where a
/// title's is meant. Numbers start at 1; a default-made Id names nothing.
///
///     using TitleId = Id<struct TitleTag>;
template<typename Tag>
class Id {
  public:
    constexpr Id() = default;
    constexpr explicit Id(int64_t number) : number_(number) {}
    constexpr int64_t number() const { return number_; }
    constexpr explicit operator bool() const { return number_ != 0; }
    friend constexpr auto operator<=>(Id, Id) = default;

  private:
    int64_t number_ = 0;
};

}  // namespace nuri

template<typename Tag>
struct std::hash<nuri::Id<Tag>> {
    size_t operator()(nuri::Id<Tag> id) const noexcept { return std::hash<int64_t>{}(id.number()); }
};
