#include "ingest/uploads.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "io/file.h"
#include "io/random.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/migration.h"

namespace nuri::ingest {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{2025y / 6 / 1} + 12h;

class UploadsTest : public testing::Test {
  protected:
    UploadsTest() {
        EXPECT_TRUE(store::migrate(*database, store::Jobs::schema(), noon));
        EXPECT_TRUE(store::migrate(*database, Uploads::schema(), noon));
    }
    ~UploadsTest() override { std::filesystem::remove_all(folder); }

    Upload begin(const char* name = "tide.mov", uint64_t size_bytes = 6, const char* sha256 = "") {
        return *uploads.begin({name, "tide", size_bytes, sha256, "mina"}, noon);
    }
    /// None where it is taken.
    std::optional<ErrorKind> refusal(const Upload& upload, uint64_t offset, std::string_view bytes) {
        const auto told = uploads.append(upload.id, offset, bytes, noon);
        if (told) return {};
        return told.error().kind;
    }

    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("nuri-uploads-" + io::random_hex(8));
    Uploads uploads{*database, folder};
};

TEST_F(UploadsTest, TakesBytesWhereItStandsAndNowhereElse) {
    const Upload upload = begin();
    ASSERT_EQ(uploads.append(upload.id, 0, "abc", noon)->offset_bytes, 3u);
    EXPECT_EQ(refusal(upload, 2, "c"), ErrorKind::conflict);
    EXPECT_EQ(refusal(upload, 4, "e"), ErrorKind::conflict);
    EXPECT_EQ(refusal(upload, 3, "defg"), ErrorKind::invalid) << "one byte too many";
    const auto whole = uploads.append(upload.id, 3, "def", noon);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->state, UploadState::complete);
    EXPECT_EQ(whole->sha256, "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721");
    EXPECT_EQ(*io::read_file(uploads.file_of(*whole), 100), "abcdef");
    EXPECT_EQ(refusal(upload, 6, "g"), ErrorKind::conflict) << "it is complete";
}

TEST_F(UploadsTest, GoesOnInAnotherProcessFromWhatWasAcknowledged) {
    const Upload upload = begin();
    ASSERT_TRUE(uploads.append(upload.id, 0, "abc", noon));
    Uploads after_restart(*database, folder);
    const auto again = after_restart.begin({"tide.mov", "tide", 6, "", "mina"}, noon + 1h);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, upload.id);
    EXPECT_EQ(again->offset_bytes, 3u);
    EXPECT_NE(after_restart.begin({"tide.mov", "tide", 6, "", "jun"}, noon)->id, upload.id) << "another's";
    ASSERT_TRUE(after_restart.append(upload.id, 3, "def", noon));
    EXPECT_EQ(*io::read_file(uploads.file_of(upload), 100), "abcdef");
}

TEST_F(UploadsTest, BeginsAnewWhereTheBytesAreNotThosePromised) {
    const Upload upload = begin("tide.mov", 3, std::string(64, '0').c_str());
    EXPECT_EQ(refusal(upload, 0, "abc"), ErrorKind::conflict);
    EXPECT_EQ(uploads.get(upload.id)->offset_bytes, 0u);
    EXPECT_EQ(uploads.get(upload.id)->state, UploadState::receiving);
}

TEST_F(UploadsTest, RefusesSizesAndNamesBeyondTheirBounds) {
    const auto kind = [&](std::string name, uint64_t size_bytes) -> std::optional<ErrorKind> {
        const auto begun = uploads.begin({std::move(name), "", size_bytes, "", "mina"}, noon);
        if (begun) return {};
        return begun.error().kind;
    };
    EXPECT_EQ(kind("a", 0), ErrorKind::invalid);
    EXPECT_EQ(kind("a", Uploads::size_max_bytes + 1), ErrorKind::invalid);
    EXPECT_EQ(kind("", 1), ErrorKind::invalid);
    EXPECT_EQ(kind("a\nb", 1), ErrorKind::invalid);
    EXPECT_EQ(kind(std::string(256, 'a'), 1), ErrorKind::invalid);
    EXPECT_EQ(kind(std::string(255, 'a'), 1), std::nullopt) << "255 bytes are a name";
}

TEST_F(UploadsTest, HoldsSoManyUnfinishedAndNoMore) {
    for (int n = 0; n < Uploads::unfinished_max; ++n) begin(("film-" + std::to_string(n)).c_str());
    EXPECT_EQ(uploads.begin({"one-more", "", 1, "", "mina"}, noon).error().kind, ErrorKind::exhausted);
}

TEST_F(UploadsTest, SweepsWhatHasLainForAWeekAndNotASecondSooner) {
    const Upload upload = begin();
    ASSERT_TRUE(uploads.sweep(noon + Uploads::unfinished_life));
    EXPECT_TRUE(uploads.get(upload.id));
    ASSERT_TRUE(uploads.sweep(noon + Uploads::unfinished_life + 1s));
    EXPECT_EQ(uploads.get(upload.id).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(std::filesystem::exists(uploads.file_of(upload)));
}

TEST(SidecarLanguageTest, IsToldByANameThatBeginsAsTheFilms) {
    EXPECT_EQ(sidecar_language("tide-line.mov", "tide-line.ko.srt"), "ko");
    EXPECT_EQ(sidecar_language("tide-line.mov", "Tide-Line_es_419.vtt"), "es-419");
    EXPECT_FALSE(sidecar_language("tide-line.mov", "tide-line.srt"));
    EXPECT_FALSE(sidecar_language("tide-line.mov", "tide-lines.ko.srt"));
    EXPECT_FALSE(sidecar_language("tide-line.mov", "tide-line.ko.txt"));
}

}  // namespace
}  // namespace nuri::ingest
