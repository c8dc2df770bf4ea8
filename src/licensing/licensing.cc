#include "licensing/licensing.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/text.h"
#include "licensing/contract_rows.h"
#include "licensing/grant_rows.h"
#include "store/revision.h"

namespace nuri::licensing {

namespace {

using store::Parameters;
using store::Reader;
using store::Row;
using store::Value;
using store::Writer;

using nuri::to_string;  // of an Instant, which our own would hide

constexpr size_t text_size_max = 4000;  // of a name, a reference or a note
constexpr size_t list_max = 10'000;
constexpr size_t related_max = 500;  // titles asked about in one statement

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<> check_words(std::string_view what, std::string_view text) {
    if (text.size() > text_size_max)
        return Error{ErrorKind::too_large, "the " + std::string(what) + " has " +
                                               std::to_string(text.size()) + " bytes, more than " +
                                               std::to_string(text_size_max)};
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return invalid("the " + std::string(what) + " is not UTF-8 text");
    return {};
}

Result<> check_name(std::string_view what, std::string_view text) {
    if (trim(text).empty()) return invalid("the " + std::string(what) + " is empty");
    return check_words(what, text);
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

Result<int64_t> territory_set_id(Writer& writer, const world::TerritorySet& set) {
    const std::string members = members_of(set);
    const auto known = TRY(writer.query_one("SELECT id FROM territory_sets WHERE members = ?", {members}));
    if (known) return known->integer("id");
    return writer.insert_returning_id("INSERT INTO territory_sets (members) VALUES (?)", {members});
}

Result<PartnerId> insert_partner(Writer& writer, std::string_view name, Instant now) {
    TRY(check_name("partner's name", name));
    return PartnerId(
        TRY(writer.insert_returning_id("INSERT INTO partners (name, created) VALUES (?, ?)", {name, now})));
}

Result<ContractId> insert_contract(Writer& writer, const Contract& contract, Instant now) {
    TRY(check_name("contract's reference", contract.reference));
    TRY(check_words("note", contract.note));
    if (contract.starts && contract.ends && *contract.ends <= *contract.starts)
        return invalid("the contract ends at " + to_string(*contract.ends) + ", not after its start " +
                       to_string(*contract.starts));
    return ContractId(TRY(writer.insert_returning_id(
        "INSERT INTO contracts (partner, reference, direction, status, starts, ends, note, created) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?)",
        {contract.partner, contract.reference, to_string(contract.direction), to_string(contract.status),
         contract.starts, contract.ends, contract.note, now})));
}

Result<world::TerritoryGroups> groups_of(Reader& reader, ContractId contract) {
    world::TerritoryGroups groups;
    const auto rows = TRY(reader.query(
        "SELECT g.name, s.members FROM territory_groups g JOIN territory_sets s ON s.id = g.territory_set "
        "WHERE g.contract = ? ORDER BY g.version",
        {contract}));
    for (const Row& row : rows)
        groups.insert_or_assign(row.text("name"), TRY(parse_members(row.text("members"))));
    return groups;
}

/// A wish as a grant, without what takes a look at the register: partner, contract and territories.
Result<rights::Grant> grant_of(const NewGrant& wish) {
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

Result<GrantId> insert_grant(Writer& writer, const rights::Grant& grant, const NewGrant& wish, Instant now) {
    const int64_t territory_set = TRY(territory_set_id(writer, grant.territories));
    const Value partner = grant.partner ? Value(grant.partner) : Value();
    const Value contract = grant.contract ? Value(grant.contract) : Value();
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
         partner,
         contract,
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

/// The titles whose grants meet those of `title`: itself, what it stands below, and what stands below it.
std::vector<TitleId> related_titles(const rights::TitleTree& titles, TitleId title) {
    std::vector<TitleId> related = titles.chain(title);
    for (const TitleId other : titles.titles()) {
        const auto chain = titles.chain(other);
        if (other != title && std::find(chain.begin(), chain.end(), title) != chain.end())
            related.push_back(other);
    }
    return related;
}

/// What is left of a grant's window once it was ended; none if nothing is.
std::optional<rights::Window> remaining(const GrantRecord& record) {
    const rights::Window& window = record.grant.window;
    if (!record.ended) return window;
    const Instant end = window.end() ? std::min(*window.end(), *record.ended) : *record.ended;
    const auto left = rights::Window::between(window.start(), end);
    return left ? std::optional(*left) : std::nullopt;
}

/// What two partners' licences share although one of them is exclusive; none if nothing.
std::optional<Finding> exclusive_overlap(const GrantRecord& ours, const GrantRecord& other) {
    const rights::Grant &a = ours.grant, &b = other.grant;
    if (!(a.exclusive || b.exclusive) || a.denies() || b.denies() || a.partner == b.partner) return {};
    if ((a.license_types.bits() & b.license_types.bits()) == 0) return {};
    const world::TerritorySet shared = a.territories & b.territories;
    const auto left = remaining(other);
    const auto window = left ? a.window.intersection(*left) : std::nullopt;
    if (shared.empty() || !window) return {};
    const auto side = [](const GrantRecord& record) {
        return "grant " + std::to_string(record.grant.id.number()) + " of " +
               (record.partner.empty() ? "nobody named" : "'" + record.partner + "'") +
               (record.grant.exclusive ? " (exclusive)" : "");
    };
    return Finding{"exclusive_overlap", b.id,
                   side(ours) + " and " + side(other) + " meet in " + to_string(shared) + " during " +
                       to_string(*window)};
}

Result<GrantRecord> grant_by_id(Reader& reader, GrantId id) {
    const auto row = TRY(reader.query_one(std::string(GrantReader::select) + "WHERE g.id = ?", {id}));
    if (!row) return Error{ErrorKind::not_found, "there is no grant " + std::to_string(id.number())};
    GrantReader grants;
    return grants.read(*row);
}

Result<std::vector<Finding>> find_overlaps(Reader& reader, GrantId id, const rights::TitleTree& titles) {
    std::vector<Finding> findings;
    const GrantRecord ours = TRY(grant_by_id(reader, id));
    if (ours.grant.denies()) return findings;
    const std::vector<TitleId> related = related_titles(titles, ours.grant.title);
    GrantReader grants;
    for (size_t begin = 0; begin < related.size(); begin += related_max) {
        Parameters parameters{id};
        std::string marks;
        for (size_t i = begin; i < std::min(begin + related_max, related.size()); ++i) {
            marks += marks.empty() ? "?" : ", ?";
            parameters.emplace_back(related[i]);
        }
        const auto rows = TRY(reader.query(std::string(GrantReader::select) +
                                               "WHERE g.id <> ? AND g.sign = 'allow' AND g.title IN (" +
                                               marks + ") ORDER BY g.id",
                                           parameters));
        for (const Row& row : rows) {
            auto finding = exclusive_overlap(ours, TRY(grants.read(row)));
            if (finding) findings.push_back(*std::move(finding));
        }
    }
    return findings;
}

}  // namespace

std::string_view to_string(Direction direction) {
    return direction == Direction::in ? "in" : "out";
}

std::string_view to_string(ContractStatus status) {
    switch (status) {
        case ContractStatus::draft:
            return "draft";
        case ContractStatus::active:
            return "active";
        case ContractStatus::ended:
            return "ended";
    }
    CHECK(false);
}

Result<rights::Grant> Licensing::draft(Reader& reader, const NewGrant& wish,
                                       const rights::TitleTree& titles) {
    if (!titles.contains(wish.title))
        return Error{ErrorKind::not_found,
                     "there is no title " + std::to_string(wish.title.number()) + " to license"};
    TRY(check_words("note", wish.note));
    TRY(check_words("name of who adds it", wish.by));
    if (!wish.contract.empty() && wish.partner.empty())
        return invalid("contract '" + wish.contract + "' is given without its partner: name both");

    rights::Grant grant = TRY(grant_of(wish));
    if (const auto row = TRY(reader.query_one("SELECT id FROM partners WHERE name = ?", {wish.partner})))
        grant.partner = row->id<PartnerId>("id");
    if (const auto row = TRY(reader.query_one("SELECT id FROM contracts WHERE partner = ? AND reference = ?",
                                              {grant.partner, wish.contract})))
        grant.contract = row->id<ContractId>("id");
    const auto groups = grant.contract ? TRY(groups_of(reader, grant.contract)) : world::TerritoryGroups();
    grant.territories = TRY(world::parse_territories(wish.territories, groups).context("territories"));
    TRY(rights::validate(grant));
    return grant;
}

Result<GrantId> Licensing::add(Writer& writer, const NewGrant& wish, const rights::TitleTree& titles,
                               Instant now) {
    rights::Grant grant = TRY(draft(writer, wish, titles));
    if (!grant.partner && !wish.partner.empty())
        grant.partner = TRY(insert_partner(writer, wish.partner, now));
    if (!grant.contract && !wish.contract.empty())
        grant.contract = TRY(
            insert_contract(writer, {.id = {}, .partner = grant.partner, .reference = wish.contract}, now));
    const GrantId id = TRY(insert_grant(writer, grant, wish, now));
    TRY(store::bump_revision(writer, revision_name));
    return id;
}

Result<Licensing::Added> Licensing::add(const NewGrant& grant, const rights::TitleTree& titles, Instant now) {
    return database_.write([&](Writer& writer) -> Result<Added> {
        const GrantId id = TRY(add(writer, grant, titles, now));
        return Added{id, TRY(find_overlaps(writer, id, titles))};
    });
}

Result<> Licensing::end(GrantId id, Instant when, std::string_view by, Instant now) {
    return database_.write([&](Writer& writer) { return end(writer, id, when, by, now); });
}

Result<> Licensing::end(Writer& writer, GrantId id, Instant when, std::string_view by, Instant now) {
    TRY(check_words("name of who ends it", by));
    const GrantRecord record = TRY(grant_by_id(writer, id));
    if (record.ended)
        return Error{ErrorKind::conflict, "grant " + std::to_string(id.number()) +
                                              " was already ended from " + to_string(*record.ended) + " on"};
    TRY(writer.execute("UPDATE grants SET ended = ?, ended_by = ?, ended_recorded = ? WHERE id = ?",
                       {when, by, now, id}));
    return store::bump_revision(writer, revision_name);
}

Result<std::vector<GrantRecord>> Licensing::list(const Filter& filter) {
    std::string where = "WHERE g.id > ?";
    Parameters parameters{filter.after};
    if (filter.title) {
        where += " AND g.title = ?";
        parameters.emplace_back(*filter.title);
    }
    if (!filter.ended) where += " AND g.ended IS NULL";
    parameters.emplace_back(std::min(filter.limit, list_max));
    return database_.read([&](Reader& reader) -> Result<std::vector<GrantRecord>> {
        std::vector<GrantRecord> records;
        GrantReader grants;
        const auto rows = TRY(
            reader.query(std::string(GrantReader::select) + where + " ORDER BY g.id LIMIT ?", parameters));
        for (const Row& row : rows) records.push_back(TRY(grants.read(row)));
        return records;
    });
}

Result<GrantRecord> Licensing::get(GrantId id) {
    return database_.read([&](Reader& reader) { return grant_by_id(reader, id); });
}

Result<PartnerId> Licensing::add_partner(std::string_view name, Instant now) {
    return database_.write([&](Writer& writer) -> Result<PartnerId> {
        if (TRY(writer.query_one("SELECT id FROM partners WHERE name = ?", {name})))
            return Error{ErrorKind::conflict, "there is a partner '" + std::string(name) + "' already"};
        const PartnerId id = TRY(insert_partner(writer, name, now));
        TRY(store::bump_revision(writer, revision_name));
        return id;
    });
}

Result<PartnerId> Licensing::partner_named(Writer& writer, std::string_view name, Instant now) {
    const auto known = TRY(writer.query_one("SELECT id FROM partners WHERE name = ?", {name}));
    return known ? Result<PartnerId>(known->id<PartnerId>("id")) : insert_partner(writer, name, now);
}

Result<std::vector<Partner>> Licensing::partners() {
    return database_.read([&](Reader& reader) -> Result<std::vector<Partner>> {
        std::vector<Partner> partners;
        const auto rows = TRY(reader.query("SELECT id, name FROM partners ORDER BY name"));
        for (const Row& row : rows) partners.push_back({row.id<PartnerId>("id"), row.text("name")});
        return partners;
    });
}

Result<ContractId> Licensing::add_contract(const Contract& contract, Instant now) {
    return database_.write([&](Writer& writer) { return add_contract(writer, contract, now); });
}

Result<ContractId> Licensing::add_contract(Writer& writer, const Contract& contract, Instant now) {
    if (!TRY(writer.query_one("SELECT id FROM partners WHERE id = ?", {contract.partner})))
        return Error{ErrorKind::not_found,
                     "there is no partner " + std::to_string(contract.partner.number())};
    if (TRY(writer.query_one("SELECT id FROM contracts WHERE partner = ? AND reference = ?",
                             {contract.partner, contract.reference})))
        return Error{ErrorKind::conflict, "this partner has a contract '" + contract.reference + "' already"};
    const ContractId id = TRY(insert_contract(writer, contract, now));
    TRY(store::bump_revision(writer, revision_name));
    return id;
}

Result<std::vector<Contract>> Licensing::contracts() {
    return database_.read([&](Reader& reader) -> Result<std::vector<Contract>> {
        std::vector<Contract> contracts;
        const auto rows =
            TRY(reader.query("SELECT id, partner, reference, direction, status, starts, ends, note FROM "
                             "contracts ORDER BY id"));
        for (const Row& row : rows) contracts.push_back(contract_of(row));
        return contracts;
    });
}

Result<int> Licensing::define_group(ContractId contract, std::string_view name, std::string_view expression,
                                    std::string_view by, Instant now) {
    if (!is_slug(name))
        return invalid("'" + std::string(name.substr(0, 100)) +
                       "' cannot name a group of territories: use a-z, 0-9 and '-'");
    TRY(check_words("name of who defines it", by));
    return database_.write([&](Writer& writer) -> Result<int> {
        if (!TRY(writer.query_one("SELECT id FROM contracts WHERE id = ?", {contract})))
            return Error{ErrorKind::not_found, "there is no contract " + std::to_string(contract.number())};
        const auto groups = TRY(groups_of(writer, contract));
        const auto set = TRY(world::parse_territories(expression, groups).context("territories"));
        const auto last =
            TRY(writer.query_one("SELECT COALESCE(MAX(version), 0) AS version FROM territory_groups WHERE "
                                 "contract = ? AND name = ?",
                                 {contract, name}));
        const int64_t version = last->integer("version") + 1;
        const int64_t territory_set = TRY(territory_set_id(writer, set));
        TRY(
            writer.execute("INSERT INTO territory_groups (contract, name, version, expression, "
                           "territory_set, created, created_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
                           {contract, name, version, expression, territory_set, now, by}));
        TRY(store::bump_revision(writer, revision_name));
        return static_cast<int>(version);
    });
}

Result<world::TerritoryGroups> Licensing::groups(ContractId contract) {
    return database_.read([&](Reader& reader) { return groups_of(reader, contract); });
}

Result<world::TerritoryGroups> Licensing::groups(Reader& reader, ContractId contract) {
    return groups_of(reader, contract);
}

}  // namespace nuri::licensing
