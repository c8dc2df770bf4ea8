#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// What a member pays for.
struct Plan {
    std::string slug;
    std::string name;
    int streams_max = 1;   ///< playback sessions at once
    int height_max = 720;  ///< lines of picture
    friend bool operator==(const Plan&, const Plan&) = default;
};

/// Money in minor units (US cents, yen, fils) of an ISO 4217 currency. A price belongs to a country: two
/// countries with one currency need not have one price.
struct Price {
    std::string country;
    int64_t amount_minor = 0;
    std::string currency;
    friend bool operator==(const Price&, const Price&) = default;
};

/// The plans on offer. A new data directory has `basic` (1 stream, 720 lines), `standard` (2, 1080) and
/// `premium` (4, 2160), with no price anywhere.
class Plans {
  public:
    /// What a member gets who names none.
    static constexpr std::string_view default_slug = "standard";

    explicit Plans(store::Database& database) : database_(database) {}

    Result<std::vector<Plan>> list();
    /// `not_found` says which there are.
    Result<Plan> find(std::string_view slug);
    /// Adds a plan or changes the one with its slug.
    Result<> put(const Plan& plan);

    Result<std::vector<Price>> prices(std::string_view slug);
    Result<std::optional<Price>> price_in(std::string_view slug, std::string_view country);
    Result<> set_price(std::string_view slug, const Price& price);

  private:
    store::Database& database_;
};

}  // namespace nuri::members
