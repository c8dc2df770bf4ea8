#include "member_api/title_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "api/views.h"
#include "assets/asset_library.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "members/my_list.h"
#include "playback/playable.h"
#include "playback/sessions.h"
#include "world/ratings.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Title;

json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value() : json::value(text);
}

const Title& title_of(const api::Viewer& viewer, TitleId id) {
    const Title* title = viewer.snapshot().catalogue->find(id);
    CHECK(title != nullptr);
    return *title;
}

json::value original_language(const Title& title) {
    const auto language = title.facts.known_language();
    return language ? json::value(language->text()) : json::value();
}

json::value progress_of(const Personal& personal, TitleId title) {
    const auto found = personal.progress.find(title.number());
    return found == personal.progress.end() ? json::value() : json::value(json_of(found->second));
}

json::array countries_of(const Title& title) {
    json::array countries;
    for (const world::Territory& country : title.facts.countries) countries.emplace_back(country.code());
    return countries;
}

bool is_original(const Title& title) {
    const auto& flags = title.facts.flags;
    return std::find(flags.begin(), flags.end(), "original") != flags.end();
}

/// How many titles of a profile are looked at for their progress, those seen last.
constexpr int progress_max = 5000;

json::array genres_of(const api::Viewer& viewer, const Title& title) {
    json::array genres;
    for (const std::string& slug : title.facts.genres) {
        const catalogue::Genre* genre = viewer.snapshot().catalogue->genre(slug);
        if (genre == nullptr) continue;
        genres.push_back(json::object{
            {"slug", slug}, {"name", catalogue::Snapshot::name_for(genre->names, viewer.languages())}});
    }
    return genres;
}

/// Addresses of pictures, by kind. The picture is chosen again when it is fetched.
json::object artwork_of(const api::Viewer& viewer, const Title& title, std::string_view ref) {
    json::object artwork;
    // A browser that fetches a picture says neither whose profile it is for nor what language: without them
    // it would be another profile's, and refused where that is a child's.
    std::string reader = "?locale=" + percent_encode(viewer.languages().front().text());
    if (viewer.profile()) reader += fmt::format("&profile={}", viewer.profile()->id.number());
    for (const auto kind : {catalogue::ArtworkKind::poster, catalogue::ArtworkKind::backdrop,
                            catalogue::ArtworkKind::logo, catalogue::ArtworkKind::still}) {
        const catalogue::Artwork* picture =
            viewer.snapshot().catalogue->artwork(title, kind, viewer.languages());
        if (picture == nullptr) continue;
        const std::string word(catalogue::to_string(kind));
        artwork[word] = json::object{{"url", "/api/v1/artwork/" + word + "/" + percent_encode(ref) + reader},
                                     {"width", picture->width},
                                     {"height", picture->height}};
    }
    return artwork;
}

/// The ratings that count where the viewer is; a title without any has its parent's.
json::array ratings_of(const api::Viewer& viewer, const Title& title) {
    json::array ratings;
    const auto& place = viewer.audience().place;
    if (!place) return ratings;
    const auto systems = world::ratings_for(*place);
    for (const catalogue::Rating& rating : title.facts.ratings) {
        const auto system = std::find_if(systems.begin(), systems.end(),
                                         [&](const auto* s) { return s->id == rating.system; });
        if (system == systems.end()) continue;
        ratings.push_back(json::object{{"system", rating.system},
                                       {"label", rating.label},
                                       {"age", world::age_of(rating.system, rating.label)}});
    }
    if (ratings.empty() && title.parent) return ratings_of(viewer, title_of(viewer, *title.parent));
    return ratings;
}

json::array people_of(const api::Viewer& viewer, const Title& title) {
    json::array people;
    for (const catalogue::Credit& credit : title.facts.credits) {
        const catalogue::Person* person = viewer.snapshot().catalogue->person(credit.person);
        if (person == nullptr) continue;
        people.push_back(
            json::object{{"name", catalogue::Snapshot::name_for(person->names, viewer.languages())},
                         {"role", catalogue::to_string(credit.role)},
                         {"character", text_or_null(credit.character)}});
    }
    return people;
}

struct Spoken {
    json::array audio;
    json::array subtitles;
};

/// What can be heard and read: the asset's languages, as far as the licence allows them.
Spoken languages_of(const api::Viewer& viewer, TitleId title, assets::AssetLibrary& library) {
    Spoken spoken;
    const auto asset_id = viewer.snapshot().assets->current_of(title);
    if (!asset_id) return spoken;
    const auto asset = library.open(*asset_id);
    if (!asset) return spoken;
    const rights::Decision decision = viewer.snapshot().decide(viewer.audience(), title);
    const auto allowed = playback::allowed_tracks(**asset, decision, INT32_MAX);
    if (!allowed) return spoken;
    std::set<std::string> audio, subtitles;
    const assets::AssetDocument& document = (*asset)->document;
    for (size_t n = 0; n < playback::track_count(**asset); ++n) {
        if (!allowed->contains(n)) continue;
        if (n < document.tracks.size()) {
            const media::TrackInfo& info = document.tracks[n].info;
            if (info.kind == media::TrackKind::audio) audio.insert(info.language);
        } else if (n - document.tracks.size() < document.texts.size()) {
            subtitles.insert(document.texts[n - document.tracks.size()].language);
        }
    }
    spoken.audio = json::array(audio.begin(), audio.end());
    spoken.subtitles = json::array(subtitles.begin(), subtitles.end());
    return spoken;
}

