// "May this title be seen here and now?", asked of 20,000 titles under 90,000 grants: the compiled index
// beside a linear scan of the title's grants, in one process on the same questions.
//
//     decide_bench [--smoke] [--titles N] [--grants N]
//     decide_bench --rules FILE [--titles N] [--grants N]     for another engine: bench/decide.mjs
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "rights/index.h"
#include "rights/large_pages.h"
#include "world/territory_expression.h"

namespace {

using namespace nuri;
using namespace std::chrono_literals;
using Timer = std::chrono::steady_clock;

double ns_since(Timer::time_point start) {
    return std::chrono::duration<double, std::nano>(Timer::now() - start).count();
}

struct Licences {
    std::vector<rights::TitleNode> nodes;
    std::vector<rights::Grant> grants;
    world::Footprint footprint;
};

// Half films, half episodes of series with two seasons of eight; grants as a patchwork: worlds, regions,
// single countries, holdbacks, renewals, languages and caps.
Licences make_licences(int titles, int grants, uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](uint64_t n) { return static_cast<int>(random() % n); };
    Licences made;
    int64_t id = 0;
    while (static_cast<int>(made.nodes.size()) < titles / 2) made.nodes.push_back({TitleId(++id), {}});
    while (static_cast<int>(made.nodes.size()) + 19 <= titles) {
        const TitleId series(++id);
        made.nodes.push_back({series, {}});
        for (int s = 0; s < 2; ++s) {
            const TitleId season(++id);
            made.nodes.push_back({season, series});
            for (int e = 0; e < 8; ++e) made.nodes.push_back({TitleId(++id), season});
        }
    }
    while (static_cast<int>(made.nodes.size()) < titles) made.nodes.push_back({TitleId(++id), {}});

    std::vector<world::TerritorySet> sets;
    for (const char* text :
         {"001", "001 - (CN + KP)", "419", "US + CA + 419", "EU", "EEA + GB", "150", "142 - CN", "US + CA",
          "KR", "JP", "TH + SG + ID + MY", "IN", "BR", "MX", "FR + BE-WAL", "DE + AT + CH", "CA-QC"}) {
        sets.push_back(*world::parse_territories(text));
    }
    const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    std::vector<rights::Languages> languages(1);
    for (const char* list : {"ko", "ko,en", "ko,es-419,pt-BR", "en"}) {
        auto& tags = languages.emplace_back().emplace();
        for (const auto tag : split(list, ',')) tags.push_back(*world::LanguageTag::parse(tag));
    }
    for (int i = 0; i < grants; ++i) {
        rights::Grant grant;
        grant.id = GrantId(i + 1);
        grant.title = made.nodes[static_cast<size_t>(below(made.nodes.size()))].id;
        grant.territories = sets[static_cast<size_t>(below(sets.size()))];
        const Instant start = now + 24h * (below(1400) - 1000);
        grant.window = below(3) == 0 ? rights::Window::from(start)
                                     : *rights::Window::between(start, start + 24h * (30 + below(1000)));
        if (below(5) == 0) grant.license_types = {rights::LicenseType::tvod, rights::LicenseType::est};
        if (below(12) == 0) {
            grant.sign = rights::Sign::holdback;
            grant.window = *rights::Window::between(start, start + 24h * 90);
        } else {
            if (below(3) == 0) grant.terms.max_height = 1080;
            grant.terms.audio = languages[static_cast<size_t>(below(languages.size()))];
        }
        made.grants.push_back(std::move(grant));
    }
    for (int i = 0; i < world::territory_count; ++i) {
        made.footprint.set(world::Territory::from_index(i), world::ServiceState::launched());
    }
    return made;
}

// What one would write without an index: each title's grants and its ancestors' in one list, walked by every
// question.
class Scan {
  public:
    explicit Scan(const Licences& licences) {
        std::unordered_map<TitleId, std::vector<const rights::Grant*>> own;
        for (const auto& grant : licences.grants) own[grant.title].push_back(&grant);
        const auto tree = *rights::TitleTree::from(licences.nodes);
        for (const TitleId title : tree.titles()) {
            auto& list = by_title_[title];
            for (const TitleId above : tree.chain(title))
                list.insert(list.end(), own[above].begin(), own[above].end());
        }
    }

    const rights::Grant* decide(const rights::Query& query) const {
        const rights::Grant* best = nullptr;
        for (const rights::Grant* grant : by_title_.find(query.title)->second) {
            if (!grant->license_types.contains(query.license_type) || !grant->window.contains(query.at) ||
                !grant->territories.contains(query.territory)) {
                continue;
            }
            if (grant->denies()) return nullptr;
            if (best == nullptr || rights::is_preferred(*grant, *best)) best = grant;
        }
        return best;
    }

