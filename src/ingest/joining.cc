#include "ingest/joining.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "ingest/answers.h"
#include "ingest/encoding.h"
#include "ingest/file_bytes.h"
#include "io/file.h"
#include "media/language.h"
#include "media/track_file.h"

namespace nuri::ingest {
namespace {

/// Joins files of segments to one track in the asset's folder, with its index beside it.
Result<assets::AssetTrack> join(const JobFolder& folder, media::TrackInfo info, std::string id, const std::vector<std::string>& parts) {
    std::vector<std::unique_ptr<FileSource>> files;
    std::vector<media::ByteSource*> sources;
    for (const std::string& part : parts) {
        files.push_back(std::make_unique<FileSource>(TRY(FileSource::open(folder.file(part)))));
        sources.push_back(files.back().get());
    }
    assets::AssetTrack track;
    track.file = id + (info.kind == media::TrackKind::video ? ".cmfv" : ".cmfa");
    track.index_file = id + ".idx";
    track.id = std::move(id);
    info.codec = TRY(media::codec_string(info.sample_entry, info.configuration));

    const std::filesystem::path unfinished = folder.unfinished(track.file);
    FileSink sink = TRY(FileSink::create(unfinished));
    const media::SegmentIndex index = TRY(media::join_track(info, sources, sink).context(track.file));
    TRY(sink.sync());
    const std::vector<uint8_t> index_bytes = media::serialise(index);
    TRY(io::write_file_atomically(folder.asset() / track.index_file, as_text(index_bytes)));
    TRY(io::rename_durably(unfinished, folder.asset() / track.file));
    track.average_bps = index.average_bandwidth_bps();
    track.peak_bps = index.peak_bandwidth_bps();
    track.info = std::move(info);
    return track;
}

Result<assets::AssetTrack> join_rung(const JobFolder& folder, const Plan& plan, size_t rung) {
    std::vector<std::string> parts;
    media::TrackInfo info;
    for (size_t chunk = 0; chunk < plan.chunks.size(); ++chunk) {
        const MadeChunk made = TRY(parse_chunk(TRY(folder.read(chunk_document_name(chunk)))));
        TRY(check_chunk(made, plan, plan.chunks[chunk]));
        // One init segment stands before all chunks, so their headers must be equal.
        if (chunk > 0 && made.rungs[rung].configuration != info.configuration) {
            return Error{ErrorKind::corrupt, fmt::format("chunk {} of rung {} has other headers than those before it", chunk, plan.rungs[rung].height)};
        }
        info.configuration = made.rungs[rung].configuration;
        parts.push_back(chunk_rung_name(chunk, rung));
    }
    info.kind = media::TrackKind::video;
    info.sample_entry = "avc1";
    info.timescale = plan.timescale_hz;
    info.width = static_cast<uint16_t>(plan.rungs[rung].picture_width);
    info.height = static_cast<uint16_t>(plan.rungs[rung].picture_height);
    info.colour = media::Colour{};
    if (plan.constant_rate) {
        info.frame_rate_units = static_cast<uint32_t>(plan.frame_rate.num);
        info.frame_rate_base = static_cast<uint32_t>(plan.frame_rate.den);
    }
    assets::AssetTrack track = TRY(join(folder, std::move(info), fmt::format("video-avc-{}", plan.rungs[rung].height), parts));
    track.rung_height = plan.rungs[rung].height;
    return track;
}

Result<assets::AssetTrack> join_sound(const JobFolder& folder, const PlannedSound& sound, size_t number, std::set<std::string>& ids) {
    const MadeTrack made = TRY(parse_audio(TRY(folder.read(sound_document_name(number)))));
    media::TrackInfo info;
    info.kind = media::TrackKind::audio;
    info.sample_entry = "mp4a";
    info.configuration = made.configuration;
    info.timescale = static_cast<uint32_t>(made.sample_rate_hz);
    info.channels = static_cast<uint16_t>(made.channels);
    info.sample_rate_hz = static_cast<uint32_t>(made.sample_rate_hz);
    info.language = sound.language;
    info.role = sound.role;
    info.media_time = static_cast<uint32_t>(made.priming);
    const std::string plain = media::track_id(info);
    std::string id = plain;
    for (int again = 2; !ids.insert(id).second; ++again) id = fmt::format("{}-{}", plain, again);
    return join(folder, std::move(info), id, {sound_file_name(number)});
}

}  // namespace

std::vector<PlannedSound> plan_sounds(const ProbeFacts& facts, const Delivery& delivery) {
    std::vector<PlannedSound> sounds;
    for (const AudioFacts& audio : facts.audio) {
        PlannedSound sound{audio.stream, audio.language.empty() ? "und" : media::bcp47(audio.language), media::Role::main};
        if (sounds.empty() && !delivery.audio_language.empty()) sound.language = delivery.audio_language;
        const bool there = std::any_of(sounds.begin(), sounds.end(), [&](const PlannedSound& other) { return other.language == sound.language; });
        if (!sounds.empty()) sound.role = there ? media::Role::supplementary : media::Role::dub;
        sounds.push_back(std::move(sound));
    }
    return sounds;
}

std::string sound_file_name(size_t sound) { return fmt::format("audio-{}.m4s", sound); }
std::string sound_document_name(size_t sound) { return fmt::format("audio-{}.json", sound); }

Result<std::vector<assets::AssetTrack>> join_tracks(const JobFolder& folder, const Plan& plan, const std::vector<PlannedSound>& sounds) {
    std::vector<assets::AssetTrack> tracks;
    for (size_t rung = 0; rung < plan.rungs.size(); ++rung) tracks.push_back(TRY(join_rung(folder, plan, rung)));
    std::set<std::string> ids;
    for (size_t i = 0; i < sounds.size(); ++i) tracks.push_back(TRY(join_sound(folder, sounds[i], i, ids)));
    return tracks;
}

}  // namespace nuri::ingest
