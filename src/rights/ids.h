#pragma once

#include "base/id.h"

namespace nuri {

/// A film, series, season or episode, as the catalogue numbers it.
using TitleId = Id<struct TitleTag>;
/// A grant, as the licensing register numbers it: what a decision names, and what is counted and paid.
using GrantId = Id<struct GrantTag>;
/// Who licenses to us or from us.
using PartnerId = Id<struct PartnerTag>;
using ContractId = Id<struct ContractTag>;

}  // namespace nuri
