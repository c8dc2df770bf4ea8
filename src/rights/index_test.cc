#include "rights/index.h"

#include <cstring>

#include <gtest/gtest.h>

#include "rights/index_layout.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

constexpr Instant june = std::chrono::sys_days{2026y / 6 / 1};
constexpr Instant september = std::chrono::sys_days{2026y / 9 / 1};
const world::Territory kr = *world::Territory::parse("KR"), mx = *world::Territory::parse("MX");

Grant make_grant(int64_t id, int64_t title, const char* territories) {
    Grant grant;
    grant.id = GrantId(id);
    grant.title = TitleId(title);
    grant.territories = *world::parse_territories(territories);
    grant.window = *Window::between(june, september);
    return grant;
}

world::Footprint launched(const char* territories) {
    world::Footprint footprint;
    world::parse_territories(territories)->for_each([&](world::Territory t) {
        footprint.set(t, world::ServiceState::launched());
    });
    return footprint;
}

Index small_index() {
    const TitleNode nodes[] = {{TitleId(1), {}}, {TitleId(2), TitleId(1)}, {TitleId(3), {}}};
    std::vector<Grant> grants = {make_grant(10, 1, "US + CA + 419"), make_grant(11, 3, "001 - US-TX")};
    grants[0].terms.audio = {*world::LanguageTag::parse("ko"), *world::LanguageTag::parse("es-419")};
    grants[0].terms.max_height = 1080;
    grants.push_back(make_grant(12, 1, "KR"));
    grants.back().sign = Sign::holdback;
    return *Index::compile(*TitleTree::from(nodes), grants, launched("MX + KR + US"));
}

std::vector<uint8_t> copy_of(std::span<const uint8_t> bytes) {
    return {bytes.begin(), bytes.end()};
}

void seal(std::vector<uint8_t>& bytes) {
    const uint64_t sum = form::checksum(bytes);
    std::memcpy(bytes.data() + offsetof(form::Header, checksum), &sum, sizeof sum);
}

TEST(IndexTest, AnswersWithTheTermsOfTheChosenGrant) {
    const Index index = small_index();
    const Decision decision = index.decide({TitleId(2), mx, {}, june});
    EXPECT_TRUE(decision.allowed);
    EXPECT_EQ(decision.grant, GrantId(10));
    EXPECT_EQ(decision.max_height, 1080);
    ASSERT_TRUE(decision.audio);
    EXPECT_EQ(decision.audio->back().text(), "es-419");
    EXPECT_EQ(decision.subtitles, std::nullopt);
    EXPECT_EQ(decision.valid_until, september);
    EXPECT_EQ(index.decide({TitleId(2), kr, {}, june}).grant, GrantId(12));
    EXPECT_EQ(index.decide({TitleId(99), mx, {}, june}).reason, Reason::no_licence);
    EXPECT_EQ(index.title_count(), 3u);
    EXPECT_EQ(index.grant_count(), 3u);
}

TEST(IndexTest, OfNothingSaysNo) {
    const Index index = *Index::compile(*TitleTree::from({}), {}, {});
    EXPECT_EQ(index.decide({TitleId(1), kr, {}, june}).reason, Reason::service_unavailable);
    EXPECT_TRUE(index.available({kr, {}, june}).empty());
    EXPECT_TRUE(Index::load(index.bytes()));
}

TEST(IndexTest, IsNotCompiledFromContradictions) {
    const TitleNode nodes[] = {{TitleId(1), {}}};
    const TitleTree tree = *TitleTree::from(nodes);
    const auto compile = [&](std::vector<Grant> grants) { return Index::compile(tree, grants, {}); };
    EXPECT_EQ(compile({make_grant(1, 2, "KR")}).error().message,
              "grant 1 is of title 2, which is not listed");
    EXPECT_EQ(compile({make_grant(1, 1, "KR + US"), make_grant(1, 1, "US")}).error().kind,
              ErrorKind::conflict);
    EXPECT_TRUE(compile({make_grant(1, 1, "KR"), make_grant(1, 1, "US")}));  // parts of one grant
    Grant empty = make_grant(7, 1, "KR");
    empty.license_types = {};
    EXPECT_EQ(compile({empty}).error().message, "grant 7: grant is of no licence type");
    std::vector<Grant> many;
    for (size_t i = 0; i <= Index::lanes_max; ++i)
        many.push_back(make_grant(static_cast<int64_t>(i) + 1, 1, "KR"));
    EXPECT_EQ(compile(many).error().kind, ErrorKind::too_large);
    many.pop_back();
    EXPECT_TRUE(compile(many));
}

