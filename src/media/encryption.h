#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/fragment.h"
#include "media/track.h"

namespace nuri::media {

using Key = std::array<uint8_t, 16>;

/// Encrypts the samples of one track, one after another in decode order (ISO/IEC 23001-7).
///
/// Of H.264 and HEVC only the slices are encrypted, and of those what comes after the first
/// `slice_clear_bytes`, so that lengths, parameter sets, SEI and slice headers stay readable, as both schemes
/// ask. Slice headers are not parsed: they are held to end within those bytes. Sound is encrypted whole.
class SampleEncryptor {
  public:
    static constexpr size_t slice_clear_bytes = 96;

    /// `track.protection` must be set. `first_iv` counts up with each sample and must never come twice with
    /// one key: see `derive_iv`. `unsupported` for codecs whose parts we do not know (AV1), `corrupt` for a
    /// decoder configuration that is cut short.
    static Result<SampleEncryptor> make(const TrackInfo& track, const Key& key, uint64_t first_iv);

    SampleEncryptor(SampleEncryptor&&) noexcept;
    SampleEncryptor& operator=(SampleEncryptor&&) noexcept;
    ~SampleEncryptor();

    /// Encrypts in place and returns what undoes it. `corrupt` when the NAL units do not fill the sample.
    Result<SampleProtection> encrypt(std::span<uint8_t> sample);

  private:
    struct State;
    explicit SampleEncryptor(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// 16 bytes from the key, the key id, and the facts of the track (its id and every sample's size and
/// duration). Packaging the same again gives the same IVs and so the same bytes; another track or title under
/// the same key gets other ones.
std::array<uint8_t, 16> derive_iv(const Key& key, const Key& key_id, std::string_view track_id,
                                  std::span<const Sample> samples);

}  // namespace nuri::media
