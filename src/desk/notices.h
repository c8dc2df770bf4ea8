#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "licensing/rights_book.h"
#include "rights/ids.h"
#include "store/database.h"

namespace nuri::desk {

/// Something that comes up and that somebody should know of before it does.
struct Notice {
    enum class Kind : uint8_t {
        licence_opens,
        licence_ends,
        contract_ends,
        obligation,  ///< from its own notice on, and still when it is overdue
        fee_due,
        assignment_due,  ///< something missing from a title that somebody promised to see to
    } kind = Kind::licence_opens;
    Instant at;  ///< when it happens
    std::optional<TitleId> title = {};
    std::optional<GrantId> grant = {};
    std::optional<ContractId> contract = {};
    std::string text;  ///< what an obligation, fee or assignment is
};
std::string_view to_string(Notice::Kind kind);

/// Which notices: those of rights are for everybody in the house, those of contracts for whoever may see what
/// is paid.
enum class NoticeScope : uint8_t { rights, contracts_too };

inline constexpr size_t notices_max = 2000;

/// What happens within [at, at + ahead), and what is overdue; the soonest first, at most `notices_max`.
Result<std::vector<Notice>> notices(store::Reader& reader, const licensing::RightsBook& book,
                                    NoticeScope scope, Instant at, std::chrono::days ahead);

}  // namespace nuri::desk
