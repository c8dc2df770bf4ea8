#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/message.h"
#include "members/account.h"
#include "members/profile.h"
#include "world/language.h"
#include "world/territory.h"

namespace nuri::api {

/// Somebody as whom an operator looks at the service: who does not exist, watches nothing and pays nothing.
struct ViewAs {
    world::Territory territory;                 ///< where they are
    std::optional<Instant> at = {};             ///< none: now, as it goes on
    std::optional<world::Territory> home = {};  ///< with neither home nor plan: a visitor
    std::optional<std::string> plan = {};
    std::optional<int> device_height = {};
    std::optional<int> maturity_age = {};
    bool kids = false;
    std::optional<world::LanguageTag> locale = {};

    bool is_member() const { return home || plan; }
    /// Their account and profile, whose ids nobody has.
    members::Account account() const;
    members::Profile profile() const;
};

constexpr std::string_view view_as_header = "X-Nuri-View-As";
constexpr std::chrono::minutes view_as_life{30};

/// Whether a request may be made as somebody else: only looking, and only at what viewers look at. `path` is
/// below /api/v1.
bool may_view_as(http::Method method, std::string_view path);

boost::json::object json_of(const ViewAs& viewer);

/// The token for the header: readable by anybody, and by its MAC ours. It is good for this operator alone.
std::string view_as_token(const ViewAs& viewer, members::OperatorId who, Instant expires,
                          std::string_view key);
/// `forbidden` for one that is altered, over, or another operator's.
Result<ViewAs> parse_view_as_token(std::string_view token, members::OperatorId who, Instant now,
                                   std::string_view key);

}  // namespace nuri::api
