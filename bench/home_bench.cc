// The first page of a viewer in a catalogue of 2,000 films that are all licensed and ready: the sweep over
// what can be watched, the rows chosen from it, and what is alike to one title. No database is asked.
//
//     home_bench [--smoke] [--titles N]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "assets/asset_index.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "playback/home.h"
#include "playback/similar.h"
#include "store/revision.h"

namespace {

using namespace nuri;

constexpr Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
const world::Territory mexico = *world::Territory::parse("MX");

Result<> fill(store::Database& database, int count) {
    constexpr const char* genres[] = {"drama", "crime", "comedy", "romance", "history", "thriller", "war"};
    constexpr const char* countries[] = {"KR", "JP", "MX", "FR", "IN", "TH", "BR", "US"};
    constexpr const char* languages[] = {"ko", "ja", "es", "fr", "hi", "th", "pt", "en"};
    return database.write([&](store::Writer& writer) -> Result<> {
        for (int n = 0; n < count; ++n) {
            catalogue::Catalogue::NewTitle title{.slug = "film-" + std::to_string(n)};
            const auto language = TRY(world::LanguageTag::parse(languages[n % 8]));
            title.facts.texts = {{language, "Film " + std::to_string(n), "A synopsis."}};
            title.facts.countries = {TRY(world::Territory::parse(countries[n % 8]))};
            title.facts.genres = {genres[n % 7], n % 3 == 0 ? "family" : "mystery"};
            if (n % 50 == 0) title.facts.flags = {"original"};
            title.facts.ratings = {{"MX-RTC", "B"}};
            TRY(catalogue::Catalogue::add(writer, title, now));
        }
        return {};
    });
}

Result<> license(store::Database& database, const catalogue::Snapshot& catalogue) {
    return database.write([&](store::Writer& writer) -> Result<> {
        for (const catalogue::Title& title : catalogue.titles()) {
            licensing::NewGrant grant;
            grant.title = title.id;
            grant.territories = "US + CA + 419";
            grant.from = now - std::chrono::hours(24);
            grant.to = now + std::chrono::hours(24 * (1 + title.id.number() % 400));
            TRY(licensing::Licensing::add(writer, grant, catalogue.tree(), now));
        }
        return {};
    });
}

Result<std::shared_ptr<const decision::Snapshot>> make(store::Database& database, int count) {
    for (const store::Schema* schema :
         {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
          &licensing::FootprintRegister::schema()})
        TRY(store::migrate(database, *schema, now));
    TRY(fill(database, count));
    TRY(licensing::FootprintRegister(database).set(mexico, world::ServiceState::launched(), "bench", now));
    auto snapshot = std::make_shared<decision::Snapshot>();
    snapshot->catalogue = TRY(catalogue::Snapshot::load(database));
    TRY(license(database, *snapshot->catalogue));
    snapshot->law = TRY(licensing::compile_law(database, snapshot->catalogue->tree()));
    std::vector<assets::AssetIndex::Entry> entries;
    for (const catalogue::Title& title : snapshot->catalogue->titles())
        entries.push_back({assets::AssetId::random(), title.id});
    snapshot->assets = std::make_shared<assets::AssetIndex>(entries, 1);
    return std::shared_ptr<const decision::Snapshot>(std::move(snapshot));
}

template<typename F>
void measure(const char* what, int rounds, F&& f) {
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        f();
        took.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(took.begin(), took.end());
    std::printf("%-28s p50 %7.3f ms   p99 %7.3f ms\n", what, took[took.size() / 2],
                took[took.size() * 99 / 100]);
}

}  // namespace

int main(int argc, char** argv) {
    int titles = 2000, rounds = 300;
    for (int n = 1; n < argc; ++n) {
        if (std::strcmp(argv[n], "--smoke") == 0) {
            titles = 100;
            rounds = 5;
        } else if (std::strcmp(argv[n], "--titles") == 0 && n + 1 < argc) {
            titles = std::atoi(argv[++n]);
        }
    }
    const auto database = *store::Database::open_temporary();
    const auto made = make(*database, titles);
    if (!made) {
        std::fprintf(stderr, "%s\n", made.error().message.c_str());
        return 1;
    }
    const decision::Audience audience{mexico, {}, now, rights::LicenseType::svod, 16};
    const decision::Watchable all(*made, audience);
    const std::vector<playback::Continuing> continuing;
    const std::vector<TitleId> list(all.tops().begin(), all.tops().begin() + 20);
    size_t seen = 0;
    measure("what can be watched", rounds,
            [&] { seen += decision::Watchable(*made, audience).tops().size(); });
    measure("the rows of the first page", rounds, [&] {
        seen += playback::Home::of(all, {continuing, list, list}).rows.size();
    });
    measure("what is alike", rounds, [&] { seen += playback::similar_titles(all, list[0], 12).size(); });
    std::printf("%d titles, %zu\n", titles, seen);
    return seen > 0 ? 0 : 1;
}
