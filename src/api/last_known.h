#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/call.h"
#include "base/time.h"
#include "members/account.h"
#include "members/profile.h"

namespace nuri::api {

/// Who has asked lately and the profiles they have, for as long as the records are away: members go on
/// looking at pages as whom they last were known, and operators can see what is wrong. Nothing that changes
/// anything is answered from here.
///
/// A change forgets what it may have made untrue: whatever an account changes, all that is known of it, and
/// whatever an operator changes, everything. So a session that was ended is not brought back by an outage.
/// Kept by the digest of the credential, as in the records. Safe to use from many threads.
class LastKnown {
  public:
    static constexpr size_t known_max = 20'000;     ///< callers, and accounts; past it all are forgotten
    static constexpr std::chrono::hours holds{12};  ///< since they were last seen while the records answered

    void note(std::string_view credential, const Caller& caller, Instant now);
    void note(members::AccountId account, const std::vector<members::Profile>& profiles, Instant now);

    std::optional<Caller> caller(std::string_view credential, Instant now) const;
    std::optional<std::vector<members::Profile>> profiles(members::AccountId account, Instant now) const;

    /// After a change that this caller made.
    void forget_after_change_by(const Caller& caller);

  private:
    template<typename Value>
    struct Seen {
        Value value;
        Instant at;
    };

    mutable std::mutex mutex_;
    std::unordered_map<std::string, Seen<Caller>> callers_;  // by the digest of their credential
    std::unordered_map<members::AccountId, Seen<std::vector<members::Profile>>> profiles_;
};

}  // namespace nuri::api
