#include "apps/nuri/demo_registers.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "catalogue/snapshot.h"
#include "decision/watchable.h"
#include "events/event_log.h"
#include "events/spool.h"
#include "io/random.h"
#include "members/my_list.h"
#include "server/registers.h"

namespace nuri::apps {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view author = "nuri demo";

/// A number that is the same for the same words, spread evenly (FNV-1a).
uint64_t number_of(std::string_view words) {
    uint64_t hash = 14695981039346656037u;
    for (const char c : words) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return hash ^ (hash >> 29);
}

/// The name that tells two people apart.
std::string known_as(const std::vector<catalogue::LocalName>& names) {
    for (const catalogue::LocalName& name : names) {
        if (name.locale.text() == "en") return name.name;
    }
    return names.empty() ? std::string() : names.front().name;
}

/// Nobody needs it: the demo signs its people in without one.
std::string unknown_password() {
    return io::random_hex(24);
}

}  // namespace

Result<> DemoRegisters::offer(Instant now) {
    std::set<std::string> said;
    for (const auto& entry : TRY(registers_.footprint.history())) said.insert(entry.territory.code());
    const auto say = [&](const std::string& code, const world::ServiceState& state) -> Result<> {
        if (said.contains(code)) return {};
        return registers_.footprint.set(TRY(world::Territory::parse(code)), state, author, now);
    };
    for (const std::string& code : script_.launched)
        TRY(say(code, world::ServiceState::launched(first_start_ - 400 * 24h)));
    for (const auto& [code, days] : script_.announced)
        TRY(say(code, world::ServiceState::announced(DemoMoment{days, true}.from(first_start_))));
    for (const auto& [code, reason] : script_.unavailable)
        TRY(say(code, world::ServiceState::unavailable(reason)));
    for (const auto& [plan, prices] : script_.prices) {
        for (const members::Price& price : prices) {
            // A price that an operator has changed since stays.
            if (!TRY(registers_.plans.price_in(plan, price.country)))
                TRY(registers_.plans.set_price(plan, price));
        }
    }
    return {};
}

Result<> DemoRegisters::titles(Instant now) {
    const auto catalogue = TRY(catalogue::Snapshot::load(registers_.database));
    std::map<std::string, catalogue::PersonId> people;
    for (const catalogue::Title& title : catalogue->titles()) {
        for (const catalogue::Credit& credit : title.facts.credits)
            people[known_as(catalogue->person(credit.person)->names)] = credit.person;
    }
    for (const DemoTitle& wanted : script_.titles) {
        if (catalogue->find(wanted.title.slug)) continue;
        Result<> added = registers_.database.write([&](store::Writer& writer) -> Result<> {
            catalogue::Catalogue::NewTitle title = wanted.title;
            if (!wanted.parent.empty())
                title.parent = TRY(catalogue::Catalogue::resolve(writer, wanted.parent));
            for (const DemoTitle::Credit& credit : wanted.credits) {
                catalogue::PersonId& person = people[known_as(credit.names)];
                if (!person) person = TRY(catalogue::Catalogue::add_person(writer, credit.names, now));
                title.facts.credits.push_back({person, credit.role, credit.character});
            }
            TRY(catalogue::Catalogue::add(writer, title, now));
            return {};
        });
        TRY(std::move(added).context("adding " + wanted.title.slug));
    }
    return {};
}

Result<> DemoRegisters::add_licences(const DemoTitle& title, TitleId id, Instant season_start, bool again,
                                     Instant now) {
    std::set<std::string> there;
    for (const licensing::GrantRecord& record :
         TRY(registers_.licensing.list({.title = id, .ended = true, .after = 0, .limit = 1000})))
        there.insert(record.created_by);
    const auto catalogue = TRY(catalogue::Snapshot::load(registers_.database));
    int index = 0;
    for (const DemoLicence& licence : title.licences) {
        const std::string by =
            fmt::format("{} {} #{}", author, to_string(season_start).substr(0, 10), index++);
        if (there.contains(by) || (again && !licence.to)) continue;
        licensing::NewGrant grant = licence.grant;
        grant.title = id;
        grant.from = licence.from.from(season_start);
        if (licence.to) grant.to = licence.to->from(season_start);
        grant.by = by;
        TRY(registers_.licensing.add(grant, catalogue->tree(), now).context("licensing " + title.title.slug));
    }
    return {};
}

Result<> DemoRegisters::licences(Instant season_start, Instant now) {
    for (const DemoTitle& title : script_.titles) {
        if (title.licences.empty()) continue;
        const TitleId id = TRY(registers_.catalogue.resolve(title.title.slug));
        TRY(add_licences(title, id, first_start_, false, now));
        if (season_start != first_start_) TRY(add_licences(title, id, season_start, true, now));
    }
    return {};
}

