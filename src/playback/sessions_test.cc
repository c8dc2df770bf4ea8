#include "playback/sessions.h"

#include <fmt/core.h>
#include <gmock/gmock.h>

#include "base/text.h"
#include "playback/playback_test_house.h"
#include "world/ratings.h"

namespace nuri::playback {
namespace {

using namespace std::chrono_literals;
using rights::Reason;

constexpr Instant now = House::now;

grants::Bytes16 bytes_of(std::string_view hex) {
    grants::Bytes16 bytes{};
    const auto parsed = *from_hex(hex);
    std::copy(parsed.begin(), parsed.end(), bytes.begin());
    return bytes;
}

TEST(SessionsTest, AYesIsAGrantForJustTheTracksThatAreAllowed) {
    House house;
    const Started started = house.started(house.ask("tide-line"));
    EXPECT_EQ(started.title, house.film);
    EXPECT_EQ(started.max_height, 360);
    EXPECT_EQ(started.lease_until, now + 60s);
    const grants::Bytes16 asset = started.asset->document.id.bytes();
    const grants::GrantCheck check = grants::verify(started.token, house.keys, asset, 0, now);
    EXPECT_EQ(check.fault, grants::GrantFault::none);
    EXPECT_EQ(check.grant.session, bytes_of(started.id));
    EXPECT_EQ(check.grant.tracks, grants::TrackMask::first(4))
        << "a picture, a sound, a subtitle, thumbnails";
    EXPECT_EQ(check.grant.expires, started.expires);
    EXPECT_EQ(grants::verify(started.token, house.keys, asset, 0, started.expires).fault,
              grants::GrantFault::expired);
}

TEST(SessionsTest, AGrantNeverOutlivesItsLicence) {
    House house;
    const TitleId leaving = house.add("leaving", catalogue::Kind::film);
    house.licence(leaving, "MX", now, now + 90s + 700ms);
    house.make_ready(leaving);
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ(house.started(house.ask("leaving")).expires, now + 90s)
        << "whole seconds, and never one too many";
    EXPECT_EQ(house.refused(house.ask("leaving"), now + 90s + 700ms).reason, Reason::closed);
}

TEST(SessionsTest, PlaysAreCountedAgainstTheLicenceAndSameEveningsAreOne) {
    House house;
    const TitleId capped = house.add("capped", catalogue::Kind::film);
    licensing::NewGrant grant;
    grant.title = capped;
    grant.territories = "MX";
    grant.from = now - 1h;
    grant.plays.per_account_max = 1;
    house.add_licence(grant);
    house.make_ready(capped);
    ASSERT_TRUE(house.plane.refresh());
    house.started(house.ask("capped"));
    const auto later = [&](std::chrono::milliseconds after) {
        return *house.sessions.start(house.ask("capped"), now + after);
    };
    EXPECT_TRUE(std::holds_alternative<Started>(later(47h))) << "the same play goes on";
    EXPECT_EQ(std::get<Refusal>(later(48h)).reason, Reason::used_up);
}

TEST(SessionsTest, ALicenceForOtherDevicesSaysSo) {
    House house;
    const TitleId browsers = house.add("browsers", catalogue::Kind::film);
    licensing::NewGrant grant;
    grant.title = browsers;
    grant.territories = "MX";
    grant.from = now - 1h;
    grant.devices = {rights::DeviceClass::web};
    house.add_licence(grant);
    house.make_ready(browsers);
    ASSERT_TRUE(house.plane.refresh());
    Ask ask = house.ask("browsers");
    ask.device.device_class = rights::DeviceClass::tv;
    EXPECT_EQ(house.refused(ask, now).reason, Reason::device);
    house.started(house.ask("browsers"));
}

TEST(SessionsTest, AnAnonymiserIsRefusedWhereTheServiceBlocksThem) {
    House house;
    Ask ask = house.ask("tide-line");
    ask.anonymiser = rights::Anonymiser::vpn;
    house.started(ask);
    house.plane.configure({{rights::TravelRule::portability, rights::AnonymiserPolicy::block}, {}});
    house.launch("BR");  // something changed, so that there is a new snapshot
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ(house.refused(ask, now).reason, Reason::anonymiser);
}

TEST(SessionsTest, ANoTellsTheFirstReasonThatApplies) {
    House house;
    const TitleId later = house.add("later", catalogue::Kind::film);
    house.licence(later, "MX", now + 1h);
    const TitleId held = house.add("held", catalogue::Kind::film);
    house.licence(held, "MX");
    licensing::NewGrant holdback;
    holdback.title = held;
    holdback.sign = rights::Sign::holdback;
    holdback.territories = "MX";
    holdback.from = now;
    house.add_licence(holdback);
    const TitleId gone = house.add("gone", catalogue::Kind::film);
    house.licence(gone, "MX", now - 2h, now - 1h);
    const TitleId unmade = house.add("unmade", catalogue::Kind::film);
    house.licence(unmade, "MX");
    ASSERT_TRUE(house.plane.refresh());

    const struct {
        const char* title;
        const char* place;
        Reason reason;
    } cases[] = {
        {"tide-line", "CN", Reason::service_unavailable},
        {"tide-line", "JP", Reason::service_not_launched},
        {"held", "MX", Reason::denied},
        {"later", "MX", Reason::not_open_yet},
        {"gone", "MX", Reason::closed},
        {"tide-line", "KR", Reason::no_licence},
        {"unmade", "MX", Reason::not_ready},
        // Where the service is not, an unknown title and a known one are told alike.
        {"no-such-title", "CN", Reason::service_unavailable},
    };
    for (const auto& [title, place, reason] : cases)
        EXPECT_EQ(house.refused(house.ask(title, place)).reason, reason) << title << " in " << place;
    EXPECT_EQ(house.refused(house.ask("later")).opens_at, now + 1h);
    EXPECT_EQ(house.start(house.ask("no-such-title")).error().kind, ErrorKind::not_found);
    Ask nowhere = house.ask("tide-line");
    nowhere.place.reset();
    EXPECT_EQ(house.refused(nowhere).reason, Reason::service_unavailable);
}

TEST(SessionsTest, ASubscriberOfOneMemberStateSeesInAnotherWhatHeSeesAtHome) {
    House house;
    const TitleId french = house.add("french", catalogue::Kind::film);
    house.licence(french, "FR");
    house.make_ready(french);
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ(house.refused(house.ask("french", "DE")).reason, Reason::no_licence) << "ana lives in Mexico";
    ASSERT_TRUE(house.accounts.set_country(house.ana, "FR", now));
    EXPECT_EQ(house.started(house.ask("french", "DE")).title, french);
    EXPECT_EQ(house.refused(house.ask("french", "MX")).reason, Reason::no_licence);
}

TEST(SessionsTest, StreamsAreCountedNotLogIns) {
    House house;
    const Started one = house.started(house.ask("tide-line", "MX", "tv"));
    const Started two = house.started(house.ask("hanok-1", "MX", "phone"), now + 1s);
    const Refusal refusal = house.refused(house.ask("tide-line", "MX", "laptop"), now + 2s);
    EXPECT_EQ(refusal.reason, Reason::streams);
    ASSERT_EQ(refusal.streams.size(), 2u);
    EXPECT_EQ(refusal.streams[0].session, one.id);
    EXPECT_EQ(refusal.streams[1].session, two.id);
    members::ProfileSettings child;
    child.name = "Child";
    child.maturity_age = 0;
    Ask too_young = house.ask("tide-line", "MX", "laptop");
    too_young.profile = *house.profiles.add(house.ana, child, now);
    EXPECT_EQ(house.refused(too_young, now + 2s).reason, Reason::streams)
        << "asked before the profile's limit";
    // A device that was closed without a word takes its own stream over.
    EXPECT_NE(house.started(house.ask("tide-line", "MX", "tv"), now + 3s).id, one.id);
    ASSERT_TRUE(house.sessions.stop(house.ana, two.id, {}, now + 4s));
    EXPECT_EQ(house.started(house.ask("tide-line", "MX", "laptop"), now + 5s).title, house.film);
    EXPECT_EQ(house.sessions.streams(house.ana, now + 5s)->size(), 2u);
    EXPECT_EQ(*house.sessions.active_count(now + 5s), 2);
}

TEST(SessionsTest, ALeaseThatIsNotRenewedIsFreeAndNotAMillisecondBefore) {
    House house;
    const Started one = house.started(house.ask("tide-line"));
    (void)house.started(house.ask("tide-line"), now + 1s);
    EXPECT_EQ(house.refused(house.ask("tide-line"), now + 60s - 1ms).reason, Reason::streams);
    const Started three = house.started(house.ask("tide-line"), now + 60s);
    // The one that was silent comes back: no stream is free for it now, and one is when another stops.
    const auto late = house.report(one.id, now + 60s);
    ASSERT_TRUE(late);
    ASSERT_TRUE(*late);
    EXPECT_EQ((*late)->reason, Reason::streams);
    ASSERT_TRUE(house.sessions.stop(house.ana, three.id, {}, now + 61s));
    EXPECT_EQ(*house.report(one.id, now + 62s), std::nullopt);
}

TEST(SessionsTest, AReportRenewsTheLeaseAndKeepsThePlace) {
    House house;
    const Started one = house.started(house.ask("tide-line"));
    Report report;
    report.position = 5000ms;
    report.watched = 5000ms;
    ASSERT_EQ(*house.report(one.id, now + 50s, report), std::nullopt);
    EXPECT_EQ(house.sessions.streams(house.ana, now + 50s)->front().lease_until, now + 110s);
    EXPECT_EQ(house.started(house.ask("tide-line"), now + 51s).resume, 5000ms);
    ASSERT_TRUE(house.events.drain());
    const auto events = *house.events.of_session(one.id);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].kind, events::PlaybackEventKind::start);
    EXPECT_EQ(events[1].watched_ms, 5000);
    EXPECT_EQ(events[1].grant, one.rights_grant.number());
    EXPECT_EQ(events[1].territory, "MX");
}

