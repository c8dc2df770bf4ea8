#include "apps/nuri/rights_words.h"

#include <boost/json.hpp>

namespace nuri::apps {

namespace json = boost::json;

namespace {

json::array tags_of(const std::vector<world::LanguageTag>& languages) {
    json::array array;
    for (const world::LanguageTag& language : languages) array.push_back(json::value(language.text()));
    return array;
}

template<typename Number>
json::value number_or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

}  // namespace

json::value or_null(const std::optional<Instant>& moment) {
    return moment ? json::value(to_string(*moment)) : json::value(nullptr);
}

json::value or_null(const rights::Languages& languages) {
    return languages ? json::value(tags_of(*languages)) : json::value(nullptr);
}

void add_terms(json::object& object, const rights::Terms& terms) {
    const auto seconds = [](const std::optional<std::chrono::seconds>& span) {
        return span ? json::value(span->count()) : json::value(nullptr);
    };
    object["dubs"] = or_null(terms.dubs);
    object["forced"] = or_null(terms.forced);
    object["held_back"] = {{"audio", tags_of(terms.held_back.audio)},
                           {"subtitles", tags_of(terms.held_back.subtitles)},
                           {"dubs", tags_of(terms.held_back.dubs)},
                           {"forced", tags_of(terms.held_back.forced)}};
    object["audio_format"] = rights::to_string(terms.audio_format);
    object["download"] = nullptr;
    if (const auto& download = terms.download) {
        object["download"] = {{"keep_seconds", seconds(download->keep)},
                              {"watch_seconds", seconds(download->watch)},
                              {"per_account_max", number_or_null(download->per_account_max)}};
    }
    object["runs_max"] = number_or_null(terms.plays.runs_max);
    object["plays_per_account_max"] = number_or_null(terms.plays.per_account_max);
}

Result<Instant> moment_or(const std::string& text, Instant fallback) {
    if (text.empty()) return fallback;
    return parse_instant(text);
}

}  // namespace nuri::apps
