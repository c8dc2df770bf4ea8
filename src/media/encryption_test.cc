#include "media/encryption.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "media/test_film.h"

namespace nuri::media {
namespace {

using namespace test;

const Key key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
const std::array<uint8_t, 16> constant_iv{0xa0, 0xa1, 0xa2};

TrackInfo protect(TrackInfo track, ProtectionScheme scheme) {
    track.protection = Protection{scheme, {9}, constant_iv};
    return track;
}

/// Decrypts with OpenSSL alone, block by block, by the letter of ISO/IEC 23001-7; nothing of ours is used.
void decrypt(std::vector<uint8_t>& sample, const SampleProtection& protection, ProtectionScheme scheme,
             bool video) {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    const bool cbcs = scheme == ProtectionScheme::cbcs;
    std::array<uint8_t, 16> iv{};
    if (cbcs) {
        iv = constant_iv;
    } else {
        std::copy(protection.iv.begin(), protection.iv.end(), iv.begin());
    }
    const auto start = [&] {
        ASSERT_EQ(EVP_DecryptInit_ex(context, cbcs ? EVP_aes_128_cbc() : EVP_aes_128_ctr(), nullptr,
                                     key.data(), iv.data()),
                  1);
        EVP_CIPHER_CTX_set_padding(context, 0);
    };
    start();
    auto subsamples = protection.subsamples;
    if (subsamples.empty()) subsamples.push_back({0, static_cast<uint32_t>(sample.size())});
    uint8_t* at = sample.data();
    for (const auto& [clear, encrypted] : subsamples) {
        at += clear;
        int written = 0;
        if (!cbcs) {
            EVP_DecryptUpdate(context, at, &written, at, static_cast<int>(encrypted));
        } else {
            start();
            for (uint32_t i = 0; i + 16 <= encrypted; i += video ? 160 : 16)
                EVP_DecryptUpdate(context, at + i, &written, at + i, 16);
        }
        at += encrypted;
    }
    EVP_CIPHER_CTX_free(context);
}

TEST(SampleEncryptorTest, IsUndoneByOpensslAlone) {
    for (const auto scheme : {ProtectionScheme::cenc, ProtectionScheme::cbcs}) {
        for (const bool video : {true, false}) {
            const auto track = protect(video ? video_track() : audio_track(), scheme);
            auto encryptor =
                SampleEncryptor::make(track, key, 0xFFFFFFFFFFFFFFFE);  // counts on past its last value
            ASSERT_TRUE(encryptor);
            for (const uint32_t size :
                 {0u, 1u, 15u, 16u, 17u, 115u, 116u, 117u, 300u, 4000u, 70'000u, 200'000u}) {
                const Sample sample{.size = size, .sync = true};
                if (video && size > 0 && size < 5) continue;  // no NAL unit fits
                const auto clear = payload(sample, track.kind, size);
                auto bytes = clear;
                const auto protection = encryptor->encrypt(bytes);
                ASSERT_TRUE(protection) << size << ": " << protection.error().message;
                if (size > 130) {
                    EXPECT_NE(bytes, clear) << size;
                }
                decrypt(bytes, *protection, scheme, video);
                EXPECT_EQ(bytes, clear) << size << (video ? " video" : " audio");
            }
        }
    }
}

TEST(SampleEncryptorTest, LeavesLengthsAndSliceHeadersReadable) {
    auto encryptor = SampleEncryptor::make(protect(video_track(), ProtectionScheme::cenc), key, 1);
    const Sample sample{.size = 1000, .sync = true};
    const auto clear = payload(sample, TrackKind::video, 1);
    auto bytes = clear;
    const auto protection = *encryptor->encrypt(bytes);
    ASSERT_EQ(protection.subsamples.size(), 1u);
    EXPECT_GE(protection.subsamples[0].clear_bytes, 4 + SampleEncryptor::slice_clear_bytes);
    EXPECT_EQ(protection.subsamples[0].protected_bytes % 16, 0u);
    EXPECT_TRUE(
        std::equal(clear.begin(), clear.begin() + protection.subsamples[0].clear_bytes, bytes.begin()));
}

TEST(SampleEncryptorTest, LeavesUnitsThatAreNoSlicesClear) {
    auto encryptor = SampleEncryptor::make(protect(video_track(), ProtectionScheme::cbcs), key, 1);
    auto bytes = payload({.size = 1000, .sync = true}, TrackKind::video, 1);
    bytes[4] = 6;  // SEI
    const auto before = bytes;
    EXPECT_EQ(encryptor->encrypt(bytes)->subsamples[0].protected_bytes, 0u);
    EXPECT_EQ(bytes, before);
}

TEST(SampleEncryptorTest, NeverMakesMoreSubsamplesThanCanBeTold) {
    auto encryptor = SampleEncryptor::make(protect(video_track(), ProtectionScheme::cenc), key, 1);
    std::vector<uint8_t> bytes;
    for (size_t unit = 0; unit < 200; ++unit) {
        const auto slice = payload({.size = 400, .sync = true}, TrackKind::video, unit);
        bytes.insert(bytes.end(), slice.begin(), slice.end());
    }
    const auto protection = encryptor->encrypt(bytes);
    ASSERT_TRUE(protection);
    EXPECT_LE(protection->subsamples.size(), subsamples_max);
    uint64_t told = 0;
    for (const auto& [clear, encrypted] : protection->subsamples) told += clear + encrypted;
    EXPECT_EQ(told, bytes.size());
}

TEST(SampleEncryptorTest, RefusesUnitsThatDoNotFillTheSample) {
    auto encryptor = SampleEncryptor::make(protect(video_track(), ProtectionScheme::cenc), key, 1);
    auto bytes = payload({.size = 100, .sync = true}, TrackKind::video, 1);
    bytes[3] += 1;
    EXPECT_EQ(encryptor->encrypt(bytes).error().kind, ErrorKind::corrupt);
}

TEST(SampleEncryptorTest, RefusesACodecWhosePartsItDoesNotKnow) {
    auto track = protect(video_track(), ProtectionScheme::cbcs);
    track.sample_entry = "av01";
    EXPECT_EQ(SampleEncryptor::make(track, key, 1).error().kind, ErrorKind::unsupported);
}

TEST(DeriveIvTest, IsTheSameForTheSameTrackAndAnotherForAnyOther) {
    const auto samples = audio_samples(10);
    const auto iv = derive_iv(key, {9}, "audio-ko-aac", samples);
    EXPECT_EQ(iv, derive_iv(key, {9}, "audio-ko-aac", samples));
    EXPECT_NE(iv, derive_iv(key, {9}, "audio-en-aac", samples));
    EXPECT_NE(iv, derive_iv(key, {8}, "audio-ko-aac", samples));
    EXPECT_NE(iv, derive_iv(key, {9}, "audio-ko-aac", audio_samples(11)));
}

}  // namespace
}  // namespace nuri::media