// A position before the start was kept as it came, and the log took it for a time.
TEST(SessionsTest, APositionLiesWithinTheFilm) {
    House house;
    const Started one = house.started(house.ask("tide-line"));
    Instant at = now;
    for (const auto& [reported, kept] : {std::pair{-5ms, 0}, {7000ms, 7000}, {9000ms, 8000}}) {
        Report report;
        report.position = reported;
        ASSERT_EQ(*house.report(one.id, at += 1s, report), std::nullopt);
        EXPECT_EQ(
            (*house.progress.get(house.profiles.list(house.ana)->front().id.number(), house.film.number()))
                ->position_ms,
            kept);
    }
}

TEST(SessionsTest, AReportEndsASessionWhoseLicenceIsGoneOrWhoseViewerHasMoved) {
    House house;
    const Started moved = house.started(house.ask("tide-line"));
    const auto abroad = house.report(moved.id, now + 1s, {}, "KR");
    EXPECT_EQ((*abroad)->reason, Reason::no_licence);
    EXPECT_EQ(house.report(moved.id, now + 2s).error().kind, ErrorKind::not_found);

    const Started taken_back = house.started(house.ask("tide-line"), now + 3s);
    ASSERT_TRUE(house.licensing.end(taken_back.rights_grant, now + 4s, "test", now + 4s));
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ((*house.report(taken_back.id, now + 5s))->reason, Reason::closed);
}

