#include "media/packager.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "media/box.h"
#include "media/dash.h"
#include "media/encryption.h"
#include "media/hls.h"
#include "media/movie.h"
#include "media/segmentation.h"
#include "media/track_file.h"
#include "media/track_writer.h"
#include "media/webvtt.h"

namespace nuri::media {
namespace {

constexpr size_t tracks_max = 64;
constexpr uint64_t text_bytes_max = 64 << 20;
constexpr double segment_seconds_min = 0.5, segment_seconds_max = 60;

/// A track on its way from an input to a file.
struct Job {
    MovieTrack track;
    ByteSource* source = nullptr;
    std::string id;
    Cuts cuts;

    TimedTrack timed() const {
        return {track.info.timescale, track.start, track.info.media_time, track.samples};
    }
};

struct TextJob {
    TimedText text;
    TextTrack track;
};

/// "ko" of "film.ko.srt"; none when the name does not say.
std::string language_of_name(std::string_view name) {
    const auto parts = split(name, '.');
    if (parts.size() < 3) return {};
    const std::string_view tag = parts[parts.size() - 2];
    const std::string_view primary = tag.substr(0, tag.find('-'));
    const bool letters =
        std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return letters && (primary.size() == 2 || primary.size() == 3) ? std::string(tag) : std::string();
}

class Packager {
  public:
    Packager(const PackageOptions& options, const SinkFactory& make_sink)
        : options_(options), make_sink_(make_sink) {}

    Result<PackageReport> run(const std::vector<PackageInput>& inputs) {
        TRY(check_options());
        for (const auto& input : inputs) TRY(read_input(input).context(input.name));
        if (jobs_.empty())
            return Error{ErrorKind::unsupported,
                         "the inputs hold no picture and no sound that can be packaged"};
        TRY(choose_names());
        start_together();
        TRY(choose_cuts());
        for (auto& job : jobs_) TRY(write_job(job).context(job.id));
        for (auto& text : texts_) TRY(write_text(text));
        TRY(write_manifests());
        return std::move(report_);
    }

  private:
    Result<> check_options() const {
        const double seconds = options_.segment_seconds;
        if (!(seconds >= segment_seconds_min && seconds <= segment_seconds_max)) {
            return Error{ErrorKind::invalid, fmt::format("segments of {} s; from {} to {} are possible",
                                                         seconds, segment_seconds_min, segment_seconds_max)};
        }
        return {};
    }

    Result<> read_input(const PackageInput& input) {
        std::vector<uint8_t> head(std::min<uint64_t>(input.source->size(), 4096));
        TRY(input.source->read_at(0, head));
        if (head.empty()) return Error{ErrorKind::unsupported, "the file is empty"};
        const std::string_view text = as_text(head);
        const std::string_view unmarked = text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
        if (unmarked.starts_with("WEBVTT")) return read_text(input, &parse_webvtt);
        if (unmarked.find("-->") != std::string_view::npos && unmarked.find('\0') == std::string_view::npos) {
            return read_text(input, &parse_subrip);
        }
        return read_tracks(input);
    }

    Result<> read_text(const PackageInput& input, Result<TimedText> (*parse)(std::string_view)) {
        if (input.source->size() > text_bytes_max)
            return Error{ErrorKind::too_large, "a text of more than 64 MB"};
        std::vector<uint8_t> bytes(input.source->size());
        TRY(input.source->read_at(0, bytes));
        TextJob job;
        job.text = TRY(parse(as_text(bytes)));
        for (const auto& finding : job.text.findings) {
            report_.findings.push_back(
                fmt::format("{}: line {}: {}", input.name, finding.line, finding.message));
        }
        job.track.language = input.language.empty() ? language_of_name(input.name) : input.language;
        if (job.track.language.empty()) job.track.language = "und";
        texts_.push_back(std::move(job));
        return {};
    }

    Result<> read_tracks(const PackageInput& input) {
        auto movie = TRY(read_movie(*input.source));
        for (const auto& finding : movie.findings) report_.findings.push_back(input.name + ": " + finding);
        for (auto& track : movie.tracks) {
            if (track.info.protection) {
                return Error{ErrorKind::unsupported,
                             fmt::format("track {} is encrypted already", track.number)};
            }
            if (!input.language.empty()) track.info.language = input.language;
            jobs_.emplace_back();
            jobs_.back().track = std::move(track);
            jobs_.back().source = input.source;
        }
        return {};
    }

    /// Pictures first, in the order of the inputs; the first sound is the original, others of its language
    /// too.
    Result<> choose_names() {
        if (jobs_.size() + texts_.size() > tracks_max)
            return Error{ErrorKind::too_large, fmt::format("more than {} tracks", tracks_max)};
        std::stable_sort(jobs_.begin(), jobs_.end(), [](const Job& a, const Job& b) {
            return a.track.info.kind == TrackKind::video && b.track.info.kind == TrackKind::audio;
        });
        std::set<std::string> used;
        const auto unique = [&used](const std::string& wanted) {
            std::string id = wanted;
            for (int n = 2; !used.insert(id).second; ++n) id = fmt::format("{}-{}", wanted, n);
            return id;
        };
        std::string original;
        for (auto& job : jobs_) {
            TrackInfo& info = job.track.info;
            if (info.kind == TrackKind::audio) {
                if (original.empty()) original = info.language;
                info.role = info.language == original ? Role::main : Role::dub;
            }
            job.id = unique(track_id(info));
        }
        for (auto& text : texts_) {
            text.track.id = unique("subtitles-" + to_lower(percent_encode(text.track.language)));
            text.track.file = text.track.id + ".vtt";
        }
        return {};
    }

