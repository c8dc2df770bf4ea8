#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "media/bytes.h"
#include "media/segment_index.h"
#include "media/track.h"

namespace nuri::media {

/// The name of a track's file, also the track's id when the suffix is left away: `video-avc-1080.cmfv`,
/// `audio-ko-aac.cmfa`, `audio-en-aac-description.cmfa`, `audio-en-aac-6ch.cmfa`. Lower-case ASCII letters,
/// digits and hyphens; the caller numbers those that would collide.
std::string track_id(const TrackInfo& track);
std::string track_file_name(const TrackInfo& track);

/// Assembles a track file: init segment, `sidx`, and the segments of `chunks` in order. Each chunk holds
/// whole segments as `SegmentWriter` makes them and nothing else, such as several encoding jobs made them of
/// successive parts of a film. Decode times must run on exactly from 0 over all chunks: `corrupt`, naming the
/// chunk and both times, when they leave a gap or overlap, when a video segment does not open with a sync
/// sample or a chunk is cut short. Fragments are numbered anew, so that the bytes do not depend on how the
/// work was divided.
///
/// Composition offsets may be negative in the chunks (the first picture at 0, `track.media_time` 0). In the
/// file none is: all are lifted by what the least wants, and the edit list, whose media time is
/// `SegmentIndex::media_time`, takes that back. Browsers read both alike; readers built on FFmpeg show a
/// track with negative offsets late.
Result<SegmentIndex> join_track(const TrackInfo& track, std::span<ByteSource* const> chunks, ByteSink& out);

}  // namespace nuri::media
