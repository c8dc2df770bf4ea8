#include "studio_api/licences/licence_json.h"

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"

namespace nuri::studio_api {
using api::json_of;

namespace json = boost::json;

namespace {

constexpr size_t languages_max = 100;
constexpr size_t tag_bytes_max = 64;
constexpr size_t platforms_max = 50;
constexpr size_t slug_bytes_max = 96;
constexpr size_t edge_bytes_max = 80;
constexpr int64_t hours_max = 24 * 3660;
constexpr int64_t uses_max = 1'000'000'000;

json::array tags_json(const std::vector<world::LanguageTag>& tags) {
    json::array words;
    for (const world::LanguageTag& tag : tags) words.emplace_back(tag.text());
    return words;
}

template<typename Number>
json::value number_or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value();
}

json::value hours_or_null(const std::optional<std::chrono::seconds>& span) {
    return span ? json::value(std::chrono::duration_cast<std::chrono::hours>(*span).count()) : json::value();
}

json::value timing_json(const std::optional<rights::Timing>& timing) {
    if (!timing) return {};
    return json::object{
        {"start", rights::to_string(timing->start)},
        {"end", timing->end ? json::value(rights::to_string(*timing->end)) : json::value()},
        {"length", timing->length ? json::value(rights::to_string(*timing->length)) : json::value()}};
}

json::value download_json(const std::optional<rights::DownloadTerms>& download) {
    if (!download) return {};
    return json::object{{"keep_hours", hours_or_null(download->keep)},
                        {"watch_hours", hours_or_null(download->watch)},
                        {"per_account_max", number_or_null(download->per_account_max)}};
}

json::array devices_json(rights::DeviceClasses devices) {
    json::array words;
    for (int i = 0; i < rights::device_class_count; ++i)
        if (const auto device = static_cast<rights::DeviceClass>(i); devices.contains(device))
            words.emplace_back(rights::to_string(device));
    return words;
}

/// Hands the member's first fault on, which the object within has kept.
void finish_within(api::Input& input, std::string_view name, api::Input& within) {
    if (const auto fine = within.finish(); !fine) input.fault(name, "is wrong: " + fine.error().message);
}

std::vector<std::string> texts(api::Input& input, std::string_view name) {
    return input.optional_texts(name, languages_max, tag_bytes_max).value_or(std::vector<std::string>());
}

/// An edge in the contract's words.
std::optional<rights::Edge> edge(api::Input& input, std::string_view name) {
    const auto text = input.optional_text(name, edge_bytes_max);
    if (!text) return {};
    const auto edge = rights::parse_edge(*text);
    if (!edge) input.fault(name, "cannot be read: " + edge.error().message);
    return edge ? std::optional(*edge) : std::nullopt;
}

std::optional<rights::Timing> timing(api::Input& input) {
    auto object = input.optional_object("timing");
    if (!object) return {};
    const auto start = edge(*object, "start");
    const auto end = edge(*object, "end");
    const auto length = object->optional_text("length", edge_bytes_max);
    std::optional<rights::Timing> timing;
    if (start)
        timing = rights::Timing{*start, end, {}};
    else
        object->fault("start", "is missing: an event with its lag, a local day or a moment");
    if (length) {
        const auto lag = rights::parse_lag(*length);
        if (!lag)
            object->fault("length", "must be an ISO 8601 duration such as P45D");
        else if (timing)
            timing->length = *lag;
    }
    finish_within(input, "timing", *object);
    return timing;
}

std::optional<rights::DownloadTerms> download(api::Input& input) {
    auto object = input.optional_object("download");
    if (!object) return {};
    rights::DownloadTerms terms;
    if (const auto hours = object->optional_integer("keep_hours", 1, hours_max))
        terms.keep = std::chrono::hours(*hours);
    if (const auto hours = object->optional_integer("watch_hours", 1, hours_max))
        terms.watch = std::chrono::hours(*hours);
    if (const auto count = object->optional_integer("per_account_max", 1, 1'000'000))
        terms.per_account_max = static_cast<int>(*count);
    finish_within(input, "download", *object);
    return terms;
}

void read_terms(api::Input& input, licensing::NewGrant& grant) {
    grant.audio = input.optional_texts("audio", languages_max, tag_bytes_max);
    grant.subtitles = input.optional_texts("subtitles", languages_max, tag_bytes_max);
    grant.dubs = input.optional_texts("dubs", languages_max, tag_bytes_max);
    grant.forced = input.optional_texts("forced", languages_max, tag_bytes_max);
    if (auto held = input.optional_object("held_back")) {
        grant.audio_held_back = texts(*held, "audio");
        grant.subtitles_held_back = texts(*held, "subtitles");
        grant.dubs_held_back = texts(*held, "dubs");
        grant.forced_held_back = texts(*held, "forced");
        finish_within(input, "held_back", *held);
    }
    if (const auto height = input.optional_integer("max_height", 1, 16384))
        grant.max_height = static_cast<int>(*height);
    grant.hdr = input.optional_truth("hdr").value_or(true);
    if (const auto word = input.optional_text("audio_format", 16)) {
        const auto format = rights::parse_audio_format(*word);
        if (!format) input.fault("audio_format", "must be stereo, surround or immersive");
        grant.audio_format = format.value_or(rights::AudioFormat::immersive);
    }
    grant.download = download(input);
    if (auto plays = input.optional_object("plays")) {
        grant.plays.runs_max = plays->optional_integer("runs_max", 1, uses_max);
        if (const auto count = plays->optional_integer("per_account_max", 1, 1'000'000))
            grant.plays.per_account_max = static_cast<int>(*count);
        finish_within(input, "plays", *plays);
    }
}

void read_devices(api::Input& input, licensing::NewGrant& grant) {
    if (const auto words = input.optional_texts("devices", rights::device_class_count, 16)) {
        const auto devices = rights::parse_device_classes(join(*words, ","));
        if (!devices)
            input.fault("devices", "must be some of web, phone, tablet, tv, box, console, cast");
        else
            grant.devices = *devices;
    }
    if (const auto platforms = input.optional_texts("platforms", platforms_max, slug_bytes_max))
        grant.platforms = *platforms;
}

}  // namespace

