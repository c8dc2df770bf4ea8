#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nuri::grants {

/// Sixteen random bytes that name a playback session, or an asset.
using Bytes16 = std::array<uint8_t, 16>;

/// A set of an asset's tracks. A track is named by its position in the asset's own list, which never changes
/// once the asset is published.
class TrackMask {
  public:
    static constexpr size_t tracks_max = 128;

    constexpr TrackMask() = default;
    /// The first `count` tracks. CHECKs that there are no more than `tracks_max`.
    static TrackMask first(size_t count);

    void add(size_t track);
    bool contains(size_t track) const {
        return track < tracks_max && (words_[track / 64] >> (track % 64) & 1) != 0;
    }
    const std::array<uint64_t, 2>& words() const { return words_; }
    static TrackMask of_words(uint64_t low, uint64_t high);

    friend bool operator==(const TrackMask&, const TrackMask&) = default;

  private:
    std::array<uint64_t, 2> words_{};
};

/// The permission to fetch some tracks of one asset for one playback session until a moment: what a rights
/// decision becomes so that the origin can obey it without asking anybody. Granted once a session; it is not
/// revoked but left to expire, so it is short-lived and the player fetches another by its heartbeat.
struct Grant {
    Bytes16 session{};
    Bytes16 asset{};
    TrackMask tracks;
    Instant expires;  ///< whole seconds, before the year 2106; the moment itself is too late

    friend bool operator==(const Grant&, const Grant&) = default;
};

/// One MAC key. Its id travels in the grant, so that keys can be changed while grants are about.
struct GrantKey {
    uint8_t id = 0;
    std::array<uint8_t, 32> secret{};
};

/// The key that signs, and the one before it, whose grants still hold. Rotate no more often than the longest
/// grant lives. Immutable; holds the secrets only as hash states made ready at the start of HMAC.
class GrantKeys {
  public:
    /// `invalid` if both have one id.
    static Result<GrantKeys> make(const GrantKey& current,
                                  const std::optional<GrantKey>& previous = std::nullopt);

    /// A fresh random key. For a service's first start and for tests.
    static GrantKey generate(uint8_t id);

  private:
    friend std::string to_token(const Grant&, const GrantKeys&);
    friend struct GrantVerifier;
    struct Prepared;
    explicit GrantKeys(std::shared_ptr<const Prepared> prepared) : prepared_(std::move(prepared)) {}
    std::shared_ptr<const Prepared> prepared_;
};

/// A grant as it stands in URLs: 94 characters of base64url (RFC 4648 section 5, no padding) over 70 bytes,
/// big-endian: version 1 (1), key id (1), session (16), asset (16), track mask (16), expiry in unix seconds
/// (4), then the first 16 bytes of HMAC-SHA-256 (RFC 2104, truncated as its section 5 allows) over the 54
/// before it.
inline constexpr size_t token_size = 94;
std::string to_token(const Grant& grant, const GrantKeys& keys);

/// Why a grant does not hold; the first that applies. `none`: it does.
enum class GrantFault { none, malformed, altered, expired, foreign_asset, track_not_allowed };

/// "expired", "foreign_asset", …: the `reason` of the problem document.
std::string_view to_string(GrantFault fault);

struct GrantCheck {
    GrantFault fault = GrantFault::malformed;
    Grant grant;  ///< ours, and to be believed, unless the fault is `malformed` or `altered`
};

/// Checks a token for one asset and, where given, one track. Allocates nothing, looks nothing up, compares
/// the MAC in constant time and before it believes any other byte; about half a microsecond. A token signed
/// by a key we no longer hold is `altered`. Exactly one text stands for a grant: spare bits must be zero.
GrantCheck verify(std::string_view token, const GrantKeys& keys, const Bytes16& asset,
                  std::optional<size_t> track, Instant now);

}  // namespace nuri::grants
