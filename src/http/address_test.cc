#include "http/address.h"

#include <gtest/gtest.h>

namespace nuri::http {
namespace {

TEST(AddressTest, ReadsAndWritesBothFamilies) {
    const struct {
        const char* text;
        const char* written;  ///< null: refused
    } cases[] = {
        {"192.0.2.7", "192.0.2.7"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:DB8:0::1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"::", "::"},
        {"[192.0.2.7]", nullptr},
        {"192.0.2", nullptr},
        {"192.0.2.7:80", nullptr},
        {"fe80::1%eth0", nullptr},
        {"", nullptr},
        {"[]", nullptr},
        {"localhost", nullptr},
    };
    for (const auto& [text, written] : cases) {
        const auto address = Address::parse(text);
        ASSERT_EQ(address.has_value(), written != nullptr) << text;
        if (written != nullptr) {
            EXPECT_EQ(to_string(*address), written);
        }
    }
}

TEST(NetworkTest, ContainsItsFirstAndLastAddressAndNeitherNeighbour) {
    const struct {
        const char* network;
        const char* first;
        const char* last;
        const char* before;
        const char* after;
    } cases[] = {
        {"10.0.0.0/8", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"},
        {"192.0.2.128/25", "192.0.2.128", "192.0.2.255", "192.0.2.127", "192.0.3.0"},
        {"192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.6", "192.0.2.8"},
        {"2001:db8::/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff",
         "2001:db7:ffff::", "2001:db8:8000::"},
    };
    for (const auto& [text, first, last, before, after] : cases) {
        const Network network = *Network::parse(text);
        EXPECT_TRUE(network.contains(*Address::parse(first))) << text;
        EXPECT_TRUE(network.contains(*Address::parse(last))) << text;
        EXPECT_FALSE(network.contains(*Address::parse(before))) << text;
        EXPECT_FALSE(network.contains(*Address::parse(after))) << text;
    }
}

TEST(NetworkTest, OfNoBitsHoldsItsOwnFamilyOrAll) {
    EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains(*Address::parse("203.0.113.9")));
    EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains(*Address::parse("2001:db8::1")));
    EXPECT_TRUE(Network::parse("::/0")->contains(*Address::parse("2001:db8::1")));
    for (const char* bad : {"10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "/8"})
        EXPECT_FALSE(Network::parse(bad)) << bad;
}

TEST(ClientBehindTest, IsTheRightmostAddressThatIsNoProxyOfOurs) {
    std::vector<Network> trusted = loopback_networks();
    trusted.push_back(*Network::parse("10.0.0.0/8"));
    const struct {
        const char* name;
        const char* peer;
        const char* forwarded_for;
        const char* client;
    } cases[] = {
        {"no proxy", "203.0.113.9", "", "203.0.113.9"},
        {"a stranger's claim", "203.0.113.9", "198.51.100.1", "203.0.113.9"},
        {"one proxy", "127.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"two proxies", "127.0.0.1", "203.0.113.9, 10.0.0.3", "203.0.113.9"},
        {"a claim left of the truth", "127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
        {"a proxy that says nothing", "127.0.0.1", "", "127.0.0.1"},
        {"rubbish", "127.0.0.1", "203.0.113.9, unknown, 10.0.0.3", "10.0.0.3"},
        {"all ours", "127.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.1"},
        {"IPv6", "::1", "2001:db8::5", "2001:db8::5"},
    };
    for (const auto& [name, peer, forwarded_for, client] : cases)
        EXPECT_EQ(to_string(client_behind(*Address::parse(peer), forwarded_for, trusted)), client) << name;
}

}  // namespace
}  // namespace nuri::http
