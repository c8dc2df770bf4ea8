// Subtitles of any bytes, as WebVTT and as SubRip: what is written of them is read back alike.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "media/webvtt.h"

namespace {

void check_written(const nuri::media::TimedText& text) {
    const std::string written = nuri::media::write_webvtt(text);
    const auto again = nuri::media::parse_webvtt(written);
    CHECK(again.has_value());
    CHECK(nuri::media::write_webvtt(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto bytes = nuri::as_text({data, size});
    if (const auto text = nuri::media::parse_webvtt(bytes)) check_written(*text);
    if (const auto text = nuri::media::parse_subrip(bytes)) check_written(*text);
    return 0;
}
