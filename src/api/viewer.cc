#include "api/viewer.h"

#include <algorithm>

#include "api/refusal.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "rights/decision.h"

namespace nuri::api {
namespace {

constexpr size_t languages_max = 8;

/// A quality in thousandths; none for what is no qvalue (RFC 9110, 12.4.2).
std::optional<int> quality_of(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return {};
    if (text.size() == 1) return text[0] == '1' ? 1000 : 0;
    if (text[1] != '.') return {};
    int quality = 0;
    for (size_t i = 2; i < 5; ++i) {
        const char digit = i < text.size() ? text[i] : '0';
        if (digit < '0' || digit > '9') return {};
        quality = quality * 10 + (digit - '0');
    }
    return text[0] == '1' ? 1000 : quality;
}

world::LanguageTag english() {
    return *world::LanguageTag::parse("en");
}

std::string_view explain(rights::Reason reason) {
    using rights::Reason;
    switch (reason) {
        case Reason::service_unavailable:
            return "the service is not offered where you are";
        case Reason::service_not_launched:
            return "the service has not been launched where you are";
        case Reason::anonymiser:
            return "your address hides where you are; turn the VPN or proxy off";
        case Reason::used_up:
            return "the plays that the licence for this title permits have all been had";
        case Reason::device:
            return "this title cannot be watched on this device";
        case Reason::denied:
            return "this title is held back where you are for now";
        case Reason::not_open_yet:
            return "the licence for this title opens later where you are";
        case Reason::closed:
            return "the licence for this title has ended where you are";
        case Reason::no_licence:
            return "there is no licence for this title where you are";
        case Reason::maturity:
            return "this title is above the profile's maturity limit";
        case Reason::not_ready:
            return "this title is licensed where you are and is being prepared";
        default:
            return "this title cannot be watched";
    }
}

}  // namespace

std::vector<world::LanguageTag> accepted_languages(std::string_view header) {
    std::vector<std::pair<int, world::LanguageTag>> weighed;
    for (const std::string_view item : split(header.substr(0, 1024), ',')) {
        const std::vector<std::string_view> parts = split(item, ';');
        std::optional<int> quality = 1000;
        if (parts.size() > 1) {
            const std::string_view parameter = trim(parts[1]);
            quality = parameter.starts_with("q=") ? quality_of(parameter.substr(2)) : std::nullopt;
        }
        const auto tag = world::LanguageTag::parse(trim(parts[0]));
        if (tag && quality && *quality > 0 && weighed.size() < languages_max)
            weighed.emplace_back(*quality, *tag);
    }
    std::stable_sort(weighed.begin(), weighed.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<world::LanguageTag> languages;
    for (auto& [quality, tag] : weighed) languages.push_back(std::move(tag));
    return languages;
}

std::vector<world::LanguageTag> reading_order(const std::vector<world::LanguageTag>& wanted) {
    std::vector<world::LanguageTag> order;
    const auto add = [&](const world::LanguageTag& tag) {
        if (std::find(order.begin(), order.end(), tag) == order.end()) order.push_back(tag);
    };
    for (const world::LanguageTag& tag : wanted) {
        for (const world::LanguageTag& link : world::fallback_chain(tag, tag)) add(link);
    }
    add(english());
    return order;
}

Result<std::optional<members::Profile>> profile_of(const Call& call,
                                                   std::optional<members::ProfileId> wanted) {
    const Member& member = call.member();
    const std::vector<members::Profile> profiles = TRY(call.profiles());
    const auto find = [&](const auto& fits) -> std::optional<members::Profile> {
        const auto found = std::find_if(profiles.begin(), profiles.end(), fits);
        return found == profiles.end() ? std::nullopt : std::optional(*found);
    };
    if (wanted) {
        const auto named = find([&](const members::Profile& profile) { return profile.id == *wanted; });
        if (!named) return Error{ErrorKind::not_found, "no such profile in this account"};
        return is_locked(*named, member.credential) ? std::nullopt : named;
    }
    if (const auto& in_use = member.credential.profile) {
        if (auto chosen = find([&](const members::Profile& profile) { return profile.id == *in_use; }))
            return chosen;
    }
    return find([&](const members::Profile& profile) { return !is_locked(profile, member.credential); });
}

Result<Viewer> Viewer::of(const Call& call) {
    Viewer viewer;
    viewer.snapshot_ = call.services.plane.current();
    viewer.audience_.place = call.place.territory;
    viewer.audience_.anonymiser = call.place.anonymiser;
    viewer.audience_.at = call.now;
    std::vector<world::LanguageTag> wanted;
    if (const auto locale = call.request.query_value("locale"))
        wanted.push_back(TRY(world::LanguageTag::parse(*locale).context("`locale`")));
    if (const Member* member = call.member_if_any()) {
        if (const auto home = world::Territory::parse(member->account.country)) viewer.audience_.home = *home;
        const auto chosen = TRY(call.query_number("profile", 1, INT64_MAX));
        viewer.profile_ =
            TRY(profile_of(call, chosen ? std::optional(members::ProfileId(*chosen)) : std::nullopt));
        if (!viewer.profile_) return Error{ErrorKind::forbidden, "every profile of this account has a PIN"};
        viewer.audience_.maturity_age = viewer.profile_->settings.maturity_age;
        if (const auto tag = world::LanguageTag::parse(viewer.profile_->settings.language))
            wanted.push_back(*tag);
    }
    for (const world::LanguageTag& tag :
         accepted_languages(call.request.headers.get("Accept-Language").value_or("")))
        wanted.push_back(tag);
    viewer.languages_ = reading_order(wanted);
    return viewer;
}

const decision::Watchable& Viewer::watchable() const {
    if (!watchable_) watchable_.emplace(snapshot_, audience_);
    return *watchable_;
}

Result<Viewer::Found> Viewer::find(std::string_view ref) const {
    using rights::Reason;
    const rights::Decision anywhere = snapshot_->decide(audience_, TitleId());
    if (anywhere.reason == Reason::service_unavailable || anywhere.reason == Reason::service_not_launched ||
        anywhere.reason == Reason::anonymiser) {
        return Found{{}, refuse(anywhere.reason, explain(anywhere.reason), {})};
    }
    const auto resolved = snapshot_->catalogue->resolve(ref);
    if (!resolved && resolved.error().kind == ErrorKind::not_found)
        return Error{ErrorKind::not_found, "there is no such title"};
    const TitleId title = TRY(resolved);
    if (watchable().contains(title)) return Found{title, {}};
    const rights::Decision decision = snapshot_->decide(audience_, title);
    Reason reason = decision.reason;
    if (decision.allowed) {
        const bool too_young = audience_.maturity_age &&
                               snapshot_->maturity_of(title, audience_.place) > *audience_.maturity_age;
        reason = too_young ? Reason::maturity : Reason::not_ready;
    }
    return Found{{}, refuse(reason, explain(reason), decision.opens_at)};
}

}  // namespace nuri::api
