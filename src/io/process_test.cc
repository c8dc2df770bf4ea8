#include "io/process.h"

#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

namespace nuri::io {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> lines_of(const Fd& file) {
    LineReader reader(file, 1000);
    std::vector<std::string> lines;
    std::string line;
    while (*reader.next(line, 10s) == LineReader::State::line) lines.push_back(line);
    return lines;
}

TEST(ProcessTest, SpeaksOverItsPipesAndTellsHowItEnded) {
    Process child =
        *Process::start({"/bin/sh", {"-c", "read x; echo got $x; echo oops >&2; exit 3"}, {}, {}});
    ASSERT_TRUE(write_all(child.input(), "word\n"));
    EXPECT_EQ(lines_of(child.output()), std::vector<std::string>{"got word"});
    EXPECT_EQ(lines_of(child.errors()), std::vector<std::string>{"oops"});
    EXPECT_EQ(*child.wait(), (ExitStatus{3, 0}));
}

TEST(ProcessTest, InheritsOnlyWhatItIsGiven) {
    ::setenv("NURI_TEST_SECRET", "s", 1);
    const TemporaryFolder folder =
        *TemporaryFolder::make(std::filesystem::temp_directory_path(), "nuri-process-test-");
    ASSERT_TRUE(write_file_atomically(folder.path() / "f", "inherited\n"));
    const Fd given = *open_read(folder.path() / "f");
    const Fd kept = *open_read(folder.path() / "f");
    Process child =
        *Process::start({"/bin/sh",
                         {"-c", "cat <&3; echo \"[$NURI_TEST_SECRET$A]\"; ls /proc/self/fd | tr '\\n' ' '"},
                         {given.get()},
                         {"A=b"}});
    const auto lines = lines_of(child.output());
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0], "inherited");
    EXPECT_EQ(lines[1], "[b]");
    EXPECT_EQ(lines[2], "0 1 2 3 4 ");  // 4 is the folder that ls itself reads
}

TEST(ProcessTest, AProgramThatIsNotThereFailsAtTheStart) {
    EXPECT_EQ(Process::start({"/no/such/program", {}, {}, {}}).error().kind, ErrorKind::not_found);
}

TEST(ProcessTest, IsKilledWhenItsOwnerGoes) {
    pid_t id = 0;
    {
        Process child = *Process::start({"/bin/sh", {"-c", "while :; do read x || :; done"}, {}, {}});
        id = child.id();
        EXPECT_EQ(::kill(id, 0), 0);
    }
    EXPECT_NE(::kill(id, 0), 0);
}

TEST(ProcessTest, TellsTheSignalThatEndedIt) {
    Process child = *Process::start({"/bin/sh", {"-c", "kill -11 $$"}, {}, {}});
    EXPECT_EQ(*child.wait(), (ExitStatus{0, SIGSEGV}));
}

TEST(ProcessTest, MayHoldMoreDescriptorsOnceItAsks) {
    const uint64_t before = *allow_descriptors(0);
    EXPECT_GT(before, 0u);
    EXPECT_EQ(*allow_descriptors(1), before) << "it never goes down";
    EXPECT_GE(*allow_descriptors(before + 1), before);
}

TEST(ProcessTest, KnowsWhetherAProcessOfThisMachineIsGone) {
    EXPECT_FALSE(is_gone(own_identity()));
    const std::string mine = own_identity();
    const std::string boot = mine.substr(0, mine.find(':'));
    EXPECT_TRUE(is_gone(boot + ":" + std::to_string(::getpid()) + ":1"))
        << "another process had the number before us";
    EXPECT_TRUE(is_gone(boot + ":999999999:1"));
    EXPECT_FALSE(is_gone("0123456789abcdef:999999999:1")) << "of another machine we know nothing";
    for (const char* text : {"", "a", "a:b", "a:b:c:d"}) EXPECT_FALSE(is_gone(text)) << text;
}

TEST(LineReaderTest, BoundsALine) {
    Process child = *Process::start(
        {"/bin/sh", {"-c", "echo short; echo 0123456789012345678901234567890; printf end"}, {}, {}});
    LineReader reader(child.output(), 40);
    std::string line;
    EXPECT_EQ(*reader.next(line, 10s), LineReader::State::line);
    EXPECT_EQ(*reader.next(line, 10s), LineReader::State::line);
    EXPECT_EQ(*reader.next(line, 10s), LineReader::State::line);
    EXPECT_EQ(line, "end");
    EXPECT_EQ(*reader.next(line, 10s), LineReader::State::end);

    Process talker = *Process::start({"/bin/sh", {"-c", "while :; do printf xxxxxxxxxx; done"}, {}, {}});
    LineReader bounded(talker.output(), 1000);
    EXPECT_EQ(bounded.next(line, 10s).error().kind, ErrorKind::too_large);
}

TEST(LineReaderTest, TimesOutWhereNothingComes) {
    Process child = *Process::start({"/bin/sh", {"-c", "read x"}, {}, {}});
    LineReader reader(child.output(), 40);
    std::string line;
    EXPECT_EQ(*reader.next(line, 5ms), LineReader::State::timeout);
}

}  // namespace
}  // namespace nuri::io
