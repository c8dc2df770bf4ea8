// OpenSSL 3 calls the plain SHA-256 functions deprecated. They are used because their state is a value that
// can be made ready once and copied: the EVP way to the same digest allocates and takes four times as long.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "grants/grant.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <cstring>

#include "io/random.h"

namespace nuri::grants {
namespace {

constexpr uint8_t version = 1;
constexpr size_t payload_size = 54;
constexpr size_t mac_size = 16;
constexpr size_t binary_size = payload_size + mac_size;
static_assert((binary_size * 4 + 2) / 3 == token_size);

using Binary = std::array<uint8_t, binary_size>;

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr auto values = [] {
    std::array<uint8_t, 256> table{};
    for (auto& value : table) value = 0xff;
    for (uint8_t i = 0; i < 64; ++i) table[static_cast<uint8_t>(alphabet[i])] = i;
    return table;
}();

std::string encode(const Binary& binary) {
    std::string text;
    text.reserve(token_size);
    uint32_t bits = 0;
    unsigned held = 0;
    for (const uint8_t byte : binary) {
        bits = bits << 8 | byte;
        for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63];
    }
    text += alphabet[bits << (6 - held) & 63];
    return text;
}

bool decode(std::string_view text, Binary& binary) {
    if (text.size() != token_size) return false;
    uint32_t bits = 0;
    unsigned held = 0;
    size_t at = 0;
    uint8_t invalid = 0;
    for (const char c : text) {
        const uint8_t value = values[static_cast<uint8_t>(c)];
        invalid |= value & 0x80;
        bits = bits << 6 | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            binary[at++] = static_cast<uint8_t>(bits >> held);
        }
    }
    const uint32_t spare = bits & ((1u << held) - 1);
    return invalid == 0 && spare == 0 && at == binary_size;
}

template<typename Integer>
void put(uint8_t* to, Integer value) {
    for (size_t i = 0; i < sizeof value; ++i)
        to[i] = static_cast<uint8_t>(value >> (8 * (sizeof value - 1 - i)));
}

template<typename Integer>
Integer take(const uint8_t* from) {
    Integer value = 0;
    for (size_t i = 0; i < sizeof value; ++i) value = static_cast<Integer>(value << 8 | from[i]);
    return value;
}

/// HMAC-SHA-256 with the two blocks that depend on the key alone already taken in (RFC 2104 section 4).
struct PreparedKey {
    uint8_t id = 0;
    SHA256_CTX inner{};
    SHA256_CTX outer{};

    PreparedKey() = default;
    explicit PreparedKey(const GrantKey& key) : id(key.id) {
        std::array<uint8_t, SHA256_CBLOCK> block;
        const auto start = [&](SHA256_CTX& state, uint8_t pad) {
            block.fill(pad);
            for (size_t i = 0; i < key.secret.size(); ++i) block[i] ^= key.secret[i];
            SHA256_Init(&state);
            SHA256_Update(&state, block.data(), block.size());
        };
        start(inner, 0x36);
        start(outer, 0x5c);
        OPENSSL_cleanse(block.data(), block.size());
    }

    std::array<uint8_t, mac_size> mac(const uint8_t* payload) const {
        uint8_t digest[SHA256_DIGEST_LENGTH];
        SHA256_CTX state = inner;
        SHA256_Update(&state, payload, payload_size);
        SHA256_Final(digest, &state);
        state = outer;
        SHA256_Update(&state, digest, sizeof digest);
        SHA256_Final(digest, &state);
        std::array<uint8_t, mac_size> cut;
        std::memcpy(cut.data(), digest, mac_size);
        return cut;
    }
};

}  // namespace

struct GrantKeys::Prepared {
    PreparedKey current;
    std::optional<PreparedKey> previous;
};

TrackMask TrackMask::first(size_t count) {
    CHECK(count <= tracks_max);
    TrackMask mask;
    for (size_t i = 0; i < count; ++i) mask.add(i);
    return mask;
}

