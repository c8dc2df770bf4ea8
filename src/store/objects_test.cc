#include "store/objects.h"

#include <gtest/gtest.h>

namespace nuri::store {
namespace {

class ObjectsTest : public testing::Test {
  protected:
    io::TemporaryFolder folder_ =
        *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "objects-test-");
    Objects objects_ = *Objects::in(folder_.path() / "objects");

    std::string content_of(std::string_view key) { return *io::read_file(*objects_.path_of(key), 1 << 20); }
    size_t incoming_count() { return io::list_folder(folder_.path() / "objects" / ".incoming")->size(); }
};

TEST_F(ObjectsTest, KeepsWhatWasPutAndReplacesItAsAWhole) {
    ASSERT_TRUE(objects_.put("artwork/dawn/poster.jpg", "old"));
    const auto opened = objects_.open("artwork/dawn/poster.jpg");
    ASSERT_TRUE(objects_.put("artwork/dawn/poster.jpg", "newer"));
    EXPECT_EQ(content_of("artwork/dawn/poster.jpg"), "newer");
    EXPECT_EQ(*io::size_of(*opened), 3u) << "who had the old one open keeps it";
    ASSERT_TRUE(objects_.remove("artwork/dawn/poster.jpg"));
    EXPECT_FALSE(*objects_.exists("artwork/dawn/poster.jpg"));
    EXPECT_EQ(objects_.open("artwork/dawn/poster.jpg").error().kind, ErrorKind::not_found);
    EXPECT_TRUE(objects_.remove("artwork/dawn/poster.jpg"));
    EXPECT_EQ(incoming_count(), 0u);
}

TEST_F(ObjectsTest, LetsNoKeyLeadOutOfItsFolder) {
    for (const char* key : {"", "/", "/etc/passwd", "../secret", "a/../b", "a//b", "a/", ".incoming/x", "A",
                            "a b", "a\\b", "a\n"})
        EXPECT_EQ(objects_.put(key, "x").error().kind, ErrorKind::invalid) << key;
    EXPECT_EQ(objects_.put(std::string(201, 'a'), "x").error().kind, ErrorKind::invalid);
    EXPECT_TRUE(objects_.put(std::string(200, 'a'), "x"));
}

TEST_F(ObjectsTest, NamesAFileByItsContentAndKeepsItOnce) {
    const auto file = folder_.path() / "delivery.mp4";
    ASSERT_TRUE(io::write_file_atomically(file, "abc"));
    const auto first = objects_.take_in(file);
    ASSERT_TRUE(first);
    // FIPS 180-2, appendix B.1.
    EXPECT_EQ(first->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(first->key, "sha256/ba/" + first->sha256);
    EXPECT_EQ(first->size_bytes, 3u);
    EXPECT_FALSE(first->was_there);
    EXPECT_EQ(content_of(first->key), "abc");
    EXPECT_TRUE(objects_.take_in(file)->was_there);
    EXPECT_EQ(incoming_count(), 0u);
}

TEST_F(ObjectsTest, TakesInWhatHasManyBlocksAndTellsHowFarItIs) {
    const auto file = folder_.path() / "delivery.mp4";
    ASSERT_TRUE(io::write_file_atomically(file, std::string((2 << 20) + 1, 'x')));
    std::vector<uint64_t> heard;
    const auto content = objects_.take_in(file, [&](uint64_t done) -> Result<> {
        heard.push_back(done);
        return {};
    });
    ASSERT_TRUE(content);
    EXPECT_EQ(heard, (std::vector<uint64_t>{1 << 20, 2 << 20, (2 << 20) + 1}));
}

TEST_F(ObjectsTest, LeavesNothingOfACopyThatWasStopped) {
    const auto file = folder_.path() / "delivery.mp4";
    ASSERT_TRUE(io::write_file_atomically(file, std::string(3 << 20, 'x')));
    const auto content = objects_.take_in(file, [](uint64_t) -> Result<> {
        return Error{ErrorKind::cancelled, "stop"};
    });
    EXPECT_EQ(content.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(incoming_count(), 0u);
}

TEST_F(ObjectsTest, RefusesWhatIsNoFileAndWhatDoesNotFit) {
    EXPECT_EQ(objects_.take_in(folder_.path() / "nothing").error().kind, ErrorKind::not_found);
    EXPECT_EQ(objects_.take_in(folder_.path()).error().kind, ErrorKind::invalid);
    const auto room = objects_.check_room(UINT64_MAX / 2);
    ASSERT_FALSE(room);
    EXPECT_EQ(room.error().kind, ErrorKind::exhausted);
    EXPECT_NE(room.error().message.find("make room"), std::string::npos);
    EXPECT_TRUE(objects_.check_room(0));
}

TEST_F(ObjectsTest, SweepsUpAfterAProcessThatDied) {
    const auto left = folder_.path() / "objects" / ".incoming" / "feed";
    ASSERT_TRUE(io::write_file_atomically(left, "half a delivery"));
    const auto touched = std::filesystem::last_write_time(left);
    ASSERT_TRUE(objects_.remove_leftovers(touched));
    EXPECT_EQ(incoming_count(), 1u) << "somebody may still be writing it";
    ASSERT_TRUE(objects_.remove_leftovers(touched + std::chrono::seconds(1)));
    EXPECT_EQ(incoming_count(), 0u);
}

}  // namespace
}  // namespace nuri::store
