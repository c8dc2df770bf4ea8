#include "rights/conflicts.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "rights/box.h"

namespace nuri::rights {
namespace {

bool share_platform(const Grant& a, const Grant& b) {
    if (a.platforms.empty() || b.platforms.empty()) return true;
    return std::any_of(a.platforms.begin(), a.platforms.end(), [&](const std::string& name) {
        return std::binary_search(b.platforms.begin(), b.platforms.end(), name);
    });
}

// What both lists take in, in the words of the narrower; none is any.
Languages shared_languages(const Languages& a, const Languages& b) {
    if (!a) return b;
    if (!b) return a;
    std::vector<world::LanguageTag> shared;
    const auto add = [&](const world::LanguageTag& tag, const std::vector<world::LanguageTag>& ranges) {
        const bool taken_in = std::any_of(ranges.begin(), ranges.end(),
                                          [&](const auto& range) { return world::matches(range, tag); });
        if (taken_in && std::find(shared.begin(), shared.end(), tag) == shared.end()) shared.push_back(tag);
    };
    for (const auto& tag : *a) add(tag, *b);
    for (const auto& tag : *b) add(tag, *a);
    return shared;
}

// Whether two rights can touch at all, their titles, territories and times aside.
bool are_comparable(const Grant& a, const Grant& b) {
    if (!a.edit.empty() && !b.edit.empty() && a.edit != b.edit) return false;
    if ((a.devices.bits() & b.devices.bits()) == 0 || !share_platform(a, b)) return false;
    if (a.denies() || b.denies()) return true;
    const Languages audio = shared_languages(a.terms.audio, b.terms.audio);
    return !audio || !audio->empty();
}

SharedSpan span_of(const Grant& a, const Grant& b, TitleId title, const Box& box) {
    return {title,
            a.edit.empty() ? b.edit : a.edit,
            box.territories,
            box.window,
            box.types,
            shared_languages(a.terms.audio, b.terms.audio),
            shared_languages(a.terms.subtitles, b.terms.subtitles)};
}

// What two rights are to each other that meet.
std::optional<ConflictKind> kind_of(const Right& a, const Right& b) {
    if (a.grant.denies() && b.grant.denies()) return std::nullopt;
    if (a.grant.denies() || b.grant.denies()) return ConflictKind::holdback;
    if (a.flow != b.flow) return std::nullopt;
    const bool exclusive = a.grant.exclusive || b.grant.exclusive;
    if (a.grant.partner != b.grant.partner)
        return exclusive ? std::optional(ConflictKind::exclusivity) : std::nullopt;
    return exclusive || a.grant.terms == b.grant.terms ? std::optional(ConflictKind::overlap) : std::nullopt;
}

// Every language that `inner` permits, `outer` does.
bool includes(const Languages& outer, const Languages& inner) {
    if (!outer) return true;
    return inner && std::all_of(inner->begin(), inner->end(), [&](const world::LanguageTag& tag) {
               return std::any_of(outer->begin(), outer->end(),
                                  [&](const auto& range) { return world::matches(range, tag); });
           });
}

// What is held back at the source is held back, or not permitted, in what is taken from it.
bool holds_back(const std::vector<world::LanguageTag>& at_source,
                const std::vector<world::LanguageTag>& taken, const Languages& permitted) {
    return std::all_of(at_source.begin(), at_source.end(), [&](const world::LanguageTag& tag) {
        const auto takes_in = [&](const world::LanguageTag& range) { return world::matches(range, tag); };
        if (std::any_of(taken.begin(), taken.end(), takes_in)) return true;
        return permitted && std::none_of(permitted->begin(), permitted->end(), [&](const auto& range) {
                   return world::matches(range, tag) || world::matches(tag, range);
               });
    });
}

template<typename Value>
bool is_above(const std::optional<Value>& taken, const std::optional<Value>& source) {
    return source && (!taken || *taken > *source);
}

Exceeded exceeded_by(const Grant& taken, const Grant& source) {
    const Terms &out = taken.terms, &in = source.terms;
    Exceeded e;
    e.height = is_above(out.max_height, in.max_height);
    e.hdr = out.hdr && !in.hdr;
    e.audio_format = out.audio_format > in.audio_format;
    e.audio = !includes(in.audio, out.audio) ||
              !includes(in.dubs ? in.dubs : in.audio, out.dubs ? out.dubs : out.audio) ||
              !holds_back(in.held_back.audio, out.held_back.audio, out.audio) ||
              !holds_back(in.held_back.dubs, out.held_back.dubs, out.dubs ? out.dubs : out.audio);
    e.subtitles =
        !includes(in.subtitles, out.subtitles) ||
        !includes(in.forced ? in.forced : in.subtitles, out.forced ? out.forced : out.subtitles) ||
        !holds_back(in.held_back.subtitles, out.held_back.subtitles, out.subtitles) ||
        !holds_back(in.held_back.forced, out.held_back.forced, out.forced ? out.forced : out.subtitles);
    if (out.download) {
        e.downloads = !in.download || is_above(out.download->keep, in.download->keep) ||
                      is_above(out.download->watch, in.download->watch) ||
                      is_above(out.download->per_account_max, in.download->per_account_max);
    }
    e.plays = is_above(out.plays.runs_max, in.plays.runs_max) ||
              is_above(out.plays.per_account_max, in.plays.per_account_max);
    const bool platforms_covered =
        source.platforms.empty() ||
        (!taken.platforms.empty() && std::includes(source.platforms.begin(), source.platforms.end(),
                                                   taken.platforms.begin(), taken.platforms.end()));
    e.devices = (taken.devices.bits() & ~unsigned{source.devices.bits()}) != 0 || !platforms_covered;
    return e;
}

class Finder {
  public:
    explicit Finder(const RightsByTitle& rights) : rights_(rights) {
        for (const TitleId title : rights.titles().titles()) {
            const auto chain = rights.titles().chain(title);
            for (size_t i = 1; i < chain.size(); ++i) below_[chain[i]].push_back(title);
        }
    }

