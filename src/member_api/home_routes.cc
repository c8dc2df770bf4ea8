// The first page, and what a profile makes of it: its list, what it goes on with, what it has watched.
#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "events/progress.h"
#include "member_api/routes.h"
#include "member_api/title_view.h"
#include "members/my_list.h"
#include "members/token.h"
#include "playback/home.h"
#include "playback/playable.h"
#include "playback/popular.h"
#include "playback/similar.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr int64_t rows_max = 40, rows_usual = 12;
constexpr int64_t items_max = 40, items_usual = 12;
constexpr int64_t page_max = 100, page_usual = 40;
constexpr size_t continuing_max = 100;

/// All that a page is made of, for one viewer.
struct Page {
    std::vector<playback::Continuing> continuing;
    std::vector<TitleId> my_list;
    playback::Home home;
};

Result<std::vector<TitleId>> listed(const api::Call& call, const api::Viewer& viewer) {
    std::vector<TitleId> titles;
    for (const members::ListedTitle& title : TRY(call.services.lists.list(viewer.profile()->id)))
        titles.emplace_back(title.title);
    return titles;
}

Result<std::vector<playback::Continuing>> continued(const api::Call& call, const api::Viewer& viewer) {
    return playback::continuing(viewer.watchable(), viewer.profile()->id.number(), call.services.progress,
                                continuing_max);
}

Result<Page> page_of(const api::Call& call, const api::Viewer& viewer) {
    Page page;
    if (viewer.profile()) {
        // While the records are away, the page goes without what is the profile's own.
        auto going_on = continued(call, viewer);
        if (going_on)
            page.continuing = *std::move(going_on);
        else if (!call.can_do_without(going_on.error()))
            return std::move(going_on).error();
        auto list = listed(call, viewer);
        if (list)
            page.my_list = *std::move(list);
        else if (!call.can_do_without(list.error()))
            return std::move(list).error();
    }
    static const auto nothing = std::make_shared<const playback::Popular::Titles>();
    const auto& place = viewer.audience().place;
    const auto popular = place ? call.services.popular.in(*place) : nothing;
    page.home = playback::Home::of(viewer.watchable(), {page.continuing, page.my_list, *popular});
    return page;
}

json::object item_json(const api::Viewer& viewer, const playback::Continuing& item) {
    return {{"title", title_card(viewer, item.title)},
            {"series", item.top == item.title ? json::value() : json::value(title_card(viewer, item.top))},
            {"progress", item.progress ? json::value(json_of(*item.progress)) : json::value()}};
}

json::object arguments_json(const api::Viewer& viewer, const playback::HomeRow& row) {
    using playback::RowKind;
    switch (row.kind) {
        case RowKind::country:
            return {{"country", row.argument}};
        case RowKind::language:
            return {{"language", row.argument}};
        case RowKind::genre: {
            const catalogue::Genre* genre = viewer.snapshot().catalogue->genre(row.argument);
            json::object arguments{{"genre", row.argument}};
            if (genre != nullptr)
                arguments["name"] = catalogue::Snapshot::name_for(genre->names, viewer.languages());
            return arguments;
        }
        case RowKind::popular:
            return {{"territory", viewer.audience().place->leaf().code()}};
        default:
            return {};
    }
}

/// `count` of a row's items from one of them on.
json::object row_json(const api::Viewer& viewer, const Page& page, const playback::HomeRow& row, size_t from,
                      size_t count) {
    json::array items;
    const size_t to = std::min(row.titles.size(), from + count);
    for (size_t n = from; n < to; ++n) {
        if (row.kind == playback::RowKind::continue_watching) {
            items.push_back(item_json(viewer, page.continuing[n]));
        } else {
            items.push_back(json::object{
                {"title", title_card(viewer, row.titles[n])}, {"series", nullptr}, {"progress", nullptr}});
        }
    }
    return {{"id", row.id()},
            {"kind", to_string(row.kind)},
            {"arguments", arguments_json(viewer, row)},
            {"total", row.titles.size()},
            {"items", std::move(items)},
            {"next_cursor", to < row.titles.size() ? json::value(std::to_string(to)) : json::value()}};
}