    /// A recording may start its clock anywhere; a film starts at 0. What all tracks have before them is
    /// taken away.
    void start_together() {
        const auto earliest = std::min_element(jobs_.begin(), jobs_.end(), [](const Job& a, const Job& b) {
            return MediaTime{static_cast<int64_t>(a.track.start), a.track.info.timescale} <
                   MediaTime{static_cast<int64_t>(b.track.start), b.track.info.timescale};
        });
        const uint64_t units = earliest->track.start;
        const uint32_t timescale = earliest->track.info.timescale;
        for (auto& job : jobs_) {
            const auto shift =
                (static_cast<unsigned __int128>(units) * job.track.info.timescale + timescale / 2) /
                timescale;
            job.track.start -= std::min(job.track.start, static_cast<uint64_t>(shift));
        }
    }

    Result<> choose_cuts() {
        std::vector<TimedTrack> video;
        for (const auto& job : jobs_) {
            if (job.track.info.kind == TrackKind::video) video.push_back(job.timed());
        }
        std::vector<MediaTime> boundaries;
        if (!video.empty()) {
            const auto cuts = TRY(cut_video(video, options_.segment_seconds));
            for (size_t i = 0; i < cuts.size(); ++i) jobs_[i].cuts = cuts[i];
            boundaries = boundaries_of(video.front(), cuts.front());
        } else {
            boundaries = even_boundaries();
        }
        for (auto& job : jobs_) {
            if (job.track.info.kind == TrackKind::audio) job.cuts = cut_audio(job.timed(), boundaries);
            for (const auto& sample : job.track.samples) bytes_ += sample.size;
        }
        return {};
    }

    std::vector<MediaTime> even_boundaries() const {
        const Job& first = jobs_.front();
        int64_t end = 0;
        for (const auto& sample : first.track.samples) end += sample.duration;
        const auto step =
            std::max<int64_t>(1, static_cast<int64_t>(options_.segment_seconds * first.track.info.timescale));
        std::vector<MediaTime> boundaries;
        for (int64_t at = step; at < end; at += step) boundaries.push_back({at, first.track.info.timescale});
        return boundaries;
    }

    Result<std::unique_ptr<ByteSink>> open(const std::string& name) {
        report_.files.push_back(name);
        return make_sink_(name);
    }

    Result<> write_job(Job& job) {
        std::optional<SampleEncryptor> encryptor;
        if (options_.protection) {
            const auto& [scheme, key_id, key] = *options_.protection;
            const auto iv = derive_iv(key, key_id, job.id, job.track.samples);
            job.track.info.protection =
                Protection{scheme, key_id, scheme == ProtectionScheme::cbcs ? iv : std::array<uint8_t, 16>{}};
            encryptor = TRY(SampleEncryptor::make(job.track.info, key, FieldReader(iv).u64()));
        }
        MediaTrack track;
        track.id = job.id;
        track.file = job.id + (job.track.info.kind == TrackKind::video ? ".cmfv" : ".cmfa");
        const auto sink = TRY(open(track.file));
        const auto wrote = [this](uint64_t bytes) {
            written_ += bytes;
            if (options_.progress && bytes_ > 0)
                options_.progress(static_cast<double>(written_) / static_cast<double>(bytes_));
        };
        track.index = std::make_shared<const SegmentIndex>(TRY(
            write_track(job.track, job.cuts, *job.source, encryptor ? &*encryptor : nullptr, *sink, wrote)));
        track.info = std::move(job.track.info);
        report_.presentation.tracks.push_back(std::move(track));
        job.track = {};  // its sample table is not needed any more
        return {};
    }

    Result<> write_text(TextJob& job) {
        TRY(write_file(job.track.file, write_webvtt(job.text)));
        report_.presentation.texts.push_back(std::move(job.track));
        return {};
    }

    Result<> write_file(const std::string& name, std::string_view content) {
        const auto sink = TRY(open(name));
        return sink->append(as_bytes(content));
    }

    Result<> write_manifests() {
        ManifestOptions manifest;
        manifest.addressing = Addressing::files;
        manifest.key_uri = options_.key_uri;
        const Presentation& presentation = report_.presentation;
        if (options_.hls) {
            for (const auto& track : presentation.tracks) {
                TRY(write_file(track.id + ".m3u8",
                               TRY(hls_media_playlist(presentation, track.id, manifest))));
                if (track.info.kind != TrackKind::video) continue;
                TRY(write_file(track.id + "-iframes.m3u8",
                               TRY(hls_iframe_playlist(presentation, track.id, manifest))));
            }
            for (const auto& text : presentation.texts) {
                TRY(write_file(text.id + ".m3u8", TRY(hls_media_playlist(presentation, text.id, manifest))));
            }
            TRY(write_file("master.m3u8", TRY(hls_multivariant(presentation, manifest))));
        }
        if (options_.dash) TRY(write_file("manifest.mpd", TRY(dash_manifest(presentation, manifest))));
        return {};
    }

    const PackageOptions& options_;
    const SinkFactory& make_sink_;
    PackageReport report_;
    std::vector<Job> jobs_;
    std::vector<TextJob> texts_;
    uint64_t bytes_ = 0;    ///< of all media
    uint64_t written_ = 0;  ///< of them, so far
};

}  // namespace

Result<PackageReport> package(const std::vector<PackageInput>& inputs, const PackageOptions& options,
                              const SinkFactory& make_sink) {
    return Packager(options, make_sink).run(inputs);
}

}  // namespace nuri::media
