#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/demo.h"
#include "base/log.h"
#include "base/result.h"

namespace nuri::server {

/// What one node of the service does. All three by default; apart when a service grows.
struct Roles {
    bool api = true;     ///< JSON and pages
    bool origin = true;  ///< media
    bool worker = true;  ///< ingest jobs

    /// "api,origin"; `invalid` for a word that is no role, or none at all.
    static Result<Roles> parse(std::string_view text);
    friend bool operator==(const Roles&, const Roles&) = default;
};

/// How a service is set up: `nuri.toml` in its data directory or the file that --config names, then the
/// command line, which wins. Every option with its default and unit stands in
/// docs/reference/configuration.md.
struct Config {
    std::string listen = "127.0.0.1:8080";
    std::string tls_listen;  ///< empty: no TLS
    std::filesystem::path tls_certificate, tls_key;
    std::string
        public_url;  ///< "https://watch.example.org": how viewers reach us; empty: as the request says
    Roles roles;

    std::string territory_header;  ///< empty: only the address tells
    std::vector<std::string> trusted_proxies = {"127.0.0.0/8", "::1/128"};
    std::filesystem::path geo_database;  ///< MMDB with a country for each address; empty: none
    std::string
        assumed_territory;  ///< for addresses that no database can know (loopback, private); empty: unknown

    std::string travel = "portability";                                        ///< rights::TravelRule
    std::string anonymisers = "ignore";                                        ///< rights::AnonymiserPolicy
    std::vector<std::filesystem::path> vpn_lists, hosting_lists, proxy_lists;  ///< a network on each line
    std::filesystem::path anonymiser_database;  ///< MMDB of MaxMind's Anonymous IP form; empty: none

    int loops = 0;         ///< event loops; 0: one a core
    int pool_threads = 4;  ///< for everything that may wait for the database
    int connections_max = 20'000;

    std::chrono::seconds grant_life{6 * 3600};
    std::chrono::seconds stream_lease{60};

    std::string payment_provider;  ///< "test" (members/test_payment.h), or empty: nothing is charged
    int trial_days = 0;            ///< free, for who becomes a member the first time
    int popular_viewers_min = 5;   ///< a title that fewer watched is not named as popular

    int encode_processes = 2;
    std::string encode_preset = "fast";

    std::filesystem::path mail_folder;  ///< empty: `mail` in the data directory
    log::Level log_level = log::Level::info;
    log::Format log_format = log::Format::text;

    /// What `nuri demo` adds; no file and no option of `nuri serve` sets it. Null: an ordinary service.
    std::shared_ptr<const api::Demo> demo;

    friend bool operator==(const Config&, const Config&) = default;
};

/// Reads TOML. An unknown key, a wrong type or a value out of range is `invalid`, with file and line: a slip
/// in a configuration must not pass in silence.
Result<Config> parse_config(std::string_view toml, std::string_view name);

/// `nuri.toml` of the data directory if it is there, or the file named, which then must be.
Result<Config> load_config(const std::filesystem::path& data, const std::filesystem::path& named);

}  // namespace nuri::server
