#include "media/encryption.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"
#include "media/box.h"

namespace nuri::media {
namespace {

constexpr size_t block = 16;
constexpr size_t pattern = 10 * block;  ///< one block encrypted, nine not

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

/// OpenSSL fails here only when it has no AES or no memory: ours to have seen to.
Cipher make_cipher(const EVP_CIPHER* kind, const Key& key) {
    Cipher cipher(EVP_CIPHER_CTX_new());
    CHECK(cipher != nullptr);
    CHECK(EVP_EncryptInit_ex(cipher.get(), kind, nullptr, key.data(), nullptr) == 1);
    CHECK(EVP_CIPHER_CTX_set_padding(cipher.get(), 0) == 1);
    return cipher;
}

void set_iv(EVP_CIPHER_CTX* cipher, const uint8_t* iv) {
    CHECK(EVP_EncryptInit_ex(cipher, nullptr, nullptr, nullptr, iv) == 1);
}

void encrypt_bytes(EVP_CIPHER_CTX* cipher, std::span<uint8_t> bytes) {
    int written = 0;
    CHECK(bytes.size() <= INT32_MAX);
    CHECK(EVP_EncryptUpdate(cipher, bytes.data(), &written, bytes.data(), static_cast<int>(bytes.size())) ==
          1);
    CHECK(static_cast<size_t>(written) == bytes.size());
}

/// A slice, in NAL units of H.264 (types 1 to 5) and of HEVC (types 0 to 31).
bool is_slice(uint8_t first_byte, bool hevc) {
    const int type = hevc ? first_byte >> 1 & 63 : first_byte & 31;
    return hevc ? type < 32 : type >= 1 && type <= 5;
}

/// Adds to a sample's map; clear runs are joined, and split again where 16 bits do not hold them.
void add_range(std::vector<Subsample>& map, size_t clear, size_t encrypted) {
    if (!map.empty() && map.back().protected_bytes == 0) {
        clear += map.back().clear_bytes;
        map.pop_back();
    }
    for (; clear > UINT16_MAX; clear -= UINT16_MAX) map.push_back({UINT16_MAX, 0});
    map.push_back({static_cast<uint16_t>(clear), static_cast<uint32_t>(encrypted)});
}

}  // namespace

struct SampleEncryptor::State {
    ProtectionScheme scheme;
    std::array<uint8_t, 16> constant_iv;
    Cipher cipher;
    uint64_t iv;
    size_t length_bytes;  ///< before each NAL unit; 0 for sound
    bool hevc;
    std::vector<uint8_t> gathered;  ///< every tenth block, brought together so that one call encrypts them

