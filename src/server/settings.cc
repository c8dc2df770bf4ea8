#include "server/settings.h"

#include <functional>
#include <string>

#include "base/text.h"

namespace nuri::server {
namespace {

using Paths = std::vector<std::filesystem::path>;

std::string text_of(const std::string& value) {
    return value;
}
std::string text_of(const std::filesystem::path& value) {
    return value.string();
}
std::string text_of(int value) {
    return std::to_string(value);
}
std::string text_of(std::chrono::seconds value) {
    return std::to_string(value.count());
}
std::string text_of(const std::vector<std::string>& values) {
    return join(values, ", ");
}
std::string text_of(const Paths& values) {
    return join(std::vector<std::string>(values.begin(), values.end()), ", ");
}
std::string text_of(const Roles& roles) {
    std::vector<std::string> words;
    if (roles.api) words.emplace_back("api");
    if (roles.origin) words.emplace_back("origin");
    if (roles.worker) words.emplace_back("worker");
    return join(words, ",");
}
std::string text_of(log::Level level) {
    switch (level) {
        case log::Level::debug:
            return "debug";
        case log::Level::info:
            return "info";
        case log::Level::warning:
            return "warning";
        case log::Level::error:
            return "error";
    }
    return "";
}
std::string text_of(log::Format format) {
    return format == log::Format::json ? "json" : "text";
}

struct Key {
    const char* name;
    std::function<std::string(const Config&)> read;
};

template<typename Value>
Key key(const char* name, Value Config::*member) {
    return {name, [member](const Config& config) { return text_of(config.*member); }};
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all = {
        key("listen", &Config::listen),
        key("public_url", &Config::public_url),
        key("roles", &Config::roles),
        key("tls.listen", &Config::tls_listen),
        key("tls.certificate", &Config::tls_certificate),
        key("tls.key", &Config::tls_key),
        key("place.territory_header", &Config::territory_header),
        key("place.trusted_proxies", &Config::trusted_proxies),
        key("place.geo_database", &Config::geo_database),
        key("place.assumed_territory", &Config::assumed_territory),
        key("rights.travel", &Config::travel),
        key("rights.anonymisers", &Config::anonymisers),
        key("rights.vpn_lists", &Config::vpn_lists),
        key("rights.proxy_lists", &Config::proxy_lists),
        key("rights.hosting_lists", &Config::hosting_lists),
        key("rights.anonymiser_database", &Config::anonymiser_database),
        key("http.loops", &Config::loops),
        key("http.pool_threads", &Config::pool_threads),
        key("http.connections_max", &Config::connections_max),
        key("playback.grant_life_s", &Config::grant_life),
        key("playback.stream_lease_s", &Config::stream_lease),
        key("payments.provider", &Config::payment_provider),
        key("payments.trial_days", &Config::trial_days),
        key("home.popular_viewers_min", &Config::popular_viewers_min),
        key("ingest.encode_processes", &Config::encode_processes),
        key("ingest.encode_preset", &Config::encode_preset),
        key("mail.folder", &Config::mail_folder),
        key("log.level", &Config::log_level),
        key("log.format", &Config::log_format),
    };
    return all;
}

}  // namespace

std::vector<api::Setting> settings_of(const Config& config) {
    const Config usual;
    std::vector<api::Setting> settings;
    for (const Key& key : keys()) settings.push_back({key.name, key.read(config), key.read(usual)});
    return settings;
}

}  // namespace nuri::server
