#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "desk/assignments.h"
#include "desk/calendar.h"
#include "desk/notice_letters.h"
#include "desk/notices.h"
#include "desk/readiness.h"
#include "desk/rights_desk.h"
#include "licensing/law.h"
#include "licensing/rights_book.h"
#include "rights/conflicts.h"
#include "rights/white_space.h"
#include "studio_api/licences/licence_json.h"
#include "studio_api/routes.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using licensing::RightsBook;
using rights::Right;

constexpr std::chrono::days period_usual{365};
constexpr std::chrono::days period_max{3660};
constexpr size_t offset_max = 100'000;
constexpr size_t assignments_max = 10'000;

/// What the desk's answers are made of.
struct Books {
    std::shared_ptr<const catalogue::Snapshot> titles;
    std::shared_ptr<const RightsBook> rights;
    std::vector<world::LanguageTag> readers;  ///< languages in which names are read, best first
};

Result<Books> books_of(const api::Call& call) {
    const auto snapshot = call.services.plane.current();
    return Books{snapshot->catalogue,
                 TRY(call.services.rights_desk.book(*snapshot->catalogue, snapshot->law->licensing_revision)),
                 TRY(readers_of(call))};
}

std::string reference_of(const Books& books, TitleId id) {
    const catalogue::Title* title = books.titles->find(id);
    return title == nullptr ? std::string() : books.titles->reference_of(*title);
}

std::string_view name_of(const Books& books, TitleId id) {
    const catalogue::Title* title = books.titles->find(id);
    return title == nullptr ? std::string_view() : books.titles->view(*title, books.readers).name;
}

json::value or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

/// One side by its licence in the book; `candidate` is the one that is being written, which has none.
json::object side_json(const Books& books, GrantId id, const Right* candidate) {
    const licensing::GrantRecord* record = books.rights->record(id);
    if (candidate != nullptr && candidate->grant.id == id) record = nullptr;
    const rights::Grant& grant = record != nullptr ? record->grant : candidate->grant;
    const bool out = record != nullptr ? books.rights->direction(id) == licensing::Direction::out
                                       : candidate->flow == rights::Flow::out;
    return {{"id", record != nullptr ? json::value(id.number()) : json::value()},
            {"title", reference_of(books, grant.title)},
            {"direction", out ? "out" : "in"},
            {"sign", rights::to_string(grant.sign)},
            {"partner", record != nullptr ? or_null(record->partner) : json::value()},
            {"contract", record != nullptr ? or_null(record->contract) : json::value()},
            {"exclusive", grant.exclusive},
            {"territories", record != nullptr ? record->territories : world::to_string(grant.territories)},
            {"from", to_string(grant.window.start())},
            {"to", json_of(grant.window.end())}};
}

json::array exceeded_json(const rights::Exceeded& exceeded) {
    const std::pair<bool, const char*> all[] = {{exceeded.height, "height"},
                                                {exceeded.hdr, "hdr"},
                                                {exceeded.audio_format, "audio_format"},
                                                {exceeded.audio, "audio"},
                                                {exceeded.subtitles, "subtitles"},
                                                {exceeded.downloads, "downloads"},
                                                {exceeded.plays, "plays"},
                                                {exceeded.devices, "devices"}};
    json::array words;
    for (const auto& [is, word] : all)
        if (is) words.emplace_back(word);
    return words;
}

json::object conflict_json(const Books& books, const rights::Conflict& conflict, const Right* candidate) {
    return {{"kind", rights::to_string(conflict.kind)},
            {"right", side_json(books, conflict.right, candidate)},
            {"against",
             conflict.against ? json::value(side_json(books, *conflict.against, candidate)) : json::value()},
            {"title", reference_of(books, conflict.shared.title)},
            {"name", name_of(books, conflict.shared.title)},
            {"territories", world::to_string(conflict.shared.territories)},
            {"from", to_string(conflict.shared.window.start())},
            {"to", json_of(conflict.shared.window.end())},
            {"license_types", json_of(conflict.shared.license_types)},
            {"exceeded", exceeded_json(conflict.exceeded)}};
}

