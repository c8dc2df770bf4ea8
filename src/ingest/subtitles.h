#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/delivery.h"
#include "ingest/facts.h"
#include "media/presentation.h"

namespace nuri::ingest {

/// Subtitles in our form: WebVTT as we write it.
struct MadeSubtitles {
    media::TextTrack track;
    std::string text;
    std::vector<Finding> findings;  ///< what the reader had to forgive: `subtitle.cue.timing` and so on
};

/// Reads a WebVTT or SubRip file, told apart by how it begins. `invalid` for what is neither or holds no cue.
Result<MadeSubtitles> read_subtitles(const SubtitleFile& subtitle);

}  // namespace nuri::ingest
