#include "playback/anonymisers.h"

#include <gtest/gtest.h>

namespace nuri::playback {
namespace {

using rights::Anonymiser;

TEST(AnonymisersTest, AreTheAddressesOfTheNetworksOnTheLists) {
    Anonymisers lists;
    ASSERT_TRUE(
        lists.add_networks(Anonymiser::vpn, std::string_view("# exits\n203.0.113.0/24\n 198.51.100.7 # one\n"
                                                             "2001:db8::/32\n203.0.113.128/25\n")));
    ASSERT_TRUE(lists.add_networks(Anonymiser::hosting, std::string_view("203.0.0.0/16\n")));
    const struct {
        const char* address;
        Anonymiser verdict;
    } cases[] = {
        {"203.0.112.255", Anonymiser::hosting},
        {"203.0.113.0", Anonymiser::vpn},
        {"203.0.113.255", Anonymiser::vpn},
        {"203.0.114.0", Anonymiser::hosting},
        {"203.1.0.0", Anonymiser::none},
        {"198.51.100.7", Anonymiser::vpn},
        {"198.51.100.8", Anonymiser::none},
        {"2001:db8:ffff::1", Anonymiser::vpn},
        {"2001:db9::1", Anonymiser::none},
        {"::ffff:203.0.113.9", Anonymiser::vpn},
        {"::1", Anonymiser::none},
        {"nowhere", Anonymiser::none},
    };
    for (const auto& [address, verdict] : cases) EXPECT_EQ(lists.verdict_on(address), verdict) << address;
}

TEST(AnonymisersTest, AreNotReadFromWhatIsNoNetwork) {
    for (const char* line :
         {"203.0.113.0/33", "2001:db8::/129", "203.0.113", "203.0.113.0/-1", "203.0.113.0/", "example.org"}) {
        Anonymisers lists;
        const auto added = lists.add_networks(Anonymiser::vpn, std::string_view(line));
        ASSERT_FALSE(added) << line;
        EXPECT_TRUE(added.error().message.starts_with("line 1: ")) << added.error().message;
    }
    Anonymisers lists;
    EXPECT_EQ(lists.add_networks(Anonymiser::vpn, std::filesystem::path("/no/such/list")).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(lists.add_database("/no/such/database").error().kind, ErrorKind::corrupt);
    EXPECT_EQ(lists.verdict_on("203.0.113.1"), Anonymiser::none);
}

}  // namespace
}  // namespace nuri::playback
