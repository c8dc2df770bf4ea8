#include "server/config.h"

#include <fmt/core.h>

namespace nuri::server {
/// Thrown within toml++ and caught below.
struct TomlAssertion {};
[[noreturn]] static void fail_assertion() {
    throw TomlAssertion();
}
}  // namespace nuri::server
// toml++ 3.3 asserts what an operator's slip can break ("[ = 1"), and that would end the process.
#define TOML_ASSERT(condition) ((condition) ? void() : nuri::server::fail_assertion())
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "io/file.h"

namespace nuri::server {
namespace {

/// Takes one value into the configuration; an Error if it is of the wrong kind or out of range.
using Taker = std::function<Result<>(const toml::node&, Config&)>;

template<typename T>
Result<T> value_of(const toml::node& node, std::string_view what) {
    if (const auto value = node.value_exact<T>()) return *value;
    return Error{ErrorKind::invalid, fmt::format("wants {}", what)};
}

Taker text(std::string Config::*field) {
    return [field](const toml::node& node, Config& config) -> Result<> {
        config.*field = TRY(value_of<std::string>(node, "a text in quotes"));
        return {};
    };
}

Taker path(std::filesystem::path Config::*field) {
    return [field](const toml::node& node, Config& config) -> Result<> {
        config.*field = TRY(value_of<std::string>(node, "a path in quotes"));
        return {};
    };
}

Result<int64_t> number_in(const toml::node& node, int64_t least, int64_t most) {
    const int64_t number = TRY(value_of<int64_t>(node, "a whole number"));
    if (number < least || number > most) {
        return Error{ErrorKind::invalid,
                     fmt::format("is {}, and must be from {} to {}", number, least, most)};
    }
    return number;
}

Taker whole(int Config::*field, int least, int most) {
    return [=](const toml::node& node, Config& config) -> Result<> {
        config.*field = static_cast<int>(TRY(number_in(node, least, most)));
        return {};
    };
}

Taker seconds(std::chrono::seconds Config::*field, int least, int most) {
    return [=](const toml::node& node, Config& config) -> Result<> {
        config.*field = std::chrono::seconds(TRY(number_in(node, least, most)));
        return {};
    };
}

Result<> take_roles(const toml::node& node, Config& config) {
    config.roles =
        TRY(Roles::parse(TRY(value_of<std::string>(node, "roles in quotes, \"api,origin,worker\""))));
    return {};
}

Result<> take_proxies(const toml::node& node, Config& config) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return Error{ErrorKind::invalid, "wants a list of addresses, [\"10.0.0.0/8\"]"};
    config.trusted_proxies.clear();
    for (const toml::node& entry : *array)
        config.trusted_proxies.push_back(TRY(value_of<std::string>(entry, "addresses in quotes")));
    return {};
}

Result<> take_provider(const toml::node& node, Config& config) {
    const std::string word = TRY(value_of<std::string>(node, "a provider in quotes"));
    if (!word.empty() && word != "test")
        return Error{ErrorKind::invalid,
                     fmt::format("is \"{}\"; there is test, which takes nothing, or none: \"\"", word)};
    config.payment_provider = word;
    return {};
}

Taker one_of(std::string Config::*field, std::vector<std::string_view> words) {
    return [=](const toml::node& node, Config& config) -> Result<> {
        const std::string word = TRY(value_of<std::string>(node, "a word in quotes"));
        if (std::find(words.begin(), words.end(), word) == words.end())
            return Error{ErrorKind::invalid,
                         fmt::format("is \"{}\"; it is one of {}", word, join(words, ", "))};
        config.*field = word;
        return {};
    };
}

Taker paths(std::vector<std::filesystem::path> Config::*field) {
    return [=](const toml::node& node, Config& config) -> Result<> {
        const toml::array* array = node.as_array();
        if (array == nullptr) return Error{ErrorKind::invalid, "wants a list of files, [\"vpn.txt\"]"};
        (config.*field).clear();
        for (const toml::node& entry : *array)
            (config.*field).emplace_back(TRY(value_of<std::string>(entry, "files in quotes")));
        return {};
    };
}

Result<> take_level(const toml::node& node, Config& config) {
    const std::string word = TRY(value_of<std::string>(node, "a level in quotes"));
    for (const auto& [name, level] : {std::pair{"debug", log::Level::debug},
                                      {"info", log::Level::info},
                                      {"warning", log::Level::warning},
                                      {"error", log::Level::error}}) {
        if (word == name) {
            config.log_level = level;
            return {};
        }
    }
    return Error{ErrorKind::invalid,
                 fmt::format("is \"{}\"; it is one of debug, info, warning, error", word)};
}

Result<> take_format(const toml::node& node, Config& config) {
    const std::string word = TRY(value_of<std::string>(node, "a format in quotes"));
    if (word != "text" && word != "json")
        return Error{ErrorKind::invalid, fmt::format("is \"{}\"; it is text or json", word)};
    config.log_format = word == "json" ? log::Format::json : log::Format::text;
    return {};
}

const std::map<std::string, Taker, std::less<>>& takers() {
    static const std::map<std::string, Taker, std::less<>> all = {
        {"listen", text(&Config::listen)},
        {"public_url", text(&Config::public_url)},
        {"roles", take_roles},
        {"tls.listen", text(&Config::tls_listen)},
        {"tls.certificate", path(&Config::tls_certificate)},
        {"tls.key", path(&Config::tls_key)},
        {"place.territory_header", text(&Config::territory_header)},
        {"place.trusted_proxies", take_proxies},
        {"place.geo_database", path(&Config::geo_database)},
        {"place.assumed_territory", text(&Config::assumed_territory)},
        {"rights.travel", one_of(&Config::travel, {"portability", "follow", "home"})},
        {"rights.anonymisers", one_of(&Config::anonymisers, {"ignore", "originals", "block"})},
        {"rights.vpn_lists", paths(&Config::vpn_lists)},
        {"rights.hosting_lists", paths(&Config::hosting_lists)},
        {"rights.proxy_lists", paths(&Config::proxy_lists)},
        {"rights.anonymiser_database", path(&Config::anonymiser_database)},
        {"http.loops", whole(&Config::loops, 0, 256)},
        {"http.pool_threads", whole(&Config::pool_threads, 1, 256)},
        {"http.connections_max", whole(&Config::connections_max, 10, 1'000'000)},
        {"playback.grant_life_s", seconds(&Config::grant_life, 60, 48 * 3600)},
        {"playback.stream_lease_s", seconds(&Config::stream_lease, 10, 600)},
        {"payments.provider", take_provider},
        {"payments.trial_days", whole(&Config::trial_days, 0, 365)},
        {"home.popular_viewers_min", whole(&Config::popular_viewers_min, 2, 1'000'000)},
        {"ingest.encode_processes", whole(&Config::encode_processes, 1, 256)},
        {"ingest.encode_preset", text(&Config::encode_preset)},
        {"mail.folder", path(&Config::mail_folder)},
        {"log.level", take_level},
        {"log.format", take_format},
    };
    return all;
}

Result<> take_table(const toml::table& table, const std::string& prefix, std::string_view name,
                    Config& config) {
    for (const auto& [key, node] : table) {
        const std::string full = prefix + std::string(key.str());
        const auto where = fmt::format("{}:{}: {}", name, key.source().begin.line, full);
        if (const toml::table* inner = node.as_table()) {
            TRY(take_table(*inner, full + ".", name, config));
            continue;
        }
        const auto taker = takers().find(full);
        if (taker == takers().end())
            return Error{ErrorKind::invalid,
                         where + " is no option; docs/reference/configuration.md lists them"};
        TRY(taker->second(node, config).context(where));
    }
    return {};
}

}  // namespace

