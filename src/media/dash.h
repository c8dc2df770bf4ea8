#pragma once

#include <string>

#include "base/result.h"
#include "media/presentation.h"

namespace nuri::media {

/// The MPD of a presentation, static, one period (ISO/IEC 23009-1). With `Addressing::files` in the on-demand
/// profile (SegmentBase, the player reads the `sidx`); with `Addressing::numbered` in the live profile
/// (SegmentTemplate with a SegmentTimeline, `$Number$` from 0). An AdaptationSet for the video of each codec,
/// for each audio language, role, codec and channel count, for each text and for thumbnails (DASH-IF IOP,
/// thumbnail tiles).
///
/// Times are those of the presentation, after the edit list that the init segment holds:
/// presentationTimeOffset is 0 throughout, and a player that obeys edit lists (as Media Source Extensions do)
/// has sound and picture in step to the sample. `not_found` when no track that plays is allowed.
Result<std::string> dash_manifest(const Presentation& presentation, const ManifestOptions& options);

}  // namespace nuri::media
