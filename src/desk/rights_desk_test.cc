#include "desk/rights_desk.h"

#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "desk/assignments.h"
#include "desk/calendar.h"
#include "desk/notices.h"
#include "licensing/contracts.h"
#include "licensing/footprint_register.h"
#include "store/revision.h"

namespace nuri::desk {
namespace {

using namespace std::chrono_literals;
using catalogue::Kind;
using licensing::Contracts;
using licensing::Direction;
using rights::ConflictKind;
using rights::SpaceState;

constexpr Instant may = std::chrono::sys_days{2025y / 5 / 1};
constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};
constexpr Instant july = std::chrono::sys_days{2025y / 7 / 1};
constexpr Instant september = std::chrono::sys_days{2025y / 9 / 1};
constexpr Instant next_may = std::chrono::sys_days{2026y / 5 / 1};

world::TerritorySet territories(std::string_view expression) {
    return *world::parse_territories(expression);
}

class RightsDeskTest : public testing::Test {
  protected:
    RightsDeskTest() {
        for (const store::Schema* schema :
             {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
              &licensing::FootprintRegister::schema(), &Contracts::schema(), &Assignments::schema()})
            EXPECT_TRUE(store::migrate(*database_, *schema, may));
        dawn_ = add_title("dawn-over-hanok", Kind::series, "Dawn Over Hanok");
        tide_ = add_title("tide-line", Kind::film, "Tide Line");
    }

    TitleId add_title(const char* slug, Kind kind, const char* name) {
        catalogue::Catalogue::NewTitle title{.slug = slug, .kind = kind};
        title.facts.texts = {{*world::LanguageTag::parse("en"), name, ""}};
        return catalogue::Catalogue(*database_).add(title, may)->id;
    }
    std::shared_ptr<const catalogue::Snapshot> titles() { return *catalogue::Snapshot::load(*database_); }

    GrantId license(TitleId title, const char* where, Instant from, std::optional<Instant> to,
                    const char* contract = "", bool exclusive = false) {
        licensing::NewGrant grant{.title = title, .territories = where, .from = from, .to = to};
        grant.partner = "Hanok Pictures";
        grant.contract = contract;
        grant.exclusive = exclusive;
        const auto added = licensing_.add(grant, titles()->tree(), may);
        EXPECT_TRUE(added) << added.error().message;
        return added->id;
    }
    ContractId open(const char* reference, Direction direction, std::vector<ContractId> sources = {}) {
        return *database_->write([&](store::Writer& writer) {
            licensing::ContractTerms terms;
            terms.sources = std::move(sources);
            return Contracts::open(writer, "Hanok Pictures", reference, direction, terms, "mina", may);
        });
    }
    std::shared_ptr<const licensing::RightsBook> book() { return *desk_.book(*titles(), revision()); }
    int64_t revision() {
        return *database_->read([](store::Reader& reader) {
            return store::revision(reader, licensing::Licensing::revision_name);
        });
    }
    std::vector<ConflictKind> kinds() {
        std::vector<ConflictKind> kinds;
        const auto all = *desk_.conflicts(*titles(), revision());
        for (const auto& conflict : all->found) kinds.push_back(conflict.kind);
        return kinds;
    }