    // Pairs of which one side is the title's own, the other it or above it.
    void find_pairs(TitleId title) {
        const auto own = rights_.of(title);
        if (own.empty()) return;
        std::vector<uint32_t> bearing = rights_.bearing_on(title);
        std::sort(bearing.begin(), bearing.end(),
                  [&](uint32_t a, uint32_t b) { return grant(a).window.start() < grant(b).window.start(); });
        std::vector<uint32_t> open;  // those that have begun and not ended, as the sweep goes on
        for (const uint32_t now : bearing) {
            std::erase_if(open, [&](uint32_t before) {
                const auto end = grant(before).window.end();
                return end && *end <= grant(now).window.start();
            });
            for (const uint32_t before : open) {
                if (grant(now).title == title || grant(before).title == title) compare(now, before, title);
            }
            open.push_back(now);
        }
    }

    void compare(uint32_t a, uint32_t b, TitleId lower) {
        const Right &x = right(a), &y = right(b);
        if (x.grant.id == y.grant.id) return;
        const auto kind = kind_of(x, y);
        if (!kind || !are_comparable(x.grant, y.grant)) return;
        const auto shared = intersection(box_of(x.grant), box_of(y.grant));
        if (!shared) return;
        // Of equals the later is the one that came too much; of a deny and an allow, the allow.
        const bool x_speaks = *kind == ConflictKind::holdback ? !x.grant.denies() : x.grant.id > y.grant.id;
        const Right &speaks = x_speaks ? x : y, &against = x_speaks ? y : x;
        add({*kind, speaks.grant.id, against.grant.id, span_of(x.grant, y.grant, lower, *shared), {}});
    }

