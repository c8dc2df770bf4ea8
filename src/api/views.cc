#include "api/views.h"

#include <boost/json.hpp>

#include "api/call.h"
#include "api/demo.h"
#include "assets/asset_document.h"
#include "events/progress.h"

namespace nuri::api {

namespace json = boost::json;

json::value json_of(const std::optional<Instant>& moment) {
    if (!moment) return nullptr;
    return json::value(to_string(*moment));
}

json::value json_of(const rights::Languages& languages) {
    if (!languages) return nullptr;
    json::array list;
    for (const world::LanguageTag& language : *languages) list.emplace_back(language.text());
    return list;
}

json::array json_of(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::object json_of(const members::Account& account) {
    return {{"id", account.id.number()},
            {"email", account.email},
            {"country", account.country},
            {"plan", account.plan},
            {"locale", account.locale},
            {"status", members::to_string(account.status)},
            {"created", to_string(account.created)},
            {"closes_at", json_of(account.closes)}};
}

json::object json_of(const DemoPersona& persona) {
    const char* kind = persona.kind == DemoPersona::Kind::operator_ ? "operator"
                       : persona.kind == DemoPersona::Kind::kids    ? "kids"
                                                                    : "viewer";
    return {{"id", persona.id}, {"kind", kind}, {"name", persona.name}, {"territory", persona.territory}};
}

json::object json_of(const members::Plan& plan) {
    return {{"slug", plan.slug},
            {"name", plan.name},
            {"streams_max", plan.streams_max},
            {"height_max", plan.height_max}};
}

json::object json_of(const members::Profile& profile) {
    const members::ProfileSettings& settings = profile.settings;
    return {{"id", profile.id.number()},
            {"name", settings.name},
            {"avatar", settings.avatar},
            {"language", settings.language},
            {"audio_languages", json_of(settings.audio_languages)},
            {"subtitle_languages", json_of(settings.subtitle_languages)},
            {"maturity_age", settings.maturity_age ? json::value(*settings.maturity_age) : json::value()},
            {"kids", settings.kids},
            {"has_pin", profile.has_pin}};
}

json::object json_of(const assets::Marker& marker) {
    return {{"kind", assets::to_string(marker.kind)},
            {"start_ms", marker.start.count()},
            {"end_ms", marker.end.count()}};
}

json::object json_of(const events::Progress& progress) {
    return {{"position_ms", progress.position_ms},
            {"duration_ms", progress.duration_ms},
            {"finished", progress.finished},
            {"updated", to_string(progress.updated)}};
}

json::object json_of(const rights::Decision& decision) {
    const bool allowed = decision.allowed;
    return {
        {"allowed", allowed},
        {"reason", rights::to_string(decision.reason)},
        {"grant", decision.grant ? json::value(decision.grant->number()) : json::value()},
        {"valid_until", json_of(decision.valid_until)},
        {"opens_at", json_of(decision.opens_at)},
        {"max_height", allowed && decision.max_height ? json::value(*decision.max_height) : json::value()},
        {"audio", allowed ? json_of(decision.audio) : json::value()},
        {"subtitles", allowed ? json_of(decision.subtitles) : json::value()}};
}

http::Response answer(const json::object& document, int status) {
    return answer(json::serialize(document), status);
}

}  // namespace nuri::api
