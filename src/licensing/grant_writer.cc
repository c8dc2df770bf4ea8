#include "licensing/grant_writer.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/text.h"
#include "licensing/grant_rows.h"
#include "store/revision.h"

namespace nuri::licensing {
namespace {

using store::Parameters;
using store::Value;
using store::Writer;

using nuri::to_string;  // of an Instant, which our own would hide

constexpr size_t ended_at_once = 500;

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<rights::Languages> parse_languages(std::string_view what,
                                          const std::optional<std::vector<std::string>>& names) {
    if (!names) return rights::Languages();
    if (names->empty())
        return invalid("no " + std::string(what) +
                       " language is given: name at least one, or leave them out for any");
    std::vector<world::LanguageTag> tags;
    for (const std::string& name : *names) tags.push_back(TRY(world::LanguageTag::parse(name).context(what)));
    return rights::Languages(std::move(tags));
}

Result<std::vector<world::LanguageTag>> parse_held_back(std::string_view what,
                                                        const std::vector<std::string>& names) {
    if (names.empty()) return std::vector<world::LanguageTag>();
    return *TRY(parse_languages(what, names));
}

std::string names_of(const std::vector<world::LanguageTag>& tags) {
    std::vector<std::string> names;
    for (const world::LanguageTag& tag : tags) names.push_back(tag.text());
    return join(names, ",");
}

Value text_of(const rights::Languages& languages) {
    return languages ? Value(names_of(*languages)) : Value();
}

Result<rights::Window> window_of(Instant from, const std::optional<Instant>& to) {
    if (!to) return rights::Window::from(from);
    if (*to > from) return rights::Window::between(from, *to);
    return invalid("the licence ends at " + to_string(*to) + ", not after its start " + to_string(from) +
                   ": give an end that is later (it is the first moment at which the licence no longer "
                   "holds), or none for an open end");
}

}  // namespace

Result<rights::Grant> grant_of(const NewGrant& wish, const rights::TitleTree& titles) {
    if (!titles.contains(wish.title))
        return Error{ErrorKind::not_found,
                     "there is no title " + std::to_string(wish.title.number()) + " to license"};
    TRY(check_words("note", wish.note));
    TRY(check_words("name of who adds it", wish.by));
    if (!wish.contract.empty() && wish.partner.empty())
        return invalid("contract '" + wish.contract + "' is given without its partner: name both");

    rights::Grant grant;
    grant.id =
        GrantId(std::numeric_limits<int64_t>::max());  // not yet numbered; `validate` asks for a number
    grant.title = wish.title;
    grant.edit = wish.edit;
    grant.sign = wish.sign;
    grant.timing = wish.timing;
    if (wish.timing) {
        // What two instants say needs no settling, and is kept as what it is.
        if (const auto window = TRY(rights::window_of(*wish.timing))) {
            grant.window = *window;
            grant.timing.reset();
        }
    } else {
        grant.window = TRY(window_of(wish.from, wish.to));
    }
    grant.license_types = TRY(rights::parse_license_types(wish.license_types));
    grant.devices = wish.devices;
    grant.platforms = wish.platforms;
    std::sort(grant.platforms.begin(), grant.platforms.end());
    rights::Terms& terms = grant.terms;
    terms.max_height = wish.max_height;
    terms.hdr = wish.hdr;
    terms.audio = TRY(parse_languages("audio", wish.audio));
    terms.subtitles = TRY(parse_languages("subtitles", wish.subtitles));
    terms.dubs = TRY(parse_languages("dubs", wish.dubs));
    terms.forced = TRY(parse_languages("forced subtitles", wish.forced));
    terms.held_back.audio = TRY(parse_held_back("audio held back", wish.audio_held_back));
    terms.held_back.subtitles = TRY(parse_held_back("subtitles held back", wish.subtitles_held_back));
    terms.held_back.dubs = TRY(parse_held_back("dubs held back", wish.dubs_held_back));
    terms.held_back.forced = TRY(parse_held_back("forced subtitles held back", wish.forced_held_back));
    terms.audio_format = wish.audio_format;
    terms.download = wish.download;
    terms.plays = wish.plays;
    grant.turn = wish.turn;
    grant.exclusive = wish.exclusive;
    grant.priority = wish.priority;
    return grant;
}

Result<int64_t> territory_set_id(Writer& writer, const world::TerritorySet& set) {
    const std::string members = members_of(set);
    const auto known = TRY(writer.query_one("SELECT id FROM territory_sets WHERE members = ?", {members}));
    if (known) return known->integer("id");
    return writer.insert_returning_id("INSERT INTO territory_sets (members) VALUES (?)", {members});
}

namespace {

Result<GrantId> insert_grant(Writer& writer, const rights::Grant& grant, int64_t territory_set,
                             const NewGrant& wish, Instant now) {
    const auto number = [](int64_t id) { return id != 0 ? std::optional(id) : std::nullopt; };
    const auto edge = [](const std::optional<rights::Edge>& at) {
        return at ? Value(rights::to_string(*at)) : Value();
    };
    const auto seconds = [](const std::optional<std::chrono::seconds>& span) {
        return span ? Value(span->count()) : Value();
    };
    const std::optional<rights::Edge> start =
        grant.timing ? std::optional(grant.timing->start) : std::optional<rights::Edge>();
    const auto end = grant.timing ? grant.timing->end : std::nullopt;
    const bool has_length = grant.timing && grant.timing->length;
    const rights::Terms& terms = grant.terms;
    const rights::HeldBack& back = terms.held_back;
    const rights::DownloadTerms download = terms.download.value_or(rights::DownloadTerms{});
    return GrantId(TRY(writer.insert_returning_id(
        "INSERT INTO grants (title, sign, territories, territory_set, starts, ends, license_types, audio, "
        "subtitles, max_height, hdr, exclusive, priority, partner, contract, note, created, created_by, "
        "edit, "
        "timing_start, timing_end, timing_length, dubs, forced, audio_held_back, subtitles_held_back, "
        "dubs_held_back, forced_held_back, audio_format, devices, platforms, download, download_keep_s, "
        "download_watch_s, downloads_per_account_max, runs_max, plays_per_account_max, turn) VALUES (?, ?, "
        "?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, "
        "?)",
        {grant.title,
         to_string(grant.sign),
         wish.territories,
         territory_set,
         grant.window.start(),
         grant.window.end(),
         to_string(grant.license_types),
         text_of(terms.audio),
         text_of(terms.subtitles),
         terms.max_height,
         terms.hdr,
         grant.exclusive,
         grant.priority,
         number(grant.partner.number()),
         number(grant.contract.number()),
         wish.note,
         now,
         wish.by,
         grant.edit,
         edge(start),
         edge(end),
         has_length ? Value(rights::to_string(*grant.timing->length)) : Value(),
         text_of(terms.dubs),
         text_of(terms.forced),
         names_of(back.audio),
         names_of(back.subtitles),
         names_of(back.dubs),
         names_of(back.forced),
         to_string(terms.audio_format),
         to_string(grant.devices),
         join(grant.platforms, ","),
         terms.download.has_value(),
         seconds(download.keep),
         seconds(download.watch),
         download.per_account_max,
         terms.plays.runs_max,
         terms.plays.per_account_max,
         to_string(grant.turn)})));
}

}  // namespace

Result<GrantId> GrantWriter::add(const NewGrant& wish) {
    rights::Grant grant = TRY(grant_of(wish, titles_));
    if (!wish.partner.empty()) grant.partner = TRY(partner(wish.partner));
    if (!wish.contract.empty()) grant.contract = TRY(contract(grant.partner, wish.contract));
    const Territories* where = TRY(territories(grant.contract, wish.territories));
    grant.territories = where->set;
    TRY(rights::validate(grant));
    changed_ = true;
    return insert_grant(writer_, grant, where->id, wish, now_);
}

Result<> GrantWriter::end(std::span<const GrantId> ids, Instant when, std::string_view by) {
    TRY(check_words("name of who ends it", by));
    for (size_t begin = 0; begin < ids.size(); begin += ended_at_once) {
        const auto some = ids.subspan(begin, std::min(ended_at_once, ids.size() - begin));
        Parameters parameters{when, by, now_};
        std::string marks;
        for (const GrantId id : some) {
            marks += marks.empty() ? "?" : ", ?";
            parameters.emplace_back(id);
        }
        const int64_t count = TRY(
            writer_.execute("UPDATE grants SET ended = ?, ended_by = ?, ended_recorded = ? WHERE ended IS "
                            "NULL AND id IN (" +
                                marks + ")",
                            parameters));
        if (count != static_cast<int64_t>(some.size()))
            return Error{ErrorKind::conflict, "a licence that was to be ended was ended already"};
        changed_ = true;
    }
    return {};
}

Result<> GrantWriter::finish() {
    if (!std::exchange(changed_, false)) return {};
    return store::bump_revision(writer_, Licensing::revision_name);
}

Result<PartnerId> GrantWriter::partner(const std::string& name) {
    const auto known = partners_.find(name);
    if (known != partners_.end()) return known->second;
    return partners_.emplace(name, TRY(Licensing::partner_named(writer_, name, now_))).first->second;
}

Result<ContractId> GrantWriter::contract(PartnerId partner, const std::string& reference) {
    const auto known = contracts_.find({partner, reference});
    if (known != contracts_.end()) return known->second;
    const auto row = TRY(writer_.query_one("SELECT id FROM contracts WHERE partner = ? AND reference = ?",
                                           {partner, reference}));
    const ContractId id =
        row ? row->id<ContractId>("id")
            : TRY(insert_contract(writer_, {.id = {}, .partner = partner, .reference = reference}, now_));
    return contracts_.emplace(std::pair(partner, reference), id).first->second;
}

Result<const GrantWriter::Territories*> GrantWriter::territories(ContractId contract,
                                                                 const std::string& expression) {
    const auto known = territories_.find({contract, expression});
    if (known != territories_.end()) return &known->second;
    const auto groups = contract ? TRY(Licensing::groups(writer_, contract)) : world::TerritoryGroups();
    Territories found;
    found.set = TRY(world::parse_territories(expression, groups).context("territories"));
    found.id = TRY(territory_set_id(writer_, found.set));
    return &territories_.emplace(std::pair(contract, expression), std::move(found)).first->second;
}

}  // namespace nuri::licensing
