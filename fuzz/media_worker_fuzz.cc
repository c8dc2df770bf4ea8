// What nuri-media says over its pipe, which is as little to be trusted as the media it reads: lines, and the
// answers in them.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "ingest/answers.h"
#include "ingest/facts.h"
#include "ingest/plan.h"
#include "ingest/worker.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::ingest;
    const std::string_view text = nuri::as_text({data, size});
    if (const auto line = parse_line(text)) CHECK(line->fraction >= 0 && line->fraction <= 1);
    if (const auto analysis = parse_analysis(text)) {
        for (size_t i = 1; i < analysis->pts.size(); ++i) CHECK(analysis->pts[i - 1] < analysis->pts[i]);
        CHECK(analysis->pts.empty() || analysis->pts.back() < analysis->end_pts);
        for (const int frame : analysis->keys) CHECK(static_cast<size_t>(frame) < analysis->pts.size());
        for (const int frame : analysis->cuts) CHECK(static_cast<size_t>(frame) < analysis->pts.size());
        // A plan of many frames takes long, and is no other.
        if (analysis->pts.size() < 10'000) {
            VideoFacts picture;
            picture.width = 640;
            picture.height = 360;
            if (const auto plan = make_plan(picture, *analysis, {}))
                CHECK(plan->segments.back().end == static_cast<int>(plan->frames.size()));
        }
    }
    if (const auto probe = parse_probe(text); probe && probe->video) {
        Analysis second;
        second.pts = {0};
        second.end_pts = 1;
        (void)make_plan(*probe->video, second, {});
    }
    (void)parse_chunk(text);
    (void)parse_audio(text);
    return 0;
}
