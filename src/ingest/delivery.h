#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "assets/asset_document.h"
#include "base/result.h"
#include "rights/ids.h"

namespace nuri::ingest {

struct SubtitleFile {
    std::string language;  ///< BCP 47
    std::filesystem::path file;

    friend bool operator==(const SubtitleFile&, const SubtitleFile&) = default;
};

/// What an operator hands in: a film's file, and what the file itself does not tell.
struct Delivery {
    static constexpr size_t subtitles_max =
        100;  ///< an asset has at most 128 tracks, and some are picture and sound

    TitleId title;
    std::filesystem::path file;
    assets::AssetPurpose purpose = assets::AssetPurpose::main;
    /// BCP 47. The language of the first audio track, over what the container says; "und" where neither says.
    std::string audio_language;
    std::vector<SubtitleFile> subtitles;  ///< WebVTT or SubRip; at most one for a language
    std::vector<int> ladder;              ///< heights; empty for the usual ones (plan.h)

    friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// The delivery with its languages in canonical form and its ladder from the largest down. Refuses
/// (`invalid`, `too_large`) what can be seen to be wrong without opening a file: a ladder no picture could
/// have, two subtitles for one language or more than `subtitles_max` in all, languages that are none.
Result<Delivery> check(Delivery delivery);

/// As the job keeps it in the store; paths are made absolute, for the worker may run elsewhere than the
/// operator.
std::string to_json(const Delivery& delivery);
Result<Delivery> parse_delivery(std::string_view json);

}  // namespace nuri::ingest
