#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/refusal.h"
#include "api/views.h"
#include "events/progress.h"
#include "member_api/routes.h"
#include "members/profile.h"
#include "members/session.h"
#include "members/token.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr size_t name_bytes_max = 160;
constexpr size_t tag_bytes_max = 35;
constexpr size_t languages_max = 10;

/// Changes what the request names and leaves the rest.
void read_settings(api::Input& input, members::ProfileSettings& settings) {
    if (auto avatar = input.optional_text("avatar", 64)) settings.avatar = *avatar;
    if (auto language = input.optional_text("language", tag_bytes_max)) settings.language = *language;
    if (auto languages = input.optional_texts("audio_languages", languages_max, tag_bytes_max))
        settings.audio_languages = *languages;
    if (auto languages = input.optional_texts("subtitle_languages", languages_max, tag_bytes_max))
        settings.subtitle_languages = *languages;
    if (auto age = input.optional_integer("maturity_age", 0, 21))
        settings.maturity_age = static_cast<int>(*age);
    if (input.null("maturity_age")) settings.maturity_age.reset();
    if (auto kids = input.optional_truth("kids")) settings.kids = *kids;
}

/// As a guarded rule (call.h), for one request that is sometimes a child's to make.
Result<bool> needs_password(api::Call& call) {
    const auto& [account, credential] = call.member();
    if (!credential.session || call.now - credential.password_said < api::password_holds) return false;
    const std::vector<members::Profile> profiles = TRY(call.services.profiles.list(account.id));
    return std::any_of(profiles.begin(), profiles.end(),
                       [](const members::Profile& profile) { return profile.settings.kids; });
}

Result<http::Response> list(api::Call& call) {
    json::array profiles;
    for (const members::Profile& profile : TRY(call.services.profiles.list(call.member().account.id)))
        profiles.push_back(json_of(profile));
    return api::answer({{"profiles", std::move(profiles)}});
}

Result<http::Response> add(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    members::ProfileSettings settings;
    settings.name = input.text("name", name_bytes_max);
    settings.language = call.member().account.locale;
    read_settings(input, settings);
    TRY(input.finish());
    const members::AccountId account = call.member().account.id;
    const members::ProfileId id = TRY(call.services.profiles.add(account, settings, call.now));
    return api::answer(json_of(TRY(call.services.profiles.get(account, id))), 201);
}

Result<http::Response> change(api::Call& call) {
    const members::AccountId account = call.member().account.id;
    const members::ProfileId id(TRY(call.number("id")));
    const members::ProfileSettings before = TRY(call.services.profiles.get(account, id)).settings;
    members::ProfileSettings settings = before;
    api::Input input = TRY(api::Input::of(call.request));
    if (auto name = input.optional_text("name", name_bytes_max)) settings.name = *name;
    read_settings(input, settings);
    auto pin = input.optional_text("pin", 8);
    if (input.null("pin")) pin = "";
    TRY(input.finish());
    // What a child may see, and who keeps them from it, is for whoever knows the password.
    const bool loosens = pin || settings.maturity_age != before.maturity_age || settings.kids != before.kids;
    if (loosens && TRY(needs_password(call)))
        return api::refuse(403, "password_needed", "say the password again: POST /confirm-password");
    TRY(call.services.profiles.change(account, id, settings, call.now));
    if (pin) TRY(call.services.profiles.set_pin(account, id, *pin, call.now));
    return api::answer(json_of(TRY(call.services.profiles.get(account, id))));
}

Result<http::Response> remove(api::Call& call) {
    const members::ProfileId id(TRY(call.number("id")));
    TRY(call.services.profiles.remove(call.member().account.id, id));
    TRY(call.services.progress.forget_profile(id.number()));
    return api::done();
}

Result<http::Response> choose(api::Call& call) {
    const auto& [account, credential] = call.member();
    const members::Profile profile =
        TRY(call.services.profiles.get(account.id, members::ProfileId(TRY(call.number("id")))));
    std::string pin;
    if (!call.request.body.empty()) {
        api::Input input = TRY(api::Input::of(call.request));
        pin = input.optional_text("pin", 8).value_or("");
        TRY(input.finish());
    }
    if (pin.empty() && profile.has_pin) return api::refuse(403, "wrong_pin", "this profile has a PIN");
    if (!TRY(call.services.profiles.check_pin(account.id, profile.id, pin, call.now)))
        return api::refuse(403, "wrong_pin", "that is not the PIN");
    if (credential.session) {
        TRY(call.services.log_ins.choose_profile(*credential.session, profile.id, profile.settings.kids));
    } else if (credential.token) {
        TRY(call.services.tokens.choose_profile(*credential.token, profile.id));
    }
    return api::done();
}

Result<http::Response> list_avatars(api::Call&) {
    return api::answer(
        json::object{{"avatars", json::array(members::avatars.begin(), members::avatars.end())}});
}

}  // namespace

void add_profile_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule account = api::for_members(members::scope::account);
    routes.add(get, "/me/profiles", api::for_members(0), list);
    routes.add(post, "/me/profiles", account, add);
    routes.add(patch, "/me/profiles/{id}", api::unguarded(account), change);
    routes.add(delete_, "/me/profiles/{id}", account, remove);
    routes.add(post, "/me/profiles/{id}/choose", api::for_members(0), choose);
    routes.add(get, "/avatars", api::for_anybody(), list_avatars);
}

}  // namespace nuri::member_api
