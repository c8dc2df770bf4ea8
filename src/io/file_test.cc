#include "io/file.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

#include "base/text.h"

namespace nuri::io {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
  protected:
    TemporaryFolder folder_ = *TemporaryFolder::make(fs::temp_directory_path(), "nuri-io-test-");
    fs::path path(const char* name) const { return folder_.path() / name; }
};

TEST_F(FileTest, AtomicWriteReplacesTheWholeContentAndLeavesNothingBeside) {
    ASSERT_TRUE(write_file_atomically(path("a"), "the old, longer content"));
    ASSERT_TRUE(write_file_atomically(path("a"), "new"));
    EXPECT_EQ(*read_file(path("a"), 100), "new");
    EXPECT_EQ(*list_folder(folder_.path()), std::vector<std::string>{"a"});
}

TEST_F(FileTest, AnAtomicWriteThatFailsKeepsTheOldContentAndLeavesNothingBeside) {
    ASSERT_TRUE(write_file_atomically(path("a"), "old"));
    const pid_t child = ::fork();
    if (child == 0) {
        // A file size limit stands for a full disk.
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1000, 1000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const Result<> written = write_file_atomically(path("a"), std::string(5000, 'x'));
        ::_exit(!written && written.error().kind == ErrorKind::exhausted ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(*read_file(path("a"), 100), "old");
    EXPECT_EQ(list_folder(folder_.path())->size(), 1u);
}

TEST_F(FileTest, ReadFileIsBounded) {
    ASSERT_TRUE(write_file_atomically(path("a"), "12345"));
    EXPECT_EQ(*read_file(path("a"), 5), "12345");
    EXPECT_EQ(read_file(path("a"), 4).error().kind, ErrorKind::too_large);
    EXPECT_EQ(read_file(path("none"), 4).error().kind, ErrorKind::not_found);
}

TEST_F(FileTest, ReadingPastTheEndSaysWhereTheFileEnds) {
    ASSERT_TRUE(write_file_atomically(path("a"), "12345"));
    const Fd file = *open_read(path("a"));
    uint8_t bytes[3];
    EXPECT_TRUE(read_exactly(file, 2, bytes));
    EXPECT_EQ(as_text(bytes), "345");
    EXPECT_EQ(read_exactly(file, 3, bytes).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(*read_at(file, 3, bytes), 2u);
}

TEST_F(FileTest, CreateNewRefusesWhatIsThere) {
    EXPECT_TRUE(create_new(path("a")));
    EXPECT_EQ(create_new(path("a")).error().kind, ErrorKind::conflict);
}

TEST_F(FileTest, ALockIsHeldOnceAndGoesWithItsHolder) {
    {
        const auto held = lock_file(path("lock"));
        ASSERT_TRUE(held);
        EXPECT_EQ(lock_file(path("lock")).error().kind, ErrorKind::unavailable);
    }
    EXPECT_TRUE(lock_file(path("lock")));
}

TEST_F(FileTest, ATemporaryFolderGoesWithItsOwner) {
    fs::path inner;
    {
        const auto made = TemporaryFolder::make(folder_.path(), "t-");
        inner = made->path();
        ASSERT_TRUE(write_file_atomically(inner / "x", "x"));
    }
    EXPECT_FALSE(fs::exists(inner));
}

TEST_F(FileTest, AMappedFileShowsItsBytes) {
    ASSERT_TRUE(write_file_atomically(path("a"), "bytes"));
    EXPECT_EQ(as_text(MappedFile::open(path("a"))->bytes()), "bytes");
    ASSERT_TRUE(write_file_atomically(path("empty"), ""));
    EXPECT_TRUE(MappedFile::open(path("empty"))->bytes().empty());
}

}  // namespace
}  // namespace nuri::io
