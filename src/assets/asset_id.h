#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::assets {

/// Names an asset: 16 random bytes, written as 32 lower-case hexadecimal digits, which is also the name of
/// its folder and a part of its URLs. Random, so that it can be chosen before there is a record of it and by
/// nodes that do not know of each other; it is no secret.
class AssetId {
  public:
    AssetId() = default;  ///< names nothing
    explicit AssetId(const std::array<uint8_t, 16>& bytes) : bytes_(bytes) {}
    static AssetId random();
    /// `invalid` unless it is 32 hexadecimal digits in lower case.
    static Result<AssetId> parse(std::string_view text);

    std::string text() const;
    const std::array<uint8_t, 16>& bytes() const { return bytes_; }
    explicit operator bool() const { return *this != AssetId(); }
    friend auto operator<=>(const AssetId&, const AssetId&) = default;

  private:
    std::array<uint8_t, 16> bytes_{};
};

inline std::string to_string(const AssetId& id) {
    return id.text();
}

}  // namespace nuri::assets

template<>
struct std::hash<nuri::assets::AssetId> {
    size_t operator()(const nuri::assets::AssetId& id) const noexcept {
        size_t value;  // the bytes are random: any of them will do
        std::memcpy(&value, id.bytes().data(), sizeof value);
        return value;
    }
};