  private:
    std::unordered_map<TitleId, std::vector<const rights::Grant*>> by_title_;
};

std::vector<rights::Query> make_queries(const Licences& licences, size_t count, size_t titles, int places) {
    std::mt19937_64 random(7);
    const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    std::vector<rights::Query> queries;
    for (size_t i = 0; i < count; ++i) {
        const TitleId title = licences.nodes[random() % std::min(titles, licences.nodes.size())].id;
        const auto place = world::Territory::from_index(
            static_cast<int>(random() % static_cast<uint64_t>(places)) * (257 / places));
        queries.push_back({title, place, {}, now + std::chrono::hours(random() % 24)});
    }
    return queries;
}

struct Quantiles {
    double p50, p99;
};

// Nanoseconds a question: each sample is a run of `run` questions, for a clock cannot time one.
template<typename Ask>
Quantiles measure(const std::vector<rights::Query>& queries, size_t run, size_t rounds, Ask ask) {
    std::vector<double> samples;
    uint64_t sum = 0;
    for (size_t round = 0; round < rounds; ++round) {
        for (size_t at = 0; at + run <= queries.size(); at += run) {
            const auto start = Timer::now();
            for (size_t i = at; i < at + run; ++i) sum += ask(queries[i]);
            samples.push_back(ns_since(start) / static_cast<double>(run));
        }
    }
    if (sum == UINT64_MAX) std::puts("");  // the answers are used
    std::sort(samples.begin(), samples.end());
    return {samples[samples.size() / 2], samples[samples.size() * 99 / 100]};
}

// Other work between questions: so many bytes written over, before every so many of them.
struct OtherWork {
    size_t bytes;
    size_t every;
    // Whether the first question after it is not counted, of another title in another place: then what is
    // measured is a title and a row that no cache holds, not the program's own code.
    bool first_is_free;
};

// One question at a time, each of another title and place; the question itself is in hand. What reading the
// clock costs is taken off.
template<typename Ask>
Quantiles measure_cold(const std::vector<rights::Query>& queries, size_t count, OtherWork work, Ask ask) {
    std::vector<uint8_t, rights::LargePageAllocator<uint8_t>> other(work.bytes);
    std::vector<double> samples;
    uint64_t sum = 0;
    double clock = 1e9;
    for (int i = 0; i < 1000; ++i) {
        const auto start = Timer::now();
        clock = std::min(clock, ns_since(start));
    }
    for (size_t i = 0; i < count; ++i) {
        const rights::Query query = queries[(i * 7919) % queries.size()];
        if (i % work.every == 0) {
            for (size_t at = 0; at < other.size(); at += 64) other[at] = static_cast<uint8_t>(other[at] + 1);
            if (work.first_is_free) sum += ask(queries[(i * 31 + 1) % queries.size()]);
        }
        const auto start = Timer::now();
        sum += ask(query);
        samples.push_back(ns_since(start) - clock);
    }
    if (sum == UINT64_MAX) std::puts("");
    std::sort(samples.begin(), samples.end());
    return {samples[samples.size() / 2], samples[samples.size() * 99 / 100]};
}

// 64 bytes that no cache holds, brought once for each question: no answer comes sooner on this machine.
template<typename Allocator>
Quantiles measure_load(const std::vector<rights::Query>& queries, size_t count, OtherWork work) {
    std::vector<uint64_t, Allocator> far(size_t{1} << 20, 1);
    return measure_cold(queries, count, work, [&](const rights::Query& q) {
        return far[static_cast<size_t>(q.title.number() * 7919 + q.territory.index() * 104729) % far.size()];
    });
}

