#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "world/territory.h"

namespace nuri::world {

enum class Presence {
    unavailable,  ///< embargoed or never offered
    announced,    ///< people may know of it and wait
    launched,     ///< people can subscribe and watch
};

/// "unavailable", "announced", "launched": the words of the command line, JSON and the store.
std::string_view to_string(Presence presence);
std::optional<Presence> parse_presence(std::string_view word);

/// What the service is in one territory. A launch is an act and has its instant; an announcement names a day
/// that may pass without a launch, and opens nothing by itself.
struct ServiceState {
    Presence presence = Presence::unavailable;
    std::optional<Instant> since;          ///< launched: from when; none means ever since
    std::optional<Instant> on;             ///< announced: when we said it would be; may be unknown
    std::string reason = "never offered";  ///< unavailable: why ("embargo"); empty otherwise

    static ServiceState launched(std::optional<Instant> since = {}) {
        return {Presence::launched, since, {}, {}};
    }
    static ServiceState announced(std::optional<Instant> on = {}) {
        return {Presence::announced, {}, on, {}};
    }
    static ServiceState unavailable(std::string why) {
        return {Presence::unavailable, {}, {}, std::move(why)};
    }
    friend bool operator==(const ServiceState&, const ServiceState&) = default;
};

/// Where the service is offered. A new one has launched nowhere.
class Footprint {
  public:
    void set(Territory territory, ServiceState state);

    /// As it was set, for lists and editors: a subdivision's own state, else its territory's, else
    /// unavailable.
    const ServiceState& state(Territory territory) const;

    /// As it is at a moment: a launch that lies ahead is an announcement of that instant.
    ServiceState state_at(Territory territory, Instant at) const;

    /// What has been set, by territory.
    const std::map<Territory, ServiceState>& states() const { return states_; }

    friend bool operator==(const Footprint&, const Footprint&) = default;

  private:
    std::map<Territory, ServiceState> states_;
};

}  // namespace nuri::world
