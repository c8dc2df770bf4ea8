#include "licensing/rights_book.h"

#include <algorithm>

#include "licensing/contract_rows.h"
#include "licensing/event_register.h"
#include "licensing/grant_rows.h"
#include "rights/resolve.h"
#include "store/revision.h"

namespace nuri::licensing {

namespace {

using store::Reader;
using store::Row;

struct ContractFacts {
    std::unordered_map<ContractId, Direction> directions;
    std::unordered_map<ContractId, std::vector<ContractId>> sources;  ///< of the newest version
};

Result<ContractFacts> read_contracts(Reader& reader) {
    ContractFacts facts;
    for (const Row& row : TRY(reader.query("SELECT id, direction FROM contracts")))
        facts.directions.emplace(row.id<ContractId>("id"),
                                 row.text("direction") == "in" ? Direction::in : Direction::out);
    for (const Row& row : TRY(reader.query(
             "SELECT v.contract, s.source FROM contract_sources s JOIN contract_versions v ON v.id = "
             "s.version "
             "WHERE v.number = (SELECT MAX(number) FROM contract_versions n WHERE n.contract = v.contract) "
             "ORDER BY v.contract, s.line")))
        facts.sources[row.id<ContractId>("contract")].push_back(row.id<ContractId>("source"));
    return facts;
}

/// Adds a settled grant as the rights it is: one for each contract that it may come from.
void append(std::vector<rights::Right>& rights, rights::Grant grant, const ContractFacts& facts) {
    const auto direction = facts.directions.find(grant.contract);
    const bool out = direction != facts.directions.end() && direction->second == Direction::out;
    const auto sources = facts.sources.find(grant.contract);
    rights::Right right{std::move(grant), out ? rights::Flow::out : rights::Flow::in, {}};
    if (out && sources != facts.sources.end()) right.sources = sources->second;
    rights.push_back(std::move(right));
}

/// What ending took off a window; false if nothing of it is left.
bool cut_short(rights::Grant& grant, const std::optional<Instant>& ended) {
    if (!ended || (grant.window.end() && *grant.window.end() <= *ended)) return true;
    const auto left = rights::Window::between(grant.window.start(), *ended);
    if (left) grant.window = *left;
    return left.has_value();
}

}  // namespace

Result<std::shared_ptr<const RightsBook>> RightsBook::load(store::Database& database,
                                                           const rights::TitleTree& titles) {
    std::shared_ptr<RightsBook> book(new RightsBook);
    ContractFacts contracts;
    rights::EventTable events;
    std::vector<rights::Grant> grants;
    TRY(database.read([&](Reader& reader) -> Result<> {
        book->revision_ = TRY(store::revision(reader, Licensing::revision_name));
        contracts = TRY(read_contracts(reader));
        events = TRY(EventRegister::load(reader));
        GrantReader rows;
        return reader.each(std::string(GrantReader::select) + "ORDER BY g.id", {},
                           [&](const Row& row) -> Result<> {
                               GrantRecord record = TRY(rows.read(row));
                               book->by_id_.emplace(record.grant.id, book->records_.size());
                               if (titles.contains(record.grant.title)) grants.push_back(record.grant);
                               book->records_.push_back(std::move(record));
                               return {};
                           });
    }));
    for (rights::Grant& grant : rights::resolve(titles, std::move(grants), events).grants) {
        const GrantRecord& record = *book->record(grant.id);
        if (cut_short(grant, record.ended)) append(book->rights_, std::move(grant), contracts);
    }
    std::ranges::stable_sort(book->rights_, {}, [](const rights::Right& right) { return right.grant.id; });
    book->directions_ = std::move(contracts.directions);
    return std::shared_ptr<const RightsBook>(std::move(book));
}

std::span<const rights::Right> RightsBook::rights_of(GrantId id) const {
    return std::ranges::equal_range(rights_, id, {},
                                    [](const rights::Right& right) { return right.grant.id; });
}

const GrantRecord* RightsBook::record(GrantId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &records_[found->second];
}

Direction RightsBook::direction(GrantId id) const {
    const GrantRecord* record = this->record(id);
    if (record == nullptr) return Direction::in;
    const auto found = directions_.find(record->grant.contract);
    return found == directions_.end() ? Direction::in : found->second;
}

/// The windows of one that is being written are settled as those that are kept; what has none yet stands open
/// from the beginning of time, so that all that could become a conflict is shown.
Result<rights::Right> RightsBook::candidate(Reader& reader, const NewGrant& wish,
                                            const rights::TitleTree& titles,
                                            std::optional<GrantId> replaces) {
    rights::Grant grant = TRY(Licensing::draft(reader, wish, titles));
    if (replaces) grant.id = *replaces;
    auto settled = rights::resolve(titles, {grant}, TRY(EventRegister::load(reader))).grants;
    if (settled.empty()) {
        grant.timing.reset();
        settled.push_back(grant);
    }
    std::vector<rights::Right> rights;
    append(rights, std::move(settled.front()), TRY(read_contracts(reader)));
    return std::move(rights.front());
}

}  // namespace nuri::licensing
