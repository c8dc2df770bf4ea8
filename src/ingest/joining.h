#pragma once

#include <string>
#include <vector>

#include "assets/asset_document.h"
#include "base/result.h"
#include "ingest/delivery.h"
#include "ingest/facts.h"
#include "ingest/job_folder.h"
#include "ingest/plan.h"
#include "media/segment_index.h"

namespace nuri::ingest {

/// A sound track of the plan: which stream of the source, and what it is called.
struct PlannedSound {
    int stream = 0;
    std::string language;
    media::Role role = media::Role::main;
};

/// Every sound stream that can be decoded, in the source's order: the first is the main one, those in other languages are
/// dubs, and a second one in a language that is there already is supplementary.
std::vector<PlannedSound> plan_sounds(const ProbeFacts& facts, const Delivery& delivery);

/// "audio-0.m4s" and "audio-0.json".
std::string sound_file_name(size_t sound);
std::string sound_document_name(size_t sound);

/// Makes the track files and their segment indices, in the asset's folder, of chunks and sounds that are all there. Doing it
/// again gives the same bytes. `corrupt` when chunks do not follow one another.
Result<std::vector<assets::AssetTrack>> join_tracks(const JobFolder& folder, const Plan& plan, const std::vector<PlannedSound>& sounds);

}  // namespace nuri::ingest