    std::unique_ptr<store::Database> database_ = *store::Database::open_temporary();
    licensing::Licensing licensing_{*database_};
    RightsDesk desk_{*database_};
    TitleId dawn_, tide_;
};

TEST_F(RightsDeskTest, TheBookHoldsDraftsAndRightsOutWithWhereTheyComeFrom) {
    const ContractId in = open("HP-7", Direction::in);
    open("OUT-1", Direction::out, {in});
    const GrantId ours = license(dawn_, "US", june, september, "HP-7");
    const GrantId given = license(dawn_, "US", june, july, "OUT-1");
    const auto book = this->book();
    ASSERT_EQ(book->rights().size(), 2u);
    EXPECT_EQ(book->rights()[0].flow, rights::Flow::in);
    EXPECT_EQ(book->rights()[1].flow, rights::Flow::out);
    EXPECT_EQ(book->rights()[1].sources, std::vector{in});
    EXPECT_EQ(book->direction(ours), Direction::in);
    EXPECT_EQ(book->direction(given), Direction::out);
    EXPECT_EQ(book->record(GrantId(99)), nullptr);
}

TEST_F(RightsDeskTest, WhatWasEndedIsThereWithWhatWasLeftToIt) {
    const GrantId cut = license(dawn_, "US", june, september);
    const GrantId never = license(tide_, "US", june, september);
    ASSERT_TRUE(licensing_.end(cut, july, "mina", may));
    ASSERT_TRUE(licensing_.end(never, june, "mina", may));
    const auto book = this->book();
    ASSERT_EQ(book->rights().size(), 1u);
    EXPECT_EQ(book->rights()[0].grant.window.end(), july);
    EXPECT_NE(book->record(never), nullptr);
}

TEST_F(RightsDeskTest, ACandidateIsHeldAgainstTheBookAndNotKept) {
    license(dawn_, "US", june, september, "", true);
    licensing::NewGrant wish{.title = dawn_, .territories = "US + CA", .from = july, .partner = "Another"};
    const auto candidate = database_->read([&](store::Reader& reader) {
        return licensing::RightsBook::candidate(reader, wish, titles()->tree(), {});
    });
    ASSERT_TRUE(candidate) << candidate.error().message;
    const auto found = rights::conflicts_of(titles()->tree(), book()->rights(), *candidate);
    ASSERT_EQ(found.found.size(), 1u);
    EXPECT_EQ(found.found[0].kind, ConflictKind::exclusivity);
    EXPECT_EQ(found.found[0].shared.territories, territories("US"));
    EXPECT_EQ(found.found[0].shared.window, *rights::Window::between(july, september));
    EXPECT_EQ(licensing_.partners()->size(), 1u) << "nobody was made by asking";
}

TEST_F(RightsDeskTest, ConflictsFollowTheRegister) {
    open("OUT-1", Direction::out);
    const GrantId given = license(tide_, "MX", june, september, "OUT-1");
    EXPECT_EQ(kinds(), std::vector{ConflictKind::no_rights_in});
    license(tide_, "MX", may, {});
    EXPECT_EQ(kinds(), std::vector<ConflictKind>{});
    ASSERT_TRUE(licensing_.end(given, july, "mina", may));
    EXPECT_EQ(kinds(), std::vector<ConflictKind>{});
}

TEST_F(RightsDeskTest, TheCalendarShowsWhatIsHeldWhenAndWhere) {
    license(dawn_, "US", june, september);
    license(tide_, "world", may - 240h, {});
    CalendarQuery query;
    query.territories = territories("US + KR");
    query.period = *rights::Window::between(may, next_may);
    const world::LanguageTag chain[] = {*world::LanguageTag::parse("en")};
    const auto all = desk::calendar(*titles(), *book(), query, chain);
    ASSERT_TRUE(all) << all.error().message;
    ASSERT_EQ(all->lines.size(), 2u);
    const CalendarLine& dawn = all->lines[0];
    EXPECT_EQ(dawn.title, dawn_);
    EXPECT_EQ(dawn.opens, june);
    EXPECT_EQ(dawn.closes, september);
    const bool held = std::any_of(dawn.spaces.begin(), dawn.spaces.end(), [](const rights::Space& space) {
        return space.state == SpaceState::held && space.window == *rights::Window::between(june, september) &&
               space.territories == territories("US");
    });
    EXPECT_TRUE(held);
    EXPECT_FALSE(all->lines[1].opens) << "it was open before the period";
    EXPECT_FALSE(all->lines[1].closes);

    for (const auto only : {CalendarQuery::Only::opening, CalendarQuery::Only::closing}) {
        query.only = only;
        const auto some = desk::calendar(*titles(), *book(), query, chain);
        ASSERT_EQ(some->lines.size(), 1u);
        EXPECT_EQ(some->lines[0].title, dawn_);
        EXPECT_EQ(some->total, 1u);
    }
    query.period = rights::Window::from(may);
    EXPECT_FALSE(desk::calendar(*titles(), *book(), query, chain)) << "a period must end";
}

TEST_F(RightsDeskTest, ALicenceThatIsRenewedDoesNotClose) {
    license(dawn_, "US", june, september);
    license(dawn_, "US", september, {});
    CalendarQuery query;
    query.territories = territories("US");
    query.period = *rights::Window::between(may, next_may);
    query.only = CalendarQuery::Only::closing;
    EXPECT_EQ(desk::calendar(*titles(), *book(), query, {})->total, 0u);
}

TEST_F(RightsDeskTest, NoticesComeWithinTheirDaysAndTheSoonestFirst) {
    license(dawn_, "US", june, september);
    const auto kinds = [&](Instant at, int days, NoticeScope scope) {
        std::vector<Notice::Kind> kinds;
        const auto notices = database_->read([&](store::Reader& reader) {
            return desk::notices(reader, *book(), scope, at, std::chrono::days(days));
        });
        for (const Notice& notice : *notices) kinds.push_back(notice.kind);
        return kinds;
    };
    using K = Notice::Kind;
    EXPECT_EQ(kinds(june - 24h * 30, 30, NoticeScope::rights), std::vector<K>{})
        << "the moment of opening is not within";
    EXPECT_EQ(kinds(june - 24h * 30 + 1ms, 30, NoticeScope::rights), std::vector{K::licence_opens});
    EXPECT_EQ(kinds(june, 30, NoticeScope::rights), std::vector{K::licence_opens});
    EXPECT_EQ(kinds(june + 1ms, 30, NoticeScope::rights), std::vector<K>{});
    EXPECT_EQ(kinds(may, 365, NoticeScope::rights), (std::vector{K::licence_opens, K::licence_ends}));

    const ContractId contract = open("HP-7", Direction::in);
    ASSERT_TRUE(database_->write([&](store::Writer& writer) {
        return Contracts::add_obligation(
            writer,
            {.id = {}, .contract = contract, .what = "report", .due = july, .notice_days = 5, .owner = ""});
    }));
    EXPECT_EQ(kinds(july - 24h * 5 - 1ms, 1, NoticeScope::contracts_too), std::vector<K>{});
    EXPECT_EQ(kinds(july - 24h * 5, 1, NoticeScope::contracts_too), std::vector{K::obligation});
    EXPECT_EQ(kinds(july + 24h * 9, 1, NoticeScope::contracts_too), std::vector{K::obligation}) << "overdue";
    EXPECT_EQ(kinds(july, 1, NoticeScope::rights), std::vector<K>{});
}

TEST_F(RightsDeskTest, FeesOfTheVersionInForceAreNoticedAndOthersAreNot) {
    licensing::ContractTerms terms;
    const auto usd = *world::Currency::parse("USD");
    terms.fees = {{"licence fee", world::Money(100, usd), june}};
    terms.guarantee = licensing::MinimumGuarantee{world::Money(200, usd), july, true};
    const auto contract = *database_->write([&](store::Writer& writer) {
        return Contracts::open(writer, "Hanok Pictures", "HP-7", Direction::in, terms, "mina", may);
    });
    const auto due = [&] {
        std::vector<std::string> what;
        const auto notices = database_->read([&](store::Reader& reader) {
            return desk::notices(reader, *book(), NoticeScope::contracts_too, may, std::chrono::days(365));
        });
        for (const Notice& notice : *notices) what.push_back(notice.text);
        return what;
    };
    EXPECT_TRUE(due().empty()) << "a draft owes nothing";
    ASSERT_TRUE(database_->write([&](store::Writer& writer) -> Result<> {
        TRY(Contracts::submit(writer, contract, may));
        TRY(Contracts::decide(writer, contract, true, "jo", licensing::Eyes::four, "", may));
        return {};
    }));
    EXPECT_EQ(due(), (std::vector<std::string>{"licence fee", "minimum guarantee"}));
}

TEST_F(RightsDeskTest, AnAssignmentIsOneForEachThingThatIsMissing) {
    const auto assign = [&](const char* owner, std::optional<Instant> deadline) {
        return database_->write([&](store::Writer& writer) {
            return Assignments::assign(writer, {.title = dawn_,
                                                .missing = "subtitles",
                                                .owner = owner,
                                                .deadline = deadline,
                                                .note = "",
                                                .assigned = may,
                                                .assigned_by = "mina"});
        });
    };
    const auto list = [&](std::optional<std::string_view> owner) {
        return *database_->read([&](store::Reader& reader) { return Assignments::list(reader, owner, 10); });
    };
    EXPECT_FALSE(assign(" ", {}));
    ASSERT_TRUE(assign("jo", {}));
    ASSERT_TRUE(assign("ana", june));
    ASSERT_EQ(list({}).size(), 1u);
    EXPECT_EQ(list({})[0].owner, "ana");
    EXPECT_TRUE(list("jo").empty());
    const auto due = [&](Instant before) {
        return database_->read([&](store::Reader& reader) { return Assignments::due(reader, before, 10); })
            ->size();
    };
    EXPECT_EQ(due(june), 0u);
    EXPECT_EQ(due(june + 1ms), 1u);
    const auto remove = [&] {
        return database_->write(
            [&](store::Writer& writer) { return Assignments::remove(writer, dawn_, "subtitles"); });
    };
    EXPECT_TRUE(remove());
    EXPECT_EQ(remove().error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace nuri::desk
