#include <algorithm>
#include <boost/json.hpp>

#include "api/artwork_urls.h"
#include "api/call.h"
#include "api/viewer.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "base/text.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "licensing/law.h"
#include "studio_api/routes.h"
#include "studio_api/titles/catalogue_title.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Title;
using desk::TitleFilter;

constexpr size_t words_bytes_max = 200;

/// The values of a filter, wherever they were written.
struct FilterWords {
    std::optional<std::string> q, kind, parent, status, country, language, genre, licensed_in, missing;
    std::optional<int64_t> person, year_from, year_to;
    std::optional<bool> has_asset;
};

Result<TitleFilter> filter_of(const api::Call& call, const FilterWords& words) {
    TitleFilter filter;
    filter.words = words.q.value_or("");
    if (filter.words.size() > words_bytes_max || !is_utf8(filter.words))
        return Error{ErrorKind::invalid, "`q` must be at most 200 bytes of text"};
    if (words.parent) filter.parent = TRY(call.services.plane.current()->catalogue->resolve(*words.parent));
    if (words.kind) {
        for (const std::string_view kind : split(*words.kind, ','))
            filter.kinds.push_back(TRY(catalogue::parse_kind(kind)));
    } else if (!filter.parent) {
        filter.kinds = {catalogue::Kind::film, catalogue::Kind::series};
    }
    if (words.status) {
        for (const std::string_view status : split(*words.status, ','))
            filter.statuses.push_back(TRY(desk::parse_title_status(status)));
    }
    if (words.country) filter.country = TRY(world::Territory::parse(*words.country).context("`country`"));
    if (words.language)
        filter.language = TRY(world::LanguageTag::parse(*words.language).context("`language`"));
    filter.genre = words.genre.value_or("");
    if (words.person) filter.person = catalogue::PersonId(*words.person);
    filter.has_asset = words.has_asset;
    if (words.licensed_in)
        filter.licensed_in = TRY(world::Territory::parse(*words.licensed_in).context("`licensed_in`"));
    if (words.missing) {
        for (const std::string_view lack : split(*words.missing, ','))
            filter.missing.push_back(TRY(desk::Lack::parse(lack)));
    }
    if (words.year_from) filter.year_from = static_cast<int>(*words.year_from);
    if (words.year_to) filter.year_to = static_cast<int>(*words.year_to);
    return filter;
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

json::object row_of(const catalogue::Snapshot& catalogue, const desk::Standing& standing,
                    const std::vector<world::LanguageTag>& readers, const Title& title) {
    const catalogue::Facts& facts = title.facts;
    const catalogue::View view = catalogue.view(title, readers);
    const Title* parent = title.parent ? catalogue.find(*title.parent) : nullptr;
    const auto language = facts.known_language();
    json::array countries, artwork, locales;
    for (const world::Territory country : facts.countries) countries.emplace_back(country.code());
    for (const catalogue::Artwork& picture : facts.artwork) {
        const json::value kind(catalogue::to_string(picture.kind));
        if (std::find(artwork.begin(), artwork.end(), kind) == artwork.end()) artwork.push_back(kind);
    }
    for (const catalogue::Text& text : facts.texts) locales.emplace_back(text.locale.text());
    return {{"id", title.id.number()},
            {"ref", catalogue.reference_of(title)},
            {"slug", title.slug},
            {"kind", catalogue::to_string(title.kind)},
            {"parent", parent != nullptr ? json::value(catalogue.reference_of(*parent)) : json::value()},
            {"number", title.number ? json::value(*title.number) : json::value()},
            {"name", view.name},
            {"name_language", view.name_locale.text()},
            {"original_title", facts.original_title},
            {"original_language", language ? json::value(language->text()) : json::value()},
            {"release_year", facts.release_year ? json::value(*facts.release_year) : json::value()},
            {"countries", std::move(countries)},
            {"genres", json_of(facts.genres)},
            {"status", desk::to_string(standing.status_of(title.id))},
            {"has_asset", standing.has_asset(title.id)},
            {"children", catalogue.children(title.id).size()},
            {"artwork", std::move(artwork)},
            {"poster", text_or_null(api::list_picture_url(catalogue, title, readers))},
            {"locales", std::move(locales)}};
}

Result<http::Response> list(api::Call& call) {
    const desk::Holdings holdings = holdings_of(call);
    desk::TitleFinder::Question question;
    question.filter = TRY(title_filter(call));
    question.readers = TRY(readers_of(call));
    question.order = question.filter.words.empty() ? desk::TitleOrder::name : desk::TitleOrder::match;
    if (const auto sort = call.request.query_value("sort"))
        question.order = TRY(desk::parse_title_order(*sort));
    if (const auto order = call.request.query_value("order")) {
        if (*order != "asc" && *order != "desc")
            return Error{ErrorKind::invalid, "`order` must be asc or desc"};
        question.descending = *order == "desc";
    }
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const auto standing = call.services.desk.standing(holdings, call.now);
    const std::vector<TitleId> found = call.services.desk.finder(holdings)->find(question, *standing);
    const Page page = TRY(page_after(call, found, limit));
    return api::answer({{"total", found.size()},
                        {"titles", title_rows(call, question.readers, page.titles)},
                        {"next_cursor", page.next}});
}

Result<http::Response> genres(api::Call& call) {
    json::array genres;
    for (const catalogue::Genre& genre : call.services.plane.current()->catalogue->genres())
        genres.push_back(json::object{{"slug", genre.slug}, {"names", json_of(genre.names)}});
    return api::answer({{"genres", std::move(genres)}});
}

Result<http::Response> people(api::Call& call) {
    const std::string words = call.request.query_value("q").value_or("");
    if (trim(words).empty() || words.size() > words_bytes_max || !is_utf8(words))
        return Error{ErrorKind::invalid, "`q` must be 1 to 200 bytes of text"};
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const desk::Holdings holdings = holdings_of(call);
    json::array people;
    for (const auto& [id, titles] : call.services.desk.finder(holdings)->find_people(words, limit)) {
        people.push_back(json::object{{"id", id.number()},
                                      {"names", json_of(holdings.catalogue->person(id)->names)},
                                      {"titles", titles}});
    }
    return api::answer({{"people", std::move(people)}});
}

}  // namespace