json::value billboard_json(const api::Viewer& viewer, const Page& page) {
    if (!page.home.billboard) return nullptr;
    const TitleId id = *page.home.billboard;
    const catalogue::Title& title = *viewer.snapshot().catalogue->find(id);
    const auto words = viewer.snapshot().catalogue->view(title, viewer.languages());
    json::object card = title_card(viewer, id);
    card["synopsis"] = words.synopsis.empty() ? json::value() : json::value(words.synopsis);
    card["in_my_list"] = std::find(page.my_list.begin(), page.my_list.end(), id) != page.my_list.end();
    return card;
}

Result<http::Response> home(api::Call& call) {
    const auto rows_wanted =
        static_cast<size_t>(TRY(call.query_number("rows", 1, rows_max)).value_or(rows_usual));
    const auto from = static_cast<size_t>(TRY(call.query_number("cursor", 0, INT32_MAX)).value_or(0));
    const auto count =
        static_cast<size_t>(TRY(call.query_number("limit", 1, items_max)).value_or(items_usual));
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const Page page = TRY(page_of(call, viewer));
    json::array rows;
    const std::vector<playback::HomeRow>& all = page.home.rows;
    const size_t to = std::min(all.size(), from + rows_wanted);
    for (size_t n = from; n < to; ++n) {
        // A first screen that cannot be filled with what is new on the page ends there, rather than repeat.
        const size_t fresh = all[n].fresh;
        const size_t shown = fresh < playback::Home::first_screen ? std::min(count, fresh) : count;
        rows.push_back(row_json(viewer, page, all[n], 0, shown));
    }
    return api::answer({{"billboard", from == 0 ? billboard_json(viewer, page) : json::value()},
                        {"rows", std::move(rows)},
                        {"next_cursor", to < all.size() ? json::value(std::to_string(to)) : json::value()}});
}

Result<http::Response> home_row(api::Call& call) {
    const auto from = static_cast<size_t>(TRY(call.query_number("cursor", 0, INT32_MAX)).value_or(0));
    const auto count = static_cast<size_t>(TRY(call.query_number("limit", 1, page_max)).value_or(page_usual));
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const Page page = TRY(page_of(call, viewer));
    const std::string_view id = call.request.capture("row");
    for (const playback::HomeRow& row : page.home.rows) {
        if (row.id() == id) return api::answer(row_json(viewer, page, row, from, count));
    }
    return Error{ErrorKind::not_found, "there is no such row for this viewer"};
}

/// For a title that can be watched and for one that cannot: only what it is like is told, never what it is.
Result<http::Response> similar(api::Call& call) {
    const auto count =
        static_cast<size_t>(TRY(call.query_number("limit", 1, items_max)).value_or(items_usual));
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    api::Viewer::Found found = TRY(viewer.find(call.request.capture("ref")));
    if (!found.title && viewer.watchable().tops().empty()) return *std::move(found.refusal);
    const TitleId title =
        found.title ? found.title : TRY(viewer.snapshot().catalogue->resolve(call.request.capture("ref")));
    json::array titles;
    for (const TitleId id : playback::similar_titles(viewer.watchable(), title, count))
        titles.push_back(title_card(viewer, id));
    return api::answer({{"titles", std::move(titles)}});
}

Result<http::Response> my_list(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    json::array items;
    for (const members::ListedTitle& title : TRY(call.services.lists.list(viewer.profile()->id))) {
        if (!viewer.watchable().contains(TitleId(title.title))) continue;
        items.push_back(json::object{{"title", title_card(viewer, TitleId(title.title))},
                                     {"added", to_string(title.added)}});
    }
    return api::answer({{"total", items.size()}, {"items", std::move(items)}});
}

Result<http::Response> add_to_my_list(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    api::Viewer::Found found = TRY(viewer.find(call.request.capture("ref")));
    if (found.refusal) return *std::move(found.refusal);
    const TitleId top = playback::top_of(*viewer.snapshot().catalogue, found.title);
    TRY(call.services.lists.add(viewer.profile()->id, top.number(), call.now));
    return api::done();
}

