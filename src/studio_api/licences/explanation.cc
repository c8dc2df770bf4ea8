#include "studio_api/licences/explanation.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "rights/reference.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using rights::Reason;

/// Whether the service is there and the title is licensed there at that moment, anywhere but in `here`.
bool licensed_elsewhere(const licensing::Law& law, const rights::Query& query) {
    for (const auto& [territory, state] : law.footprint.states()) {
        if (state.presence != world::Presence::launched || territory == query.territory) continue;
        if (law.index.verdict({query.title, territory, {}, query.at, query.license_type}).allowed())
            return true;
    }
    return false;
}

}  // namespace

json::array explanation_codes(const decision::Snapshot& snapshot, const rights::Query& query) {
    const licensing::Law& law = *snapshot.law;
    const rights::Decision decision = law.index.decide(query);
    json::array codes;
    if (decision.reason == Reason::denied && decision.grant) {
        for (const rights::Grant& grant : law.grants)
            if (grant.id == *decision.grant) codes.emplace_back(rights::to_string(grant.sign));
    }
    if (rights::deciding_territory(query.territory, query.home) != query.territory)
        codes.emplace_back("home_decides");
    if ((decision.reason == Reason::no_licence || decision.reason == Reason::closed ||
         decision.reason == Reason::denied) &&
        licensed_elsewhere(law, query))
        codes.emplace_back("licensed_elsewhere");
    return codes;
}

Result<json::array> considered_grants(api::Call& call, const decision::Snapshot& snapshot,
                                      const rights::Query& query) {
    constexpr size_t grants_max = 500;
    const catalogue::Snapshot& catalogue = *snapshot.catalogue;
    // Of the title and what it lies below, and of nothing else: the others cannot bear on it.
    std::vector<rights::Grant> grants;
    const std::vector<TitleId> chain = catalogue.tree().chain(query.title);
    for (const rights::Grant& grant : snapshot.law->grants)
        if (std::find(chain.begin(), chain.end(), grant.title) != chain.end()) grants.push_back(grant);
    const rights::Explanation explanation =
        rights::explain(catalogue.tree(), grants, snapshot.law->footprint, query);
    json::array considered;
    for (const rights::Considered& one : explanation.grants) {
        if (considered.size() == grants_max) break;
        const licensing::GrantRecord record = TRY(call.services.licensing.get(one.grant));
        const rights::Grant& grant = record.grant;
        const catalogue::Title* title = catalogue.find(grant.title);
        json::array types;
        const std::string words = rights::to_string(grant.license_types);  // split() borrows from it
        for (const std::string_view type : split(words, ',')) types.emplace_back(type);
        considered.push_back(json::object{
            {"id", grant.id.number()},
            {"title", title != nullptr ? json::value(catalogue.reference_of(*title)) : json::value()},
            {"sign", rights::to_string(grant.sign)},
            {"territories", record.territories},
            {"from", to_string(grant.window.start())},
            {"to", json_of(grant.window.end())},
            {"ended", json_of(record.ended)},
            {"license_types", std::move(types)},
            {"partner", record.partner},
            {"contract", record.contract},
            {"priority", grant.priority},
            {"finding", rights::to_string(one.finding)}});
    }
    return considered;
}

}  // namespace nuri::studio_api
