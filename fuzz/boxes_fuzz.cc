// MP4 and CMAF files of any bytes: the reader, and the index made of a track file.
#include <cstdint>

#include "base/check.h"
#include "media/movie.h"
#include "media/segment_index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::media;
    SpanSource source({data, size});
    if (const auto movie = read_movie(source)) {
        for (const auto& track : movie->tracks) {
            CHECK(track.samples.size() == track.offsets.size());
            for (size_t i = 0; i < track.samples.size(); ++i) {
                CHECK(track.offsets[i] <= size && track.samples[i].size <= size - track.offsets[i]);
                CHECK(track.samples[i].composition_offset >= 0);
            }
        }
    }
    if (const auto index = build_segment_index(source)) CHECK(index->file_size() <= size);
    return 0;
}
