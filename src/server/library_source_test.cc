#include "server/library_source.h"

#include <gtest/gtest.h>

#include "assets/asset_register.h"
#include "assets/assets_test_house.h"
#include "assets/schema.h"
#include "store/database.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::server {
namespace {

constexpr Instant june = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
/// A picture, a sound, a subtitle and two thumbnail sheets.
constexpr size_t files_of_one = 5;

class LibrarySourceTest : public testing::Test {
  protected:
    LibrarySourceTest() {
        for (const store::Schema* schema : {&store::revision_schema(), &assets::schema()})
            EXPECT_TRUE(store::migrate(*database, *schema, june));
    }

    assets::AssetId publish(TitleId title) {
        const auto id = assets::AssetId::random();
        assets::fill_and_seal(folder.path() / "work", id, title);
        EXPECT_TRUE(asset_register.publish(id, folder.path() / "work", june));
        library.put_in_force(*asset_register.build_index());
        return id;
    }

    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "nuri-source-");
    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    assets::AssetRegister asset_register{*database, folder.path() / "assets"};
    assets::AssetLibrary library{folder.path() / "assets"};
};

TEST_F(LibrarySourceTest, AnAssetIsReadOnceAndGoneWithItsWithdrawal) {
    const LibrarySource source(library);
    const auto id = publish(TitleId(1));
    const auto first = source.find(id.bytes());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->tracks.size(), 4u);
    EXPECT_EQ(source.find(id.bytes()), first);
    ASSERT_TRUE(asset_register.withdraw(id, june));
    library.put_in_force(*asset_register.build_index());
    EXPECT_FALSE(source.find(id.bytes()));
}

// They were bounded in number only, and each holds as many descriptors as it has files.
TEST_F(LibrarySourceTest, NoMoreFilesAreHeldOpenThanAllowed) {
    const auto a = publish(TitleId(1)), b = publish(TitleId(2));
    const LibrarySource roomy(library, 2 * files_of_one);
    const std::weak_ptr<const origin::ServedAsset> kept = roomy.find(a.bytes());
    ASSERT_TRUE(roomy.find(b.bytes()));
    EXPECT_FALSE(kept.expired());

    const LibrarySource narrow(library, 2 * files_of_one - 1);
    const std::weak_ptr<const origin::ServedAsset> gone = narrow.find(a.bytes());
    ASSERT_TRUE(narrow.find(b.bytes()));
    EXPECT_TRUE(gone.expired());
    EXPECT_TRUE(narrow.find(a.bytes())) << "it comes back when it is asked for";
}

}  // namespace
}  // namespace nuri::server
