#include "rights/grant.h"

#include <gtest/gtest.h>

#include "rights/title_tree.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

Grant good_grant() {
    Grant grant;
    grant.id = GrantId(1);
    grant.title = TitleId(1);
    grant.territories = *world::parse_territories("US + CA");
    return grant;
}
Languages languages(std::initializer_list<const char*> tags) {
    std::vector<world::LanguageTag> out;
    for (const char* tag : tags) out.push_back(*world::LanguageTag::parse(tag));
    return out;
}

TEST(GrantTest, IsRefusedWhereItMakesNoSense) {
    EXPECT_TRUE(validate(good_grant()));
    const struct {
        const char* message;
        void (*spoil)(Grant&);
    } cases[] = {
        {"grant has no id", [](Grant& g) { g.id = {}; }},
        {"grant has no title", [](Grant& g) { g.title = TitleId(-1); }},
        {"grant is for no territory", [](Grant& g) { g.territories = {}; }},
        {"grant is of no licence type", [](Grant& g) { g.license_types = {}; }},
        {"grant has priority 1001; it may be -1000 to 1000", [](Grant& g) { g.priority = 1001; }},
        {"grant limits the height to 0; it may be 1 to 16384 lines",
         [](Grant& g) { g.terms.max_height = 0; }},
        {"grant permits no language of audio; leave it out for any",
         [](Grant& g) { g.terms.audio = languages({}); }},
        {"grant names ko twice for subtitles",
         [](Grant& g) {
             g.terms.subtitles = languages({"ko", "en", "ko"});
         }},
        {"grant is a holdback, which withholds the title whole: it takes no languages, height or HDR",
         [](Grant& g) {
             g.sign = Sign::holdback;
             g.terms.hdr = false;
         }},
    };
    for (const auto& c : cases) {
        Grant grant = good_grant();
        c.spoil(grant);
        const auto checked = validate(grant);
        ASSERT_FALSE(checked) << c.message;
        EXPECT_EQ(checked.error().message, c.message);
    }
}

TEST(GrantTest, IsPreferredByPriorityThenPictureThenLanguagesThenLength) {
    // Each row beats all that follow.
    std::vector<Grant> order;
    const auto add = [&](void (*change)(Grant&)) {
        order.push_back(good_grant());
        change(order.back());
        order.back().id = GrantId(static_cast<int64_t>(order.size()));
    };
    add([](Grant& g) { g.priority = 1, g.terms.max_height = 480; });
    add([](Grant&) {});
    add([](Grant& g) { g.window = *Window::between(Instant{}, Instant{} + 2h); });
    add([](Grant& g) { g.window = *Window::between(Instant{}, Instant{} + 1h); });
    add([](Grant& g) { g.terms.subtitles = languages({"ko", "en"}); });
    add([](Grant& g) { g.terms.subtitles = languages({"ko"}); });
    add([](Grant& g) { g.terms.audio = languages({"ko", "en"}); });
    add([](Grant& g) { g.terms.audio = languages({"ko"}); });
    add([](Grant& g) { g.terms.hdr = false; });
    add([](Grant& g) { g.terms.max_height = 2160; });
    add([](Grant& g) { g.terms.max_height = 1080; });
    add([](Grant& g) { g.terms.max_height = 1080; });  // nothing but the later id
    add([](Grant& g) { g.priority = -1; });
    for (size_t i = 0; i < order.size(); ++i) {
        for (size_t j = 0; j < order.size(); ++j)
            EXPECT_EQ(is_preferred(order[i], order[j]), i < j) << i << " " << j;
    }
}

TEST(LicenseTypeTest, IsReadInAnyCase) {
    EXPECT_EQ(*parse_license_type("svod"), LicenseType::svod);
    EXPECT_EQ(*parse_license_type("VOD"), LicenseType::tvod);
    EXPECT_EQ(parse_license_type("PPV").error().message,
              "unknown licence type \"PPV\"; there are SVOD, AVOD, FVOD, TVOD, EST, POEST");
    EXPECT_EQ(to_string(*parse_license_types("est, svod")), "SVOD,EST");
    EXPECT_FALSE(parse_license_types("SVOD,"));
    EXPECT_EQ(*parse_license_types("SVOD,AVOD,FVOD,TVOD,EST,POEST"), LicenseTypes::all());
}

TEST(TitleTreeTest, ListsATitleAndAllAboveIt) {
    const TitleNode nodes[] = {
        {TitleId(3), TitleId(2)}, {TitleId(1), {}}, {TitleId(2), TitleId(1)}, {TitleId(9), {}}};
    const TitleTree tree = *TitleTree::from(nodes);
    EXPECT_EQ(tree.chain(TitleId(3)), (std::vector{TitleId(3), TitleId(2), TitleId(1)}));
    EXPECT_EQ(tree.chain(TitleId(9)), std::vector{TitleId(9)});
    EXPECT_TRUE(tree.chain(TitleId(4)).empty());
    EXPECT_EQ(tree.titles(), (std::vector{TitleId(1), TitleId(2), TitleId(3), TitleId(9)}));
}

TEST(TitleTreeTest, IsATree) {
    const TitleNode twice[] = {{TitleId(1), {}}, {TitleId(1), {}}};
    EXPECT_EQ(TitleTree::from(twice).error().kind, ErrorKind::conflict);
    const TitleNode orphan[] = {{TitleId(1), TitleId(2)}};
    EXPECT_EQ(TitleTree::from(orphan).error().kind, ErrorKind::not_found);
    const TitleNode circle[] = {{TitleId(1), TitleId(2)}, {TitleId(2), TitleId(1)}};
    EXPECT_EQ(TitleTree::from(circle).error().kind, ErrorKind::invalid);
    std::vector<TitleNode> deep{{TitleId(1), {}}};
    for (int64_t id = 2; id <= TitleTree::depth_max; ++id) deep.push_back({TitleId(id), TitleId(id - 1)});
    EXPECT_TRUE(TitleTree::from(deep));
    deep.push_back({TitleId(99), TitleId(TitleTree::depth_max)});
    EXPECT_FALSE(TitleTree::from(deep));
}

}  // namespace
}  // namespace nuri::rights
