#include "desk/standing.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "assets/asset_index.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"

namespace nuri::desk {
namespace {

using catalogue::Kind;
using rights::Reason;

constexpr struct {
    TitleStatus status;
    std::string_view word;
} words[] = {{TitleStatus::live, "live"},
             {TitleStatus::not_ready, "not_ready"},
             {TitleStatus::scheduled, "scheduled"},
             {TitleStatus::ended, "ended"},
             {TitleStatus::unlicensed, "unlicensed"}};

bool plays(const catalogue::Title& title) {
    return title.kind == Kind::film || title.kind == Kind::episode;
}

std::vector<world::Territory> launched(const licensing::Law& law, Instant at) {
    std::vector<world::Territory> territories;
    for (const auto& [territory, state] : law.footprint.states()) {
        if (law.footprint.state_at(territory, at).presence == world::Presence::launched)
            territories.push_back(territory);
    }
    return territories;
}

}  // namespace

std::string_view to_string(TitleStatus status) {
    for (const auto& [known, word] : words)
        if (known == status) return word;
    return "";
}

Result<TitleStatus> parse_title_status(std::string_view text) {
    for (const auto& [status, word] : words)
        if (word == text) return status;
    return Error{ErrorKind::invalid, "\"" + std::string(text.substr(0, 40)) +
                                         "\" is no status: there are live, not_ready, scheduled, ended and "
                                         "unlicensed"};
}

Standing::Standing(const Holdings& holdings, Instant at) : holdings_(holdings), at_(at) {
    const catalogue::Snapshot& catalogue = *holdings.catalogue;
    const rights::Index& index = holdings.law->index;
    const std::vector<TitleId> titles = index.titles();
    std::vector<TitleStatus> best(titles.size(), TitleStatus::unlicensed);
    std::vector<rights::Verdict> verdicts;
    int64_t next = rights::Verdict::never;
    for (const world::Territory territory : launched(*holdings.law, at)) {
        index.sweep({territory, {}, at}, verdicts);
        for (size_t i = 0; i < titles.size(); ++i) {
            next = std::min(next, verdicts[i].valid_until_ms);
            TitleStatus status = TitleStatus::unlicensed;
            if (verdicts[i].allowed()) status = TitleStatus::live;
            if (verdicts[i].reason == Reason::not_open_yet) status = TitleStatus::scheduled;
            if (verdicts[i].reason == Reason::closed) status = TitleStatus::ended;
            best[i] = std::min(best[i], status);
        }
    }
    if (next != rights::Verdict::never) valid_until_ = from_unix_ms(next);
    // A launch is a change too, and no verdict tells of it where the service was not.
    for (const auto& [territory, state] : holdings.law->footprint.states()) {
        if (state.since && *state.since > at && (!valid_until_ || *state.since < *valid_until_))
            valid_until_ = state.since;
    }
    entries_.reserve(catalogue.titles().size());
    for (const catalogue::Title& title : catalogue.titles()) entries_.emplace(title.id, Entry());
    for (size_t i = 0; i < titles.size(); ++i) {
        const catalogue::Title* title = catalogue.find(titles[i]);
        if (title == nullptr || !plays(*title)) continue;
        const bool ready = holdings.assets->current_of(titles[i]).has_value();
        const TitleStatus status = best[i] == TitleStatus::live && !ready ? TitleStatus::not_ready : best[i];
        ++counts_[status];
        for (const catalogue::Title* up = title; up != nullptr;
             up = up->parent ? catalogue.find(*up->parent) : nullptr) {
            Entry& entry = entries_[up->id];
            entry.status = std::min(entry.status, status);
            entry.has_asset = entry.has_asset || ready;
        }
    }
}

TitleStatus Standing::status_of(TitleId title) const {
    const auto found = entries_.find(title);
    return found == entries_.end() ? TitleStatus::unlicensed : found->second.status;
}

bool Standing::has_asset(TitleId title) const {
    const auto found = entries_.find(title);
    return found != entries_.end() && found->second.has_asset;
}

namespace {

/// One film or episode in one territory from yes to no or from no to yes.
using Changes = std::map<std::pair<Instant, TitleId>, std::set<world::Territory>>;

/// Lifts what is true of all that lies below a title up to that title.
void lift(const catalogue::Snapshot& catalogue, Changes& changes) {
    for (int level = 0; level < rights::TitleTree::depth_max; ++level) {
        Changes lifted;
        std::set<std::pair<Instant, TitleId>> gone;
        for (const auto& [key, territories] : changes) {
            const catalogue::Title* title = catalogue.find(key.second);
            if (title == nullptr || !title->parent || gone.contains(key)) continue;
            const auto siblings = catalogue.children(*title->parent);
            const bool together = std::all_of(siblings.begin(), siblings.end(), [&](TitleId sibling) {
                const auto found = changes.find({key.first, sibling});
                return found != changes.end() && found->second == territories;
            });
            if (!together) continue;
            for (const TitleId sibling : siblings) gone.insert({key.first, sibling});
            lifted[{key.first, *title->parent}] = territories;
        }
        if (lifted.empty()) return;
        for (const auto& key : gone) changes.erase(key);
        changes.merge(lifted);
    }
}

std::vector<Turn> listed(const Changes& changes, size_t count_max) {
    std::vector<Turn> turns;
    for (const auto& [key, territories] : changes) {
        if (turns.size() == count_max) break;
        turns.push_back({key.second, key.first, {territories.begin(), territories.end()}});
    }
    return turns;
}

}  // namespace

Turns turns_between(const Holdings& holdings, Instant from, Instant to, size_t count_max) {
    constexpr int changes_max = 16;  // of one title in one territory within the span
    const rights::Index& index = holdings.law->index;
    const std::vector<TitleId> titles = index.titles();
    Changes openings, closings;
    std::vector<rights::Verdict> verdicts;
    for (const auto& [territory, state] : holdings.law->footprint.states()) {
        if (state.presence == world::Presence::unavailable) continue;
        index.sweep({territory, {}, from}, verdicts);
        for (size_t i = 0; i < titles.size(); ++i) {
            if (verdicts[i].valid_until_ms >= to_unix_ms(to)) continue;
            const catalogue::Title* title = holdings.catalogue->find(titles[i]);
            if (title == nullptr || !plays(*title)) continue;
            rights::Verdict verdict = verdicts[i];
            for (int change = 0; change < changes_max && verdict.valid_until_ms < to_unix_ms(to); ++change) {
                const Instant at = from_unix_ms(verdict.valid_until_ms);
                const rights::Verdict then = index.verdict({titles[i], territory, {}, at});
                if (then.allowed() && !verdict.allowed()) openings[{at, titles[i]}].insert(territory);
                if (!then.allowed() && verdict.allowed()) closings[{at, titles[i]}].insert(territory);
                verdict = then;
            }
        }
    }
    lift(*holdings.catalogue, openings);
    lift(*holdings.catalogue, closings);
    return {listed(openings, count_max), listed(closings, count_max)};
}

}  // namespace nuri::desk
