#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "playback/anonymisers.h"
#include "rights/decision.h"
#include "world/territory.h"

struct MMDB_s;

namespace nuri::playback {

/// Tells the country of a network address from a MaxMind DB file: DB-IP Lite, GeoLite2, or whatever the
/// operator holds. Reads `country_code` at the top of a record or `country.iso_code` within it. Free
/// databases are right about countries for 95 to 99 of 100 addresses and know nothing of subdivisions that
/// one could build a right on, so we ask for the country only.
///
/// The file is mapped; a look-up takes a fraction of a microsecond. Safe to read from many threads.
class GeoDatabase {
  public:
    /// `not_found` if there is no such file, `corrupt` if it is no MaxMind DB or holds no countries.
    static Result<GeoDatabase> open(const std::filesystem::path& path);
    GeoDatabase(GeoDatabase&&) noexcept;
    GeoDatabase& operator=(GeoDatabase&&) noexcept;
    ~GeoDatabase();

    /// None for an address it does not know (private, loopback, not yet assigned) and for text that is no
    /// address.
    std::optional<world::Territory> country_of(const std::string& address) const;

    /// "DBIP-Country-Lite, 2026-06-01": what it says of itself, for the log.
    const std::string& description() const { return description_; }

  private:
    explicit GeoDatabase(std::unique_ptr<MMDB_s> mmdb);
    std::unique_ptr<MMDB_s> mmdb_;
    std::string description_;
};

/// What tells where a viewer is.
enum class PlaceSource {
    header,   ///< a proxy that we trust said so
    address,  ///< the address database
    assumed,  ///< the configuration, for addresses that no database can know
    unknown,
};

struct Place {
    std::optional<world::Territory> territory;
    PlaceSource source = PlaceSource::unknown;
    rights::Anonymiser anonymiser = rights::Anonymiser::none;  ///< what the lists say of the address
};

/// Where viewers are, from what the request brings. Territory is where the viewer is now; it is neither where
/// the account lives nor what language is spoken.
class Locator {
  public:
    /// `database` and `anonymisers` may be null; `assumed` is for addresses the database does not know.
    Locator(std::shared_ptr<const GeoDatabase> database, std::optional<world::Territory> assumed,
            std::shared_ptr<const Anonymisers> anonymisers = {})
        : database_(std::move(database)), assumed_(assumed), anonymisers_(std::move(anonymisers)) {}

    /// `header` is the territory header of a proxy that we trust, none if there is no such proxy or header. A
    /// header that names no territory leaves the place unknown: a broken proxy must not open anything.
    Place locate(std::optional<std::string_view> header, const std::string& address) const;

  private:
    std::shared_ptr<const GeoDatabase> database_;
    Place find(std::optional<std::string_view> header, const std::string& address) const;

    std::optional<world::Territory> assumed_;
    std::shared_ptr<const Anonymisers> anonymisers_;
};

}  // namespace nuri::playback