    // Whether what a right out gives is there to be given.
    void find_source(const Right& out) {
        if (out.flow != Flow::out || out.grant.denies()) return;
        const auto below = below_.find(out.grant.title);
        std::vector<TitleId> leaves;
        if (below != below_.end()) {
            const bool bought_below =
                std::any_of(below->second.begin(), below->second.end(), [&](TitleId title) {
                    const auto own = rights_.of(title);
                    return std::any_of(own.begin(), own.end(),
                                       [&](uint32_t n) { return gives(right(n), out); });
                });
            if (bought_below) {
                for (const TitleId title : below->second) {
                    if (!below_.contains(title)) leaves.push_back(title);
                }
            }
        }
        if (leaves.empty()) return find_source(out, out.grant.title);
        // What was bought episode by episode is looked at episode by episode.
        for (const TitleId leaf : leaves) find_source(out, leaf);
    }

    Conflicts take() {
        std::sort(found_.begin(), found_.end(), [](const Conflict& a, const Conflict& b) {
            const auto key = [](const Conflict& c) {
                return std::tuple(c.right, c.kind, c.against.value_or(GrantId()), c.shared.title,
                                  c.shared.window.start());
            };
            return key(a) < key(b);
        });
        return {std::move(found_), truncated_};
    }

  private:
    const Right& right(uint32_t n) const { return rights_.rights()[n]; }
    const Grant& grant(uint32_t n) const { return right(n).grant; }

    // Whether it is a right in that a right out of this version could come from.
    static bool gives(const Right& in, const Right& out) {
        return in.flow == Flow::in && !in.grant.denies() &&
               (in.grant.edit.empty() || in.grant.edit == out.grant.edit);
    }

    void find_source(const Right& out, TitleId title) {
        std::vector<const Grant*> held;
        for (const uint32_t n : rights_.bearing_on(title)) {
            if (gives(right(n), out)) held.push_back(&grant(n));
        }
        std::sort(held.begin(), held.end(),
                  [](const Grant* a, const Grant* b) { return is_preferred(*a, *b); });

        std::vector<Box> lacking{box_of(out.grant)};
        for (const Grant* in : held) lacking = without(std::move(lacking), box_of(*in));
        report(ConflictKind::no_rights_in, out, title, lacking);

        std::vector<Box> covered{box_of(out.grant)};
        for (const Box& box : lacking) covered = without(std::move(covered), box);
        if (!out.sources.empty()) {
            std::erase_if(held, [&](const Grant* in) {
                return std::find(out.sources.begin(), out.sources.end(), in->contract) == out.sources.end();
            });
            std::vector<Box> outside = covered;
            for (const Grant* in : held) outside = without(std::move(outside), box_of(*in));
            report(ConflictKind::outside_chain, out, title, outside);
            for (const Box& box : outside) covered = without(std::move(covered), box);
        }
        if (out.grant.exclusive) {
            std::vector<Box> shared_with_others = covered;
            for (const Grant* in : held) {
                if (in->exclusive) shared_with_others = without(std::move(shared_with_others), box_of(*in));
            }
            report(ConflictKind::no_exclusive_rights_in, out, title, shared_with_others);
        }
        find_exceeded(out, title, held, std::move(covered));
    }

    // Where no source permits all that is given, the best of them is named.
    void find_exceeded(const Right& out, TitleId title, const std::vector<const Grant*>& held,
                       std::vector<Box> covered) {
        for (const Grant* in : held) {
            if (!exceeded_by(out.grant, *in).any()) covered = without(std::move(covered), box_of(*in));
        }
        for (const Grant* in : held) {
            const Exceeded exceeded = exceeded_by(out.grant, *in);
            if (!exceeded.any()) continue;
            for (const Box& box : within(covered, box_of(*in))) {
                add({ConflictKind::caps_exceeded, out.grant.id, in->id, span_of(out.grant, *in, title, box),
                     exceeded});
            }
            covered = without(std::move(covered), box_of(*in));
        }
    }

    void report(ConflictKind kind, const Right& out, TitleId title, const std::vector<Box>& boxes) {
        for (const Box& box : boxes)
            add({kind, out.grant.id, {}, span_of(out.grant, out.grant, title, box), {}});
    }