Result<Roles> Roles::parse(std::string_view text) {
    Roles roles{false, false, false};
    for (const std::string_view word : split(text, ',')) {
        const std::string_view role = trim(word);
        if (role == "api") {
            roles.api = true;
        } else if (role == "origin") {
            roles.origin = true;
        } else if (role == "worker") {
            roles.worker = true;
        } else {
            return Error{ErrorKind::invalid,
                         fmt::format("\"{}\" is no role; the roles are api, origin and worker", role)};
        }
    }
    return roles;
}

Result<Config> parse_config(std::string_view toml_text, std::string_view name) {
    Config config;
    toml::table table;
    try {
        table = toml::parse(toml_text, name);
    } catch (const toml::parse_error& error) {
        return Error{ErrorKind::invalid,
                     fmt::format("{}:{}: {}", name, error.source().begin.line, error.description())};
    } catch (const TomlAssertion&) {
        return Error{ErrorKind::invalid,
                     fmt::format("{}: a key or the name of a table is missing somewhere", name)};
    }
    TRY(take_table(table, "", name, config));
    if (!config.tls_listen.empty() && (config.tls_certificate.empty() || config.tls_key.empty())) {
        return Error{ErrorKind::invalid,
                     fmt::format("{}: tls.listen wants tls.certificate and tls.key too", name)};
    }
    return config;
}

Result<Config> load_config(const std::filesystem::path& data, const std::filesystem::path& named) {
    constexpr size_t config_bytes_max = 1 << 20;
    const std::filesystem::path path = named.empty() ? data / "nuri.toml" : named;
    const auto content = io::read_file(path, config_bytes_max);
    if (!content) {
        if (named.empty() && content.error().kind == ErrorKind::not_found) return Config{};
        return content.error();
    }
    return parse_config(*content, path.string());
}

}  // namespace nuri::server
