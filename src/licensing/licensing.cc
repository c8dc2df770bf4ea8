#include "licensing/licensing.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "licensing/contract_rows.h"
#include "licensing/grant_rows.h"
#include "licensing/grant_writer.h"
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

Result<> check_name(std::string_view what, std::string_view text) {
    if (trim(text).empty()) return invalid("the " + std::string(what) + " is empty");
    return check_words(what, text);
}

Result<PartnerId> insert_partner(Writer& writer, std::string_view name, Instant now) {
    TRY(check_name("partner's name", name));
    return PartnerId(
        TRY(writer.insert_returning_id("INSERT INTO partners (name, created) VALUES (?, ?)", {name, now})));
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

Result<> check_words(std::string_view what, std::string_view text) {
    if (text.size() > text_size_max)
        return Error{ErrorKind::too_large, "the " + std::string(what) + " has " +
                                               std::to_string(text.size()) + " bytes, more than " +
                                               std::to_string(text_size_max)};
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return invalid("the " + std::string(what) + " is not UTF-8 text");
    return {};
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
    rights::Grant grant = TRY(grant_of(wish, titles));
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
    GrantWriter grants(writer, titles, now);
    const GrantId id = TRY(grants.add(wish));
    TRY(grants.finish());
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