json::object conflicts_json(const Books& books, const std::vector<rights::Conflict>& conflicts,
                            bool truncated, size_t offset, size_t limit, const Right* candidate) {
    json::array page;
    for (size_t i = offset; i < std::min(conflicts.size(), offset + limit); ++i)
        page.push_back(conflict_json(books, conflicts[i], candidate));
    return {{"total", conflicts.size()}, {"truncated", truncated}, {"conflicts", std::move(page)}};
}

Result<http::Response> check_licence(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto replaces = TRY(call.query_number("replaces", 1, INT64_MAX));
    const licensing::NewGrant wish = TRY(licence_wish(call, *books.titles));
    const Right candidate = TRY(call.services.database.read([&](store::Reader& reader) {
        return RightsBook::candidate(reader, wish, books.titles->tree(),
                                     replaces ? std::optional(GrantId(*replaces)) : std::nullopt);
    }));
    const auto found = rights::conflicts_of(books.titles->tree(), books.rights->rights(), candidate);
    return api::answer(conflicts_json(books, found.found, found.truncated, 0, 1000, &candidate));
}

Result<size_t> offset_of(const api::Call& call) {
    return static_cast<size_t>(TRY(call.query_number("offset", 0, offset_max)).value_or(0));
}

Result<http::Response> list_conflicts(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto kind = call.request.query_value("kind");
    const auto partner = call.request.query_value("partner");
    const auto title = call.request.query_value("title");
    const Instant at = TRY(call.query_instant("at")).value_or(call.now);
    const size_t offset = TRY(offset_of(call));
    const size_t limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const TitleId wanted = title ? TRY(books.titles->resolve(*title)) : TitleId();

    const auto all = TRY(call.services.rights_desk.conflicts(*books.titles, books.rights->revision()));
    std::vector<rights::Conflict> found;
    const auto of_partner = [&](GrantId id) {
        const licensing::GrantRecord* record = books.rights->record(id);
        return record != nullptr && record->partner == *partner;
    };
    for (const rights::Conflict& conflict : all->found) {
        if (conflict.shared.window.end() && *conflict.shared.window.end() <= at) continue;
        if (kind && rights::to_string(conflict.kind) != *kind) continue;
        if (partner && !of_partner(conflict.right) && !(conflict.against && of_partner(*conflict.against)))
            continue;
        if (wanted) {
            const auto chain = books.titles->tree().chain(conflict.shared.title);
            if (std::find(chain.begin(), chain.end(), wanted) == chain.end()) continue;
        }
        found.push_back(conflict);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.shared.window.start() < b.shared.window.start();
    });
    return api::answer(conflicts_json(books, found, all->truncated, offset, limit, nullptr));
}

Result<std::vector<TitleId>> titles_of(const api::Call& call, const Books& books) {
    std::vector<TitleId> titles;
    const auto text = call.request.query_value("titles");
    if (!text) return titles;
    for (const std::string_view reference : split(*text, ','))
        titles.push_back(TRY(books.titles->resolve(trim(reference))));
    return titles;
}

Result<world::TerritorySet> territories_of(const api::Call& call) {
    const auto text = call.request.query_value("territories");
    if (!text) return world::TerritorySet::all();
    return world::parse_territories(*text).context("`territories`");
}

/// `from` to `to`, a year from now where they are not said.
Result<rights::Window> period_of(const api::Call& call) {
    const Instant from = TRY(call.query_instant("from")).value_or(call.now);
    const Instant to = TRY(call.query_instant("to")).value_or(from + period_usual);
    if (to <= from) return Error{ErrorKind::invalid, "`to` must be after `from`"};
    if (to - from > period_max) return Error{ErrorKind::invalid, "`to` is more than ten years after `from`"};
    return rights::Window::between(from, to);
}

