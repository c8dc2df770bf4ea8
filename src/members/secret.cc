#include "members/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>

#include "base/check.h"
#include "base/text.h"
#include "io/random.h"

namespace nuri::members {

std::string new_secret() {
    std::array<uint8_t, 32> bytes;
    io::random_bytes(bytes);
    return to_base64url(bytes);
}

std::string digest_of(std::string_view secret) {
    std::array<uint8_t, SHA256_DIGEST_LENGTH> digest;
    SHA256(as_bytes(secret).data(), secret.size(), digest.data());
    return to_hex(digest);
}

std::string mac_of(std::string_view key, std::string_view message) {
    std::array<uint8_t, SHA256_DIGEST_LENGTH> mac;
    CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(message).data(),
               message.size(), mac.data(), nullptr) != nullptr);
    return to_base64url(mac);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace nuri::members