Result<> DemoRegisters::add_member(const DemoMember& member, Instant now) {
    std::optional<members::Account> account = TRY(registers_.accounts.find(member.email));
    if (!account) {
        const auto id = TRY(registers_.accounts.add(
            {member.email, unknown_password(), member.country, member.locale, member.plan}, now));
        account = TRY(registers_.accounts.get(id));
    }
    auto profiles = TRY(registers_.profiles.list(account->id));
    for (size_t i = 0; i < member.profiles.size(); ++i) {
        const members::ProfileSettings& wanted = member.profiles[i];
        const bool there = std::any_of(
            profiles.begin(), profiles.end(),
            [&](const members::Profile& profile) { return profile.settings.name == wanted.name; });
        if (there) continue;
        // An account begins with one profile, which becomes the first of the script's.
        if (i == 0) {
            TRY(registers_.profiles.change(account->id, profiles.front().id, wanted, now));
        } else {
            TRY(registers_.profiles.add(account->id, wanted, now));
        }
    }
    return {};
}

std::vector<DemoMember> DemoRegisters::crowd() const {
    std::vector<DemoMember> all;
    for (const std::string& country : script_.crowd_countries) {
        for (int i = 1; i <= script_.crowd_per_country; ++i) {
            DemoMember one;
            one.email = fmt::format("viewer-{}-{}@demo.nuri.invalid", country, i);
            one.country = country;
            one.plan = i % 3 ? "standard" : "basic";
            all.push_back(std::move(one));
        }
    }
    return all;
}

Result<> DemoRegisters::people(bool quick, Instant now,
                               const std::function<void(size_t done, size_t of)>& progress) {
    for (const DemoOperator& wanted : script_.operators) {
        if (TRY(registers_.operators.find(wanted.email))) continue;
        TRY(registers_.operators.add(wanted.email, wanted.name, wanted.role, unknown_password(), now));
    }
    std::vector<DemoMember> everybody = script_.members;
    if (!quick) {
        for (DemoMember& one : crowd()) everybody.push_back(std::move(one));
    }
    size_t done = 0;
    for (const DemoMember& member : everybody) {
        TRY(add_member(member, now).context(member.email));
        progress(++done, everybody.size());
    }
    return {};
}

Result<> DemoRegisters::add_history(const DemoMember& member, Instant now) {
    const auto account = TRY(registers_.accounts.find(member.email));
    if (!account) return {};
    // The first grown-up's; a child's profile where there is no other.
    const auto profiles = TRY(registers_.profiles.list(account->id));
    const auto grown = std::find_if(profiles.begin(), profiles.end(),
                                    [](const members::Profile& profile) { return !profile.settings.kids; });
    const members::Profile& profile = grown == profiles.end() ? profiles.front() : *grown;
    const auto catalogue = TRY(catalogue::Snapshot::load(registers_.database));
    std::vector<events::Progress> positions;
    const auto note = [&](const std::string& reference, int percent) -> Result<> {
        const auto title = catalogue->resolve(reference);
        if (!title) return {};  // of a demo of few titles
        const auto asset = TRY(registers_.assets.current_of(*title));
        if (!asset) return {};
        const int64_t length = asset->duration.count();
        const auto ago = std::chrono::hours(3 + number_of(member.email + reference) % 90);
        positions.push_back({profile.id.number(), title->number(), length * percent / 100, length, now - ago,
                             percent == 100});
        return {};
    };
    for (const auto& [reference, percent] : member.begun) TRY(note(reference, percent));
    for (const std::string& reference : member.finished) TRY(note(reference, 100));
    TRY(registers_.progress.put(positions, now));
    members::MyLists lists(registers_.database);
    for (const std::string& reference : member.listed) {
        if (const auto title = catalogue->resolve(reference))
            TRY(lists.add(profile.id, title->number(), now));
    }
    return {};
}

Result<> DemoRegisters::histories(const std::filesystem::path& spool_folder, Instant now) {
    TRY(registers_.plane.refresh());
    for (const DemoMember& member : script_.members) TRY(add_history(member, now).context(member.email));
    events::Spool spool = TRY(events::Spool::open(spool_folder));
    events::EventLog log(spool, registers_.database);
    const auto snapshot = registers_.plane.current();
    std::optional<uint64_t> last;
    std::vector<DemoMember> viewers = crowd();
    viewers.insert(viewers.end(), script_.members.begin(), script_.members.end());
    for (const DemoMember& viewer : viewers) {
        const auto account = TRY(registers_.accounts.find(viewer.email));
        if (!account) continue;
        const decision::Audience audience{.place = TRY(world::Territory::parse(viewer.country)),
                                          .home = TRY(world::Territory::parse(viewer.country)),
                                          .at = now};
        const decision::Watchable watchable(snapshot, audience);
        for (const TitleId title : watchable.tops()) {
            // A title is liked in a country more or less, and each of its viewers is among the many or not.
            const std::string slug = snapshot->catalogue->find(title)->slug;
            const uint64_t liked = number_of(viewer.country + slug) % 10;
            if (number_of(viewer.email + slug) % 10 > liked + 3) continue;
            events::PlaybackEvent event;
            event.id = fmt::format("{:016x}{:016x}", number_of(viewer.email + slug + to_string(first_start_)),
                                   number_of(slug + viewer.email));
            event.kind = events::PlaybackEventKind::start;
            event.at = event.received = now - std::chrono::hours(2 + number_of(slug + viewer.email) % 140);
            event.account = account->id.number();
            event.title = title.number();
            event.territory = viewer.country;
            event.device = "demo";
            last = TRY(log.record(event));
        }
    }
    if (last) TRY(log.sync(*last));
    while (TRY(log.drain()) > 0) {
    }
    return {};
}

}  // namespace nuri::apps