json::object space_json(const Books& books, const rights::Space& space) {
    return {
        {"territories", world::to_string(space.territories)},
        {"from", to_string(space.window.start())},
        {"to", json_of(space.window.end())},
        {"state", rights::to_string(space.state)},
        {"because", space.because ? json::value(side_json(books, *space.because, nullptr)) : json::value()}};
}

Result<rights::WhiteSpaceQuery> white_space_query(const api::Call& call, const Books& books) {
    using rights::Coverage;
    rights::WhiteSpaceQuery query;
    const std::string side = call.request.query_value("side").value_or("buy");
    if (side != "buy" && side != "sell") return Error{ErrorKind::invalid, "`side` must be buy or sell"};
    query.side = side == "buy" ? rights::WhiteSpaceQuery::Side::buy : rights::WhiteSpaceQuery::Side::sell;
    const std::string coverage = call.request.query_value("coverage").value_or("partial");
    if (coverage == "entire")
        query.coverage = Coverage::entire;
    else if (coverage == "starts_within")
        query.coverage = Coverage::starts_within;
    else if (coverage != "partial")
        return Error{ErrorKind::invalid, "`coverage` must be partial, entire or starts_within"};
    query.titles = TRY(titles_of(call, books));
    query.territories = TRY(territories_of(call));
    query.period = TRY(period_of(call));
    if (const auto types = call.request.query_value("license_types"))
        query.license_types = TRY(rights::parse_license_types(*types).context("`license_types`"));
    query.length_min = std::chrono::days(TRY(call.query_number("days_min", 0, 36'500)).value_or(0));
    return query;
}

Result<http::Response> list_white_space(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto query = TRY(white_space_query(call, books));
    const size_t offset = TRY(offset_of(call));
    const size_t limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const bool lapsing = call.request.query_value("lapsing").value_or("false") == "true";
    const auto& tree = books.titles->tree();
    const rights::WhiteSpace found =
        TRY(lapsing ? rights::find_lapsing(tree, books.rights->rights(), query)
                    : rights::find_white_space(tree, books.rights->rights(), query));
    json::array spaces;
    for (size_t i = offset; i < std::min(found.spaces.size(), offset + limit); ++i) {
        json::object space = space_json(books, found.spaces[i]);
        space["title"] = reference_of(books, found.spaces[i].title);
        space["name"] = name_of(books, found.spaces[i].title);
        space["license_type"] = rights::to_string(found.spaces[i].license_type);
        spaces.push_back(std::move(space));
    }
    return api::answer(
        {{"total", found.spaces.size()}, {"truncated", found.truncated}, {"spaces", std::move(spaces)}});
}

Result<http::Response> show_calendar(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto chain = TRY(readers_of(call));
    desk::CalendarQuery query;
    query.titles = TRY(titles_of(call, books));
    query.territories = TRY(territories_of(call));
    query.period = TRY(period_of(call));
    if (const auto type = call.request.query_value("license_type"))
        query.license_type = TRY(rights::parse_license_type(*type));
    const std::string only = call.request.query_value("only").value_or("");
    if (only == "opening")
        query.only = desk::CalendarQuery::Only::opening;
    else if (only == "closing")
        query.only = desk::CalendarQuery::Only::closing;
    else if (!only.empty())
        return Error{ErrorKind::invalid, "`only` must be opening or closing"};
    query.offset = TRY(offset_of(call));
    query.limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 200)).value_or(50));
    const desk::Calendar calendar = TRY(desk::calendar(*books.titles, *books.rights, query, chain));
    json::array lines;
    for (const desk::CalendarLine& line : calendar.lines) {
        const catalogue::Title& title = *books.titles->find(line.title);
        json::array spaces;
        for (const rights::Space& space : line.spaces) spaces.push_back(space_json(books, space));
        lines.push_back(json::object{{"ref", books.titles->reference_of(title)},
                                     {"name", books.titles->view(title, chain).name},
                                     {"kind", catalogue::to_string(title.kind)},
                                     {"opens", json_of(line.opens)},
                                     {"closes", json_of(line.closes)},
                                     {"spaces", std::move(spaces)}});
    }
    return api::answer({{"total", calendar.total}, {"titles", std::move(lines)}});
}