json::array json_of(rights::LicenseTypes types) {
    json::array words;
    const std::string text = rights::to_string(types);  // split() borrows from it
    for (const std::string_view word : split(text, ',')) words.emplace_back(word);
    return words;
}

json::object licence_json(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record) {
    const rights::Grant& grant = record.grant;
    const rights::Terms& terms = grant.terms;
    const catalogue::Title* title = catalogue.find(grant.title);
    return {{"id", grant.id.number()},
            {"title", title != nullptr ? json::value(catalogue.reference_of(*title)) : json::value()},
            {"edit", grant.edit},
            {"sign", rights::to_string(grant.sign)},
            {"territories", record.territories},
            {"from", grant.timing ? json::value() : json::value(to_string(grant.window.start()))},
            {"to", grant.timing ? json::value() : json_of(grant.window.end())},
            {"timing", timing_json(grant.timing)},
            {"license_types", json_of(grant.license_types)},
            {"devices", devices_json(grant.devices)},
            {"platforms", json_of(grant.platforms)},
            {"audio", json_of(terms.audio)},
            {"subtitles", json_of(terms.subtitles)},
            {"dubs", json_of(terms.dubs)},
            {"forced", json_of(terms.forced)},
            {"held_back", json::object{{"audio", tags_json(terms.held_back.audio)},
                                       {"subtitles", tags_json(terms.held_back.subtitles)},
                                       {"dubs", tags_json(terms.held_back.dubs)},
                                       {"forced", tags_json(terms.held_back.forced)}}},
            {"max_height", number_or_null(terms.max_height)},
            {"hdr", terms.hdr},
            {"audio_format", rights::to_string(terms.audio_format)},
            {"download", download_json(terms.download)},
            {"plays", json::object{{"runs_max", number_or_null(terms.plays.runs_max)},
                                   {"per_account_max", number_or_null(terms.plays.per_account_max)}}},
            {"turn", rights::to_string(grant.turn)},
            {"exclusive", grant.exclusive},
            {"priority", grant.priority},
            {"partner", record.partner},
            {"contract", record.contract},
            {"note", record.note},
            {"created", to_string(record.created)},
            {"created_by", record.created_by},
            {"ended", json_of(record.ended)}};
}

Result<licensing::NewGrant> licence_wish(api::Call& call, const catalogue::Snapshot& catalogue) {
    api::Input input = TRY(api::Input::of(call.request));
    licensing::NewGrant grant;
    const std::string ref = input.text("title", 300);
    grant.edit = input.optional_text("edit", 200).value_or("");
    if (const auto deny = input.optional_text("deny", 16)) {
        const auto sign = rights::parse_sign(*deny);
        if (!sign || *sign == rights::Sign::allow) input.fault("deny", "must be holdback or blackout");
        grant.sign = sign.value_or(rights::Sign::holdback);
    }
    grant.territories = input.text("territories", world::expression_length_max);
    grant.timing = timing(input);
    const auto from = input.optional_instant("from");
    if (!from && !grant.timing) input.fault("from", "is missing; give the time from which it holds");
    if (from && grant.timing) input.fault("from", "does not go with `timing`, which says it already");
    grant.from = from.value_or(Instant{});
    grant.to = input.optional_instant("to");
    if (const auto types = input.optional_texts("license_types", rights::license_type_count, 8))
        grant.license_types = join(*types, ",");
    read_devices(input, grant);
    read_terms(input, grant);
    if (const auto word = input.optional_text("turn", 16)) {
        const auto turn = rights::parse_turn(*word);
        if (!turn) input.fault("turn", "must be unstated, premiere, first, second or library");
        grant.turn = turn.value_or(rights::Turn::unstated);
    }
    grant.exclusive = input.optional_truth("exclusive").value_or(false);
    grant.priority = static_cast<int>(input.optional_integer("priority", -1000, 1000).value_or(0));
    grant.partner = input.optional_text("partner", 200).value_or("");
    grant.contract = input.optional_text("contract", 200).value_or("");
    grant.note = input.optional_text("note", 2000).value_or("");
    TRY(input.finish());
    grant.title = TRY(catalogue.resolve(ref));
    grant.by = call.staff().who.email;
    return grant;
}

}  // namespace nuri::studio_api