// Only the territory was asked about: a viewer who turned his VPN on a minute into the film went on watching.
TEST(SessionsTest, AReportEndsASessionThatNowHidesWhereItIs) {
    using rights::Anonymiser, rights::AnonymiserPolicy;
    House house;
    const TitleId ours = house.add("ours", catalogue::Kind::film);
    house.licence(ours, "001");
    house.make_ready(ours);
    const struct {
        AnonymiserPolicy policy;
        const char* title;
        Anonymiser anonymiser;
        std::optional<Reason> ends;
    } cases[] = {
        {AnonymiserPolicy::ignore, "tide-line", Anonymiser::vpn, {}},
        {AnonymiserPolicy::block, "tide-line", Anonymiser::none, {}},
        {AnonymiserPolicy::block, "tide-line", Anonymiser::vpn, Reason::anonymiser},
        {AnonymiserPolicy::block, "tide-line", Anonymiser::hosting, Reason::anonymiser},
        {AnonymiserPolicy::block, "ours", Anonymiser::proxy, Reason::anonymiser},
        {AnonymiserPolicy::originals, "tide-line", Anonymiser::vpn, Reason::anonymiser},
        {AnonymiserPolicy::originals, "ours", Anonymiser::vpn, {}},
    };
    Instant at = now;
    for (const auto& [policy, title, anonymiser, ends] : cases) {
        house.plane.configure({{rights::TravelRule::portability, policy}, {}});
        house.licence(house.series, "FR", at);  // something changed, so that there is a new snapshot
        ASSERT_TRUE(house.plane.refresh());
        const std::string name =
            fmt::format("{}, {}, {}", rights::to_string(policy), title, rights::to_string(anonymiser));
        const Started session = house.started(house.ask(title, "MX", "phone"), at);
        const auto reported = house.report(session.id, at += 1s, {}, "MX", anonymiser);
        ASSERT_TRUE(reported) << name;
        EXPECT_EQ(*reported ? std::optional((*reported)->reason) : std::nullopt, ends) << name;
        const auto later = house.report(session.id, at += 1s);
        EXPECT_EQ(later.has_value(), !ends) << name << ": a session that was ended stays over";
    }
}