// Questions about titles at random, the rules of those titles and of what they stand below, and our answers,
// with what one of ours took among all titles: for another engine to be asked the same (bench/decide.mjs).
int write_rules(const char* path, int titles, int grants) {
    const Licences licences = make_licences(titles, grants, 20260601);
    const auto tree = *rights::TitleTree::from(licences.nodes);
    auto index = *rights::Index::compile(tree, licences.grants, licences.footprint);
    const auto queries = make_queries(licences, 2'000, licences.nodes.size(), 20);
    std::vector<world::Territory> places;
    for (int i = 0; i < world::territory_count; ++i) places.push_back(world::Territory::from_index(i));
    index.prepare(std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}, places,
                  {rights::LicenseType::svod});
    const Quantiles ours = measure(queries, 100, 20, [&](const rights::Query& q) {
        return static_cast<uint64_t>(index.verdict(q).allowed());
    });
    std::unordered_set<TitleId> asked;
    for (const rights::Query& query : queries) {
        for (const TitleId title : tree.chain(query.title)) asked.insert(title);
    }
    std::FILE* out = std::fopen(path, "w");
    if (out == nullptr) return 1;
    std::fprintf(out, "{\"titles\":%d,\"p50_ns\":%.1f,\"p99_ns\":%.1f,\"grants\":[", titles, ours.p50,
                 ours.p99);
    const char* comma = "";
    for (const rights::Grant& grant : licences.grants) {
        if (!grant.license_types.contains(rights::LicenseType::svod) || !asked.contains(grant.title))
            continue;
        std::fprintf(out, "%s{\"title\":%lld,\"deny\":%s,\"start\":%lld,\"end\":%lld,\"territories\":[",
                     comma, static_cast<long long>(grant.title.number()), grant.denies() ? "true" : "false",
                     static_cast<long long>(to_unix_ms(grant.window.start())),
                     grant.window.end() ? static_cast<long long>(to_unix_ms(*grant.window.end())) : -1);
        const char* between = "";
        grant.territories.for_each([&](world::Territory territory) {
            std::fprintf(out, "%s\"%s\"", between, territory.code().c_str());
            between = ",";
        });
        std::fprintf(out, "]}");
        comma = ",\n";
    }
    std::fprintf(out, "],\"questions\":[");
    comma = "";
    for (const rights::Query& query : queries) {
        std::fprintf(out, "%s{\"titles\":[", comma);
        const char* between = "";
        for (const TitleId title : tree.chain(query.title)) {
            std::fprintf(out, "%s%lld", between, static_cast<long long>(title.number()));
            between = ",";
        }
        std::fprintf(out, "],\"territory\":\"%s\",\"at\":%lld,\"allowed\":%s}",
                     query.territory.code().c_str(), static_cast<long long>(to_unix_ms(query.at)),
                     index.verdict(query).allowed() ? "true" : "false");
        comma = ",\n";
    }
    std::fprintf(out, "]}\n");
    return std::fclose(out) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    bool smoke = false;
    const char* rules = nullptr;
    int titles = 20'000, grants = 90'000;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--smoke") == 0) smoke = true;
        if (std::strcmp(argv[i], "--rules") == 0 && i + 1 < argc) rules = argv[++i];
        if (std::strcmp(argv[i], "--titles") == 0 && i + 1 < argc) titles = std::atoi(argv[++i]);
        if (std::strcmp(argv[i], "--grants") == 0 && i + 1 < argc) grants = std::atoi(argv[++i]);
    }
    if (rules != nullptr) return write_rules(rules, titles, grants);
    if (smoke) titles = 500, grants = 2'000;
    const size_t rounds = smoke ? 1 : 20;

    const Licences licences = make_licences(titles, grants, 20260601);
    const auto tree = *rights::TitleTree::from(licences.nodes);
    double compile_ms = 1e9;
    for (int i = 0; i < (smoke ? 1 : 5); ++i) {
        const auto start = Timer::now();
        const auto compiled = rights::Index::compile(tree, licences.grants, licences.footprint);
        if (!compiled) {
            std::fprintf(stderr, "%s\n", compiled.error().message.c_str());
            return 1;
        }
        compile_ms = std::min(compile_ms, ns_since(start) / 1e6);
    }
    auto index = *rights::Index::compile(tree, licences.grants, licences.footprint);
    const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    std::vector<world::Territory> everywhere;
    for (int i = 0; i < world::territory_count; ++i) everywhere.push_back(world::Territory::from_index(i));
    auto start = Timer::now();
    index.prepare(now, everywhere, {rights::LicenseType::svod});
    const double prepare_ms = ns_since(start) / 1e6;
    start = Timer::now();
    const auto loaded = rights::Index::load(index.bytes());
    const double load_ms = ns_since(start) / 1e6;
    const Scan scan(licences);

    const auto ask_index = [&](const rights::Query& q) {
        return static_cast<uint64_t>(index.verdict(q).allowed());
    };
    const auto ask_terms = [&](const rights::Query& q) {
        const auto verdict = index.verdict(q);
        if (!verdict.allowed()) return uint64_t{0};
        const auto& terms = index.terms(verdict.grant);
        return static_cast<uint64_t>(terms.max_height.value_or(1) +
                                     (terms.audio ? static_cast<int>(terms.audio->size()) : 9));
    };
    const auto ask_decision = [&](const rights::Query& q) {
        return static_cast<uint64_t>(index.decide(q).allowed);
    };
    const auto ask_scan = [&](const rights::Query& q) {
        return static_cast<uint64_t>(scan.decide(q) != nullptr);
    };

    // Hot: 500 titles in 20 countries, as a page of rows asks. Wide: all titles everywhere.
    const auto hot = make_queries(licences, 20'000, 500, 20);
    const auto wide = make_queries(licences, smoke ? 5'000 : 200'000, licences.nodes.size(), 257);
    for (const auto& query : wide) {
        if (ask_index(query) != ask_scan(query)) {
            std::fprintf(stderr, "index and scan differ on title %lld\n",
                         static_cast<long long>(query.title.number()));
            return 1;
        }
    }
    std::printf("%zu titles, %zu grants, index %.1f MB\n", index.title_count(), index.grant_count(),
                static_cast<double>(index.bytes().size()) / 1e6);
    std::printf("the present of %d territories written down in %.1f ms, %.1f MB\n", world::territory_count,
                prepare_ms, static_cast<double>(index.board_bytes()) / 1e6);
    std::printf("compile %.1f ms, load with every check %.1f ms%s\n\n", compile_ms, load_ms,
                loaded ? "" : " (failed)");
    std::printf("%-34s %10s %10s %10s\n", "one question, ns", "p50", "p99", "scan p50");
    const auto row = [](const char* name, Quantiles ours, Quantiles theirs) {
        std::printf("%-34s %10.1f %10.1f %10.1f  %.1fx\n", name, ours.p50, ours.p99, theirs.p50,
                    theirs.p50 / ours.p50);
    };
    const auto scan_hot = measure(hot, 100, rounds, ask_scan),
               scan_wide = measure(wide, 100, rounds / 4 + 1, ask_scan);
    row("hot, verdict", measure(hot, 100, rounds, ask_index), scan_hot);
    row("hot, with languages and caps", measure(hot, 100, rounds, ask_terms), scan_hot);
    row("hot, Decision with its own lists", measure(hot, 100, rounds, ask_decision), scan_hot);
    row("all titles at random, verdict", measure(wide, 100, rounds / 4 + 1, ask_index), scan_wide);
    // Where a version of a title is named, and about the past, the lanes are judged.
    const auto ask_lanes = [&](const rights::Query& q) {
        rights::Query version = q;
        version.circumstances.edit = "uncut";
        return static_cast<uint64_t>(index.verdict(version).allowed());
    };
    row("hot, by the lanes", measure(hot, 100, rounds, ask_lanes), scan_hot);

    const size_t cold = smoke ? 64 : 4'000;
    const auto cold_row = [&](const char* name, OtherWork work, auto ask) {
        row(name, measure_cold(wide, cold, work, ask), measure_cold(wide, cold, work, ask_scan));
    };
    const OtherWork request{2 << 20, 1, false}, all{64 << 20, 16, true};
    cold_row("after 2 MiB of other work", request, ask_index);
    cold_row("after 64 MiB, verdict", all, ask_index);
    cold_row("after 64 MiB, by the lanes", all, ask_lanes);
    const auto floor = [&](const char* name, Quantiles q) {
        std::printf("%-34s %10.1f %10.1f\n", name, q.p50, q.p99);
    };
    floor("  one load, pages of 2 MiB", measure_load<rights::LargePageAllocator<uint64_t>>(wide, cold, all));
    floor("  one load, pages of 4 KiB", measure_load<std::allocator<uint64_t>>(wide, cold, all));
    const OtherWork everything{64 << 20, 1, false};
    floor("the very first after 64 MiB", measure_cold(wide, cold / 8, everything, ask_index));

    std::vector<double> sweeps, verdict_sweeps, scan_sweeps;
    std::vector<rights::Verdict> verdicts;
    size_t found = 0, scanned = 0;
    for (size_t i = 0; i < rounds * 5; ++i) {
        const rights::Index::SweepQuery query{
            world::Territory::from_index(static_cast<int>(i * 37 % 257)), {}, hot[0].at};
        start = Timer::now();
        found += index.available(query).size();
        sweeps.push_back(ns_since(start) / 1e3);
        start = Timer::now();
        index.sweep(query, verdicts);
        verdict_sweeps.push_back(ns_since(start) / 1e3);
        start = Timer::now();
        for (const TitleId title : tree.titles()) {
            scanned += scan.decide({title, query.territory, {}, query.at}) != nullptr ? 1 : 0;
        }
        scan_sweeps.push_back(ns_since(start) / 1e3);
    }
    const auto median = [](std::vector<double>& values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    const double ours = median(sweeps), theirs = median(scan_sweeps);
    std::printf("\nevery title of one territory, us: available %.1f, with verdicts %.1f, scan %.1f  %.1fx\n",
                ours, median(verdict_sweeps), theirs, theirs / ours);
    return found == scanned && loaded ? 0 : 1;
}
