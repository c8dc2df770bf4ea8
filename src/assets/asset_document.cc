#include "assets/asset_document.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "assets/json_reader.h"
#include "base/text.h"
#include "world/language.h"

namespace nuri::assets {
namespace {

namespace json = boost::json;

constexpr std::string_view format_name = "nuri-asset";
constexpr size_t name_bytes_max = 128;
constexpr size_t text_bytes_max = 1024;

template<typename Values, typename Write>
json::array write_all(const Values& values, Write&& write) {
    json::array array;
    for (const auto& value : values) array.push_back(write(value));
    return array;
}

json::object write_protection(const media::Protection& protection) {
    json::object object{{"scheme", protection.scheme == media::ProtectionScheme::cenc ? "cenc" : "cbcs"},
                        {"key_id", to_hex(protection.key_id)}};
    if (protection.scheme == media::ProtectionScheme::cbcs)
        object["constant_iv"] = to_hex(protection.constant_iv);
    return object;
}

void write_video(json::object& object, const AssetTrack& track) {
    const media::TrackInfo& info = track.info;
    object["rung_height"] = track.rung_height;
    object["width"] = info.width;
    object["height"] = info.height;
    object["sample_aspect"] = json::array{info.sar_width, info.sar_height};
    object["frame_rate"] = json::array{info.frame_rate_units, info.frame_rate_base};
    if (info.colour) {
        object["colour"] = json::object{{"primaries", info.colour->primaries},
                                        {"transfer", info.colour->transfer},
                                        {"matrix", info.colour->matrix},
                                        {"full_range", info.colour->full_range}};
    }
    if (!info.mastering_display.empty()) object["mastering_display"] = to_hex(info.mastering_display);
    if (!info.content_light.empty()) object["content_light"] = to_hex(info.content_light);
}

json::object write_track(const AssetTrack& track) {
    const media::TrackInfo& info = track.info;
    json::object object{
        {"id", track.id},
        {"kind", info.kind == media::TrackKind::video ? "video" : "audio"},
        {"file", track.file},
        {"index", track.index_file},
        {"name", track.name},
        {"language", info.language},
        {"role", to_string(info.role)},
        {"sample_entry", info.sample_entry},
        {"codec", info.codec},
        {"configuration", to_hex(info.configuration)},
        {"timescale", info.timescale},
        {"media_time", info.media_time},
        {"average_bps", track.average_bps},
        {"peak_bps", track.peak_bps},
    };
    if (info.kind == media::TrackKind::video) {
        write_video(object, track);
    } else {
        object["channels"] = info.channels;
        object["sample_rate_hz"] = info.sample_rate_hz;
    }
    if (info.protection) object["protection"] = write_protection(*info.protection);
    return object;
}

json::object write_image(const media::ImageTrack& image) {
    return {
        {"id", image.id},         {"columns", image.columns},
        {"rows", image.rows},     {"width", image.width},
        {"height", image.height}, {"interval", json::array{image.interval.units, image.interval.timescale}},
        {"images", image.images}, {"largest_bytes", image.largest_bytes}};
}

// --- reading ---

Result<std::string> read_name(const JsonReader& from, std::string_view member) {
    std::string name = TRY(from.text(member, name_bytes_max));
    if (!is_asset_file_name(name)) return from.fault(member, "is no name that a file of an asset can have");
    return name;
}

Result<std::string> read_language(const JsonReader& from) {
    const std::string language = TRY(from.text("language", 64));
    const auto tag = world::LanguageTag::parse(language);
    if (!tag) return from.fault("language", tag.error().message);
    return language;
}

Result<media::Role> read_role(const JsonReader& from) {
    const auto role = media::parse_role(TRY(from.text("role", 64)));
    if (!role) return from.fault("role", role.error().message);
    return *role;
}

Result<std::vector<uint8_t>> read_hex(const JsonReader& from, std::string_view member, size_t bytes_max) {
    auto bytes = from_hex(TRY(from.text(member, 2 * bytes_max)));
    if (!bytes) return from.fault(member, bytes.error().message);
    return bytes;
}

Result<std::array<uint8_t, 16>> read_block(const JsonReader& from, std::string_view member) {
    const auto bytes = TRY(read_hex(from, member, 16));
    std::array<uint8_t, 16> block{};
    if (bytes.size() != block.size()) return from.fault(member, "is not 16 bytes");
    std::copy(bytes.begin(), bytes.end(), block.begin());
    return block;
}

/// Two whole numbers, the second at least 1: a ratio, or a time and its scale.
Result<std::pair<int64_t, uint32_t>> read_pair(const JsonReader& from, std::string_view member) {
    const json::array& pair = *TRY(from.array(member, 2));
    const int64_t* first = pair.size() == 2 ? pair[0].if_int64() : nullptr;
    const int64_t* second = pair.size() == 2 ? pair[1].if_int64() : nullptr;
    if (first == nullptr || second == nullptr || *first < 0 || *first > INT32_MAX || *second < 1 ||
        *second > INT32_MAX) {
        return from.fault(member, "is not two whole numbers with the second above 0");
    }
    return std::pair(*first, static_cast<uint32_t>(*second));
}

Result<media::Protection> read_protection(const JsonReader& from) {
    media::Protection protection;
    const std::string scheme = TRY(from.text("scheme", 8));
    if (scheme != "cenc" && scheme != "cbcs") return from.fault("scheme", "is neither cenc nor cbcs");
    protection.scheme = scheme == "cenc" ? media::ProtectionScheme::cenc : media::ProtectionScheme::cbcs;
    protection.key_id = TRY(read_block(from, "key_id"));
    if (protection.scheme == media::ProtectionScheme::cbcs)
        protection.constant_iv = TRY(read_block(from, "constant_iv"));
    return protection;
}

Result<> read_video(const JsonReader& from, AssetTrack& track) {
    media::TrackInfo& info = track.info;
    track.rung_height = TRY(from.number<int>("rung_height", 1, 16384));
    info.width = TRY(from.number<uint16_t>("width", 1));
    info.height = TRY(from.number<uint16_t>("height", 1));
    const auto aspect = TRY(read_pair(from, "sample_aspect"));
    if (aspect.first == 0) return from.fault("sample_aspect", "has no width");
    info.sar_width = static_cast<uint32_t>(aspect.first);
    info.sar_height = aspect.second;
    const auto rate = TRY(read_pair(from, "frame_rate"));
    info.frame_rate_units = static_cast<uint32_t>(rate.first);
    info.frame_rate_base = rate.second;
    if (from.has("colour")) {
        const JsonReader colour = TRY(from.object("colour"));
        info.colour =
            media::Colour{TRY(colour.number<uint16_t>("primaries")), TRY(colour.number<uint16_t>("transfer")),
                          TRY(colour.number<uint16_t>("matrix")), TRY(colour.truth("full_range"))};
    }
    if (from.has("mastering_display")) info.mastering_display = TRY(read_hex(from, "mastering_display", 24));
    if (from.has("content_light")) info.content_light = TRY(read_hex(from, "content_light", 4));
    return {};
}

Result<AssetTrack> read_track(const JsonReader& from) {
    AssetTrack track;
    media::TrackInfo& info = track.info;
    track.id = TRY(read_name(from, "id"));
    const std::string kind = TRY(from.text("kind", 16));
    if (kind != "video" && kind != "audio") return from.fault("kind", "is neither video nor audio");
    info.kind = kind == "video" ? media::TrackKind::video : media::TrackKind::audio;
    track.file = TRY(read_name(from, "file"));
    track.index_file = TRY(read_name(from, "index"));
    track.name = TRY(from.optional_text("name", text_bytes_max));
    info.language = TRY(read_language(from));
    info.role = TRY(read_role(from));
    info.sample_entry = TRY(from.text("sample_entry", 4));
    info.codec = TRY(from.text("codec", 64));
    info.configuration = TRY(read_hex(from, "configuration", 64 * 1024));
    info.timescale = TRY(from.number<uint32_t>("timescale", 1));
    info.media_time = TRY(from.number<uint32_t>("media_time"));
    track.average_bps = TRY(from.number<uint64_t>("average_bps"));
    track.peak_bps = TRY(from.number<uint64_t>("peak_bps"));
    if (info.kind == media::TrackKind::video) {
        TRY(read_video(from, track));
    } else {
        info.channels = TRY(from.number<uint16_t>("channels", 1));
        info.sample_rate_hz = TRY(from.number<uint32_t>("sample_rate_hz", 1));
    }
    if (from.has("protection")) info.protection = TRY(read_protection(TRY(from.object("protection"))));
    return track;
}

Result<media::TextTrack> read_text(const JsonReader& from) {
    media::TextTrack text;
    text.id = TRY(read_name(from, "id"));
    text.file = TRY(read_name(from, "file"));
    text.name = TRY(from.optional_text("name", text_bytes_max));
    text.language = TRY(read_language(from));
    text.role = TRY(read_role(from));
    return text;
}

Result<media::ImageTrack> read_image(const JsonReader& from) {
    media::ImageTrack image;
    image.id = TRY(read_name(from, "id"));
    image.columns = TRY(from.number<uint32_t>("columns", 1, 100));
    image.rows = TRY(from.number<uint32_t>("rows", 1, 100));
    image.width = TRY(from.number<uint32_t>("width", 1, 16384));
    image.height = TRY(from.number<uint32_t>("height", 1, 16384));
    const auto interval = TRY(read_pair(from, "interval"));
    if (interval.first == 0) return from.fault("interval", "is no time");
    image.interval = {interval.first, interval.second};
    image.images = TRY(from.number<uint32_t>("images", 1, AssetDocument::files_max));
    image.largest_bytes = TRY(from.number<uint64_t>("largest_bytes", 1));
    return image;
}

Result<Marker> read_marker(const JsonReader& from) {
    const auto kind = parse_marker_kind(TRY(from.text("kind", 16)));
    if (!kind) return from.fault("kind", kind.error().message);
    const Marker marker{*kind, std::chrono::milliseconds(TRY(from.number<int64_t>("start_ms"))),
                        std::chrono::milliseconds(TRY(from.number<int64_t>("end_ms")))};
    if (marker.end <= marker.start) return from.fault("end_ms", "is not after start_ms");
    return marker;
}

Result<AssetFile> read_asset_file(const JsonReader& from) {
    AssetFile file;
    file.name = TRY(read_name(from, "name"));
    file.size_bytes = TRY(from.number<uint64_t>("size_bytes"));
    file.sha256 = TRY(from.text("sha256", 64));
    if (file.sha256.size() != 64 || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
        return from.fault("sha256", "is not 64 hexadecimal digits");
    }
    return file;
}

template<typename Read>
auto read_all(const JsonReader& from, std::string_view name, size_t count_max, Read&& read)
    -> Result<std::vector<std::decay_t<decltype(*read(from))>>> {
    std::vector<std::decay_t<decltype(*read(from))>> values;
    const json::array& array = *TRY(from.array(name, count_max));
    values.reserve(array.size());
    for (size_t n = 0; n < array.size(); ++n) {
        values.push_back(
            TRY(read(TRY(JsonReader::of(array[n], fmt::format("{}[{}]", from.place_of(name), n))))));
    }
    return values;
}

/// What no single member can tell: that ids and names are met once and every file referred to is listed.
Result<> check_whole(const AssetDocument& document) {
    std::unordered_set<std::string_view> ids;
    std::unordered_set<std::string_view> names;
    const auto corrupt = [](std::string message) { return Error{ErrorKind::corrupt, std::move(message)}; };
    for (const AssetFile& file : document.files) {
        if (file.name == AssetDocument::file_name) return corrupt("files: asset.json does not list itself");
        if (!names.insert(file.name).second)
            return corrupt(fmt::format("files: {} is there twice", file.name));
    }
    const auto check_id = [&](std::string_view id) -> Result<> {
        if (!ids.insert(id).second) return corrupt(fmt::format("the id {} is there twice", id));
        return {};
    };
    const auto check_file = [&](std::string_view owner, std::string_view name) -> Result<> {
        if (!names.contains(name))
            return corrupt(fmt::format("{}: its file {} is not among the files", owner, name));
        return {};
    };
    const size_t tracks = document.tracks.size() + document.texts.size() + document.images.size();
    if (tracks > AssetDocument::tracks_max) {
        return corrupt(fmt::format("tracks, texts and images are {} together, more than {}", tracks,
                                   AssetDocument::tracks_max));
    }
    for (const AssetTrack& track : document.tracks) {
        TRY(check_id(track.id));
        TRY(check_file(track.id, track.file));
        TRY(check_file(track.id, track.index_file));
    }
    for (const media::TextTrack& text : document.texts) {
        TRY(check_id(text.id));
        TRY(check_file(text.id, text.file));
    }
    for (const media::ImageTrack& image : document.images) {
        TRY(check_id(image.id));
        for (uint32_t n = 0; n < image.images; ++n) TRY(check_file(image.id, image_file_name(image.id, n)));
    }
    return {};
}

}  // namespace

std::string_view to_string(MarkerKind kind) {
    switch (kind) {
        case MarkerKind::recap:
            return "recap";
        case MarkerKind::intro:
            return "intro";
        case MarkerKind::credits:
            return "credits";
    }
    return "";
}

Result<MarkerKind> parse_marker_kind(std::string_view word) {
    for (const auto kind : {MarkerKind::recap, MarkerKind::intro, MarkerKind::credits}) {
        if (word == to_string(kind)) return kind;
    }
    return Error{ErrorKind::invalid, "is none of recap, intro and credits"};
}

std::string_view to_string(AssetPurpose purpose) {
    return purpose == AssetPurpose::main ? "main" : "preview";
}

Result<AssetPurpose> parse_asset_purpose(std::string_view word) {
    for (const auto purpose : {AssetPurpose::main, AssetPurpose::preview}) {
        if (word == to_string(purpose)) return purpose;
    }
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is neither main nor preview", word)};
}

std::string image_file_name(std::string_view image_id, uint32_t n) {
    return fmt::format("{}-{}.jpg", image_id, n);
}

bool is_asset_file_name(std::string_view name) {
    const auto alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !name.empty() && name.size() <= name_bytes_max && alphanumeric(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::string_view content_type_of(std::string_view file_name) {
    if (file_name.ends_with(".cmfv")) return "video/mp4";
    if (file_name.ends_with(".cmfa")) return "audio/mp4";
    if (file_name.ends_with(".vtt")) return "text/vtt; charset=utf-8";
    if (file_name.ends_with(".jpg")) return "image/jpeg";
    return "application/octet-stream";
}

std::string to_json(const AssetDocument& document) {
    boost::system::error_code failed;
    json::value source = json::parse(document.source, failed);
    if (failed || !source.is_object()) source = json::object();
    json::object object{{"format", format_name},
                        {"version", AssetDocument::version},
                        {"id", document.id.text()},
                        {"title", document.title.number()},
                        {"purpose", to_string(document.purpose)},
                        {"created", nuri::to_string(document.created)},
                        {"duration_ms", document.duration.count()},
                        {"source", std::move(source)}};
    object["tracks"] = write_all(document.tracks, write_track);
    object["texts"] = write_all(document.texts, [](const media::TextTrack& text) {
        return json::object{{"id", text.id},
                            {"file", text.file},
                            {"name", text.name},
                            {"language", text.language},
                            {"role", to_string(text.role)}};
    });
    object["images"] = write_all(document.images, write_image);
    object["markers"] = write_all(document.markers, [](const Marker& marker) {
        return json::object{{"kind", to_string(marker.kind)},
                            {"start_ms", marker.start.count()},
                            {"end_ms", marker.end.count()}};
    });
    object["files"] = write_all(document.files, [](const AssetFile& file) {
        return json::object{{"name", file.name}, {"size_bytes", file.size_bytes}, {"sha256", file.sha256}};
    });
    return json::serialize(object) + '\n';
}

Result<AssetDocument> parse_asset_document(std::string_view text) {
    if (text.size() > AssetDocument::bytes_max) {
        return Error{ErrorKind::corrupt,
                     fmt::format("asset.json has more than {} bytes", AssetDocument::bytes_max)};
    }
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = 16;
    const json::value parsed = json::parse({text.data(), text.size()}, failed, {}, options);
    if (failed) return Error{ErrorKind::corrupt, fmt::format("asset.json is no JSON: {}", failed.message())};
    const JsonReader from = TRY(JsonReader::of(parsed, ""));
    if (TRY(from.text("format", 32)) != format_name) return from.fault("format", "is not nuri-asset");
    const int version = TRY(from.number<int>("version", 1));
    if (version > AssetDocument::version) {
        return Error{ErrorKind::unsupported,
                     fmt::format("asset.json is of version {}, and this nuri knows up to {}: "
                                 "upgrade it",
                                 version, AssetDocument::version)};
    }
    AssetDocument document;
    const auto id = AssetId::parse(TRY(from.text("id", 64)));
    if (!id) return from.fault("id", id.error().message);
    document.id = *id;
    document.title = TitleId(TRY(from.number<int64_t>("title", 1)));
    if (const std::string word = TRY(from.optional_text("purpose", 16)); !word.empty()) {
        const auto purpose = parse_asset_purpose(word);
        if (!purpose) return from.fault("purpose", purpose.error().message);
        document.purpose = *purpose;
    }
    const auto created = parse_instant(TRY(from.text("created", 64)));
    if (!created) return from.fault("created", created.error().message);
    document.created = *created;
    constexpr int64_t duration_ms_max = std::chrono::milliseconds(AssetDocument::duration_max).count();
    document.duration =
        std::chrono::milliseconds(TRY(from.number<int64_t>("duration_ms", 1, duration_ms_max)));
    const json::value* source = from.find("source");
    if (source == nullptr || !source->is_object()) return from.fault("source", "is no object");
    document.source = json::serialize(*source);
    document.tracks = TRY(read_all(from, "tracks", AssetDocument::tracks_max, read_track));
    if (document.tracks.empty()) return from.fault("tracks", "is empty");
    document.texts = TRY(read_all(from, "texts", AssetDocument::tracks_max, read_text));
    document.images = TRY(read_all(from, "images", AssetDocument::tracks_max, read_image));
    document.markers = TRY(read_all(from, "markers", AssetDocument::markers_max, read_marker));
    document.files = TRY(read_all(from, "files", AssetDocument::files_max, read_asset_file));
    TRY(check_whole(document));
    return document;
}

}  // namespace nuri::assets
