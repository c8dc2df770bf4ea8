#include "playback/place.h"

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <maxminddb.h>

#include "base/text.h"

namespace nuri::playback {
namespace {

std::optional<world::Territory> territory_at(MMDB_entry_s* entry, const char* const* path) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
        data.type != MMDB_DATA_TYPE_UTF8_STRING)
        return {};
    const auto territory = world::Territory::parse(std::string_view(data.utf8_string, data.data_size));
    if (!territory) return {};
    return *territory;
}

}  // namespace

GeoDatabase::GeoDatabase(std::unique_ptr<MMDB_s> mmdb) : mmdb_(std::move(mmdb)) {
    const auto& metadata = mmdb_->metadata;
    const time_t built = static_cast<time_t>(metadata.build_epoch);
    description_ = fmt::format("{}, {:%Y-%m-%d}", metadata.database_type, fmt::gmtime(built));
}

GeoDatabase::GeoDatabase(GeoDatabase&&) noexcept = default;

GeoDatabase& GeoDatabase::operator=(GeoDatabase&& other) noexcept {
    std::swap(mmdb_, other.mmdb_);
    std::swap(description_, other.description_);
    return *this;
}

GeoDatabase::~GeoDatabase() {
    if (mmdb_) MMDB_close(mmdb_.get());
}

Result<GeoDatabase> GeoDatabase::open(const std::filesystem::path& path) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) {
        return Error{ErrorKind::not_found, fmt::format("no address database at {}", path.string())};
    }
    auto mmdb = std::make_unique<MMDB_s>();
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, mmdb.get());
    if (status != MMDB_SUCCESS) {
        return Error{ErrorKind::corrupt, fmt::format("{} is no MaxMind DB that can be read: {}",
                                                     path.string(), MMDB_strerror(status))};
    }
    return GeoDatabase(std::move(mmdb));
}

std::optional<world::Territory> GeoDatabase::country_of(const std::string& address) const {
    int address_status = 0, database_status = 0;
    MMDB_lookup_result_s found =
        MMDB_lookup_string(mmdb_.get(), address.c_str(), &address_status, &database_status);
    if (address_status != 0 || database_status != MMDB_SUCCESS || !found.found_entry) return {};
    static constexpr const char* flat[] = {"country_code", nullptr};
    static constexpr const char* nested[] = {"country", "iso_code", nullptr};
    if (const auto territory = territory_at(&found.entry, flat)) return territory;
    return territory_at(&found.entry, nested);
}

Place Locator::locate(std::optional<std::string_view> header, const std::string& address) const {
    Place place = find(header, address);
    if (anonymisers_) place.anonymiser = anonymisers_->verdict_on(address);
    return place;
}

Place Locator::find(std::optional<std::string_view> header, const std::string& address) const {
    if (header) {
        const auto territory = world::Territory::parse(trim(*header));
        if (!territory) return {};
        return {*territory, PlaceSource::header};
    }
    if (database_) {
        if (const auto territory = database_->country_of(address)) return {territory, PlaceSource::address};
    }
    if (assumed_) return {assumed_, PlaceSource::assumed};
    return {};
}

}  // namespace nuri::playback
