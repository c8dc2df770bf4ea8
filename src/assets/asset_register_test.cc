#include "assets/asset_register.h"

#include <gmock/gmock.h>

#include "assets/asset_library.h"
#include "assets/assets_test_house.h"
#include "assets/schema.h"
#include "store/database.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::assets {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class AssetRegisterTest : public testing::Test {
  protected:
    static constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1} + 12h;

    AssetRegisterTest() {
        EXPECT_TRUE(store::migrate(*database, store::revision_schema(), noon));
        EXPECT_TRUE(store::migrate(*database, schema(), noon));
    }

    std::filesystem::path work() const { return folder.path() / "work"; }
    std::filesystem::path place(AssetId id) const { return folder.path() / "assets" / id.text(); }

    AssetId publish(TitleId title, Instant now) {
        const AssetId id = AssetId::random();
        fill_and_seal(work(), id, title);
        const auto published = assets.publish(id, work(), now);
        EXPECT_TRUE(published) << (published ? "" : published.error().message);
        return id;
    }

    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "assets");
    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    AssetRegister assets{*database, folder.path() / "assets"};
};

class AssetLibraryTest : public AssetRegisterTest {};

TEST_F(AssetRegisterTest, PublishedAssetIsInItsPlaceAndCurrent) {
    const AssetId id = AssetId::random();
    ASSERT_TRUE(assets.begin(id, TitleId(7), "{}", noon - 1h));
    EXPECT_EQ(assets.get(id)->state, AssetState::preparing);
    EXPECT_EQ(*assets.current_of(TitleId(7)), std::nullopt);
    fill_and_seal(work(), id, TitleId(7));
    ASSERT_TRUE(assets.publish(id, work(), noon));
    EXPECT_FALSE(std::filesystem::exists(work()));
    EXPECT_TRUE(verify_folder(place(id)));
    const Asset asset = **assets.current_of(TitleId(7));
    EXPECT_EQ(asset.id, id);
    EXPECT_EQ(asset.state, AssetState::ready);
    EXPECT_EQ(asset.published, noon);
    EXPECT_EQ(asset.created, noon - 1h);
    EXPECT_EQ(asset.duration, 8000ms);
    EXPECT_EQ(asset.summary, "360 · ko · 1 subtitles");
    EXPECT_GT(asset.size_bytes, 3000u);
}

TEST_F(AssetRegisterTest, AssetPublishedLastIsTheOneThatPlays) {
    const AssetId older = publish(TitleId(7), noon);
    const AssetId newer = publish(TitleId(7), noon + 1ms);
    const AssetId other = publish(TitleId(8), noon);
    EXPECT_EQ((**assets.current_of(TitleId(7))).id, newer);
    auto index = *assets.build_index();
    EXPECT_EQ(index->current_of(TitleId(7)), newer);
    EXPECT_EQ(index->current_of(TitleId(8)), other);
    EXPECT_EQ(index->current_of(TitleId(9)), std::nullopt);
    EXPECT_TRUE(index->contains(older)) << "who is watching it is not cut off";
    EXPECT_EQ(index->title_of(older), TitleId(7));
    const int64_t before = index->revision();
    ASSERT_TRUE(assets.withdraw(newer, noon));
    index = *assets.build_index();
    EXPECT_EQ(index->current_of(TitleId(7)), older);
    EXPECT_FALSE(index->contains(newer));
    EXPECT_GT(index->revision(), before);
    EXPECT_EQ(assets.list(TitleId(7), 10)->size(), 2u);
    EXPECT_EQ(assets.list(TitleId(), 10)->size(), 3u);
}

