#include "server/config.h"

#include <gtest/gtest.h>

namespace nuri::server {
namespace {

TEST(ConfigTest, AnEmptyFileIsTheDefaults) { EXPECT_EQ(*parse_config("", "f"), Config{}); }

TEST(ConfigTest, EveryOptionIsTaken) {
    const auto config = parse_config(R"(
listen = "0.0.0.0:80"
roles = "api, worker"
[tls]
listen = "0.0.0.0:443"
certificate = "/c.pem"
key = "/k.pem"
[place]
territory_header = "X-Territory"
trusted_proxies = ["10.0.0.0/8"]
assumed_territory = "KR"
[http]
pool_threads = 8
[playback]
grant_life_s = 60
[log]
level = "debug"
format = "json"
)",
                                     "f");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->roles, (Roles{true, false, true}));
    EXPECT_EQ(config->tls_listen, "0.0.0.0:443");
    EXPECT_EQ(config->territory_header, "X-Territory");
    EXPECT_EQ(config->trusted_proxies, std::vector<std::string>{"10.0.0.0/8"});
    EXPECT_EQ(config->pool_threads, 8);
    EXPECT_EQ(config->grant_life, std::chrono::seconds(60));
    EXPECT_EQ(config->log_format, log::Format::json);
}

TEST(ConfigTest, ASlipIsNamedWithItsLine) {
    const struct {
        const char* toml;
        const char* message;
    } cases[] = {
        {"listen = 8080", "f:1: listen: wants a text in quotes"},
        {"\nlissten = \"a\"", "f:2: lissten is no option; docs/reference/configuration.md lists them"},
        {"[http]\npool_threads = 0", "f:2: http.pool_threads: is 0, and must be from 1 to 256"},
        {"roles = \"api,cook\"", "f:1: roles: \"cook\" is no role; the roles are api, origin and worker"},
        {"[log]\nlevel = \"loud\"", "f:2: log.level: is \"loud\"; it is one of debug, info, warning, error"},
        {"[ = 1", "f: a key or the name of a table is missing somewhere"},
        {"[tls]\nlisten = \"a:1\"", "f: tls.listen wants tls.certificate and tls.key too"},
    };
    for (const auto& [toml, message] : cases) {
        const auto config = parse_config(toml, "f");
        ASSERT_FALSE(config) << toml;
        EXPECT_EQ(config.error().message, message);
    }
    EXPECT_EQ(parse_config("a = = b", "f").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::server
