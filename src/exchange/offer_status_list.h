#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::exchange {

/// What a licensor is told of one statement: a ProgressCode (Live, Ready, In-Process, Issue), and why.
struct Progress {
    std::string_view code = "Issue";
    std::string why;
    std::optional<Instant> start = {}, end = {};  ///< none: as the row states them
};

/// One statement's status, in the words in which it goes out.
struct StatusRow {
    std::string work;  ///< rows of one are told together
    std::string display_name, alid, avail_id, contract_id, reporting_id, license_type, format_profile, title;
    std::vector<std::string> territories, excluded;
    std::string start, start_condition, end, end_condition;  ///< of each pair one; an end may be neither
    std::string_view code;
    std::string comments, timestamp;
};
StatusRow status_row(const avails::RowView& row, const Progress& progress, Instant now);

/// As an OfferStatusList: an OfferStatus for each work, a Transaction for each statement. Spec: MovieLabs
/// Avails 2.7, OfferStatus-type.
std::string status_xml(const std::vector<StatusRow>& rows);

/// As a workbook of one sheet, "Status": the Avails columns that say which window it is, and the elements of
/// an OfferStatus as columns of a section of that name.
Result<std::string> status_workbook(const std::vector<StatusRow>& rows);

}  // namespace nuri::exchange
