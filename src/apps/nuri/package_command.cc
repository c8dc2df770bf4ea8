#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <memory>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/progress_bar.h"
#include "base/text.h"
#include "ingest/file_bytes.h"
#include "io/file.h"
#include "media/packager.h"
#include "world/language.h"

namespace nuri::apps {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Result<std::array<uint8_t, 16>> key_bytes(const std::string& text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 16) return Error{ErrorKind::invalid, "wants 32 hexadecimal digits"};
    std::array<uint8_t, 16> key;
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

}  // namespace

Outcome package(const Package& options, bool quiet) {
    media::PackageOptions packaging;
    packaging.segment_seconds = options.segment_seconds;
    packaging.hls = options.hls || !options.dash;
    packaging.dash = options.dash || !options.hls;
    packaging.key_uri = options.key_uri;
    if (!options.protect.empty()) {
        media::PackageProtection protection;
        protection.scheme =
            options.protect == "cenc" ? media::ProtectionScheme::cenc : media::ProtectionScheme::cbcs;
        const auto key = key_bytes(options.key);
        if (!key) return misuse(key.error(), "--key");
        const auto key_id = key_bytes(options.key_id);
        if (!key_id) return misuse(key_id.error(), "--key-id");
        protection.key = *key;
        protection.key_id = *key_id;
        packaging.protection = protection;
    } else if (!options.key.empty() || !options.key_id.empty()) {
        return misuse({ErrorKind::invalid, "a key is of no use without --protect cbcs or --protect cenc"},
                      "--key");
    }

    std::deque<ingest::FileSource> sources;  // a deque: inputs point into it
    std::vector<media::PackageInput> inputs;
    for (const std::string& given : options.inputs) {
        std::string language, path = given;
        // A file may have '=' in its name; LANG=FILE is meant only where what is before it is a language.
        if (const size_t equals = given.find('='); equals != std::string::npos && !fs::exists(given)) {
            if (const auto tag = world::LanguageTag::parse(given.substr(0, equals))) {
                language = tag->text();
                path = given.substr(equals + 1);
            }
        }
        auto source = ingest::FileSource::open(path);
        if (!source) return source.error();
        sources.push_back(*std::move(source));
        inputs.push_back({fs::path(path).filename().string(), &sources.back(), language});
    }
    const fs::path out = options.out;
    if (const auto made = io::make_folder(out); !made) return made.error();

    ProgressBar bar(quiet);
    packaging.progress = [&](double fraction) { bar.show(fraction, "packaging"); };
    // Each file is written beside its name and renamed when all are whole: a reader never sees half a
    // presentation.
    std::vector<std::string> names;
    const auto partial = [&](std::string_view name) { return out / fmt::format(".{}.part", name); };
    const media::SinkFactory make_sink =
        [&](std::string_view name) -> Result<std::unique_ptr<media::ByteSink>> {
        names.emplace_back(name);
        return std::unique_ptr<media::ByteSink>(
            std::make_unique<ingest::FileSink>(TRY(ingest::FileSink::create(partial(name)))));
    };
    const auto report = media::package(std::move(inputs), packaging, make_sink);
    bar.clear();
    if (!report) {
        for (const std::string& name : names) (void)io::remove_all(partial(name));
        return report.error();
    }
    for (const std::string& name : names) {
        if (::rename(partial(name).c_str(), (out / name).c_str()) != 0)
            return io::from_errno(errno, "renaming into " + (out / name).string());
    }

    Answer answer;
    answer.notes = report->findings;
    json::array files, tracks, findings;
    for (const std::string& name : report->files) {
        answer.text += (answer.text.empty() ? "" : "\n") + (out / name).string();
        files.push_back(json::value(name));
    }
    for (const media::MediaTrack& track : report->presentation.tracks) {
        tracks.push_back(json::value{{"id", track.id},
                                     {"file", track.file},
                                     {"codec", track.info.codec},
                                     {"language", track.info.language},
                                     {"segments", track.index->segments.size()},
                                     {"average_bps", track.index->average_bandwidth_bps()},
                                     {"peak_bps", track.index->peak_bandwidth_bps()}});
    }
    for (const std::string& finding : report->findings) findings.push_back(json::value(finding));
    answer.json = json::serialize(json::value{{"out", out.string()},
                                              {"files", std::move(files)},
                                              {"tracks", std::move(tracks)},
                                              {"findings", std::move(findings)}});
    return answer;
}

}  // namespace nuri::apps
