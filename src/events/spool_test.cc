#include "events/spool.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "base/text.h"
#include "events/crc32c.h"

namespace nuri::events {
namespace {

using testing::ElementsAre;

class SpoolTest : public testing::Test {
  protected:
    std::filesystem::path path() const { return folder.path() / "spool"; }
    std::filesystem::path segment(int number) const {
        return path() / ("000000000000000" + std::to_string(number) + ".spool");
    }

    /// Everything that can be taken out, as the drain does it.
    std::vector<std::string> take_all(Spool& spool) {
        std::vector<std::string> all;
        for (;;) {
            const auto batch = spool.oldest();
            EXPECT_TRUE(batch);
            if (!batch || batch->path.empty()) return all;
            all.insert(all.end(), batch->records.begin(), batch->records.end());
            EXPECT_TRUE(spool.done(*batch));
        }
    }

    static void write(const std::filesystem::path& file, std::string_view bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
    }

    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "spool");
};

TEST(Crc32cTest, IsThatOfTheStandard) {
    const std::vector<uint8_t> zeros(32, 0);
    const std::vector<uint8_t> ones(32, 0xff);
    EXPECT_EQ(crc32c(zeros), 0x8a9136aau);  // RFC 3720, B.4
    EXPECT_EQ(crc32c(ones), 0x62a8ab43u);
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
    EXPECT_EQ(crc32c(as_bytes("6789"), crc32c(as_bytes("12345"))), 0xe3069283u);
    EXPECT_EQ(crc32c({}), 0u);
}

TEST_F(SpoolTest, GivesBackWhatItWasGivenInOrder) {
    Spool spool = *Spool::open(path());
    EXPECT_TRUE(take_all(spool).empty());
    EXPECT_EQ(*spool.append("one"), 1u);
    EXPECT_EQ(*spool.append(""), 2u);
    EXPECT_EQ(*spool.append(std::string("thr\0ee", 6)), 3u);
    EXPECT_TRUE(spool.sync(3));
    EXPECT_THAT(take_all(spool), ElementsAre("one", "", std::string("thr\0ee", 6)));
    EXPECT_EQ(spool.waiting_bytes(), 0u);
    EXPECT_TRUE(spool.append("four"));
    EXPECT_THAT(take_all(spool), ElementsAre("four"));
}

TEST_F(SpoolTest, KeepsItsRecordsOverARestart) {
    {
        Spool spool = *Spool::open(path());
        ASSERT_TRUE(spool.append("one"));
    }
    Spool spool = *Spool::open(path());
    ASSERT_TRUE(spool.append("two"));
    EXPECT_THAT(take_all(spool), ElementsAre("one", "two"));
}

TEST_F(SpoolTest, GivesABatchAgainUntilItIsDone) {
    Spool spool = *Spool::open(path());
    ASSERT_TRUE(spool.append("one"));
    EXPECT_THAT(spool.oldest()->records, ElementsAre("one"));
    ASSERT_TRUE(spool.append("two"));
    EXPECT_THAT(spool.oldest()->records, ElementsAre("one"));
    EXPECT_THAT(take_all(spool), ElementsAre("one", "two"));
}

TEST_F(SpoolTest, HasOneOwner) {
    const Spool spool = *Spool::open(path());
    EXPECT_EQ(Spool::open(path()).error().kind, ErrorKind::unavailable);
}

TEST_F(SpoolTest, BoundsItsRecordsSegmentsAndWhole) {
    Spool spool = *Spool::open(path(), {.segment_bytes_max = 100, .bytes_max = 300});
    EXPECT_EQ(spool.append(std::string(Spool::record_bytes_max + 1, 'x')).error().kind, ErrorKind::too_large);
    int taken = 0;
    auto last = spool.append(std::string(30, 'x'));
    for (; last; last = spool.append(std::string(30, 'x'))) ++taken;
    EXPECT_EQ(last.error().kind, ErrorKind::exhausted);
    EXPECT_EQ(taken, 7) << "two of 38 bytes in each segment of 100, in all at most 300";
    EXPECT_THAT(spool.oldest()->records, testing::SizeIs(2));
    EXPECT_EQ(take_all(spool).size(), 7u);
    EXPECT_TRUE(spool.append("room again"));
}

TEST_F(SpoolTest, TakesTheLongestRecordAndTheLastByteOfRoom) {
    const std::string longest(Spool::record_bytes_max, 'x');
    constexpr size_t frame_bytes = 8;
    // The bound is asked before a segment begins, whose own eight bytes come on top.
    Spool spool = *Spool::open(path(), {.bytes_max = frame_bytes + longest.size()});
    EXPECT_TRUE(spool.append(longest));
    EXPECT_EQ(spool.append("").error().kind, ErrorKind::exhausted);
    EXPECT_THAT(take_all(spool), ElementsAre(longest));
}

// A process that is killed leaves any part of its last record. Whatever the part, all before it comes back and
// the spool goes on.
TEST_F(SpoolTest, LosesNothingButATornTailWhereverItIsTorn) {
    {
        Spool spool = *Spool::open(path());
        ASSERT_TRUE(spool.append("first"));
        ASSERT_TRUE(spool.append("second"));
    }
    const std::string whole = *io::read_file(segment(1), 1000);
    const size_t first_ends = 8 + 8 + 5;
    ASSERT_EQ(whole.size(), first_ends + 8 + 6);
    for (size_t length = 0; length <= whole.size(); ++length) {
        ASSERT_TRUE(io::remove_all(path()));
        ASSERT_TRUE(io::make_folder(path()));
        write(segment(1), whole.substr(0, length));
        Spool spool = *Spool::open(path());
        ASSERT_TRUE(spool.append("third"));
        std::vector<std::string> expected;
        if (length >= first_ends) expected.push_back("first");
        if (length == whole.size()) expected.push_back("second");
        expected.push_back("third");
        EXPECT_EQ(take_all(spool), expected) << "torn at byte " << length;
    }
}

TEST_F(SpoolTest, TakesNoFlippedBitForARecord) {
    {
        Spool spool = *Spool::open(path());
        ASSERT_TRUE(spool.append("first"));
        ASSERT_TRUE(spool.append("second"));
    }
    const std::string whole = *io::read_file(segment(1), 1000);
    for (size_t at = 0; at < whole.size(); ++at) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
        const SegmentScan scan = scan_segment(as_bytes(flipped));
        EXPECT_LT(scan.records.size(), 2u) << at;
        EXPECT_FALSE(scan.fault.empty()) << at;
    }
    const std::string zeros = whole + std::string(64, '\0');
    EXPECT_EQ(scan_segment(as_bytes(zeros)).records.size(), 2u) << "nor a tail of zeros for empty ones";
}