/// The film or series that a REF belongs to, whether or not it can be watched; none for what is not there,
/// which is answered as what is not on a list.
std::optional<TitleId> named_top(const api::Viewer& viewer, std::string_view ref) {
    const catalogue::Snapshot& catalogue = *viewer.snapshot().catalogue;
    const auto title = catalogue.resolve(ref);
    return title ? std::optional(playback::top_of(catalogue, *title)) : std::nullopt;
}

Result<http::Response> remove_from_my_list(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    if (const auto top = named_top(viewer, call.request.capture("ref")))
        TRY(call.services.lists.remove(viewer.profile()->id, top->number()));
    return api::done();
}

Result<http::Response> continue_watching(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    json::array items;
    for (const playback::Continuing& item : TRY(continued(call, viewer)))
        items.push_back(item_json(viewer, item));
    return api::answer({{"items", std::move(items)}});
}

Result<http::Response> stop_continuing(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    if (const auto top = named_top(viewer, call.request.capture("ref")))
        TRY(call.services.progress.leave(viewer.profile()->id.number(), top->number(), call.now));
    return api::done();
}

/// The films and episodes that a REF means, of those the viewer can watch; or the problem to answer with.
struct Marked {
    std::vector<TitleId> titles;
    std::optional<http::Response> refusal;
};
Result<Marked> marked(const api::Viewer& viewer, std::string_view ref) {
    api::Viewer::Found found = TRY(viewer.find(ref));
    if (found.refusal) return Marked{{}, std::move(found.refusal)};
    const catalogue::Snapshot& catalogue = *viewer.snapshot().catalogue;
    const catalogue::Kind kind = catalogue.find(found.title)->kind;
    if (kind == catalogue::Kind::film || kind == catalogue::Kind::episode) return Marked{{found.title}, {}};
    Marked marked;
    for (const TitleId episode : playback::episodes_of(catalogue, found.title)) {
        if (viewer.watchable().contains(episode)) marked.titles.push_back(episode);
    }
    return marked;
}

int64_t duration_ms_of(const api::Call& call, const api::Viewer& viewer, TitleId title) {
    const auto id = viewer.snapshot().assets->current_of(title);
    const auto asset = id ? call.services.library.open(*id) : Error{ErrorKind::not_found, ""};
    return asset ? (*asset)->document.duration.count() : 0;
}

Result<http::Response> mark_watched(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    Marked wanted = TRY(marked(viewer, call.request.capture("ref")));
    if (wanted.refusal) return *std::move(wanted.refusal);
    for (const TitleId title : wanted.titles)
        TRY(call.services.progress.mark_finished(viewer.profile()->id.number(), title.number(),
                                                 duration_ms_of(call, viewer, title), call.now));
    return api::done();
}

Result<http::Response> mark_unwatched(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    Marked wanted = TRY(marked(viewer, call.request.capture("ref")));
    if (wanted.refusal) return *std::move(wanted.refusal);
    for (const TitleId title : wanted.titles)
        TRY(call.services.progress.forget(viewer.profile()->id.number(), title.number()));
    return api::done();
}

}  // namespace

void add_home_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule play = api::for_members(members::scope::play);
    routes.add(get, "/home", api::for_anybody(), home);
    routes.add(get, "/home/rows/{row}", api::for_anybody(), home_row);
    routes.add(get, "/similar/{ref...}", api::for_anybody(), similar);
    routes.add(get, "/my-list", play, my_list);
    routes.add(put, "/my-list/{ref...}", play, add_to_my_list);
    routes.add(delete_, "/my-list/{ref...}", play, remove_from_my_list);
    routes.add(get, "/continue-watching", play, continue_watching);
    routes.add(delete_, "/continue-watching/{ref...}", play, stop_continuing);
    routes.add(put, "/watched/{ref...}", play, mark_watched);
    routes.add(delete_, "/watched/{ref...}", play, mark_unwatched);
}

}  // namespace nuri::member_api