Result<http::Response> list_notices(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto chain = TRY(readers_of(call));
    const Instant at = TRY(call.query_instant("at")).value_or(call.now);
    const std::chrono::days ahead(TRY(call.query_number("days", 1, 730)).value_or(30));
    const bool money = members::may(call.staff().who.role, members::Area::contracts, members::Access::read);
    const auto scope = money ? desk::NoticeScope::contracts_too : desk::NoticeScope::rights;
    const auto notices = TRY(call.services.database.read(
        [&](store::Reader& reader) { return desk::notices(reader, *books.rights, scope, at, ahead); }));
    json::array lines;
    for (const desk::Notice& notice : notices) {
        const catalogue::Title* title = notice.title ? books.titles->find(*notice.title) : nullptr;
        const licensing::GrantRecord* record = notice.grant ? books.rights->record(*notice.grant) : nullptr;
        lines.push_back(json::object{
            {"kind", desk::to_string(notice.kind)},
            {"at", to_string(notice.at)},
            {"title", title != nullptr ? json::value(books.titles->reference_of(*title)) : json::value()},
            {"name", title != nullptr ? json::value(books.titles->view(*title, chain).name) : json::value()},
            {"territories", record != nullptr ? json::value(record->territories) : json::value()},
            {"licence", notice.grant ? json::value(notice.grant->number()) : json::value()},
            {"contract", notice.contract ? json::value(notice.contract->number()) : json::value()},
            {"text", notice.text}});
    }
    return api::answer({{"notices", std::move(lines)}});
}

/// What the one who asks has wished for; null members where that is no letter.
Result<http::Response> show_letter_wish(api::Call& call) {
    const auto wish = TRY(call.services.database.read(
        [&](store::Reader& reader) { return desk::NoticeLetters::find(reader, call.staff().who.email); }));
    return api::answer({{"days", wish ? json::value(wish->ahead.count()) : json::value()},
                        {"locale", wish ? json::value(wish->locale) : json::value()}});
}

Result<http::Response> wish_letters(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const auto days = input.optional_integer("days", 1, desk::NoticeLetters::ahead_max.count());
    if (!days) input.fault("days", "is missing; give a number of days, 1 to 365");
    const std::string locale = input.text("locale", 35);
    if (!world::LanguageTag::parse(locale)) input.fault("locale", "must be a language, such as ko");
    TRY(input.finish());
    TRY(call.change([&](store::Writer& writer) -> Result<> {
        TRY(desk::NoticeLetters::wish(writer, {call.staff().who.email, std::chrono::days(*days), locale},
                                      call.now));
        return call.audit(writer, "notices.letters", "operator " + call.staff().who.email, "",
                          json::serialize(json::object{{"days", *days}, {"locale", locale}}));
    }));
    return show_letter_wish(call);
}

Result<http::Response> forget_letters(api::Call& call) {
    TRY(call.change([&](store::Writer& writer) -> Result<> {
        TRY(desk::NoticeLetters::forget(writer, call.staff().who.email));
        return call.audit(writer, "notices.letters", "operator " + call.staff().who.email, "", "{}");
    }));
    return api::done();
}

json::object assignment_json(const Books& books, const desk::Assignment& assignment,
                             const std::vector<world::LanguageTag>& chain) {
    const catalogue::Title* title = books.titles->find(assignment.title);
    return {{"ref", reference_of(books, assignment.title)},
            {"name", title != nullptr ? books.titles->view(*title, chain).name : std::string_view()},
            {"missing", assignment.missing},
            {"owner", assignment.owner},
            {"deadline", json_of(assignment.deadline)},
            {"note", assignment.note},
            {"assigned_by", assignment.assigned_by},
            {"assigned", to_string(assignment.assigned)}};
}