TEST(SessionsTest, AReportEndsASessionOnADeviceThatItsLicenceNoLongerCovers) {
    House house;
    const TitleId film = house.add("screens", catalogue::Kind::film);
    licensing::NewGrant grant;
    grant.title = film;
    grant.territories = "MX";
    grant.from = now - 1h;
    grant.devices = {rights::DeviceClass::tv, rights::DeviceClass::web};
    const GrantId wide = house.add_licence(grant);
    house.make_ready(film);
    ASSERT_TRUE(house.plane.refresh());
    Ask tv = house.ask("screens", "MX", "in the living room");
    tv.device.device_class = rights::DeviceClass::tv;
    tv.device.platform = "tizen";
    const Started on_tv = house.started(tv), on_web = house.started(house.ask("screens", "MX", "laptop"));
    EXPECT_EQ(*house.report(on_tv.id, now + 1s), std::nullopt);

    // The renewal is for browsers, and for sets of one make.
    ASSERT_TRUE(house.licensing.end(wide, now + 2s, "test", now + 2s));
    grant.from = now + 2s;
    grant.devices = {rights::DeviceClass::web};
    house.add_licence(grant);
    grant.devices = {rights::DeviceClass::tv};
    grant.platforms = {"tizen"};
    const GrantId makers = house.add_licence(grant);
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ(*house.report(on_tv.id, now + 3s), std::nullopt);
    ASSERT_TRUE(house.licensing.end(makers, now + 4s, "test", now + 4s));
    grant.from = now + 4s;
    grant.platforms = {"webos"};
    house.add_licence(grant);
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_EQ(*house.report(on_tv.id, now + 4s - 1ms), std::nullopt) << "a millisecond before";
    const auto lost = house.report(on_tv.id, now + 4s);
    ASSERT_TRUE(lost && *lost);
    EXPECT_EQ((*lost)->reason, Reason::device);
    EXPECT_EQ(*house.report(on_web.id, now + 5s), std::nullopt);
}

// Sessions that were begun by a nuri that did not write the device down are not asked for one.
TEST(SessionsTest, ASessionOfUnknownDeviceGoesOn) {
    House house;
    const Started one = house.started(house.ask("tide-line"));
    ASSERT_TRUE(house.database->write([&](store::Writer& writer) {
        return writer.execute("UPDATE playback_sessions SET device_class = '', platform = ''");
    }));
    EXPECT_EQ(*house.report(one.id, now + 1s), std::nullopt);
}

TEST(SessionsTest, AnothersSessionIsNobodys) {
    House house;
    const Started one = house.started(house.ask("tide-line"));
    const auto eve =
        *house.accounts.add({"eve@example.com", "a long and quiet password", "MX", "en", ""}, now);
    EXPECT_EQ(
        house.sessions.report(eve, one.id, {}, *world::Territory::parse("MX"), rights::Anonymiser::none, now)
            .error()
            .kind,
        ErrorKind::not_found);
    EXPECT_EQ(house.sessions.stop(eve, one.id, {}, now).error().kind, ErrorKind::not_found);
    EXPECT_TRUE(house.sessions.streams(eve, now)->empty());
    EXPECT_TRUE(house.sessions.stop(house.ana, one.id, {}, now));
    EXPECT_TRUE(house.sessions.stop(house.ana, one.id, {}, now)) << "twice is once";
}

