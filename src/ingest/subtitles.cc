#include "ingest/subtitles.h"

#include <fmt/core.h>

#include "base/text.h"
#include "io/file.h"
#include "media/webvtt.h"

namespace nuri::ingest {
namespace {

constexpr size_t file_bytes_max = 32 << 20;
constexpr size_t findings_max = 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Result<MadeSubtitles> read_subtitles(const SubtitleFile& subtitle) {
    const std::string bytes = TRY(io::read_file(subtitle.file, file_bytes_max));
    std::string_view start = bytes;
    if (start.starts_with(byte_order_mark)) start.remove_prefix(byte_order_mark.size());
    const std::string which = fmt::format("subtitles for {} ({})", subtitle.language, subtitle.file.filename().string());
    const media::TimedText text = TRY((start.starts_with("WEBVTT") ? media::parse_webvtt(bytes) : media::parse_subrip(bytes)).context(which));
    if (text.cues.empty()) return Error{ErrorKind::invalid, which + ": there is not one cue in it"};

    MadeSubtitles made;
    made.track.id = "subtitles-" + to_lower(subtitle.language);
    made.track.file = made.track.id + ".vtt";
    made.track.language = subtitle.language;
    made.text = media::write_webvtt(text);
    for (const media::TextFinding& finding : text.findings) {
        if (made.findings.size() == findings_max) break;
        made.findings.push_back({"subtitle." + finding.code, fmt::format("{}, line {}: {}", which, finding.line, finding.message)});
    }
    return made;
}

}  // namespace nuri::ingest
