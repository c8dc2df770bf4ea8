#pragma once

#include <boost/json/fwd.hpp>

#include "api/json_input.h"
#include "licensing/contracts.h"

namespace nuri::studio_api {

/// A contract as a list shows it.
boost::json::object json_of(const licensing::Contract& contract, const std::string& partner);
/// All of it: versions, obligations, documents, payments.
boost::json::object json_of(const licensing::ContractFile& file);
boost::json::object json_of(const licensing::Obligation& obligation);

/// Reads the members of schema ContractTerms; faults stay with `input`.
licensing::ContractTerms contract_terms(api::Input& input);
/// Reads `amount_minor` and `currency`; none, with a fault, where they are missing or wrong.
std::optional<world::Money> money(api::Input& input);

}  // namespace nuri::studio_api
