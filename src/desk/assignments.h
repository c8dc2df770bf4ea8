#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/ids.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::desk {

/// Who sees to something that a title lacks, and by when.
struct Assignment {
    TitleId title;
    std::string missing;  ///< "subtitles", "artwork", …: a word of readiness
    std::string owner;    ///< an operator's address
    std::optional<Instant> deadline = {};
    std::string note;
    Instant assigned;
    std::string assigned_by;
    friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// One assignment for each title and thing that it may lack. Whether it still lacks it, readiness says; what
/// was mended keeps its assignment until somebody takes it away. All forms take part in the caller's
/// transaction.
class Assignments {
  public:
    static const store::Schema& schema();

    /// Sets or replaces. `invalid` without an owner.
    static Result<> assign(store::Writer& writer, const Assignment& assignment);
    /// `not_found` if it was nobody's.
    static Result<> remove(store::Writer& writer, TitleId title, std::string_view missing);

    static Result<std::optional<Assignment>> find(store::Reader& reader, TitleId title,
                                                  std::string_view missing);
    /// The nearest deadline first, those without one last; of one owner, or of all; at most `limit`.
    static Result<std::vector<Assignment>> list(store::Reader& reader, std::optional<std::string_view> owner,
                                                size_t limit);
    /// Whose deadline is before `before`.
    static Result<std::vector<Assignment>> due(store::Reader& reader, Instant before, size_t limit);
};

}  // namespace nuri::desk
