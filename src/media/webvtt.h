#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::media {

/// One caption on the screen for a time.
struct Cue {
    std::string id;  ///< may be empty
    std::chrono::milliseconds start{0};
    std::chrono::milliseconds end{
        0};                ///< not always after start: a cue that never shows is no error to the standard
    std::string settings;  ///< "line:0 align:start": those the standard knows and whose values are legal, as
                           ///< normalised text
    std::string text;      ///< lines parted by '\n', with WebVTT's tags and character references as they came
    friend bool operator==(const Cue&, const Cue&) = default;
};

/// Something that the file does and should not; the parser went on without it.
struct TextFinding {
    uint32_t line = 0;  ///< from 1
    std::string code;  ///< "cue.timing", "cue.settings", "cue.empty", "cue.order", "header", "tag", …: stable
    std::string message;
};

/// Timed text as WebVTT has it. Regions and styles are kept as the text of their blocks.
struct TimedText {
    std::vector<std::string> styles;   ///< CSS of each STYLE block
    std::vector<std::string> regions;  ///< settings lines of each REGION block
    std::vector<Cue> cues;
    std::vector<TextFinding> findings;  ///< at most 1,000
};

/// Reads WebVTT as the standard's own parser does: it forgives, and it never fails on anything that has
/// the signature; what it had to forgive is in the findings. `invalid` without the signature "WEBVTT" or when
/// larger than 64 MB. Bytes that are not UTF-8 become U+FFFD. Spec: W3C WebVTT, section 6 (Parsing).
Result<TimedText> parse_webvtt(std::string_view bytes);

/// "00:01:02.345", hours with as many digits as they need.
std::string vtt_time(std::chrono::milliseconds time);

/// Reads SubRip (.srt): numbers, times with ',' or '.', <i>, <b>, <u>; <font> and {\an8}-like marks are taken
/// out, with a place at the top kept as a setting. `invalid` when no cue at all could be read.
Result<TimedText> parse_subrip(std::string_view bytes);

/// The WebVTT file of it: cues by start time, LF line ends, hours always written, cues that never show left
/// out. Parsing what this writes gives the same cues.
std::string write_webvtt(const TimedText& text);

}  // namespace nuri::media
