#include "events/playback_event.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/text.h"

namespace nuri::events {
namespace {

namespace json = boost::json;

constexpr struct {
    PlaybackEventKind kind;
    std::string_view word;
} words[] = {{PlaybackEventKind::start, "start"},     {PlaybackEventKind::progress, "progress"},
             {PlaybackEventKind::stop, "stop"},       {PlaybackEventKind::error, "error"},
             {PlaybackEventKind::quality, "quality"}, {PlaybackEventKind::refused, "refused"}};

/// The members of a record, each visited as (name, value) by both the writer and the reader, so that one
/// cannot know a member that the other does not.
template<typename Event, typename Visitor>
void visit_members(Event& event, Visitor&& visit) {
    visit("playback_session", event.playback_session);
    visit("account", event.account);
    visit("profile", event.profile);
    visit("title", event.title);
    visit("grant", event.grant);
    visit("asset", event.asset);
    visit("territory", event.territory);
    visit("device", event.device);
    visit("position_ms", event.position_ms);
    visit("watched_ms", event.watched_ms);
    visit("stalled_ms", event.stalled_ms);
    visit("height", event.height);
    visit("bitrate_bps", event.bitrate_bps);
    visit("detail", event.detail);
}

/// Reads what is there into the member; what is of another type makes the record corrupt.
class Reading {
  public:
    explicit Reading(const json::object& object) : object_(object) {}

    void operator()(std::string_view name, std::string& into) {
        if (const json::value* value = find(name)) {
            if (const auto* text = value->if_string())
                into = std::string(*text);
            else
                fault_ = name;
        }
    }
    template<std::integral Number>
    void operator()(std::string_view name, Number& into) {
        if (const json::value* value = find(name)) {
            const auto* number = value->if_int64();
            if (number != nullptr && std::in_range<Number>(*number))
                into = static_cast<Number>(*number);
            else
                fault_ = name;
        }
    }
    const std::string& fault() const { return fault_; }
    size_t known() const { return known_; }

  private:
    const json::value* find(std::string_view name) {
        const json::value* value = object_.if_contains(name);
        known_ += value != nullptr ? 1 : 0;
        return value;
    }

    const json::object& object_;
    std::string fault_;
    size_t known_ = 0;
};

Error corrupt(std::string_view what) {
    return {ErrorKind::corrupt, fmt::format("playback event: {}", what)};
}

}  // namespace

std::string_view to_string(PlaybackEventKind kind) {
    for (const auto& [known, word] : words) {
        if (known == kind) return word;
    }
    return "";
}

Result<PlaybackEventKind> parse_event_kind(std::string_view word) {
    for (const auto& [kind, known] : words) {
        if (known == word) return kind;
    }
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is no kind of playback event", word)};
}

std::string to_record(const PlaybackEvent& event) {
    json::object object;
    object["id"] = event.id;
    object["kind"] = to_string(event.kind);
    object["at"] = to_unix_ms(event.at);
    object["received"] = to_unix_ms(event.received);
    visit_members(event, [&object](std::string_view name, const auto& value) {
        if (value != std::decay_t<decltype(value)>()) object[name] = value;
    });
    return json::serialize(object);
}

Result<PlaybackEvent> parse_record(std::string_view record) {
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = 2;
    const json::value parsed = json::parse({record.data(), record.size()}, failed, {}, options);
    if (failed || !parsed.is_object()) return corrupt("is no JSON object");

    PlaybackEvent event;
    std::string kind;
    int64_t at = 0;
    int64_t received = 0;
    Reading reading(parsed.get_object());
    reading("id", event.id);
    reading("kind", kind);
    reading("at", at);
    reading("received", received);
    if (reading.known() != 4) return corrupt("lacks its id, kind or time");
    visit_members(event, reading);
    if (!reading.fault().empty()) return corrupt(fmt::format("\"{}\" has the wrong type", reading.fault()));
    if (reading.known() != parsed.get_object().size()) return corrupt("has a member that is not known");
    if (!is_event_id(event.id)) return corrupt("its id is not 32 hexadecimal digits");
    const auto known_kind = parse_event_kind(kind);
    if (!known_kind) return corrupt(known_kind.error().message);
    event.kind = *known_kind;
    event.at = from_unix_ms(at);
    event.received = from_unix_ms(received);
    return event;
}

bool is_event_id(std::string_view id) {
    return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace nuri::events