TEST_F(AssetRegisterTest, OneThatPlaysIsNotRemoved) {
    const AssetId id = publish(TitleId(7), noon);
    EXPECT_EQ(assets.remove(id).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(std::filesystem::exists(place(id)));
    ASSERT_TRUE(assets.withdraw(id, noon));
    ASSERT_TRUE(assets.remove(id));
    EXPECT_FALSE(std::filesystem::exists(place(id)));
    EXPECT_EQ(assets.get(id).error().kind, ErrorKind::not_found);
}

// A process killed at each step of publishing leaves one of these folders; asking again, or starting again,
// finishes.
TEST_F(AssetRegisterTest, PublishingCutShortIsFinishedByDoingItAgain) {
    const AssetId id = AssetId::random();
    fill_and_seal(work(), id, TitleId(7));
    ASSERT_TRUE(io::make_folder(folder.path() / "assets"));
    std::filesystem::rename(work(), place(id));
    ASSERT_TRUE(assets.publish(id, work(), noon)) << "moved, and not noted";
    ASSERT_TRUE(assets.publish(id, work(), noon + 1h)) << "moved and noted";
    EXPECT_EQ(assets.get(id)->published, noon);
}

TEST_F(AssetRegisterTest, StartFindsWhatWasMovedAndNotNoted) {
    const AssetId moved = AssetId::random();
    fill_and_seal(place(moved), moved, TitleId(7));
    const AssetId begun = AssetId::random();
    ASSERT_TRUE(assets.begin(begun, TitleId(8), "{}", noon));
    fill_and_seal(place(begun), begun, TitleId(8));
    const AssetId known = publish(TitleId(9), noon);
    const auto recovered = *assets.recover(noon);
    EXPECT_THAT(recovered.registered, testing::UnorderedElementsAre(moved, begun));
    EXPECT_TRUE(recovered.removed.empty());
    EXPECT_TRUE(recovered.missing.empty());
    EXPECT_EQ((**assets.current_of(TitleId(7))).id, moved);
    EXPECT_EQ((**assets.current_of(TitleId(9))).id, known);
    EXPECT_TRUE(assets.recover(noon)->registered.empty());
}

TEST_F(AssetRegisterTest, StartRemovesWhatNobodyKnowsAndDoesNotHoldTogether) {
    const AssetId half = AssetId::random();
    ASSERT_TRUE(io::make_folder(place(half)));
    put_file(place(half) / "video-avc-360.cmfv", "m");
    const AssetId spoilt = AssetId::random();
    fill_and_seal(place(spoilt), spoilt, TitleId(7));
    spoil(place(spoilt) / "thumbnails-1.jpg", "picture 2");
    const auto recovered = *assets.recover(noon);
    EXPECT_THAT(recovered.removed, testing::UnorderedElementsAre(half, spoilt));
    EXPECT_FALSE(std::filesystem::exists(place(half)));
    EXPECT_FALSE(std::filesystem::exists(place(spoilt)));
}

TEST_F(AssetRegisterTest, StartDoesNotPromiseAnAssetWhoseFolderIsGone) {
    const AssetId id = publish(TitleId(7), noon);
    ASSERT_TRUE(io::remove_all(place(id)));
    EXPECT_THAT(assets.recover(noon)->missing, ElementsAre(id));
    EXPECT_EQ(assets.get(id)->state, AssetState::failed);
    EXPECT_EQ((*assets.build_index())->current_of(TitleId(7)), std::nullopt);
}

TEST_F(AssetRegisterTest, WhatIsNotAsItsDocumentSaysIsNotPublished) {
    const struct {
        const char* name;
        const char* file;
        std::string bytes;
        const char* message;
    } cases[] = {
        {"one byte more", "subtitles-en.vtt", "WEBVTT\n\n",
         "subtitles-en.vtt has 8 bytes, and asset.json says 7"},
        {"another byte", "subtitles-en.vtt", "WEBVTT ", "and asset.json says"},
        {"an index of another file", "audio-ko-aac.idx",
         std::string(media::serialise(small_index(48000)).size(), 'x'), "audio-ko-aac.idx"},
        {"no document", "asset.json", "", "asset.json is no JSON"},
    };
    for (const auto& [name, file, bytes, message] : cases) {
        const AssetId id = AssetId::random();
        ASSERT_TRUE(io::remove_all(work()));
        fill_and_seal(work(), id, TitleId(7));
        spoil(work() / file, bytes);
        const auto published = assets.publish(id, work(), noon);
        ASSERT_FALSE(published) << name;
        EXPECT_EQ(published.error().kind, ErrorKind::corrupt) << name;
        EXPECT_THAT(published.error().message, HasSubstr(message)) << name;
        EXPECT_FALSE(std::filesystem::exists(place(id))) << name;
    }
    const AssetId id = AssetId::random();
    ASSERT_TRUE(io::remove_all(work()));
    fill_and_seal(work(), id, TitleId(7));
    std::filesystem::remove(work() / "thumbnails-0.jpg");
    EXPECT_EQ(assets.publish(id, work(), noon).error().kind, ErrorKind::not_found);
    EXPECT_EQ(assets.publish(AssetId::random(), folder.path() / "nowhere", noon).error().kind,
              ErrorKind::not_found);
}

TEST_F(AssetRegisterTest, FolderOfAnotherAssetIsNotPublishedUnderThisName) {
    fill_and_seal(work(), AssetId::random(), TitleId(7));
    EXPECT_EQ(assets.publish(AssetId::random(), work(), noon).error().kind, ErrorKind::invalid);
}

TEST_F(AssetRegisterTest, SealRefusesWhatAnAssetCannotHold) {
    AssetDocument document = fill_and_seal(work(), AssetId::random(), TitleId(7));
    EXPECT_TRUE(seal_folder(work(), document)) << "again, and nothing changes";
    std::filesystem::create_symlink("/etc/hostname", work() / "link.vtt");
    EXPECT_EQ(seal_folder(work(), document).error().kind, ErrorKind::invalid);
    std::filesystem::remove(work() / "link.vtt");
    std::filesystem::create_directory(work() / "folder");
    EXPECT_EQ(seal_folder(work(), document).error().kind, ErrorKind::invalid);
    std::filesystem::remove(work() / "folder");
    document.texts.push_back({"subtitles-ko", "subtitles-ko.vtt", "", "ko", media::Role::main});
    EXPECT_THAT(seal_folder(work(), document).error().message,
                HasSubstr("subtitles-ko.vtt is not among the files"));
}

TEST_F(AssetRegisterTest, FailureIsKeptUntilItSucceedsAfterAll) {
    const AssetId id = AssetId::random();
    ASSERT_TRUE(assets.begin(id, TitleId(7), "{}", noon));
    ASSERT_TRUE(assets.fail(id, "no picture in it", noon));
    EXPECT_EQ(assets.get(id)->failure, "no picture in it");
    fill_and_seal(work(), id, TitleId(7));
    ASSERT_TRUE(assets.publish(id, work(), noon));
    EXPECT_EQ(assets.get(id)->failure, "");
    EXPECT_EQ(assets.fail(id, "late", noon).error().kind, ErrorKind::conflict);
}

TEST_F(AssetLibraryTest, OpensWhatIsReadyAndItsFiles) {
    AssetLibrary library(folder.path() / "assets");
    const AssetId id = publish(TitleId(7), noon);
    EXPECT_EQ(library.open(id).error().kind, ErrorKind::not_found) << "no index is in force yet";
    library.put_in_force(*assets.build_index());
    const auto asset = *library.open(id);
    EXPECT_EQ(*library.open(id), asset) << "read once";
    EXPECT_EQ(asset->presentation.tracks.size(), 2u);
    EXPECT_EQ(asset->presentation.tracks[0].index->segments.size(), 2u);
    EXPECT_EQ(asset->rung_height_of("video-avc-360"), 360);
    EXPECT_EQ(asset->rung_height_of("audio-ko-aac"), 0);
    const auto file = *library.open_file(*asset, "subtitles-en.vtt");
    EXPECT_EQ(*io::size_of(*file), 7u);
    EXPECT_EQ(*library.open_file(*asset, "subtitles-en.vtt"), file) << "shared";
    EXPECT_EQ(library.open_file(*asset, "../../nuri.db").error().kind, ErrorKind::not_found);
    EXPECT_EQ(library.open_file(*asset, "asset.json").error().kind, ErrorKind::not_found);

    ASSERT_TRUE(assets.withdraw(id, noon));
    library.put_in_force(*assets.build_index());
    EXPECT_EQ(library.open(id).error().kind, ErrorKind::not_found);
}

TEST_F(AssetLibraryTest, LetsGoOfWhatWasUsedLongestAgo) {
    AssetLibrary library(folder.path() / "assets", {.memory_bytes_max = 1, .files_max = 1});
    const AssetId first = publish(TitleId(7), noon);
    const AssetId second = publish(TitleId(8), noon);
    library.put_in_force(*assets.build_index());
    const auto held = *library.open(first);
    const auto file = *library.open_file(*held, "subtitles-en.vtt");
    ASSERT_TRUE(library.open(second));
    ASSERT_TRUE(library.open_file(*held, "thumbnails-0.jpg"));
    EXPECT_NE(*library.open(first), held);
    EXPECT_EQ(*io::size_of(*file), 7u) << "whoever holds it keeps it";
}

TEST(AssetsSchemaTest, HasOneAssetOfAnIdAndKnownStatesOnly) {
    const auto database = *store::Database::open_temporary();
    ASSERT_TRUE(store::migrate_up_to(*database, schema(), 1, from_unix_ms(1)));
    const auto insert = [&](const char* id, const char* state) {
        return database->write([&](store::Writer& writer) {
            return writer.execute(
                "INSERT INTO assets (id, title, state, source, summary, failure, duration_ms, size_bytes,"
                " created) VALUES (?, 1, ?, '', '', '', 0, 0, 0)",
                {id, state});
        });
    };
    EXPECT_TRUE(insert("a", "ready"));
    EXPECT_EQ(insert("a", "ready").error().kind, ErrorKind::conflict);
    EXPECT_EQ(insert("b", "gone").error().kind, ErrorKind::conflict);
    EXPECT_TRUE(store::migrate(*database, schema(), from_unix_ms(1)));
}

}  // namespace
}  // namespace nuri::assets
