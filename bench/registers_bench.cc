// A catalogue of 20,000 titles and a register of 90,000 grants: what it takes to write them in one
// transaction, to load the catalogue's snapshot, and to compile the law from the database.
//
//     registers_bench [--smoke] [--titles N] [--grants N]
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "store/revision.h"

namespace {

using namespace nuri;

constexpr Instant start_of_time = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1};

template<typename F>
auto timed(const char* what, F&& f) {
    const auto start = std::chrono::steady_clock::now();
    auto result = f();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%-24s %9.1f ms\n", what, took.count());
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", what, result.error().message.c_str());
        std::exit(1);
    }
    return *std::move(result);
}

Result<bool> add_titles(store::Database& database, int count) {
    return database.write([&](store::Writer& writer) -> Result<bool> {
        const auto en = TRY(world::LanguageTag::parse("en"));
        const auto ko = TRY(world::LanguageTag::parse("ko"));
        for (int i = 0; i < count; ++i) {
            catalogue::Catalogue::NewTitle title{.slug = "film-" + std::to_string(i)};
            title.facts.texts = {{en, "Film " + std::to_string(i), "A synopsis."},
                                 {ko, "영화 " + std::to_string(i), "줄거리."}};
            title.facts.genres = {"drama"};
            title.facts.ratings = {{"KR-KMRB", "15"}};
            TRY(catalogue::Catalogue::add(writer, title, start_of_time));
        }
        return true;
    });
}

Result<bool> add_grants(store::Database& database, const catalogue::Snapshot& snapshot, int count) {
    constexpr const char* territories[] = {"US + CA + 419", "001 - (CN + KP)", "KR", "JP + TH + SG",
                                           "EU + GB"};
    return database.write([&](store::Writer& writer) -> Result<bool> {
        for (int i = 0; i < count; ++i) {
            licensing::NewGrant grant;
            grant.title = snapshot.titles()[static_cast<size_t>(i) % snapshot.titles().size()].id;
            grant.territories = territories[i % 5];
            grant.from = start_of_time + std::chrono::hours(i % 1000);
            grant.to = grant.from + std::chrono::hours(2000);
            grant.partner = "Partner " + std::to_string(i % 50);
            TRY(licensing::Licensing::add(writer, grant, snapshot.tree(), start_of_time));
        }
        return true;
    });
}

}  // namespace

int main(int argc, char** argv) {
    int titles = 20'000, grants = 90'000;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--smoke") == 0) titles = 200, grants = 900;
        if (std::strcmp(argv[i], "--titles") == 0 && i + 1 < argc)
            titles = static_cast<int>(parse_integer(argv[++i]).value_or(titles));
        if (std::strcmp(argv[i], "--grants") == 0 && i + 1 < argc)
            grants = static_cast<int>(parse_integer(argv[++i]).value_or(grants));
    }
    const auto database = timed("open", [] { return store::Database::open_temporary(); });
    timed("migrate", [&]() -> Result<bool> {
        for (const store::Schema* schema :
             {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
              &licensing::FootprintRegister::schema()})
            TRY(store::migrate(*database, *schema, start_of_time));
        return true;
    });
    std::printf("%d titles, %d grants\n", titles, grants);
    timed("write titles", [&] { return add_titles(*database, titles); });
    const auto snapshot = timed("load snapshot", [&] { return catalogue::Snapshot::load(*database); });
    timed("write grants", [&] { return add_grants(*database, *snapshot, grants); });
    const auto law =
        timed("read grants and compile", [&] { return licensing::compile_law(*database, snapshot->tree()); });
    return law->index.grant_count() == static_cast<size_t>(grants) ? 0 : 1;
}