    void add(Conflict conflict) {
        if (found_.size() < Conflicts::found_max)
            found_.push_back(std::move(conflict));
        else
            truncated_ = true;
    }

    const RightsByTitle& rights_;
    std::unordered_map<TitleId, std::vector<TitleId>> below_;
    std::vector<Conflict> found_;
    bool truncated_ = false;
};

bool is_above(const TitleTree& titles, TitleId upper, TitleId lower) {
    const auto chain = titles.chain(lower);
    return std::find(chain.begin(), chain.end(), upper) != chain.end();
}

}  // namespace

std::string_view to_string(ConflictKind kind) {
    constexpr std::string_view words[] = {"no_rights_in", "outside_chain", "no_exclusive_rights_in",
                                          "exclusivity",  "overlap",       "holdback",
                                          "caps_exceeded"};
    static_assert(std::size(words) == conflict_kind_count);
    return words[static_cast<size_t>(kind)];
}

RightsByTitle::RightsByTitle(const TitleTree& titles, std::span<const Right> rights)
    : titles_(titles), rights_(rights) {
    for (uint32_t n = 0; n < rights.size(); ++n) own_[rights[n].grant.title].push_back(n);
}

std::span<const uint32_t> RightsByTitle::of(TitleId title) const {
    const auto found = own_.find(title);
    if (found == own_.end()) return {};
    return found->second;
}

std::vector<uint32_t> RightsByTitle::bearing_on(TitleId title) const {
    std::vector<uint32_t> bearing;
    for (const TitleId above : titles_.chain(title)) {
        const auto own = of(above);
        bearing.insert(bearing.end(), own.begin(), own.end());
    }
    return bearing;
}

Conflicts find_conflicts(const TitleTree& titles, std::span<const Right> rights) {
    const RightsByTitle by_title(titles, rights);
    Finder finder(by_title);
    for (const TitleId title : titles.titles()) finder.find_pairs(title);
    for (const Right& right : rights) {
        if (titles.contains(right.grant.title)) finder.find_source(right);
    }
    return finder.take();
}

Conflicts conflicts_of(const TitleTree& titles, std::span<const Right> rights, const Right& candidate) {
    // Only what stands above or below it can meet it.
    std::vector<Right> related;
    bool replaces = false;
    for (const Right& right : rights) {
        if (!is_above(titles, right.grant.title, candidate.grant.title) &&
            !is_above(titles, candidate.grant.title, right.grant.title)) {
            continue;
        }
        replaces = replaces || right.grant.id == candidate.grant.id;
        related.push_back(right);
    }
    const std::vector<Right> before = related;
    std::erase_if(related, [&](const Right& right) { return right.grant.id == candidate.grant.id; });
    related.push_back(candidate);

    const RightsByTitle by_title(titles, related);
    Finder finder(by_title);
    const auto last = static_cast<uint32_t>(related.size() - 1);
    for (uint32_t n = 0; n < last; ++n) {
        const bool above = is_above(titles, related[n].grant.title, candidate.grant.title);
        finder.compare(last, n, above ? candidate.grant.title : related[n].grant.title);
    }
    finder.find_source(candidate);
    if (candidate.flow == Flow::in && replaces) {
        // What was given away on the strength of the old one may now lack its source.
        for (uint32_t n = 0; n < last; ++n) finder.find_source(related[n]);
    }
    Conflicts conflicts = finder.take();
    if (candidate.flow == Flow::in && replaces) {
        const RightsByTitle old(titles, before);
        Finder then(old);
        for (const Right& right : before) then.find_source(right);
        const Conflicts known = then.take();
        std::erase_if(conflicts.found, [&](const Conflict& conflict) {
            return std::find(known.found.begin(), known.found.end(), conflict) != known.found.end();
        });
    }
    return conflicts;
}

}  // namespace nuri::rights