TEST(IndexTest, IsTheSameBytesForTheSameLicences) {
    const Index a = small_index(), b = small_index();
    EXPECT_EQ(copy_of(a.bytes()), copy_of(b.bytes()));
    EXPECT_EQ(copy_of(Index::load(a.bytes())->bytes()), copy_of(a.bytes()));
}

TEST(IndexTest, IsNotLoadedFromTornOrAlteredBytes) {
    const auto bytes = copy_of(small_index().bytes());
    for (size_t size = 0; size < bytes.size(); size += size < 256 ? 1 : 61) {
        ASSERT_FALSE(Index::load(std::span(bytes).first(size))) << size;
    }
    for (size_t at = 0; at < bytes.size(); at += at < 256 ? 1 : 7) {
        auto altered = bytes;
        altered[at] ^= 0x10;
        ASSERT_FALSE(Index::load(altered)) << at;
    }
}

TEST(IndexTest, IsNotLoadedFromAnotherVersionOrEdition) {
    const auto bytes = copy_of(small_index().bytes());
    for (const size_t field : {offsetof(form::Header, version), offsetof(form::Header, territory_edition)}) {
        auto other = bytes;
        ++other[field];
        seal(other);
        EXPECT_EQ(Index::load(other).error().kind, ErrorKind::unsupported);
    }
}

// Bytes that somebody sealed with a right checksum: refused, or harmless. The sanitizers watch what is
// touched.
TEST(IndexTest, AnswersSafelyFromWhateverItAccepts) {
    const auto bytes = copy_of(small_index().bytes());
    int accepted = 0;
    for (size_t at = 0; at < bytes.size(); ++at) {
        for (const uint8_t value : {uint8_t{0}, uint8_t{1}, uint8_t{0x7f}, uint8_t{0xff}}) {
            if (bytes[at] == value) continue;
            auto altered = bytes;
            altered[at] = value;
            seal(altered);
            const auto index = Index::load(altered);
            if (!index) continue;
            ++accepted;
            for (const int64_t title : {1, 2, 3, 255})
                (void)index->decide({TitleId(title), mx, {}, june - 1h});
            (void)index->available({kr, {}, june});
        }
    }
    EXPECT_GT(accepted, 0);  // a window's other end, say: no contradiction, only not what we wrote
}

TEST(IndexTest, RefusesCountsAndNumbersThatLeadOutside) {
    const auto bytes = copy_of(small_index().bytes());
    const auto refuses = [&](size_t offset, auto value) {
        auto altered = bytes;
        std::memcpy(altered.data() + offset, &value, sizeof value);
        seal(altered);
        const auto index = Index::load(altered);
        return !index && index.error().kind == ErrorKind::corrupt;
    };
    EXPECT_TRUE(refuses(offsetof(form::Header, titles), UINT32_MAX));
    EXPECT_TRUE(refuses(offsetof(form::Header, atoms), uint32_t{0}));
    EXPECT_TRUE(refuses(offsetof(form::Header, size), uint64_t{1} << 60));
    EXPECT_TRUE(refuses(offsetof(form::Header, block_bytes), UINT64_MAX));
    EXPECT_TRUE(refuses(offsetof(form::Header, lanes_most), UINT32_MAX));
    EXPECT_TRUE(refuses(offsetof(form::Header, first_title), int64_t{2}));
    EXPECT_TRUE(refuses(offsetof(form::Header, text_bytes), uint32_t{3}));
}

}  // namespace
}  // namespace nuri::rights
