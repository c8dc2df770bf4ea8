#include "licensing/licensing.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

#include "io/file.h"
#include "licensing/counters.h"
#include "licensing/event_register.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "store/revision.h"

namespace nuri::licensing {
namespace {

using namespace std::chrono_literals;
using rights::Reason;
using rights::Sign;
using world::ServiceState;
using world::Territory;

constexpr Instant may = std::chrono::sys_days{2025y / 5 / 1};
constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};
constexpr Instant july = std::chrono::sys_days{2025y / 7 / 1};
constexpr Instant september = std::chrono::sys_days{2025y / 9 / 1};

constexpr TitleId dawn(1), dawn_season(2), dawn_episode(3), tide(4);

Territory in(std::string_view code) {
    return *Territory::parse(code);
}

void set_up(store::Database& database) {
    for (const store::Schema* schema :
         {&store::revision_schema(), &Licensing::schema(), &FootprintRegister::schema()})
        ASSERT_TRUE(store::migrate(database, *schema, may));
}

rights::TitleTree story_titles() {
    const rights::TitleNode nodes[] = {
        {dawn, {}}, {dawn_season, dawn}, {dawn_episode, dawn_season}, {tide, {}}};
    return *rights::TitleTree::from(nodes);
}

NewGrant dawn_licence() {
    return {.title = dawn,
            .territories = "US + CA + 419",
            .from = june,
            .to = september,
            .partner = "Hanok Pictures",
            .contract = "HP-7",
            .by = "mina"};
}

class LicensingTest : public testing::Test {
  protected:
    LicensingTest() { set_up(*database_); }

    GrantId add(const NewGrant& grant) {
        const auto added = register_.add(grant, titles_, may);
        EXPECT_TRUE(added) << added.error().message;
        return added ? added->id : GrantId();
    }
    std::shared_ptr<const Law> law() {
        auto law = compile_law(*database_, titles_);
        EXPECT_TRUE(law) << law.error().message;
        return *law;
    }
    rights::Decision decide(TitleId title, std::string_view territory, Instant at) {
        return law()->index.decide({.title = title, .territory = in(territory), .home = {}, .at = at});
    }

