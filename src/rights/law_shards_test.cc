// The compiled index against the reference, on random worlds and questions in shards, each from a seed of its
// own, so that a long run may be shared out among threads, broken off and taken up again.
//
//     NURI_SEED=...              to repeat a run, or to make another
//     NURI_RANDOM_DECISIONS=...  how many questions are put to both, ten million if nothing is said
//     NURI_RANDOM_THREADS=...    how many threads ask, one if nothing is said
//     NURI_RANDOM_RECORD=FILE    where a line is added for each shard that is through; those of this seed
//                                that have a line there are not run again
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "rights/law_test_worlds.h"

namespace nuri::rights {
namespace {

constexpr int64_t decisions_per_shard = 1'000'000;
constexpr int questions_per_world = 500;
constexpr size_t reason_count = static_cast<size_t>(Reason::not_ready) + 1;

using Reasons = std::array<int64_t, reason_count>;

// What came of a shard; `difference` tells of the first answer that was another than the reference's.
struct Shard {
    int64_t decisions = 0;
    Reasons reasons{};
    std::string difference;
};

// Neighbouring shards must not begin with neighbouring seeds' worlds of another run.
uint64_t seed_of(uint64_t run, int64_t shard) {
    uint64_t mixed = run + 0x9e3779b97f4a7c15u * static_cast<uint64_t>(shard);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

// The sweep is the same answer for every title at once.
std::string difference_of_sweep(const World& world, const TitleTree& tree, const Index& index,
                                const Query& query) {
    const Index::SweepQuery sweep{query.territory, query.home, query.at, query.license_type,
                                  query.circumstances};
    std::vector<Verdict> verdicts;
    index.sweep(sweep, verdicts);
    const auto available = index.available(sweep);
    const auto titles = index.titles();
    if (verdicts.size() != titles.size()) return "a sweep of another number of titles";
    for (size_t i = 0; i < titles.size(); ++i) {
        Query one = query;
        one.title = titles[i];
        const Decision right = decide_by_reference(tree, world.grants, world.footprint, one);
        const int64_t until = right.valid_until ? to_unix_ms(*right.valid_until) : Verdict::never;
        if (verdicts[i].reason != right.reason || verdicts[i].valid_until_ms != until ||
            std::binary_search(available.begin(), available.end(), titles[i]) != right.allowed) {
            return "sweep, reference: " + shown(one, right);
        }
    }
    return {};
}

Shard run_shard(uint64_t seed, int64_t decisions) {
    Dice dice(seed);
    Shard shard;
    while (shard.decisions < decisions) {
        const World world = dice.world();
        const TitleTree tree = world.tree();
        const Index compiled = world.index();
        auto loaded = Index::load(compiled.bytes());
        if (!loaded) {
            shard.difference = loaded.error().message;
            return shard;
        }
        // Answers written down beforehand are the answers, of that moment and any other.
        if (dice.one_in(2)) loaded->prepare(dice.instant(), places(), LicenseTypes::all());
        for (int i = 0; i < questions_per_world; ++i, ++shard.decisions) {
            const Query query = dice.query(world);
            const Decision right = decide_by_reference(tree, world.grants, world.footprint, query);
            const Decision given = loaded->decide(query);
            if (given != right) {
                shard.difference = "decision " + std::to_string(shard.decisions) +
                                   ", reference: " + shown(query, right) + "\nindex: " + shown(query, given);
                return shard;
            }
            ++shard.reasons[static_cast<size_t>(right.reason)];
        }
        shard.difference = difference_of_sweep(world, tree, *loaded, dice.query(world));
        if (!shard.difference.empty()) return shard;
    }
    return shard;
}

// "run SEED shard N: 1000000 decisions, none differs, 1.9 s; licensed 12345, ...", a line for each that is
// through.
class Record {
  public:
    Record(const char* path, uint64_t run) : path_(path == nullptr ? "" : path), run_(run) {
        std::ifstream file(path_);
        for (std::string line; std::getline(file, line);) {
            std::istringstream words(line);
            std::string word;
            uint64_t seed = 0;
            int64_t shard = 0;
            const bool whole = line.find("none differs") != std::string::npos && line.back() == '.';
            if (words >> word >> seed >> word >> shard && seed == run && whole) done_.insert(shard);
        }
    }

    bool has(int64_t shard) const { return done_.contains(shard); }

    void add(int64_t number, const Shard& shard, double seconds) {
        std::ostringstream line;
        line << "run " << run_ << " shard " << number << " : " << shard.decisions << " decisions, "
             << (shard.difference.empty() ? "none differs, " : "DIFFERS, ") << seconds << " s;";
        for (size_t r = 0; r < reason_count; ++r) {
            if (shard.reasons[r] > 0)
                line << ' ' << to_string(static_cast<Reason>(r)) << ' ' << shard.reasons[r];
        }
        line << ".\n";
        if (path_.empty()) return;
        std::fputs(line.str().c_str(), stderr);
        std::ofstream(path_, std::ios::app) << line.str() << std::flush;
    }

  private:
    std::string path_;
    uint64_t run_;
    std::set<int64_t> done_;
};

TEST(LawTest, TheIndexAnswersAsTheReferenceDoes) {
    const auto run = static_cast<uint64_t>(setting("NURI_SEED", usual_seed));
    const int64_t decisions = setting("NURI_RANDOM_DECISIONS", 10'000'000);
    const int64_t threads = setting("NURI_RANDOM_THREADS", 1);
    std::printf("NURI_SEED=%llu\n", static_cast<unsigned long long>(run));
    Record record(std::getenv("NURI_RANDOM_RECORD"), run);

    std::mutex mutex;  // over `record`, `reasons`, `asked` and `differences`
    Reasons reasons{};
    int64_t asked = 0;
    std::string differences;
    std::atomic<int64_t> next{0};
    const int64_t shards = (decisions + decisions_per_shard - 1) / decisions_per_shard;
    const auto work = [&] {
        for (int64_t number = next++; number < shards; number = next++) {
            if (record.has(number)) continue;
            const auto start = std::chrono::steady_clock::now();
            const Shard shard = run_shard(seed_of(run, number), std::min(decisions_per_shard, decisions));
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            const std::lock_guard lock(mutex);
            record.add(number, shard, took.count());
            asked += shard.decisions;
            for (size_t r = 0; r < reason_count; ++r) reasons[r] += shard.reasons[r];
            if (!shard.difference.empty())
                differences += "shard " + std::to_string(number) + ", " + shard.difference + "\n";
        }
    };
    std::vector<std::thread> others;
    for (int64_t i = 1; i < threads; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();

    EXPECT_EQ(differences, "");
    // A test that met a reason hardly ever would prove little of it.
    for (int r = 0; r <= static_cast<int>(Reason::no_licence); ++r) {
        EXPECT_GE(reasons[static_cast<size_t>(r)], asked / 2000) << to_string(static_cast<Reason>(r));
    }
    EXPECT_GE(reasons[static_cast<size_t>(Reason::device)], asked / 2000) << "device";
}

}  // namespace
}  // namespace nuri::rights
