#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

#include "api/call.h"
#include "members/operators.h"

namespace nuri::studio_api {

/// Schema Operator.
boost::json::object json_of(const members::Operator& who);

/// What is to be another about an operator; what is none stays.
struct OperatorChange {
    std::optional<std::string> name = {};
    std::optional<members::Role> role = {};
    std::optional<bool> disabled = {};
};
/// With its line in the audit log, within a transaction.
Result<members::Operator> write_operator(api::Call& call, members::OperatorId id,
                                         const OperatorChange& change, int64_t undoes);

}  // namespace nuri::studio_api