void TrackMask::add(size_t track) {
    CHECK(track < tracks_max);
    words_[track / 64] |= uint64_t{1} << (track % 64);
}

TrackMask TrackMask::of_words(uint64_t low, uint64_t high) {
    TrackMask mask;
    mask.words_ = {low, high};
    return mask;
}

Result<GrantKeys> GrantKeys::make(const GrantKey& current, const std::optional<GrantKey>& previous) {
    if (previous && previous->id == current.id)
        return Error{ErrorKind::invalid, "both grant keys have the id " + std::to_string(current.id)};
    auto prepared = std::make_shared<Prepared>();
    prepared->current = PreparedKey(current);
    if (previous) prepared->previous = PreparedKey(*previous);
    return GrantKeys(std::move(prepared));
}

GrantKey GrantKeys::generate(uint8_t id) {
    GrantKey key;
    key.id = id;
    io::random_bytes(key.secret);
    return key;
}

std::string to_token(const Grant& grant, const GrantKeys& keys) {
    const PreparedKey& key = keys.prepared_->current;
    Binary binary{};
    binary[0] = version;
    binary[1] = key.id;
    std::memcpy(&binary[2], grant.session.data(), 16);
    std::memcpy(&binary[18], grant.asset.data(), 16);
    put(&binary[34], grant.tracks.words()[1]);
    put(&binary[42], grant.tracks.words()[0]);
    put(&binary[50], static_cast<uint32_t>(to_unix_ms(grant.expires) / 1000));
    const auto mac = key.mac(binary.data());
    std::memcpy(&binary[payload_size], mac.data(), mac_size);
    return encode(binary);
}

std::string_view to_string(GrantFault fault) {
    switch (fault) {
        case GrantFault::none:
            return "none";
        case GrantFault::malformed:
            return "malformed";
        case GrantFault::altered:
            return "altered";
        case GrantFault::expired:
            return "expired";
        case GrantFault::foreign_asset:
            return "foreign_asset";
        case GrantFault::track_not_allowed:
            return "track_not_allowed";
    }
    return "malformed";
}

struct GrantVerifier {
    /// The key a payload claims; none if we do not hold it.
    static const PreparedKey* find(const GrantKeys& keys, uint8_t id) {
        const auto& prepared = *keys.prepared_;
        if (prepared.current.id == id) return &prepared.current;
        if (prepared.previous && prepared.previous->id == id) return &*prepared.previous;
        return nullptr;
    }
};

GrantCheck verify(std::string_view token, const GrantKeys& keys, const Bytes16& asset,
                  std::optional<size_t> track, Instant now) {
    GrantCheck check;
    Binary binary{};
    if (!decode(token, binary) || binary[0] != version) return check;
    check.fault = GrantFault::altered;
    const PreparedKey* key = GrantVerifier::find(keys, binary[1]);
    if (key == nullptr) return check;
    const auto mac = key->mac(binary.data());
    if (CRYPTO_memcmp(mac.data(), &binary[payload_size], mac_size) != 0) return check;

    std::memcpy(check.grant.session.data(), &binary[2], 16);
    std::memcpy(check.grant.asset.data(), &binary[18], 16);
    check.grant.tracks = TrackMask::of_words(take<uint64_t>(&binary[42]), take<uint64_t>(&binary[34]));
    check.grant.expires = Instant{std::chrono::seconds{take<uint32_t>(&binary[50])}};
    if (now >= check.grant.expires) {
        check.fault = GrantFault::expired;
    } else if (check.grant.asset != asset) {
        check.fault = GrantFault::foreign_asset;
    } else if (track && !check.grant.tracks.contains(*track)) {
        check.fault = GrantFault::track_not_allowed;
    } else {
        check.fault = GrantFault::none;
    }
    return check;
}

}  // namespace nuri::grants
