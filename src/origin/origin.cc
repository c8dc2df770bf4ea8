#include "origin/origin.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "http/conditional.h"
#include "http/problem.h"

namespace nuri::origin {
namespace {

using grants::Bytes16;
using grants::Grant;
using http::Problem;
using http::Request;
using http::Response;

constexpr std::string_view prefix = "/m/";
constexpr size_t manifest_bytes_max = 32 << 20;
constexpr size_t asset_digits = 32;

/// What a path below /m/ names. All views borrow from the path.
struct MediaPath {
    std::string_view grant;
    Bytes16 asset{};
    std::string_view track;  ///< empty: the file is the asset's own
    std::string_view file;
};

std::optional<Bytes16> parse_asset(std::string_view text) {
    if (text.size() != asset_digits) return std::nullopt;
    Bytes16 asset{};
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
        const auto value = static_cast<uint8_t>(digit ? c - '0' : c - 'a' + 10);
        asset[i / 2] = static_cast<uint8_t>(asset[i / 2] << 4 | value);
    }
    return asset;
}

std::string_view take_segment(std::string_view& path) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    return segment;
}

std::optional<MediaPath> parse_path(std::string_view path) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    MediaPath media;
    media.grant = take_segment(path);
    const auto asset = parse_asset(take_segment(path));
    if (!asset) return std::nullopt;
    media.asset = *asset;
    if (path.find('/') != std::string_view::npos) media.track = take_segment(path);
    media.file = path;
    if (media.file.empty() || media.file.find('/') != std::string_view::npos) return std::nullopt;
    return media;
}

Response refuse(int status, std::string_view reason, std::string_view detail) {
    Problem problem;
    problem.status = status;
    problem.detail = detail;
    problem.members = {{"reason", std::string(reason)}};
    Response response = to_response(problem);
    response.headers.add("Access-Control-Allow-Origin", "*");
    return response;
}

Response nothing_here() {
    return refuse(404, "not_found", "the asset has no such file");
}

/// The number of a segment's file: digits without a leading zero, then the suffix. One name for one segment,
/// so that caches keep it once.
std::optional<size_t> segment_number(std::string_view file, std::string_view suffix) {
    if (suffix.empty() || !file.ends_with(suffix)) return std::nullopt;
    const std::string_view digits = file.substr(0, file.size() - suffix.size());
    if (digits.empty() || digits.size() > 9 || digits[0] == '-' || (digits[0] == '0' && digits.size() > 1))
        return std::nullopt;
    const auto number = parse_integer(digits);
    if (!number) return std::nullopt;
    return static_cast<size_t>(*number);
}

struct Part {
    const std::shared_ptr<const io::Fd>& file;
    Extent extent;
    size_t place = 0;  ///< of a segment among its track's, from 1; 0 for what is no segment
};

std::optional<Part> find_part(const ServedTrack& track, std::string_view file) {
    if (const auto number = segment_number(file, track.segment_suffix)) {
        if (*number >= track.segments.size()) return std::nullopt;
        return Part{track.segment_files.empty() ? track.file : track.segment_files[*number],
                    track.segments[*number], *number + 1};
    }
    if (file == "init.mp4" && track.init.size > 0) return Part{track.file, track.init};
    if (!track.whole_name.empty() && file == track.whole_name) return Part{track.file, {0, track.file_size}};
    return std::nullopt;
}

std::optional<ManifestKind> manifest_kind(const MediaPath& media) {
    if (!media.track.empty()) {
        if (media.file == "playlist.m3u8") return ManifestKind::hls_playlist;
        if (media.file == "iframes.m3u8") return ManifestKind::hls_iframes;
        return std::nullopt;
    }
    if (media.file == "master.m3u8") return ManifestKind::hls_master;
    if (media.file == "manifest.mpd") return ManifestKind::dash;
    return std::nullopt;
}

/// A strong validator: a part's bytes are fixed for ever by its asset, its track and its place in the track's
/// file.
std::string etag_of(const ServedAsset& asset, size_t track, const Part& part) {
    std::string etag = "\"" + to_hex(std::span(asset.id).first(8));
    for (const uint64_t number :
         {uint64_t{track}, uint64_t{part.place}, part.extent.offset, part.extent.size}) {
        char digits[16];
        const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
        etag.append("-").append(digits, end);
    }
    return etag + "\"";
}

std::string_view manifest_type(ManifestKind kind) {
    // RFC 8216 section 4 and ISO/IEC 23009-1 Annex C.
    return kind == ManifestKind::dash ? "application/dash+xml" : "application/vnd.apple.mpegurl";
}

}  // namespace

std::string to_path(const Bytes16& asset) {
    return to_hex(asset);
}

