#pragma once

#include <optional>
#include <string>
#include <vector>

#include "avails/difference.h"
#include "avails/document.h"
#include "avails/finding.h"
#include "avails/profile.h"
#include "catalogue/snapshot.h"
#include "exchange/offer.h"
#include "exchange/statement_rows.h"
#include "exchange/terms.h"
#include "exchange/title_matcher.h"

namespace nuri::exchange {

/// A statement that an import adds.
struct Addition {
    avails::RowRef row;  ///< of the file
    TitleMatcher::Match title;
    Offer offer;
    /// The statement it stands in for, whose grants it takes over because it grants the very same.
    std::optional<StatementId> heir_of = {};
};

/// A statement that an import takes back.
struct Retirement {
    StatementId statement;
    TitleId title;
    bool grants_stay = false;  ///< another statement takes them over
};

/// What an import would do to the registers. Worked out from what it is given and nothing else, so that the
/// preview and the import are the same.
struct Plan {
    std::vector<Addition> additions;
    std::vector<Retirement> retirements;
    std::vector<PlannedTitle> titles;
    std::vector<avails::Change> changes;  ///< without those that stay the same
    Counts counts;                        ///< windows; of the rest, nothing yet
};

/// What a plan is made from. Borrowed.
struct PlanInput {
    const avails::Document& file;
    const avails::Profile& profile;
    Scope scope = Scope::entries;
    const HeldDocument& held;              ///< all that this licensor's statements say
    const std::vector<std::string>& said;  ///< by each row of an XML file (`said_by`); empty for a workbook
};

/// Sets a file beside what its licensor stated before. A Full Extract takes the place of all within the
/// scope, a Full Delete leaves nothing of it; Create, Update and Delete are about one AvailID. Rows that say
/// what is held already change nothing, not even their grants. What may not be is a finding.
Plan make_plan(const PlanInput& input, TitleMatcher& titles, avails::Findings& findings);

}  // namespace nuri::exchange