/// Seasons or episodes that the viewer can watch, in their order.
json::array below(const api::Viewer& viewer, TitleId parent, catalogue::Kind kind, const Personal& personal) {
    json::array titles;
    for (const TitleId child : viewer.snapshot().catalogue->children(parent)) {
        const Title& title = title_of(viewer, child);
        if (title.kind != kind || !viewer.watchable().contains(child)) continue;
        json::object card = title_card(viewer, child);
        const auto words = viewer.snapshot().catalogue->view(title, viewer.languages());
        card["synopsis"] = text_or_null(words.synopsis);
        if (kind == catalogue::Kind::season)
            card["episodes"] = below(viewer, child, catalogue::Kind::episode, personal);
        else
            card["progress"] = progress_of(personal, child);
        titles.push_back(std::move(card));
    }
    return titles;
}

}  // namespace

json::object title_names(const api::Viewer& viewer, TitleId id) {
    const Title& title = title_of(viewer, id);
    const auto words = viewer.snapshot().catalogue->view(title, viewer.languages());
    return {{"ref", viewer.snapshot().catalogue->reference_of(title)},
            {"name", words.name},
            {"original_name", title.facts.original_title},
            {"original_language", original_language(title)}};
}

json::object title_card(const api::Viewer& viewer, TitleId id) {
    const Title& title = title_of(viewer, id);
    const auto words = viewer.snapshot().catalogue->view(title, viewer.languages());
    const std::string ref = viewer.snapshot().catalogue->reference_of(title);
    return {
        {"ref", ref},
        {"kind", catalogue::to_string(title.kind)},
        {"number", title.number ? json::value(*title.number) : json::value()},
        {"name", words.name},
        {"name_language", words.name_locale.text()},
        {"original_name", title.facts.original_title},
        {"original_language", original_language(title)},
        {"release_year", title.facts.release_year ? json::value(*title.facts.release_year) : json::value()},
        {"runtime_seconds", title.facts.runtime ? json::value(title.facts.runtime->count()) : json::value()},
        {"maturity_age", viewer.snapshot().maturity_of(id, viewer.audience().place)},
        {"genres", genres_of(viewer, title)},
        {"artwork", artwork_of(viewer, title, ref)},
        {"leaves_at", json_of(viewer.snapshot().leaves_at(viewer.audience(), id))},
        {"original", is_original(title)},
        {"countries", countries_of(title)},
        {"preview", viewer.snapshot().assets->preview_of(id)
                        ? json::value("/api/v1/previews/" + percent_encode(ref))
                        : json::value()}};
}

Result<Personal> Personal::of(const api::Call& call, const api::Viewer& viewer, TitleId title) {
    Personal personal;
    if (!viewer.profile()) return personal;
    const members::ProfileId profile = viewer.profile()->id;
    const auto latest = call.services.progress.latest(profile.number(), progress_max);
    if (!latest) return call.can_do_without(latest.error()) ? Result<Personal>(personal) : latest.error();
    for (const events::Progress& progress : *latest) personal.progress.emplace(progress.title, progress);
    const TitleId top = playback::top_of(*viewer.snapshot().catalogue, title);
    personal.in_my_list = TRY(call.services.lists.contains(profile, top.number()));
    return personal;
}

json::object title_document(const api::Viewer& viewer, TitleId id, assets::AssetLibrary& library,
                            const Personal& personal) {
    const Title& title = title_of(viewer, id);
    const auto words = viewer.snapshot().catalogue->view(title, viewer.languages());
    json::object document = title_card(viewer, id);
    document["synopsis"] = text_or_null(words.synopsis);
    document["synopsis_language"] =
        words.synopsis.empty() ? json::value() : json::value(words.synopsis_locale.text());
    document["ratings"] = ratings_of(viewer, title);
    document["advisories"] = json_of(title.facts.advisories);
    document["people"] = people_of(viewer, title);
    document["parent"] = title.parent ? json::value(title_names(viewer, *title.parent)) : json::value();
    Spoken spoken = languages_of(viewer, id, library);
    document["audio"] = std::move(spoken.audio);
    document["subtitles"] = std::move(spoken.subtitles);
    document["seasons"] = below(viewer, id, catalogue::Kind::season, personal);
    document["episodes"] = below(viewer, id, catalogue::Kind::episode, personal);
    document["progress"] = progress_of(personal, id);
    document["in_my_list"] = personal.in_my_list;
    return document;
}

}  // namespace nuri::member_api