std::string redacted(std::string_view path) {
    if (!path.starts_with(prefix)) return std::string(path);
    std::string_view rest = path.substr(prefix.size());
    const std::string_view grant = take_segment(rest);
    std::string text(prefix);
    text += "~";
    // The session stands in bytes 2 to 17 of the grant; its first four bytes tell viewers apart in a log and
    // open nothing.
    if (grant.size() == grants::token_size)
        if (const auto bytes = from_base64url(grant)) text += to_hex(std::span(*bytes).subspan(2, 4));
    if (grant.size() + prefix.size() < path.size()) text += "/";
    return text + std::string(rest);
}

Origin::Origin(const MediaSource& source, grants::GrantKeys keys, const Clock& clock)
    : source_(source),
      clock_(clock),
      keys_(std::make_shared<const grants::GrantKeys>(std::move(keys))),
      manifests_(manifest_bytes_max) {}

void Origin::set_keys(grants::GrantKeys keys) {
    std::atomic_store(&keys_, std::make_shared<const grants::GrantKeys>(std::move(keys)));
}

void Origin::mount(http::Router& router) {
    http::RouteOptions options;
    options.run = http::Run::inline_;
    options.body_max = 0;
    options.redact = redacted;
    router.add(http::Method::get, "/m/{media...}", options,
               [this](const Request& request) { return answer(request); });
    // A player on another site asks first where it sends a Range that is not a simple one.
    router.add(http::Method::options, "/m/{media...}", options, [](const Request&) {
        Response response;
        response.status = 204;
        response.headers.add("Access-Control-Allow-Origin", "*");
        response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        response.headers.add("Access-Control-Allow-Headers", "Range, If-Range, If-None-Match");
        response.headers.add("Access-Control-Max-Age", "86400");
        return response;
    });
}

Response Origin::answer(const Request& request) const {
    const auto media = parse_path(request.path);
    if (!media) return refuse(404, "not_found", "this is no path of an asset");
    const Instant now = clock_.now();
    const auto keys = std::atomic_load(&keys_);
    const auto check = grants::verify(media->grant, *keys, media->asset, std::nullopt, now);
    if (check.fault != grants::GrantFault::none)
        return refuse(403, to_string(check.fault),
                      "the grant does not allow this; ask for a new playback session");
    const auto asset = source_.find(media->asset);
    if (!asset) return nothing_here();

    size_t number = 0;
    if (!media->track.empty()) {
        const auto& tracks = asset->tracks;
        while (number < tracks.size() && tracks[number].name != media->track) ++number;
        // A track that is not there and one that is not allowed look the same: what an asset holds is
        // nobody's business.
        if (!check.grant.tracks.contains(number) || number == tracks.size())
            return refuse(403, to_string(grants::GrantFault::track_not_allowed),
                          "the grant does not allow this track");
    }
    if (const auto kind = manifest_kind(*media))
        return manifest(request, *asset, *kind, check.grant, number, now);
    if (media->track.empty()) return nothing_here();
    return part(request, *asset, number, media->file, now);
}

Response Origin::part(const Request& request, const ServedAsset& asset, size_t number, std::string_view file,
                      Instant now) const {
    const ServedTrack& track = asset.tracks[number];
    const auto part = find_part(track, file);
    if (!part) return nothing_here();
    Response response;
    response.headers.add("Content-Type", track.content_type);
    response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Access-Control-Expose-Headers", "Content-Length, Content-Range, Date, ETag");
    const std::string etag = etag_of(asset, number, *part);
    http::serve(request, response, {etag, std::nullopt},
                http::FileRange{part->file, part->extent.offset, part->extent.size}, now);
    return response;
}

Response Origin::manifest(const Request& request, const ServedAsset& asset, ManifestKind kind,
                          const Grant& grant, size_t number, Instant now) const {
    const ManifestCache::Key key{asset.id, grant.tracks, kind, number};
    auto text = manifests_.find(key);
    if (!text) {
        auto written = asset.write_manifest(kind, grant.tracks, number);
        if (!written) return http::to_response(std::move(written).error().context("writing a manifest"));
        text = std::make_shared<const std::string>(std::move(*written));
        manifests_.put(key, text);
    }
    Response response;
    response.headers.add("Content-Type", manifest_type(kind));
    response.headers.add("Access-Control-Allow-Origin", "*");
    const auto left = std::chrono::floor<std::chrono::seconds>(grant.expires - now);
    response.headers.add("Cache-Control", "private, max-age=" + std::to_string(left.count()));
    http::serve(request, response, {}, std::move(text), now);
    return response;
}

}  // namespace nuri::origin