Result<http::Response> list_assignments(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto chain = TRY(readers_of(call));
    const auto owner = call.request.query_value("owner");
    const auto found = TRY(call.services.database.read([&](store::Reader& reader) {
        return desk::Assignments::list(reader, owner ? std::optional<std::string_view>(*owner) : std::nullopt,
                                       assignments_max);
    }));
    json::array lines;
    for (const auto& assignment : found) lines.push_back(assignment_json(books, assignment, chain));
    return api::answer({{"assignments", std::move(lines)}});
}

Result<http::Response> assign(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto chain = TRY(readers_of(call));
    const auto missing = TRY(desk::parse_missing(call.request.capture("missing")));
    api::Input input = TRY(api::Input::of(call.request));
    desk::Assignment assignment{.title = TRY(books.titles->resolve(call.request.capture("ref"))),
                                .missing = std::string(desk::to_string(missing)),
                                .owner = input.text("owner", 254),
                                .deadline = input.optional_instant("deadline"),
                                .note = input.optional_text("note", 2000).value_or(""),
                                .assigned = call.now,
                                .assigned_by = call.staff().who.email};
    TRY(input.finish());
    if (!TRY(call.services.operators.find(assignment.owner)))
        return Error{ErrorKind::not_found, "there is no operator '" + assignment.owner + "'"};
    const json::object after = assignment_json(books, assignment, chain);
    TRY(call.services.database.write([&](store::Writer& writer) -> Result<> {
        const auto before = TRY(desk::Assignments::find(writer, assignment.title, assignment.missing));
        TRY(desk::Assignments::assign(writer, assignment));
        return call.audit(writer, "assignment.set", "title " + reference_of(books, assignment.title),
                          before ? json::serialize(assignment_json(books, *before, chain)) : "",
                          json::serialize(after));
    }));
    return api::answer(after);
}

Result<http::Response> unassign(api::Call& call) {
    const Books books = TRY(books_of(call));
    const auto chain = TRY(readers_of(call));
    const auto missing = TRY(desk::parse_missing(call.request.capture("missing")));
    const TitleId title = TRY(books.titles->resolve(call.request.capture("ref")));
    TRY(call.services.database.write([&](store::Writer& writer) -> Result<> {
        const auto before = TRY(desk::Assignments::find(writer, title, desk::to_string(missing)));
        TRY(desk::Assignments::remove(writer, title, desk::to_string(missing)));
        return call.audit(writer, "assignment.remove", "title " + reference_of(books, title),
                          json::serialize(assignment_json(books, *before, chain)), "");
    }));
    return api::done();
}

}  // namespace

void add_desk_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::licensing, members::Access::read);
    const api::Rule see = api::for_staff(members::Area::catalogue, members::Access::read);
    const api::Rule mine = api::for_staff({}, members::Access::write);
    const api::Rule assigns = api::for_staff(members::Area::catalogue, members::Access::write);
    routes.add(post, "/operator/licences/check", read, check_licence);
    routes.add(get, "/operator/conflicts", read, list_conflicts);
    routes.add(get, "/operator/white-space", read, list_white_space);
    routes.add(get, "/operator/calendar", read, show_calendar);
    routes.add(get, "/operator/notices", read, list_notices);
    routes.add(get, "/operator/notices/letters", read, show_letter_wish);
    routes.add(put, "/operator/notices/letters", mine, wish_letters);
    routes.add(delete_, "/operator/notices/letters", mine, forget_letters);
    routes.add(get, "/operator/assignments", see, list_assignments);
    routes.add(put, "/operator/assignments/{missing}/{ref...}", assigns, assign);
    routes.add(delete_, "/operator/assignments/{missing}/{ref...}", assigns, unassign);
}

}  // namespace nuri::studio_api
