#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "licensing/licensing.h"
#include "store/database.h"

namespace nuri::licensing {

/// Puts many grants into the register within one transaction of the caller's, which must be short: what many
/// of them share (partner, contract, territories) is looked up once, and the revision is counted up once, by
/// `finish`. Borrows all it is made of.
class GrantWriter {
  public:
    GrantWriter(store::Writer& writer, const rights::TitleTree& titles, Instant now)
        : writer_(writer), titles_(titles), now_(now) {}

    /// As `Licensing::add`.
    Result<GrantId> add(const NewGrant& wish);
    /// As `Licensing::end` of each; `conflict` when one of them was ended already, or is not there.
    Result<> end(std::span<const GrantId> ids, Instant when, std::string_view by);
    /// Tells the register's readers that it has changed, if it has.
    Result<> finish();

  private:
    struct Territories {
        world::TerritorySet set;
        int64_t id = 0;
    };

    Result<PartnerId> partner(const std::string& name);
    Result<ContractId> contract(PartnerId partner, const std::string& reference);
    Result<const Territories*> territories(ContractId contract, const std::string& expression);

    store::Writer& writer_;
    const rights::TitleTree& titles_;
    Instant now_;
    std::map<std::string, PartnerId> partners_;
    std::map<std::pair<PartnerId, std::string>, ContractId> contracts_;
    std::map<std::pair<ContractId, std::string>, Territories> territories_;
    bool changed_ = false;
};

}  // namespace nuri::licensing