TEST_F(SpoolTest, KeepsADamagedSegmentForWhoeverMendsIt) {
    {
        Spool spool = *Spool::open(path(), {.segment_bytes_max = 40});
        for (const char* record : {"first", "second", "third"}) ASSERT_TRUE(spool.append(record));
    }
    std::string bytes = *io::read_file(segment(1), 1000);
    bytes[30] ^= 1;
    write(segment(1), bytes);
    Spool spool = *Spool::open(path());
    EXPECT_THAT(take_all(spool), ElementsAre("first", "third"));
    EXPECT_TRUE(std::filesystem::exists(segment(1).string() + ".damaged"));
}

TEST_F(SpoolTest, IsAsBeforeWhenTheDiskIsFull) {
    Spool spool = *Spool::open(path());
    ASSERT_TRUE(spool.append("first"));
    // A limit on the file's size stands in for the full disk: the write stops in the middle of a record.
    std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit before {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small {100, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto refused = spool.append(std::string(200, 'x'));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(refused.error().kind, ErrorKind::exhausted);
    ASSERT_TRUE(spool.append("second"));
    EXPECT_THAT(take_all(spool), ElementsAre("first", "second"));
}

TEST_F(SpoolTest, LosesNoRecordOfManyThreads) {
    Spool spool = *Spool::open(path(), {.segment_bytes_max = 2000});
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([&spool, writer] {
            for (int n = 0; n < 200; ++n) {
                const auto number = spool.append(std::to_string(writer) + "-" + std::to_string(n));
                EXPECT_TRUE(number);
                if (number && n % 50 == 0) {
                    EXPECT_TRUE(spool.sync(*number));
                }
            }
        });
    }
    std::vector<std::string> taken;
    while (taken.size() < 400) {
        for (std::string& record : take_all(spool)) taken.push_back(std::move(record));
    }
    for (std::thread& writer : writers) writer.join();
    for (std::string& record : take_all(spool)) taken.push_back(std::move(record));
    EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), 800u);
    EXPECT_EQ(taken.size(), 800u);
}

}  // namespace
}  // namespace nuri::events