desk::Holdings holdings_of(const api::Call& call) {
    const auto snapshot = call.services.plane.current();
    return {snapshot->catalogue, snapshot->law, snapshot->assets};
}

Result<std::vector<world::LanguageTag>> readers_of(const api::Call& call) {
    std::vector<world::LanguageTag> wanted;
    if (const auto locale = call.request.query_value("locale"))
        wanted.push_back(TRY(world::LanguageTag::parse(*locale).context("`locale`")));
    for (const world::LanguageTag& tag :
         api::accepted_languages(call.request.headers.get("Accept-Language").value_or("")))
        wanted.push_back(tag);
    return api::reading_order(wanted);
}

Result<Page> page_after(const api::Call& call, const std::vector<TitleId>& found, size_t limit) {
    size_t begin = 0;
    if (const auto cursor = call.request.query_value("cursor")) {
        const std::vector<std::string_view> parts = split(*cursor, '-');
        const auto place = parse_integer(parts[0]);
        const auto title = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
        if (!place || !title || *place < 0)
            return Error{ErrorKind::invalid, "`cursor` is none of ours: take `next_cursor` as it is"};
        const auto known = std::find(found.begin(), found.end(), TitleId(*title));
        begin = known != found.end() ? static_cast<size_t>(known - found.begin()) + 1
                                     : std::min(static_cast<size_t>(*place), found.size());
    }
    Page page;
    const size_t end = std::min(found.size(), begin + limit);
    page.titles.assign(found.begin() + static_cast<ptrdiff_t>(begin),
                       found.begin() + static_cast<ptrdiff_t>(end));
    if (end < found.size() && end > begin)
        page.next = std::to_string(end) + "-" + std::to_string(found[end - 1].number());
    return page;
}

json::array title_rows(const api::Call& call, const std::vector<world::LanguageTag>& readers,
                       const std::vector<TitleId>& titles) {
    const desk::Holdings holdings = holdings_of(call);
    const auto standing = call.services.desk.standing(holdings, call.now);
    json::array rows;
    for (const TitleId id : titles) {
        const Title* title = holdings.catalogue->find(id);
        if (title != nullptr) rows.push_back(row_of(*holdings.catalogue, *standing, readers, *title));
    }
    return rows;
}

Result<TitleFilter> title_filter(const api::Call& call) {
    const auto text = [&](std::string_view name) { return call.request.query_value(name); };
    FilterWords words{.q = text("q"),
                      .kind = text("kind"),
                      .parent = text("parent"),
                      .status = text("status"),
                      .country = text("country"),
                      .language = text("language"),
                      .genre = text("genre"),
                      .licensed_in = text("licensed_in"),
                      .missing = text("missing"),
                      .person = TRY(call.query_number("person", 1, INT64_MAX)),
                      .year_from = TRY(call.query_number("year_from", 0, 9999)),
                      .year_to = TRY(call.query_number("year_to", 0, 9999)),
                      .has_asset = TRY(call.query_truth("has_asset"))};
    return filter_of(call, words);
}

Result<TitleFilter> title_filter(const api::Call& call, api::Input& input) {
    const auto text = [&](std::string_view name) { return input.optional_text(name, 300); };
    FilterWords words{.q = text("q"),
                      .kind = text("kind"),
                      .parent = text("parent"),
                      .status = text("status"),
                      .country = text("country"),
                      .language = text("language"),
                      .genre = text("genre"),
                      .licensed_in = text("licensed_in"),
                      .missing = text("missing"),
                      .person = input.optional_integer("person", 1, INT64_MAX),
                      .year_from = input.optional_integer("year_from", 0, 9999),
                      .year_to = input.optional_integer("year_to", 0, 9999),
                      .has_asset = input.optional_truth("has_asset")};
    TRY(input.finish());
    return filter_of(call, words);
}

void add_title_list_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::catalogue, members::Access::read);
    routes.add(get, "/operator/titles", read, list);
    routes.add(get, "/operator/genres", read, genres);
    routes.add(get, "/operator/people", read, people);
}

}  // namespace nuri::studio_api
