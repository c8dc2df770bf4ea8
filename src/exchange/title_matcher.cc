#include "exchange/title_matcher.h"

#include <algorithm>
#include <set>

#include "avails/check.h"
#include "avails/span.h"
#include "avails/values.h"
#include "base/text.h"

namespace nuri::exchange {
namespace {

using avails::Field;
using avails::RowView;
using catalogue::Kind;

constexpr size_t named_max = 5;       // candidates told in a finding
constexpr size_t slug_name_max = 80;  // of 96 bytes, so that a number finds room behind it

/// Letters and digits in lower case: "Tide Line" and "tide-line" are one name.
std::string folded(std::string_view name) {
    std::string text;
    for (const char c : to_lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
            text += c;
    return text;
}

std::string name_key(Kind kind, std::string_view name) {
    return std::string(catalogue::to_string(kind)) + "\n" + folded(name);
}

std::optional<int> number_in(std::string_view text) {
    // A workbook may hold "3.0", and an episode number letters behind it.
    const auto number = parse_integer(text.substr(0, text.find('.')));
    if (!number || *number < 0 || *number > 100'000) return {};
    return static_cast<int>(*number);
}

std::string_view first_of(const RowView& row, std::initializer_list<Field> fields) {
    for (const Field field : fields)
        if (row.has(field)) return row[field];
    return {};
}

std::vector<std::string> typed_ids(const RowView& row,
                                   std::initializer_list<std::pair<Field, std::string_view>> fields) {
    std::vector<std::string> ids;
    for (const auto& [field, kind] : fields) {
        if (!row.has(field)) continue;
        const std::string_view id = row[field];
        if (const auto eidr = avails::eidr_of(id)) ids.push_back("eidr:" + *eidr);
        ids.push_back(std::string(kind) + ":" + std::string(id));
    }
    return ids;
}

std::vector<std::string> series_ids(const RowView& row) {
    return typed_ids(
        row,
        {{Field::series_content_id, "cid"}, {Field::series_id, "series"}, {Field::series_alt_id, "alt"}});
}

std::vector<std::string> season_ids(const RowView& row) {
    return typed_ids(
        row,
        {{Field::season_content_id, "cid"}, {Field::season_id, "season"}, {Field::season_alt_id, "alt"}});
}

}  // namespace

/// What a row asks for.
struct TitleMatcher::Wanted {
    Kind kind = Kind::film;
    std::vector<std::string> ids, series, season;  ///< of itself, and of what it stands below
    std::string name, series_name;
    std::optional<int> year = {}, season_number = {}, episode_number = {};
};

namespace {

std::optional<Kind> kind_of(std::string_view work) {
    if (equals_ignoring_case(work, "Movie") || equals_ignoring_case(work, "Short")) return Kind::film;
    if (equals_ignoring_case(work, "Episode")) return Kind::episode;
    if (equals_ignoring_case(work, "Season")) return Kind::season;
    if (equals_ignoring_case(work, "Series") || equals_ignoring_case(work, "Miniseries")) return Kind::series;
    return {};
}

}  // namespace

std::vector<std::string> ids_of(const RowView& row) {
    const auto kind = kind_of(row[Field::work_type]);
    std::vector<std::string> ids = typed_ids(row, {{Field::alid, "alid"}});
    std::vector<std::string> own;
    if (kind == Kind::episode)
        own = typed_ids(row, {{Field::episode_title_id, "title"},
                              {Field::episode_content_id, "cid"},
                              {Field::episode_alt_id, "alt"}});
    else if (kind == Kind::season)
        own = season_ids(row);
    else if (kind == Kind::series)
        own = series_ids(row);
    else
        own =
            typed_ids(row, {{Field::title_id, "title"}, {Field::content_id, "cid"}, {Field::alt_id, "alt"}});
    ids.insert(ids.end(), own.begin(), own.end());
    return ids;
}

Result<LearntNames> load_learnt_names(store::Reader& reader, std::string_view partner) {
    LearntNames names;
    TRY(reader.each("SELECT id, title FROM avails_names WHERE partner = ?", {partner},
                    [&](const store::Row& row) -> Result<> {
                        names.emplace(row.text("id"), row.id<TitleId>("title"));
                        return {};
                    }));
    return names;
}

TitleMatcher::TitleMatcher(const catalogue::Snapshot& catalogue, const LearntNames& learnt, bool create,
                           avails::Findings& findings)
    : catalogue_(catalogue), learnt_(learnt), create_(create), findings_(findings) {
    for (const catalogue::Title& title : catalogue.titles()) {
        slugs_[title.slug] = true;
        if (!title.facts.alid.empty()) by_id_.emplace("alid:" + title.facts.alid, title.id);
        if (!title.facts.eidr.empty()) by_id_.emplace("eidr:" + title.facts.eidr, title.id);
        std::set<std::string> names{name_key(title.kind, title.facts.original_title)};
        for (const catalogue::Text& text : title.facts.texts) names.insert(name_key(title.kind, text.name));
        for (const std::string& name : names) by_name_[name].push_back(title.id);
    }
}

std::vector<TitleId> TitleMatcher::by_ids(Kind kind, const std::vector<std::string>& ids) const {
    std::vector<TitleId> found;
    const auto add = [&](TitleId id) {
        const catalogue::Title* title = catalogue_.find(id);
        if (title != nullptr && title->kind == kind &&
            std::find(found.begin(), found.end(), id) == found.end())
            found.push_back(id);
    };
    for (const std::string& id : ids) {
        if (const auto known = by_id_.find(id); known != by_id_.end()) add(known->second);
        if (const auto known = learnt_.find(id); known != learnt_.end()) add(known->second);
    }
    return found;
}

std::vector<TitleId> TitleMatcher::by_name(Kind kind, std::string_view name, std::optional<int> year) const {
    const auto known = by_name_.find(name_key(kind, name));
    if (folded(name).empty() || known == by_name_.end()) return {};
    std::vector<TitleId> exact, open;
    for (const TitleId id : known->second) {
        const auto& released = catalogue_.find(id)->facts.release_year;
        if (year && released == year) exact.push_back(id);
        if (!year || !released) open.push_back(id);
    }
    return exact.empty() ? open : exact;
}

std::vector<TitleId> TitleMatcher::series_of(const Wanted& wanted) const {
    auto found = by_ids(Kind::series, wanted.series);
    return found.empty() ? by_name(Kind::series, wanted.series_name, {}) : found;
}

/// By the series and the numbers below it.
std::vector<TitleId> TitleMatcher::by_place(const Wanted& wanted) const {
    std::vector<TitleId> found;
    const auto below = [&](TitleId parent, Kind kind, std::optional<int> number) {
        for (const TitleId child : catalogue_.children(parent)) {
            const catalogue::Title* title = catalogue_.find(child);
            if (number && title->kind == kind && title->number == number) found.push_back(child);
        }
    };
    const std::vector<TitleId> series = series_of(wanted);
    if (wanted.kind == Kind::season) {
        for (const TitleId id : series) below(id, Kind::season, wanted.season_number);
        return found;
    }
    std::vector<TitleId> seasons = by_ids(Kind::season, wanted.season);
    if (seasons.empty()) {
        for (const TitleId id : series) below(id, Kind::season, wanted.season_number);
        seasons = std::exchange(found, {});
    }
    for (const TitleId id : seasons) below(id, Kind::episode, wanted.episode_number);
    if (seasons.empty())  // a series that has no seasons
        for (const TitleId id : series) below(id, Kind::episode, wanted.episode_number);
    return found;
}

TitleMatcher::Match TitleMatcher::match(const RowView& row) {
    const auto kind = kind_of(row[Field::work_type]);
    if (!kind) return {};
    Wanted wanted;
    wanted.kind = *kind;
    wanted.ids = ids_of(row);
    const std::string_view name =
        *kind == Kind::episode
            ? first_of(row, {Field::episode_title_display_unlimited, Field::episode_title_internal_alias})
        : *kind == Kind::season
            ? first_of(row, {Field::season_title_display_unlimited, Field::season_title_internal_alias})
        : *kind == Kind::series
            ? first_of(row, {Field::series_title_display_unlimited, Field::series_title_internal_alias})
            : first_of(row, {Field::title_display_unlimited, Field::title_internal_alias});
    wanted.name = name;
    wanted.series_name =
        first_of(row, {Field::series_title_display_unlimited, Field::series_title_internal_alias});
    wanted.series = series_ids(row);
    wanted.season = season_ids(row);
    wanted.season_number = number_in(row[Field::season_number]);
    wanted.episode_number = number_in(row[Field::episode_number]);
    wanted.year = number_in(row[Field::release_year].substr(0, 4));

    // A workbook names one work in a hundred rows: each is looked up, and told of, once.
    std::string key =
        std::string(catalogue::to_string(*kind)) + "\n" + wanted.name + "\n" + wanted.series_name;
    for (const auto& ids : {wanted.ids, wanted.series, wanted.season}) key += "\n" + join(ids, "\n") + "\n";
    for (const auto& number : {wanted.year, wanted.season_number, wanted.episode_number})
        key += number ? std::to_string(*number) + "\n" : "\n";
    if (const auto seen = seen_.find(key); seen != seen_.end()) return seen->second;

    std::vector<TitleId> found = by_ids(wanted.kind, wanted.ids);
    if (found.empty() && (*kind == Kind::season || *kind == Kind::episode)) found = by_place(wanted);
    if (found.empty() && (*kind == Kind::film || *kind == Kind::series))
        found = by_name(*kind, wanted.name, wanted.year);
    Match match;
    if (found.size() == 1) {
        match.title = found.front();
    } else if (found.size() > 1) {
        std::string names;
        for (size_t i = 0; i < std::min(found.size(), named_max); ++i)
            names += (i == 0 ? "" : ", ") + catalogue_.find(found[i])->slug;
        findings_.add("title_ambiguous", avails::place_of(row, Field::alid),
                      "'" + wanted.name.substr(0, 100) + "' may be any of " + names,
                      "give the title meant this ALID, or the row an EIDR that is the title's");
    } else if (create_) {
        match = make(wanted, row);
    } else {
        findings_.add("title_unknown", avails::place_of(row, Field::alid),
                      "the catalogue has no " + std::string(catalogue::to_string(*kind)) + " that is '" +
                          std::string((wanted.name.empty() ? row[Field::alid] : wanted.name).substr(0, 100)) +
                          "'",
                      "add it, or import with titles to be created");
    }
    seen_.emplace(std::move(key), match);
    return match;
}

std::string TitleMatcher::free_slug(std::string_view name) {
    std::string slug;
    for (const char c : to_lower(name)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            slug += c;
        else if (static_cast<unsigned char>(c) < 0x80 && !slug.empty() && slug.back() != '-')
            slug += '-';
        if (slug.size() >= slug_name_max) break;
    }
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    if (slug.empty()) slug = "title";
    std::string free = slug;
    for (int number = 2; !slugs_.try_emplace(free, true).second; ++number)
        free = slug + "-" + std::to_string(number);
    return free;
}

size_t TitleMatcher::plan(PlannedTitle title, const std::string& key) {
    const size_t index = planned_.size();
    planned_.push_back(std::move(title));
    planned_by_key_.emplace(key, index);
    return index;
}

/// The series of a season, the season of an episode (or its series, where the row names no season): found, or
/// made.
TitleMatcher::Match TitleMatcher::parent_of(const Wanted& wanted, const RowView& row) {
    const auto planned_or = [&](const std::string& key, PlannedTitle made) -> Match {
        const auto known = planned_by_key_.find(key);
        return {{}, known != planned_by_key_.end() ? known->second : plan(std::move(made), key)};
    };
    const std::vector<TitleId> series = series_of(wanted);
    if (series.size() > 1) return {};
    Match parent;
    const std::string series_key =
        "series\n" + (wanted.series.empty() ? folded(wanted.series_name) : wanted.series.front());
    if (series.size() == 1) {
        parent.title = series.front();
    } else {
        if (wanted.series_name.empty()) return {};
        PlannedTitle made;
        made.title.kind = Kind::series;
        made.title.slug = free_slug(wanted.series_name);
        made.title.facts.texts = {{*world::LanguageTag::parse("en"), wanted.series_name, ""}};
        parent = planned_or(series_key, std::move(made));
    }
    if (wanted.kind == Kind::season || !wanted.season_number) return parent;
    if (parent.title) {
        for (const TitleId child : catalogue_.children(parent.title)) {
            const catalogue::Title* title = catalogue_.find(child);
            if (title->kind == Kind::season && title->number == wanted.season_number) return {child, {}};
        }
    }
    PlannedTitle season;
    season.title.kind = Kind::season;
    season.title.number = wanted.season_number;
    const std::string name(
        first_of(row, {Field::season_title_display_unlimited, Field::season_title_internal_alias}));
    season.title.facts.texts = {{*world::LanguageTag::parse("en"),
                                 name.empty() ? "Season " + std::to_string(*wanted.season_number) : name,
                                 ""}};
    if (parent.title) season.title.parent = parent.title;
    season.parent = parent.planned;
    const std::string key = "season\n" + series_key + "\n" + std::to_string(*wanted.season_number);
    if (!planned_by_key_.contains(key))
        season.title.slug = free_slug(wanted.series_name + " s" + std::to_string(*wanted.season_number));
    return planned_or(key, std::move(season));
}

TitleMatcher::Match TitleMatcher::make(const Wanted& wanted, const RowView& row) {
    const auto refuse = [&](std::string_view why) {
        findings_.add("title_unknown", avails::place_of(row, Field::alid),
                      "no title can be made of the row: " + std::string(why), "add the title by hand");
        return Match();
    };
    PlannedTitle made;
    made.title.kind = wanted.kind;
    std::string key = std::string(catalogue::to_string(wanted.kind)) + "\n";
    std::string name = wanted.name;
    if (wanted.kind == Kind::season || wanted.kind == Kind::episode) {
        const auto number = wanted.kind == Kind::season ? wanted.season_number : wanted.episode_number;
        if (!number) return refuse("it has no number");
        const Match parent = parent_of(wanted, row);
        if (!parent) return refuse("its series has no name, or several answer to it");
        made.title.number = number;
        if (parent.title) made.title.parent = parent.title;
        made.parent = parent.planned;
        key +=
            (parent.title ? std::to_string(parent.title.number()) : "+" + std::to_string(*parent.planned)) +
            "\n" + std::to_string(*number);
        // A season may have been made for one of its episodes already.
        if (wanted.kind == Kind::season)
            key = "season\nseries\n" +
                  (wanted.series.empty() ? folded(wanted.series_name) : wanted.series.front()) + "\n" +
                  std::to_string(*number);
        if (name.empty())
            name = (wanted.kind == Kind::season ? "Season " : "Episode ") + std::to_string(*number);
    } else {
        if (name.empty()) return refuse("it has no name");
        // One work may be licensed under several ALIDs: what tells works apart is the content id, else name
        // and year.
        std::string id;
        for (const std::string& one : wanted.ids)
            if (id.empty() && (one.starts_with("eidr:") || one.starts_with("cid:"))) id = one;
        if (wanted.kind == Kind::series && !wanted.series.empty()) id = wanted.series.front();
        key += id.empty() && wanted.kind != Kind::series
                   ? folded(name) + "\n" + std::to_string(wanted.year.value_or(0))
               : id.empty() ? folded(name)
                            : id;
    }
    if (const auto known = planned_by_key_.find(key); known != planned_by_key_.end())
        return {{}, known->second};
    catalogue::Facts& facts = made.title.facts;
    const std::string slug_name =
        wanted.kind == Kind::season || wanted.kind == Kind::episode ? wanted.series_name + " " + name : name;
    made.title.slug = free_slug(slug_name);
    auto language = avails::parse_language_use(avails::list_parts(row[Field::asset_language]).empty()
                                                   ? std::string_view("en")
                                                   : avails::list_parts(row[Field::asset_language]).front());
    facts.texts = {{language ? language->tag : *world::LanguageTag::parse("en"), name, ""}};
    if (const auto alid = row[Field::alid];
        alid.starts_with("md:alid:") && !by_id_.contains("alid:" + std::string(alid)))
        facts.alid = alid;
    for (const std::string& id : wanted.ids)
        if (facts.eidr.empty() && id.starts_with("eidr:") && !by_id_.contains(id)) facts.eidr = id.substr(5);
    for (const std::string& id : {"alid:" + facts.alid, "eidr:" + facts.eidr})
        if (id.size() > 5) by_id_.emplace(id, TitleId());  // taken: no second title may claim it
    if (wanted.year && *wanted.year >= 1870 && *wanted.year <= 2200) facts.release_year = wanted.year;
    if (const avails::Cell* cell = row.cell(Field::total_run_time))
        if (const auto run = avails::read_duration(row.document(), *cell, avails::FieldKind::run_time);
            run && run->seconds > 0 && run->months == 0 && run->days == 0)
            facts.runtime = std::chrono::seconds(run->seconds);
    findings_.add(
        "title_created", avails::place_of(row, Field::alid),
        "a " + std::string(catalogue::to_string(wanted.kind)) + " '" + name.substr(0, 100) + "' is made");
    return {{}, plan(std::move(made), key)};
}

}  // namespace nuri::exchange
