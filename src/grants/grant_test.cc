#include "grants/grant.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <chrono>

#include <gtest/gtest.h>

#include "base/text.h"

namespace nuri::grants {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{2026y / 6 / 1} + 12h;

Bytes16 filled(uint8_t with) {
    Bytes16 bytes;
    bytes.fill(with);
    return bytes;
}

GrantKey key(uint8_t id, uint8_t secret) {
    GrantKey key;
    key.id = id;
    key.secret.fill(secret);
    return key;
}

Grant grant() {
    Grant grant;
    grant.session = filled(0x11);
    grant.asset = filled(0x22);
    grant.tracks.add(0);
    grant.tracks.add(63);
    grant.tracks.add(64);
    grant.tracks.add(127);
    grant.expires = noon;
    return grant;
}

TEST(GrantTest, ComesBackAsItWasSigned) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const std::string token = to_token(grant(), keys);
    EXPECT_EQ(token.size(), token_size);
    for (const size_t track : {0, 63, 64, 127}) {
        const GrantCheck check = verify(token, keys, filled(0x22), track, noon - 1s);
        EXPECT_EQ(check.fault, GrantFault::none) << track;
        EXPECT_EQ(check.grant, grant());
    }
    EXPECT_EQ(verify(token, keys, filled(0x22), std::nullopt, noon - 1s).fault, GrantFault::none);
}

TEST(GrantTest, IsHmacSha256OverItsFirstFiftyFourBytes) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const auto binary = *from_base64url(to_token(grant(), keys));
    ASSERT_EQ(binary.size(), 70u);
    EXPECT_EQ(to_hex(std::span(binary).first(2)), "0107");
    EXPECT_EQ(to_hex(std::span(binary).subspan(34, 16)), "80000000000000018000000000000001");
    uint8_t digest[32];
    unsigned size = sizeof digest;
    const auto secret = key(7, 0xaa).secret;
    ASSERT_NE(HMAC(EVP_sha256(), secret.data(), secret.size(), binary.data(), 54, digest, &size), nullptr);
    EXPECT_EQ(to_hex(std::span(binary).subspan(54)), to_hex(std::span(digest).first(16)));
}

TEST(GrantTest, EndsWithTheSecondOfItsExpiry) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const std::string token = to_token(grant(), keys);
    EXPECT_EQ(verify(token, keys, filled(0x22), 0, noon - 1ms).fault, GrantFault::none);
    EXPECT_EQ(verify(token, keys, filled(0x22), 0, noon).fault, GrantFault::expired);
}

TEST(GrantTest, HoldsForItsOwnAssetAndTracksOnly) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const std::string token = to_token(grant(), keys);
    EXPECT_EQ(verify(token, keys, filled(0x23), 0, noon - 1s).fault, GrantFault::foreign_asset);
    for (const size_t track : {1u, 62u, 65u, 126u, 128u, 100000u})
        EXPECT_EQ(verify(token, keys, filled(0x22), track, noon - 1s).fault, GrantFault::track_not_allowed)
            << track;
}

TEST(GrantTest, FallsWithAnyCharacterChanged) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const std::string token = to_token(grant(), keys);
    for (size_t i = 0; i < token.size(); ++i) {
        for (const char c : {'A', 'z', '_', '=', '%', '\0'}) {
            if (token[i] == c) continue;
            std::string changed = token;
            changed[i] = c;
            const GrantFault fault = verify(changed, keys, filled(0x22), 0, noon - 1s).fault;
            EXPECT_TRUE(fault == GrantFault::altered || fault == GrantFault::malformed) << i << " " << c;
        }
    }
}

TEST(GrantTest, HasExactlyOneText) {
    const GrantKeys keys = *GrantKeys::make(key(7, 0xaa));
    const std::string token = to_token(grant(), keys);
    // The last character holds two bits of the MAC and four that mean nothing.
    int accepted = 0;
    for (const char c :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) {
        std::string other = token;
        other.back() = c;
        accepted += verify(other, keys, filled(0x22), 0, noon - 1s).fault == GrantFault::none;
    }
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(verify(token + "A", keys, filled(0x22), 0, noon - 1s).fault, GrantFault::malformed);
    EXPECT_EQ(verify(token.substr(1), keys, filled(0x22), 0, noon - 1s).fault, GrantFault::malformed);
    EXPECT_EQ(verify("", keys, filled(0x22), 0, noon - 1s).fault, GrantFault::malformed);
}

TEST(GrantTest, OutlivesOneRotationOfKeysAndNotTwo) {
    const std::string token = to_token(grant(), *GrantKeys::make(key(1, 0xaa)));
    const GrantKeys second = *GrantKeys::make(key(2, 0xbb), key(1, 0xaa));
    const GrantKeys third = *GrantKeys::make(key(3, 0xcc), key(2, 0xbb));
    EXPECT_EQ(verify(token, second, filled(0x22), 0, noon - 1s).fault, GrantFault::none);
    EXPECT_EQ(verify(token, third, filled(0x22), 0, noon - 1s).fault, GrantFault::altered);
    // A key's id is not enough.
    EXPECT_EQ(verify(token, *GrantKeys::make(key(1, 0xab)), filled(0x22), 0, noon - 1s).fault,
              GrantFault::altered);
}

TEST(GrantKeysTest, RefusesTwoKeysOfOneId) {
    EXPECT_EQ(GrantKeys::make(key(1, 0xaa), key(1, 0xbb)).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::grants
