#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/bytes.h"
#include "media/presentation.h"

namespace nuri::media {

/// An input of the packager: an MP4 or CMAF file with H.264, HEVC, AV1, AAC, Opus or AC-3 tracks, a WebVTT
/// or a SubRip file (told by their first bytes).
struct PackageInput {
    std::string name;      ///< for messages: the file's name
    ByteSource* source;    ///< borrowed for the length of the call
    std::string language;  ///< BCP 47; overrules what the file says when not empty
};

struct PackageProtection {
    ProtectionScheme scheme = ProtectionScheme::cbcs;
    std::array<uint8_t, 16> key_id{};
    std::array<uint8_t, 16> key{};
};

struct PackageOptions {
    double segment_seconds = 6;  ///< aimed at; segments end on key frames. 0.5 to 60
    bool hls = true;
    bool dash = true;
    std::optional<PackageProtection> protection;
    std::string key_uri = "key";  ///< see ManifestOptions
    /// Called with a share from 0 to 1 of the media bytes written, about once a segment. May be empty.
    std::function<void(double)> progress;
};

/// Makes the sink for a file of that name. The packager makes one at a time and drops it when the file is
/// whole.
using SinkFactory = std::function<Result<std::unique_ptr<ByteSink>>(std::string_view name)>;

struct PackageReport {
    Presentation presentation;
    std::vector<std::string> files;     ///< in the order written: tracks, texts, playlists, manifests last
    std::vector<std::string> findings;  ///< what was left out or mended, for the operator to read
};

/// Packages the tracks of all inputs as one presentation: a CMAF file for each, cut on the key frames that
/// all video tracks share, sound cut on its frames nearest to them; a WebVTT file for each text; playlists
/// and the MPD.
///
/// The same inputs and options give the same bytes. Time grows with the bytes; memory is about 8 MB and the
/// sample tables (24 bytes a sample), whatever the length of the title. `unsupported` when an input has
/// nothing we can package or a codec that cannot be protected, `invalid` when video tracks share no key
/// frames within any sensible distance or options are out of range, otherwise as `read_movie` and the sinks
/// say.
Result<PackageReport> package(const std::vector<PackageInput>& inputs, const PackageOptions& options,
                              const SinkFactory& make_sink);

}  // namespace nuri::media
