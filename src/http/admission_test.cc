#include "http/admission.h"

#include <gtest/gtest.h>

namespace nuri::http {
namespace {

Address address(const char* text) { return *Address::parse(text); }

TEST(AdmissionTest, LetsInUpToItsBoundsAndAgainWhenSomebodyLeaves) {
    Admission admission(3, 2);
    const Address ana = address("203.0.113.1"), ben = address("203.0.113.2");
    EXPECT_TRUE(admission.enter(ana, false));
    EXPECT_TRUE(admission.enter(ana, false));
    EXPECT_FALSE(admission.enter(ana, false)) << "two for one address";
    EXPECT_TRUE(admission.enter(ben, false));
    EXPECT_FALSE(admission.enter(ben, false)) << "three in all";
    EXPECT_EQ(admission.open(), 3u);
    admission.leave(ana, false);
    EXPECT_TRUE(admission.enter(ben, false));
}

TEST(AdmissionTest, ATrustedProxyCountsInTheTotalOnly) {
    Admission admission(3, 1);
    const Address proxy = address("127.0.0.1");
    for (int n = 0; n < 3; ++n) EXPECT_TRUE(admission.enter(proxy, true));
    EXPECT_FALSE(admission.enter(proxy, true));
    admission.leave(proxy, true);
    EXPECT_TRUE(admission.enter(proxy, false)) << "as an ordinary client it has not come yet";
}

TEST(AdmissionTest, AnIpv6AddressCountsAsItsNetwork) {
    Admission admission(9, 1);
    EXPECT_TRUE(admission.enter(address("2001:db8::1"), false));
    EXPECT_FALSE(admission.enter(address("2001:db8::ffff:1"), false));
    EXPECT_TRUE(admission.enter(address("2001:db8:0:1::1"), false));
}

}  // namespace
}  // namespace nuri::http
