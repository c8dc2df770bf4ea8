#include "desk/calendar.h"

#include <algorithm>
#include <set>
#include <string>

namespace nuri::desk {

namespace {

using catalogue::Kind;
using catalogue::Snapshot;
using catalogue::Title;
using rights::Right;
using rights::Space;
using rights::SpaceState;

void add_with_children(const Snapshot& titles, TitleId title, std::vector<TitleId>& out) {
    out.push_back(title);
    for (const TitleId child : titles.children(title)) add_with_children(titles, child, out);
}

std::vector<TitleId> lines_of(const Snapshot& titles, const CalendarQuery& query) {
    std::vector<TitleId> lines;
    if (query.titles.empty()) {
        for (const Title& title : titles.titles())
            if (title.kind == Kind::film || title.kind == Kind::series) lines.push_back(title.id);
    }
    for (const TitleId title : query.titles) add_with_children(titles, title, lines);
    return lines;
}

/// The titles, and those that they stand below, of which a right in begins within the period.
std::set<TitleId> opening(const Snapshot& titles, const licensing::RightsBook& book,
                          const CalendarQuery& query) {
    std::set<TitleId> found;
    for (const Right& right : book.rights()) {
        const rights::Grant& grant = right.grant;
        if (right.flow != rights::Flow::in || grant.denies() ||
            !grant.license_types.contains(query.license_type) ||
            grant.window.start() < query.period.start() || grant.window.start() >= *query.period.end() ||
            !grant.territories.intersects(query.territories))
            continue;
        for (const TitleId title : titles.tree().chain(grant.title)) found.insert(title);
    }
    return found;
}

Result<std::set<TitleId>> closing(const Snapshot& titles, const licensing::RightsBook& book,
                                  const CalendarQuery& query) {
    rights::WhiteSpaceQuery lapsing;
    lapsing.titles = query.titles;
    lapsing.territories = query.territories;
    lapsing.period = query.period;
    lapsing.license_types = {query.license_type};
    std::set<TitleId> found;
    for (const Space& space : TRY(rights::find_lapsing(titles.tree(), book.rights(), lapsing)).spaces)
        for (const TitleId title : titles.tree().chain(space.title)) found.insert(title);
    return found;
}

/// When something begins to be held within the period, and when something ceases.
void note_edges(CalendarLine& line, const rights::Window& period) {
    const auto earlier = [](std::optional<Instant>& best, Instant moment) {
        if (!best || moment < *best) best = moment;
    };
    for (const Space& space : line.spaces) {
        if (space.state != SpaceState::held) continue;
        if (space.window.start() > period.start()) earlier(line.opens, space.window.start());
        if (*space.window.end() < *period.end()) earlier(line.closes, *space.window.end());
    }
}

}  // namespace

Result<Calendar> calendar(const Snapshot& titles, const licensing::RightsBook& book,
                          const CalendarQuery& query, std::span<const world::LanguageTag> chain) {
    if (!query.period.end()) return Error{ErrorKind::invalid, "a calendar's period must end"};
    std::vector<TitleId> lines = lines_of(titles, query);
    if (query.only != CalendarQuery::Only::all) {
        const std::set<TitleId> wanted = query.only == CalendarQuery::Only::opening
                                             ? opening(titles, book, query)
                                             : TRY(closing(titles, book, query));
        std::erase_if(lines, [&](TitleId title) { return !wanted.contains(title); });
    }
    // Asked for by name, titles stay in the order of their series; the whole catalogue is sorted for its
    // reader.
    if (query.titles.empty()) {
        std::vector<std::pair<std::string_view, TitleId>> names;
        for (const TitleId title : lines)
            names.emplace_back(titles.view(*titles.find(title), chain).name, title);
        std::sort(names.begin(), names.end());
        std::transform(names.begin(), names.end(), lines.begin(),
                       [](const auto& named) { return named.second; });
    }
    Calendar answer{lines.size(), {}};
    const size_t end = std::min(lines.size(), query.offset + query.limit);
    for (size_t i = query.offset; i < end; ++i) {
        CalendarLine line{lines[i],
                          TRY(rights::survey(titles.tree(), book.rights(), lines[i], query.license_type,
                                             query.territories, query.period)),
                          {},
                          {}};
        note_edges(line, query.period);
        answer.lines.push_back(std::move(line));
    }
    return answer;
}

}  // namespace nuri::desk