TEST(SessionsTest, PlanProfileAndDeviceAreAskedInThatOrderAfterTheLicence) {
    House house;
    const TitleId adult = house.add("adult", catalogue::Kind::film, {}, {}, {{"MX-RTC", "C"}});
    house.licence(adult, "MX");
    house.make_ready(adult);
    ASSERT_TRUE(house.plane.refresh());
    members::ProfileSettings settings;
    settings.name = "Child";
    settings.maturity_age = 12;
    Ask child = house.ask("adult");
    child.profile = *house.profiles.add(house.ana, settings, now);
    EXPECT_EQ(house.refused(child).reason, Reason::maturity);
    EXPECT_EQ(house.started(house.ask("adult", "MX", "tv")).title, adult) << "the first profile has no limit";
    settings.name = "Grown-up";
    settings.maturity_age = world::age_of("MX-RTC", "C");
    Ask grown_up = house.ask("adult", "MX", "tv");
    grown_up.profile = *house.profiles.add(house.ana, settings, now);
    EXPECT_EQ(house.started(grown_up).title, adult) << "a limit of just its age";
    child.title = "tide-line";
    EXPECT_EQ(house.refused(child).reason, Reason::maturity)
        << "what has no rating counts as the most restrictive";

    Ask tiny = house.ask("tide-line");
    tiny.device.max_height = 240;
    EXPECT_EQ(house.refused(tiny).reason, Reason::device);

    ASSERT_TRUE(house.accounts.suspend(house.ana, now));
    EXPECT_EQ(house.refused(house.ask("tide-line")).reason, Reason::plan);
    EXPECT_EQ(house.refused(house.ask("tide-line", "KR")).reason, Reason::no_licence)
        << "the licence is asked first";
}

TEST(SessionsTest, ASeriesMeansTheEpisodeToGoOnWith) {
    House house;
    const auto watch = [&](const Started& session, std::chrono::milliseconds position, Instant at,
                           Report::State state = Report::State::playing) {
        Report report;
        report.position = position;
        report.state = state;
        ASSERT_TRUE(house.report(session.id, at, report));
        ASSERT_TRUE(house.sessions.stop(house.ana, session.id, {}, at));
    };
    const Started first = house.started(house.ask("dawn-over-hanok"));
    EXPECT_EQ(first.title, house.first);
    watch(first, 3000ms, now + 1s);
    const Started again = house.started(house.ask("dawn-over-hanok"), now + 2s);
    EXPECT_EQ(again.title, house.first);
    EXPECT_EQ(again.resume, 3000ms);
    watch(again, 8000ms, now + 3s, Report::State::ended);
    EXPECT_EQ(house.started(house.ask("dawn-over-hanok"), now + 4s).title, house.second);
}

TEST(AllowedTracksTest, AreThoseOfOneGrantsTerms) {
    House house;
    const auto asset = *house.library.open(*house.plane.current()->assets->current_of(house.film));
    const auto languages = [](const char* tag) {
        return rights::Languages(std::vector{*world::LanguageTag::parse(tag)});
    };
    const struct {
        const char* name;
        std::optional<int> max_height;
        rights::Languages audio, subtitles;
        int height_max;
        std::optional<std::vector<size_t>> tracks;
    } cases[] = {
        {"anything", {}, {}, {}, 2160, std::vector<size_t>{0, 1, 2, 3}},
        {"at its height", 360, {}, {}, 2160, std::vector<size_t>{0, 1, 2, 3}},
        {"a line too low", 359, {}, {}, 2160, {}},
        {"the plan is too low", {}, {}, {}, 359, {}},
        {"its sound", {}, languages("ko"), {}, 360, std::vector<size_t>{0, 1, 2, 3}},
        {"another sound", {}, languages("en"), {}, 360, {}},
        {"no subtitles of these", {}, {}, languages("es"), 360, std::vector<size_t>{0, 1, 3}},
        {"these subtitles", {}, {}, languages("en"), 360, std::vector<size_t>{0, 1, 2, 3}},
    };
    for (const auto& c : cases) {
        rights::Decision decision;
        decision.allowed = true;
        decision.max_height = c.max_height;
        decision.audio = c.audio;
        decision.subtitles = c.subtitles;
        const auto mask = allowed_tracks(*asset, decision, c.height_max);
        ASSERT_EQ(mask.has_value(), c.tracks.has_value()) << c.name;
        if (!mask) continue;
        grants::TrackMask expected;
        for (const size_t track : *c.tracks) expected.add(track);
        EXPECT_EQ(*mask, expected) << c.name;
    }
    EXPECT_EQ(track_count(*asset), 4u);
    EXPECT_EQ(track_id(*asset, 2), "subtitles-en");
    EXPECT_EQ(track_id(*asset, 3), "thumbnails");
}

}  // namespace
}  // namespace nuri::playback
