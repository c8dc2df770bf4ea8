#include "api/last_known.h"

#include "members/secret.h"

namespace nuri::api {
namespace {

template<typename Map, typename Key, typename Value>
void keep(Map& map, Key&& key, const Value& value, Instant now) {
    if (map.size() >= LastKnown::known_max) map.clear();
    map.insert_or_assign(std::forward<Key>(key), typename Map::mapped_type{value, now});
}

}  // namespace

void LastKnown::note(std::string_view credential, const Caller& caller, Instant now) {
    std::string digest = members::digest_of(credential);
    const std::lock_guard lock(mutex_);
    if (std::holds_alternative<Visitor>(caller))
        callers_.erase(digest);
    else
        keep(callers_, std::move(digest), caller, now);
}

void LastKnown::note(members::AccountId account, const std::vector<members::Profile>& profiles, Instant now) {
    const std::lock_guard lock(mutex_);
    keep(profiles_, account, profiles, now);
}

std::optional<Caller> LastKnown::caller(std::string_view credential, Instant now) const {
    const std::string digest = members::digest_of(credential);
    const std::lock_guard lock(mutex_);
    const auto found = callers_.find(digest);
    if (found == callers_.end() || now - found->second.at >= holds) return std::nullopt;
    return found->second.value;
}

std::optional<std::vector<members::Profile>> LastKnown::profiles(members::AccountId account,
                                                                 Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto found = profiles_.find(account);
    if (found == profiles_.end() || now - found->second.at >= holds) return std::nullopt;
    return found->second.value;
}

void LastKnown::forget_after_change_by(const Caller& caller) {
    const std::lock_guard lock(mutex_);
    if (const auto* member = std::get_if<Member>(&caller)) {
        profiles_.erase(member->account.id);
        std::erase_if(callers_, [&](const auto& one) {
            const auto* other = std::get_if<Member>(&one.second.value);
            return other != nullptr && other->account.id == member->account.id;
        });
    } else {
        callers_.clear();
        profiles_.clear();
    }
}

}  // namespace nuri::api
