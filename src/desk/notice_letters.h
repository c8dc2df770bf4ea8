#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "desk/notices.h"
#include "store/database.h"

namespace nuri::desk {

/// What an operator asked for: a letter about what comes up, so many days before it does.
struct LetterWish {
    std::string email;  ///< the operator's
    std::chrono::days ahead{30};
    std::string locale;  ///< BCP 47, of the letter
    friend bool operator==(const LetterWish&, const LetterWish&) = default;
};

/// Who wants letters about notices, and what each has been told: nobody is told the same twice, unless it has
/// moved to another moment meanwhile. All forms take part in the caller's transaction. Part of the schema of
/// Assignments.
class NoticeLetters {
  public:
    static constexpr std::chrono::days ahead_max{365};

    /// Sets or replaces. `invalid` for no day, or more than a year.
    static Result<> wish(store::Writer& writer, const LetterWish& wish, Instant now);
    /// Does nothing for who has none.
    static Result<> forget(store::Writer& writer, std::string_view email);
    static Result<std::optional<LetterWish>> find(store::Reader& reader, std::string_view email);
    /// By address.
    static Result<std::vector<LetterWish>> list(store::Reader& reader);

    /// Those of `notices` that this operator has not been told of, the soonest first.
    static Result<std::vector<Notice>> untold(store::Reader& reader, std::string_view email,
                                              std::vector<Notice> notices);
    /// To be called once the letter is on its way. Forgets what is long past.
    static Result<> note_told(store::Writer& writer, std::string_view email,
                              const std::vector<Notice>& notices, Instant now);
};

}  // namespace nuri::desk
