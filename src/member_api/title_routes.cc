#include <boost/json.hpp>

#include "api/artwork_urls.h"
#include "api/call.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "http/conditional.h"
#include "member_api/routes.h"
#include "member_api/search.h"
#include "member_api/title_view.h"
#include "members/token.h"

namespace nuri::member_api {
namespace {

namespace json = boost::json;

constexpr int64_t page_max = 100;
constexpr int64_t page_usual = 40;
constexpr size_t words_bytes_max = 200;

/// What the viewer can watch, newest first, a page at a time; `total` counts all pages.
Result<http::Response> list(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const int64_t limit = TRY(call.query_number("limit", 1, page_max)).value_or(page_usual);
    const int64_t before = TRY(call.query_number("cursor", 1, INT64_MAX)).value_or(INT64_MAX);
    std::optional<catalogue::Kind> kind;
    if (const auto word = call.request.query_value("kind")) {
        kind = TRY(catalogue::parse_kind(*word));
        if (*kind != catalogue::Kind::film && *kind != catalogue::Kind::series)
            return Error{ErrorKind::invalid, "`kind` must be film or series"};
    }
    json::array titles;
    int64_t total = 0;
    TitleId last;
    bool more = false;
    const std::vector<TitleId>& tops = viewer.watchable().tops();
    for (auto id = tops.rbegin(); id != tops.rend(); ++id) {
        if (kind && viewer.snapshot().catalogue->find(*id)->kind != *kind) continue;
        ++total;
        if (id->number() >= before) continue;
        more = static_cast<int64_t>(titles.size()) >= limit;
        if (more) continue;
        titles.push_back(title_card(viewer, *id));
        last = *id;
    }
    return api::answer({{"total", total},
                        {"titles", std::move(titles)},
                        {"next_cursor", more ? json::value(std::to_string(last.number())) : json::value()}});
}

Result<http::Response> show(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    api::Viewer::Found found = TRY(viewer.find(call.request.capture("ref")));
    if (found.refusal) return *std::move(found.refusal);
    const Personal personal = TRY(Personal::of(call, viewer, found.title));
    return api::answer(title_document(viewer, found.title, call.services.library, personal));
}

Result<http::Response> find_titles(api::Call& call) {
    const std::string words = call.request.query_value("q").value_or("");
    if (trim(words).empty() || words.size() > words_bytes_max) {
        return Error{ErrorKind::invalid,
                     "`q` must be 1 to " + std::to_string(words_bytes_max) + " bytes of text"};
    }
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, page_max)).value_or(page_usual));
    const std::vector<TitleId> found = search(viewer, words);
    json::array titles;
    for (size_t n = 0; n < found.size() && n < limit; ++n) titles.push_back(title_card(viewer, found[n]));
    return api::answer({{"total", found.size()}, {"titles", std::move(titles)}});
}

/// The widths that may be asked for: few, so that what is kept by browsers and proxies is found again.
Result<int> width_of(const api::Call& call) {
    const auto width = TRY(call.query_number("width", 1, 1920));
    if (!width) return INT32_MAX;
    for (const int64_t known : {160, 320, 480, 640, 960, 1280, 1920})
        if (*width == known) return static_cast<int>(known);
    return Error{ErrorKind::invalid, "`width` must be 160, 320, 480, 640, 960, 1280 or 1920"};
}

Result<http::Response> artwork(api::Call& call) {
    const auto kind = catalogue::parse_artwork_kind(call.request.capture("kind"));
    if (!kind) return Error{ErrorKind::not_found, "there is no such kind of artwork"};
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    api::Viewer::Found found = TRY(viewer.find(call.request.capture("ref")));
    if (found.refusal) return *std::move(found.refusal);
    const catalogue::Snapshot& catalogue = *viewer.snapshot().catalogue;
    const catalogue::Artwork* picture =
        catalogue.artwork(*catalogue.find(found.title), *kind, viewer.languages());
    if (picture == nullptr) return Error{ErrorKind::not_found, "this title has no such artwork"};
    const auto word = call.request.query_value("place");
    const catalogue::Place place = word ? TRY(catalogue::parse_place(*word)) : catalogue::Place::full;
    // Kept by this viewer's browser only, and not for long: where a title is gone its pictures are gone. An
    // address that changes with the picture may be kept for good, for what was shown is no secret any more.
    const bool lasting = call.request.query_value("v").has_value() && !call.pretended;
    http::Response response =
        TRY(api::send_picture(call, catalogue::object_for(*picture, place, TRY(width_of(call))),
                              lasting ? "private, max-age=31536000, immutable" : "private, max-age=300"));
    response.headers.set("Vary", "Accept-Language, Cookie, Authorization");
    return response;
}

}  // namespace

void add_title_routes(api::Routes& routes) {
    using enum http::Method;
    routes.add(get, "/titles", api::for_anybody(), list);
    routes.add(get, "/titles/{ref...}", api::for_anybody(), show);
    routes.add(get, "/search", api::for_anybody(), find_titles);
    routes.add(get, "/artwork/{kind}/{ref...}", api::for_anybody(), artwork);
}

}  // namespace nuri::member_api
