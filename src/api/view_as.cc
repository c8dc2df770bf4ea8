#include "api/view_as.h"

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/view_as_input.h"
#include "api/views.h"
#include "base/text.h"
#include "members/secret.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

/// The largest number that a page's script can tell from its neighbours; no register gives it out.
constexpr int64_t nobody = (int64_t{1} << 53) - 1;
constexpr size_t token_bytes_max = 2000;

}  // namespace

members::Account ViewAs::account() const {
    members::Account account;
    account.id = members::AccountId(nobody);
    account.email = "view-as@nuri.invalid";
    account.country = home ? home->leaf().code() : territory.leaf().code();
    account.plan = plan.value_or("standard");
    account.locale = locale ? std::string(locale->text()) : "en";
    account.status = members::AccountStatus::active;
    return account;
}

members::Profile ViewAs::profile() const {
    members::Profile profile;
    profile.id = members::ProfileId(nobody);
    profile.account = members::AccountId(nobody);
    profile.settings.name = "View as";
    profile.settings.language = locale ? std::string(locale->text()) : "en";
    profile.settings.maturity_age = maturity_age;
    profile.settings.kids = kids;
    if (kids && (!maturity_age || *maturity_age > members::Profiles::kids_age_max))
        profile.settings.maturity_age = members::Profiles::kids_age_max;
    return profile;
}

bool may_view_as(http::Method method, std::string_view path) {
    if (method != http::Method::get && method != http::Method::head) return false;
    for (const std::string_view one : {"/service", "/me", "/home", "/titles", "/search"})
        if (path == one) return true;
    return path.starts_with("/home/") || path.starts_with("/titles/") || path.starts_with("/artwork/");
}

json::object json_of(const ViewAs& viewer) {
    const auto code = [](const std::optional<world::Territory>& territory) {
        return territory ? json::value(territory->code()) : json::value();
    };
    const auto number = [](const std::optional<int>& value) {
        return value ? json::value(*value) : json::value();
    };
    json::object object{{"territory", viewer.territory.code()},
                        {"home", code(viewer.home)},
                        {"plan", viewer.plan ? json::value(*viewer.plan) : json::value()},
                        {"device_height", number(viewer.device_height)},
                        {"maturity_age", number(viewer.maturity_age)},
                        {"kids", viewer.kids},
                        {"locale", viewer.locale ? json::value(viewer.locale->text()) : json::value()}};
    if (viewer.at) object["at"] = to_string(*viewer.at);
    return object;
}

Result<ViewAs> read_view_as(Input& input) {
    const std::string territory = input.text("territory", 16);
    const auto at = input.optional_instant("at");
    const auto home = input.optional_text("home", 16);
    const auto plan = input.optional_text("plan", 96);
    const auto height = input.optional_integer("device_height", 1, 16384);
    const auto age = input.optional_integer("maturity_age", 0, 21);
    const bool kids = input.optional_truth("kids").value_or(false);
    const auto locale = input.optional_text("locale", 64);
    TRY(input.finish());
    ViewAs viewer{TRY(world::Territory::parse(territory).context("`territory`"))};
    viewer.at = at;
    if (home) viewer.home = TRY(world::Territory::parse(*home).context("`home`"));
    viewer.plan = plan;
    if (height) viewer.device_height = static_cast<int>(*height);
    if (age) viewer.maturity_age = static_cast<int>(*age);
    viewer.kids = kids;
    if (locale) viewer.locale = TRY(world::LanguageTag::parse(*locale).context("`locale`"));
    return viewer;
}

std::string view_as_token(const ViewAs& viewer, members::OperatorId who, Instant expires,
                          std::string_view key) {
    const json::object content{
        {"operator", who.number()}, {"expires_ms", to_unix_ms(expires)}, {"viewer", json_of(viewer)}};
    const std::string payload = to_base64url(as_bytes(json::serialize(content)));
    return payload + "." + members::mac_of(key, "view-as " + payload);
}

Result<ViewAs> parse_view_as_token(std::string_view token, members::OperatorId who, Instant now,
                                   std::string_view key) {
    const Error refused{ErrorKind::forbidden,
                        "the X-Nuri-View-As token is not yours, altered or over: ask for another"};
    const size_t dot = token.find('.');
    if (token.size() > token_bytes_max || dot == std::string_view::npos) return refused;
    const std::string payload(token.substr(0, dot));
    if (!members::equal_in_constant_time(token.substr(dot + 1), members::mac_of(key, "view-as " + payload)))
        return refused;
    const auto bytes = from_base64url(payload);
    json::error_code fault;
    const json::value content = bytes ? json::parse(as_text(*bytes), fault) : json::value();
    if (!bytes || fault || !content.is_object()) return refused;
    const json::object& object = content.get_object();
    if (object.at("operator").as_int64() != who.number() ||
        object.at("expires_ms").as_int64() <= to_unix_ms(now))
        return refused;
    Input input = Input::of(object.at("viewer").as_object());
    return read_view_as(input);
}

}  // namespace nuri::api