    Result<std::vector<Subsample>> map_of(std::span<const uint8_t> sample) const;
    void encrypt_pattern(std::span<uint8_t> bytes);
};

Result<std::vector<Subsample>> SampleEncryptor::State::map_of(std::span<const uint8_t> sample) const {
    std::vector<Subsample> map;
    const size_t whole = sample.size();
    while (!sample.empty()) {
        FieldReader fields(sample);
        size_t size = 0;
        for (size_t i = 0; i < length_bytes; ++i) size = size << 8 | fields.u8();
        if (!fields.ok() || size > fields.left()) {
            return Error{ErrorKind::corrupt,
                         fmt::format("a NAL unit of {} bytes in a sample of {}", size, whole)};
        }
        const size_t unit = length_bytes + size;
        const size_t lead = length_bytes + slice_clear_bytes;
        // Subsamples have an upper bound (see `subsamples_max`); what would pass it stays clear.
        const bool room = map.size() + 3 + unit / UINT16_MAX < subsamples_max;
        size_t encrypted = 0;
        if (room && unit >= lead + block && is_slice(sample[length_bytes], hevc)) {
            encrypted = unit - lead;
            if (scheme == ProtectionScheme::cenc)
                encrypted -= encrypted % block;  // whole blocks, ISO/IEC 23001-7, 9.5.2.2
        }
        add_range(map, unit - encrypted, encrypted);
        sample = sample.subspan(unit);
    }
    if (map.size() > subsamples_max)
        return Error{ErrorKind::too_large, fmt::format("a sample of {} bytes is not one of slices", whole)};
    return map;
}

void SampleEncryptor::State::encrypt_pattern(std::span<uint8_t> bytes) {
    const size_t blocks = (bytes.size() + pattern - block) / pattern;  // a last one cut short stays clear
    gathered.resize(blocks * block);
    for (size_t i = 0; i < blocks; ++i) std::memcpy(&gathered[i * block], &bytes[i * pattern], block);
    encrypt_bytes(cipher.get(), gathered);
    for (size_t i = 0; i < blocks; ++i) std::memcpy(&bytes[i * pattern], &gathered[i * block], block);
}

SampleEncryptor::SampleEncryptor(std::unique_ptr<State> state) : state_(std::move(state)) {}
SampleEncryptor::SampleEncryptor(SampleEncryptor&&) noexcept = default;
SampleEncryptor& SampleEncryptor::operator=(SampleEncryptor&&) noexcept = default;
SampleEncryptor::~SampleEncryptor() = default;

Result<SampleEncryptor> SampleEncryptor::make(const TrackInfo& track, const Key& key, uint64_t first_iv) {
    CHECK(track.protection.has_value());
    size_t length_bytes = 0;
    const bool hevc = track.sample_entry == "hvc1" || track.sample_entry == "hev1";
    if (track.kind == TrackKind::video) {
        const bool avc = track.sample_entry == "avc1" || track.sample_entry == "avc3";
        if (!avc && !hevc) {
            return Error{ErrorKind::unsupported,
                         fmt::format("encrypting video of codec '{}'", track.sample_entry)};
        }
        const size_t at = avc ? 4 : 21;  // lengthSizeMinusOne, ISO/IEC 14496-15
        if (track.configuration.size() <= at)
            return Error{ErrorKind::corrupt, "a decoder configuration that is cut short"};
        length_bytes = (track.configuration[at] & 3) + 1;
    }
    const bool cbcs = track.protection->scheme == ProtectionScheme::cbcs;
    return SampleEncryptor(
        std::make_unique<State>(State{track.protection->scheme,
                                      track.protection->constant_iv,
                                      make_cipher(cbcs ? EVP_aes_128_cbc() : EVP_aes_128_ctr(), key),
                                      first_iv,
                                      length_bytes,
                                      hevc,
                                      {}}));
}

Result<SampleProtection> SampleEncryptor::encrypt(std::span<uint8_t> sample) {
    State& state = *state_;
    SampleProtection protection;
    if (state.length_bytes > 0) protection.subsamples = TRY(state.map_of(sample));
    if (state.scheme == ProtectionScheme::cenc) {
        std::array<uint8_t, 16> counter{};
        for (int i = 0; i < 8; ++i)
            counter[i] = protection.iv[i] = static_cast<uint8_t>(state.iv >> (56 - 8 * i));
        ++state.iv;
        set_iv(state.cipher.get(), counter.data());
        if (state.length_bytes == 0) encrypt_bytes(state.cipher.get(), sample);
    } else if (state.length_bytes == 0) {
        set_iv(state.cipher.get(), state.constant_iv.data());
        encrypt_bytes(state.cipher.get(), sample.first(sample.size() - sample.size() % block));
    }
    for (const auto& [clear_bytes, protected_bytes] : protection.subsamples) {
        const auto range = sample.subspan(clear_bytes, protected_bytes);
        sample = sample.subspan(clear_bytes + range.size());
        if (range.empty()) continue;
        if (state.scheme == ProtectionScheme::cenc) {
            encrypt_bytes(state.cipher.get(), range);  // the counter runs on through the sample
        } else {
            set_iv(state.cipher.get(), state.constant_iv.data());  // each range starts anew
            state.encrypt_pattern(range);
        }
    }
    return protection;
}

std::array<uint8_t, 16> derive_iv(const Key& key, const Key& key_id, std::string_view track_id,
                                  std::span<const Sample> samples) {
    BoxWriter facts;
    facts.bytes(key_id);
    facts.text(track_id);
    for (const auto& sample : samples) {
        facts.u32(sample.size);
        facts.u32(sample.duration);
    }
    const auto message = facts.take();
    std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
               digest.data(), &size) != nullptr);
    std::array<uint8_t, 16> iv{};
    std::copy_n(digest.begin(), iv.size(), iv.begin());
    return iv;
}

}  // namespace nuri::media