    std::unique_ptr<store::Database> database_ = *store::Database::open_temporary();
    rights::TitleTree titles_ = story_titles();
    Licensing register_{*database_};
    FootprintRegister footprint_{*database_};
};

TEST_F(LicensingTest, TellsTheReferenceStory) {
    for (const char* launched : {"US", "MX", "KR"})
        ASSERT_TRUE(footprint_.set(in(launched), ServiceState::launched(may), "mina", may));
    ASSERT_TRUE(footprint_.set(in("BR"), ServiceState::announced(july), "mina", may));
    const GrantId grant = add(dawn_licence());
    add({.title = tide, .territories = "world", .from = may});
    const struct {
        const char* name;
        TitleId title;
        const char* territory;
        Instant at;
        Reason reason;
    } cases[] = {
        {"an episode in Mexico in July", dawn_episode, "MX", july, Reason::licensed},
        {"before June", dawn, "MX", june - 1ms, Reason::not_open_yet},
        {"in the first moment of June", dawn, "MX", june, Reason::licensed},
        {"in the last of August", dawn, "MX", september - 1ms, Reason::licensed},
        {"in September", dawn, "MX", september, Reason::closed},
        {"not in Korea", dawn, "KR", july, Reason::no_licence},
        {"our own in Korea", tide, "KR", july, Reason::licensed},
        {"announced", tide, "BR", june, Reason::service_not_launched},
        {"never offered", tide, "CN", july, Reason::service_unavailable},
    };
    for (const auto& [name, title, territory, at, reason] : cases)
        EXPECT_EQ(decide(title, territory, at).reason, reason) << name;
    EXPECT_EQ(decide(dawn_episode, "MX", july).grant, grant);
}

TEST_F(LicensingTest, KeepsAGrantAsItWasWritten) {
    NewGrant wish = dawn_licence();
    wish.license_types = "SVOD,EST";
    wish.audio = {"ko", "EN-us"};
    wish.subtitles = {"es-419"};
    wish.max_height = 1080;
    wish.hdr = false;
    wish.exclusive = true;
    wish.priority = -3;
    wish.note = "'; DROP TABLE grants; --";
    const GrantRecord record = *register_.get(add(wish));
    EXPECT_EQ(record.territories, "US + CA + 419");
    EXPECT_TRUE(record.grant.territories.contains(in("MX")));
    EXPECT_EQ(record.grant.window, *rights::Window::between(june, september));
    EXPECT_EQ(to_string(record.grant.license_types), "SVOD,EST");
    EXPECT_EQ(record.grant.terms.audio->size(), 2u);
    EXPECT_EQ(record.grant.terms.audio->at(1).text(), "en-US");
    EXPECT_EQ(record.grant.terms.subtitles->at(0).text(), "es-419");
    EXPECT_EQ(record.grant.terms.max_height, 1080);
    EXPECT_FALSE(record.grant.terms.hdr);
    EXPECT_TRUE(record.grant.exclusive);
    EXPECT_EQ(record.grant.priority, -3);
    EXPECT_EQ(record.partner, "Hanok Pictures");
    EXPECT_EQ(record.contract, "HP-7");
    EXPECT_EQ(record.note, wish.note);
    EXPECT_EQ(record.created_by, "mina");
    EXPECT_EQ(record.created, may);

    const GrantRecord open = *register_.get(add({.title = tide, .territories = "US - US-TX", .from = june}));
    EXPECT_FALSE(open.grant.window.end());
    EXPECT_FALSE(open.grant.terms.audio);
    EXPECT_FALSE(open.grant.partner);
    EXPECT_TRUE(open.grant.territories.contains(in("US-CA")));
    EXPECT_FALSE(open.grant.territories.contains(in("US-TX")));
}

TEST_F(LicensingTest, RefusesWhatMakesNoSenseAndKeepsNothingOfIt) {
    const struct {
        const char* name;
        void (*spoil)(NewGrant&);
        ErrorKind kind;
        const char* word;  ///< that the message must hold
    } cases[] = {
        {"an end before its start", [](NewGrant& g) { std::swap(g.from, *g.to); }, ErrorKind::invalid,
         "2025-09-01T00:00:00Z"},
        {"an end at its start", [](NewGrant& g) { g.to = g.from; }, ErrorKind::invalid,
         "give an end that is later"},
        {"an unknown territory", [](NewGrant& g) { g.territories = "US + XX"; }, ErrorKind::invalid, "XX"},
        {"no territory", [](NewGrant& g) { g.territories = ""; }, ErrorKind::invalid, "territories"},
        {"a group of no contract", [](NewGrant& g) { g.territories = "@latam"; }, ErrorKind::invalid,
         "latam"},
        {"an unknown title", [](NewGrant& g) { g.title = TitleId(99); }, ErrorKind::not_found, "99"},
        {"an unknown language", [](NewGrant& g) { g.audio = {"k-o"}; }, ErrorKind::invalid, "k-o"},
        {"no language at all", [](NewGrant& g) { g.subtitles.emplace(); }, ErrorKind::invalid, "subtitles"},
        {"an unknown licence type", [](NewGrant& g) { g.license_types = "SVID"; }, ErrorKind::invalid,
         "SVID"},
        {"no height", [](NewGrant& g) { g.max_height = 0; }, ErrorKind::invalid, "height"},
        {"caps on a denial",
         [](NewGrant& g) {
             g.sign = Sign::holdback;
             g.max_height = 720;
         },
         ErrorKind::invalid, ""},
        {"a contract of no partner", [](NewGrant& g) { g.partner = ""; }, ErrorKind::invalid, "partner"},
    };
    for (const auto& [name, spoil, kind, word] : cases) {
        NewGrant grant = dawn_licence();
        spoil(grant);
        const auto added = register_.add(grant, titles_, may);
        ASSERT_FALSE(added) << name;
        EXPECT_EQ(added.error().kind, kind) << name << ": " << added.error().message;
        EXPECT_NE(added.error().message.find(word), std::string::npos)
            << name << ": " << added.error().message;
    }
    EXPECT_TRUE(register_.list({})->empty());
    EXPECT_TRUE(register_.partners()->empty()) << "the partner went with the grant that was refused";
    EXPECT_TRUE(store::revisions(*database_)->empty());
}

TEST_F(LicensingTest, EndsAGrantWithoutForgettingIt) {
    ASSERT_TRUE(footprint_.set(in("MX"), ServiceState::launched(), "mina", may));
    const GrantId grant = add(dawn_licence());
    ASSERT_TRUE(register_.end(grant, july, "jun", june));
    EXPECT_EQ(decide(dawn, "MX", july - 1ms).reason, Reason::licensed);
    EXPECT_EQ(decide(dawn, "MX", july).reason, Reason::closed);
    const GrantRecord record = *register_.get(grant);
    EXPECT_EQ(record.ended, july);
    EXPECT_EQ(record.ended_by, "jun");
    EXPECT_EQ(record.grant.window.end(), september) << "as it was granted";
    EXPECT_EQ(register_.end(grant, june, "jun", june).error().kind, ErrorKind::conflict);
    EXPECT_EQ(register_.end(GrantId(99), june, "jun", june).error().kind, ErrorKind::not_found);
    EXPECT_EQ(register_.list({.ended = false})->size(), 0u);
    EXPECT_EQ(register_.list({})->size(), 1u);

    const GrantId never = add(dawn_licence());
    ASSERT_TRUE(register_.end(never, june, "jun", may));
    EXPECT_EQ(decide(dawn, "MX", june).grant, grant)
        << "ended before it began, it is as if it had never been";
}

TEST_F(LicensingTest, FindsExclusiveRightsOfTwoPartnersThatMeet) {
    NewGrant ours = dawn_licence();
    ours.exclusive = true;
    const GrantId first = add(ours);
    const struct {
        const char* name;
        void (*change)(NewGrant&);
        bool meets;
    } cases[] = {
        {"the same by another partner", [](NewGrant&) {}, true},
        {"an episode of it", [](NewGrant& g) { g.title = dawn_episode; }, true},
        {"another title", [](NewGrant& g) { g.title = tide; }, false},
        {"elsewhere", [](NewGrant& g) { g.territories = "JP"; }, false},
        {"the renewal that touches",
         [](NewGrant& g) {
             g.from = september;
             g.to.reset();
         },
         false},
        {"a millisecond early",
         [](NewGrant& g) {
             g.from = september - 1ms;
             g.to.reset();
         },
         true},
        {"sold rather than streamed", [](NewGrant& g) { g.license_types = "EST"; }, false},
        {"the same partner", [](NewGrant& g) { g.partner = "Hanok Pictures"; }, false},
        {"a denial", [](NewGrant& g) { g.sign = Sign::blackout; }, false},
    };
    for (const auto& [name, change, meets] : cases) {
        NewGrant theirs = dawn_licence();
        theirs.partner = "Elsewhere Films";
        change(theirs);
        const auto added = register_.add(theirs, titles_, may);
        ASSERT_TRUE(added) << name << ": " << added.error().message;
        ASSERT_EQ(!added->findings.empty(), meets) << name;
        if (!meets) continue;
        EXPECT_EQ(added->findings[0].code, "exclusive_overlap");
        EXPECT_EQ(added->findings[0].other, first) << name;
        EXPECT_NE(added->findings[0].message.find("Hanok Pictures"), std::string::npos)
            << added->findings[0].message;
        ASSERT_TRUE(register_.end(added->id, may, "test", may));
    }
}

TEST_F(LicensingTest, KeepsTheGroupThatWasMeantWhenTheGrantWasAdded) {
    const PartnerId partner = *register_.add_partner("Hanok Pictures", may);
    const ContractId contract = *register_.add_contract(
        {.partner = partner, .reference = "HP-7", .starts = june, .ends = september}, may);
    EXPECT_EQ(*register_.define_group(contract, "latam", "MX + BR", "mina", may), 1);
    NewGrant wish = dawn_licence();
    wish.territories = "@latam + US";
    const GrantId before = add(wish);
    EXPECT_EQ(*register_.define_group(contract, "latam", "@latam + AR - BR", "mina", may), 2);
    const GrantId after = add(wish);
    const auto covers = [&](GrantId grant, std::string_view code) {
        return register_.get(grant)->grant.territories.contains(in(code));
    };
    EXPECT_TRUE(covers(before, "BR") && !covers(before, "AR"));
    EXPECT_TRUE(!covers(after, "BR") && covers(after, "AR") && covers(after, "US"));
    EXPECT_EQ(register_.get(before)->territories, "@latam + US");
    EXPECT_EQ(register_.groups(contract)->size(), 1u);
    EXPECT_EQ(register_.define_group(ContractId(9), "latam", "MX", "mina", may).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(register_.define_group(contract, "La Tam", "MX", "mina", may).error().kind, ErrorKind::invalid);
}

TEST_F(LicensingTest, KeepsPartnersAndContractsApart) {
    const PartnerId one = *register_.add_partner("One", may), two = *register_.add_partner("Two", may);
    EXPECT_EQ(register_.add_partner("One", may).error().kind, ErrorKind::conflict);
    EXPECT_EQ(register_.add_partner(" ", may).error().kind, ErrorKind::invalid);
    const Contract contract{.partner = one,
                            .reference = "A-1",
                            .direction = Direction::out,
                            .status = ContractStatus::draft,
                            .note = "n"};
    ASSERT_TRUE(register_.add_contract(contract, may));
    EXPECT_EQ(register_.add_contract(contract, may).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(register_.add_contract({.partner = two, .reference = "A-1"}, may))
        << "another partner's file number";
    EXPECT_EQ(register_.add_contract({.partner = PartnerId(9), .reference = "A-1"}, may).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(register_.add_contract({.partner = one, .reference = "A-2", .starts = june, .ends = june}, may)
                  .error()
                  .kind,
              ErrorKind::invalid);
    const auto contracts = *register_.contracts();
    ASSERT_EQ(contracts.size(), 2u);
    EXPECT_EQ(contracts[0].direction, Direction::out);
    EXPECT_EQ(contracts[0].status, ContractStatus::draft);
}

TEST_F(LicensingTest, LeavesOutTitlesThatTheCatalogueDidNotKnowYet) {
    add(dawn_licence());
    const rights::TitleNode only_tide[] = {{tide, {}}};
    const auto law = compile_law(*database_, *rights::TitleTree::from(only_tide));
    ASSERT_TRUE(law);
    EXPECT_EQ((*law)->left_out, 1u);
    EXPECT_EQ((*law)->licensing_revision, 1);
}

TEST_F(LicensingTest, RemembersWhatWasSaidOfATerritory) {
    EXPECT_EQ(footprint_.load()->state(in("KR")).presence, world::Presence::unavailable);
    ASSERT_TRUE(footprint_.set(in("KR"), ServiceState::announced(july), "mina", may));
    ASSERT_TRUE(footprint_.set(in("CN"), ServiceState::unavailable("embargo"), "mina", may));
    ASSERT_TRUE(footprint_.set(in("KR"), ServiceState::launched(june), "jun", june));
    EXPECT_EQ(footprint_.load()->state(in("KR")), ServiceState::launched(june));
    EXPECT_EQ(footprint_.load()->state(in("CN")).reason, "embargo");
    const auto history = *footprint_.history(in("KR"));
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].state, ServiceState::announced(july));
    EXPECT_EQ(history[1].by, "jun");
    EXPECT_EQ(footprint_.history()->size(), 3u);
    EXPECT_EQ(store::revisions(*database_)->at("footprint"), 3);
}

TEST_F(LicensingTest, KeepsAllThatAGrantSays) {
    NewGrant wish = dawn_licence();
    wish.edit = "directors-cut";
    wish.timing = rights::Timing{*rights::parse_edge("Theatrical + P45D"), *rights::parse_edge("EST - PT12H"),
                                 *rights::parse_lag("P180D")};
    wish.dubs = {{"en"}};
    wish.forced = {{"ko"}};
    wish.audio_held_back = {"ja"};
    wish.subtitles_held_back = {"fr-FR"};
    wish.dubs_held_back = {"es-419", "pt-BR"};
    wish.forced_held_back = {"de"};
    wish.audio_format = rights::AudioFormat::surround;
    wish.devices = {rights::DeviceClass::tv, rights::DeviceClass::box};
    wish.platforms = {"tizen", "android"};
    wish.download = rights::DownloadTerms{24h * 30, 48h, 3};
    wish.plays = {10'000, 2};
    wish.turn = rights::Turn::premiere;
    const rights::Grant kept = register_.get(add(wish))->grant;
    EXPECT_EQ(kept.edit, wish.edit);
    EXPECT_EQ(kept.timing, wish.timing);
    EXPECT_EQ(kept.terms.dubs->front().text(), "en");
    EXPECT_EQ(kept.terms.forced->front().text(), "ko");
    EXPECT_EQ(kept.terms.held_back.audio.front().text(), "ja");
    EXPECT_EQ(kept.terms.held_back.subtitles.front().text(), "fr-FR");
    EXPECT_EQ(kept.terms.held_back.dubs.back().text(), "pt-BR");
    EXPECT_EQ(kept.terms.held_back.forced.front().text(), "de");
    EXPECT_EQ(kept.terms.audio_format, wish.audio_format);
    EXPECT_EQ(kept.devices, wish.devices);
    EXPECT_EQ(kept.platforms, (std::vector<std::string>{"android", "tizen"}));
    EXPECT_EQ(kept.terms.download, wish.download);
    EXPECT_EQ(kept.terms.plays, wish.plays);
    EXPECT_EQ(kept.turn, wish.turn);
}

TEST_F(LicensingTest, OpensARelativeGrantWhenItsEventIsTold) {
    ASSERT_TRUE(footprint_.set(in("US"), ServiceState::launched(), "test", may));
    NewGrant wish = dawn_licence();
    wish.timing = rights::Timing{*rights::parse_edge("Broadcast + P30D"), {}, {}};
    const GrantId id = add(wish);
    EXPECT_EQ(decide(dawn_episode, "US", july).reason, Reason::no_licence);
    ASSERT_EQ(law()->unresolved.size(), 1u);
    EXPECT_EQ(law()->unresolved[0].grant, id);

    EventRegister events(*database_);
    ASSERT_TRUE(events.set(dawn, rights::ReleaseEvent::broadcast, {}, june, "mina", may));
    EXPECT_EQ(decide(dawn_episode, "US", july - 1ms).reason, Reason::not_open_yet);
    EXPECT_EQ(decide(dawn_episode, "US", july).grant, id);
    EXPECT_TRUE(law()->unresolved.empty());

    ASSERT_TRUE(events.set(dawn, rights::ReleaseEvent::broadcast, in("US"), july, "mina", june));
    EXPECT_EQ(decide(dawn_episode, "US", july).reason, Reason::not_open_yet);
    ASSERT_EQ(events.list(dawn)->size(), 2u);
    ASSERT_TRUE(events.set(dawn, rights::ReleaseEvent::broadcast, in("US"), {}, "mina", june));
    EXPECT_EQ(decide(dawn_episode, "US", july).grant, id);
    ASSERT_EQ(events.list()->size(), 1u);

    ASSERT_TRUE(register_.end(id, july + 24h, "mina", july));
    EXPECT_EQ(decide(dawn_episode, "US", july + 24h).reason, Reason::closed);
}

TEST_F(LicensingTest, CountsPlaysUpToTheCapAndNoFurther) {
    const GrantId grant = add(dawn_licence());
    const auto take = [&](int64_t account, const char* transaction, Instant at) {
        const auto taken = database_->write([&](store::Writer& writer) {
            return Counters::take(
                writer, {grant, dawn_episode, account, Counters::Use::play, transaction, {3, 2}, {}}, at);
        });
        EXPECT_TRUE(taken) << taken.error().message;
        return *taken;
    };
    EXPECT_TRUE(take(1, "a", june));
    EXPECT_TRUE(take(1, "a", june)) << "told twice, it counts once";
    EXPECT_TRUE(take(1, "b", june + 48h - 1ms)) << "the same play goes on";
    EXPECT_TRUE(take(1, "c", june + 48h));
    EXPECT_FALSE(take(1, "d", june + 24h * 10)) << "two plays an account";
    EXPECT_TRUE(take(2, "e", june));
    EXPECT_FALSE(take(3, "f", june)) << "three plays in all";
    const auto used = [&](std::optional<int64_t> account) {
        return *database_->read([&](store::Reader& reader) {
            return Counters::used(reader, grant, Counters::Use::play, account);
        });
    };
    EXPECT_EQ(used({}), 3);
    EXPECT_EQ(used(1), 2);
    EXPECT_EQ(used(2), 1);
    EXPECT_EQ(used(3), 0);
}

TEST_F(LicensingTest, IsAnsweredFromTheFileAsLongAsNothingHasChanged) {
    ASSERT_TRUE(footprint_.set(in("US"), ServiceState::launched(), "test", may));
    const GrantId grant = add(dawn_licence());
    const auto folder = *io::TemporaryFolder::make(testing::TempDir(), "law");
    const auto file = folder.path() / "rights";
    const auto answer = [&] {
        const auto law = *compile_law(*database_, titles_, Present{june}, folder.path());
        return law->index.decide({dawn_episode, in("US"), {}, june}).grant;
    };
    EXPECT_EQ(answer(), grant);
    const auto first = std::filesystem::last_write_time(file);
    EXPECT_EQ(answer(), grant);
    EXPECT_EQ(std::filesystem::last_write_time(file), first) << "mapped, not written";
    ASSERT_TRUE(register_.end(grant, june, "mina", may));
    EXPECT_EQ(answer(), std::nullopt) << "a stale file is not believed";

    // Torn by a bad disk: compiled anew, and whole again.
    std::filesystem::resize_file(file, 100);
    EXPECT_EQ(answer(), std::nullopt);
    EXPECT_GT(std::filesystem::file_size(file), 100u);
}

TEST(LicensingProcessTest, LosesNoAcknowledgedGrantToAKill) {
    const auto folder = *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "licensing-test-");
    const auto open = [&] { return *store::Database::open(folder.path()); };
    set_up(*open());
    int acknowledged[2];
    ASSERT_EQ(pipe(acknowledged), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        const auto database = open();
        Licensing licensing(*database);
        for (;;) {
            if (!licensing.add(dawn_licence(), story_titles(), may)) _exit(1);
            if (write(acknowledged[1], "x", 1) != 1) _exit(1);
        }
    }
    char bytes[20];
    for (size_t got = 0; got < sizeof bytes;)
        got += static_cast<size_t>(read(acknowledged[0], bytes, sizeof bytes - got));
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    close(acknowledged[1]);
    size_t count = sizeof bytes;
    while (read(acknowledged[0], bytes, 1) == 1) ++count;
    close(acknowledged[0]);
    const auto database = open();
    const auto records = *Licensing(*database).list({});
    EXPECT_GE(records.size(), count);
    EXPECT_LE(records.size(), count + 1) << "at most the one that was on its way";
    EXPECT_EQ(store::revisions(*database)->at("licensing"), static_cast<int64_t>(records.size()))
        << "a grant and its revision come together";
    EXPECT_EQ(*database->read([](store::Reader& reader) -> Result<std::string> {
        return TRY(reader.query_one("PRAGMA integrity_check"))->text(size_t{0});
    }),
              "ok");
}

}  // namespace
}  // namespace nuri::licensing
