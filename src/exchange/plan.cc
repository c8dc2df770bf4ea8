#include "exchange/plan.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "avails/check.h"
#include "avails/values.h"
#include "base/text.h"
#include "world/territory_expression.h"

namespace nuri::exchange {
namespace {

using avails::Change;
using avails::ChangeKind;
using avails::Field;
using avails::Row;
using avails::RowRef;
using avails::RowView;
using avails::Sheet;

enum class Entry { extract, full_delete, create, update, remove };

Entry entry_of(const RowView& row) {
    const std::string_view word = row[Field::entry_type];
    if (equals_ignoring_case(word, "Full Delete")) return Entry::full_delete;
    if (equals_ignoring_case(word, "Create")) return Entry::create;
    if (equals_ignoring_case(word, "Update")) return Entry::update;
    if (equals_ignoring_case(word, "Delete")) return Entry::remove;
    return Entry::extract;
}

/// Sale and rental are negotiated and sent together; every other licence type by itself.
std::string business_of(const RowView& row) {
    const std::string type = to_upper(row[Field::license_type]);
    for (const std::string_view one : {"EST", "VOD", "TVOD", "POEST", "PRE-RELEASE"})
        if (type == one) return "transactional";
    return type;
}

/// What a file's Full Extracts and Full Deletes speak of.
class Declared {
  public:
    explicit Declared(Scope scope) : scope_(scope) {}

    void add(const RowView& row) {
        const world::TerritorySet territories = avails::territories_of(row);
        all_ |= territories;
        const std::string work = work_of(row);
        works_.insert(work);
        // A Full Delete need not say of what business, and then is about all.
        entries_[{work, business_of(row)}] |= territories;
        empty_ = false;
    }

    enum class Reach { outside, within, partly };
    Reach reach(const std::string& work, const RowView& row) const {
        if (empty_) return Reach::outside;
        if (scope_ == Scope::partner) return Reach::within;
        if (scope_ == Scope::titles) return works_.contains(work) ? Reach::within : Reach::outside;
        const world::TerritorySet territories = avails::territories_of(row);
        if (scope_ == Scope::territories) return meeting(territories, all_);
        world::TerritorySet declared;
        for (const std::string& business : {business_of(row), std::string()})
            if (const auto entry = entries_.find({work, business}); entry != entries_.end())
                declared |= entry->second;
        return meeting(territories, declared);
    }

  private:
    static Reach meeting(const world::TerritorySet& held, const world::TerritorySet& declared) {
        if (declared.includes(held)) return held.empty() ? Reach::outside : Reach::within;
        return held.intersects(declared) ? Reach::partly : Reach::outside;
    }

    Scope scope_;
    bool empty_ = true;
    world::TerritorySet all_;
    std::set<std::string> works_;
    std::map<std::pair<std::string, std::string>, world::TerritorySet> entries_;  ///< by work and business
};

class Planner {
  public:
    Planner(const PlanInput& input, TitleMatcher& titles, avails::Findings& findings)
        : in_(input), titles_(titles), findings_(findings) {}

    Plan run() {
        sort_rows();
        mark_scope();
        compare();
        apply_singles();
        plan_.titles = titles_.planned();
        std::stable_sort(plan_.additions.begin(), plan_.additions.end(),
                         [](const Addition& a, const Addition& b) {
                             return std::pair(a.row.sheet, a.row.row) < std::pair(b.row.sheet, b.row.row);
                         });
        return std::move(plan_);
    }

  private:
    using Rows = std::vector<std::vector<bool>>;  ///< by sheet and row

    static Rows rows_of(const avails::Document& document) {
        Rows rows;
        for (const Sheet& sheet : document.sheets) rows.emplace_back(sheet.rows.size());
        return rows;
    }

    template<typename Visit>
    static void each_row(const avails::Document& document, Visit visit) {
        for (uint32_t s = 0; s < document.sheets.size(); ++s) {
            RowView view(document, document.sheets[s]);
            for (uint32_t r = 0; r < document.sheets[s].rows.size(); ++r) {
                if (document.sheets[s].rows[r].comment) continue;
                view.look_at(document.sheets[s].rows[r]);
                visit(RowRef{s, r}, view);
            }
        }
    }

    void sort_rows() {
        extracts_ = rows_of(in_.file);
        each_row(in_.file, [&](RowRef ref, const RowView& row) {
            ++plan_.counts.rows;
            const Entry entry = entry_of(row);
            if (entry == Entry::extract || entry == Entry::full_delete) declared_.add(row);
            if (entry == Entry::extract) extracts_[ref.sheet][ref.row] = true;
            if (entry == Entry::create || entry == Entry::update || entry == Entry::remove)
                singles_.emplace_back(ref, entry);
        });
    }

    void mark_scope() {
        in_scope_ = rows_of(in_.held.document);
        each_row(in_.held.document, [&](RowRef ref, const RowView& row) {
            const Held& held = in_.held.at(ref.sheet, ref.row);
            if (row.has(Field::avail_id)) by_avail_id_[std::string(row[Field::avail_id])].push_back(ref);
            switch (declared_.reach(held.work, row)) {
                case Declared::Reach::outside:
                    break;
                case Declared::Reach::within:
                    in_scope_[ref.sheet][ref.row] = true;
                    break;
                case Declared::Reach::partly:
                    findings_.add("scope_cuts", {},
                                  "what was stated before of " + avails::subject_of(row) + " (import " +
                                      std::to_string(held.import.number()) +
                                      ") holds in more territories than this file speaks of",
                                  "state them all, or import with a wider scope");
            }
        });
    }

    Addition read(RowRef ref) {
        Addition addition{ref, {}, {}};
        const Sheet& sheet = in_.file.sheets[ref.sheet];
        RowView row(in_.file, sheet);
        row.look_at(sheet.rows[ref.row]);
        const avails::Place place{in_.file.format == avails::Format::xml ? "" : sheet.name, row.row().number,
                                  ""};
        addition.offer = offer_of(row, in_.profile);
        if (addition.offer.reason.empty()) {
            const auto windows = grants_of(addition.offer, Instant(), clocks_);
            if (!windows) addition.offer.reason = windows.error().message;
        }
        if (addition.offer.reason.empty()) {
            addition.title = titles_.match(row);
            if (!addition.title) addition.offer.reason = "no title of the catalogue answers to it";
            if (addition.title && addition.offer.waits())
                findings_.add(
                    "window_waits", place,
                    "the window counts from an event, and is closed until it is known when that was",
                    "enter the event");
        } else {
            findings_.add("not_granted", place,
                          "the row is kept and grants nothing: " + addition.offer.reason);
        }
        return addition;
    }

    void add(Addition addition) { plan_.additions.push_back(std::move(addition)); }

    void retire(RowRef ref, bool grants_stay = false) {
        const Held& held = in_.held.at(ref.sheet, ref.row);
        plan_.retirements.push_back({held.id, held.title, grants_stay});
    }

    /// The same row in the file and in the register, or one in place of the other.
    void replace(RowRef before, RowRef after, Change change) {
        const Held& held = in_.held.at(before.sheet, before.row);
        Addition addition = read(after);
        const bool same_grants = addition.title.title == held.title && !addition.title.planned &&
                                 addition.offer.text() == held.offer;
        const bool same = change.kind == ChangeKind::same && same_grants && same_elements(held, after);
        if (same) ++plan_.counts.same;
        if (same && !has_moved(held, after)) return;
        if (same_grants) addition.heir_of = held.id;
        retire(before, same_grants);
        add(std::move(addition));
        if (same) return;
        ++plan_.counts.changed;
        if (change.kind == ChangeKind::same) {
            change.kind = ChangeKind::changed;
            RowView row(in_.file, in_.file.sheets[after.sheet]);
            row.look_at(in_.file.sheets[after.sheet].rows[after.row]);
            change.subject = avails::subject_of(row);
            if (!same_grants)
                change.fields = {{"licence", held.offer, plan_.additions.back().offer.text()}};
            else
                change.fields = {{"elements", "as they were", "what no column says is another"}};
        }
        plan_.changes.push_back(std::move(change));
    }

    static constexpr size_t own_digits = 16;

    /// Whether the elements of an XML row say what they said, where both sides have any.
    bool same_elements(const Held& held, RowRef after) const {
        if (in_.said.empty() || held.said.empty()) return true;
        return in_.said[after.row].substr(0, own_digits) == held.said.substr(0, own_digits);
    }

    /// Whether its Avail is another, although it itself is the same: then the new one is to be kept.
    bool has_moved(const Held& held, RowRef after) const {
        return !in_.said.empty() && in_.said[after.row] != held.said;
    }

    void compare() {
        const auto among = [](const Rows& rows) {
            return [&rows](RowRef ref) { return rows[ref.sheet][ref.row]; };
        };
        for (Change& change : avails::differences(in_.held.document, in_.file,
                                                  {true, false, among(in_scope_), among(extracts_)})) {
            if (change.kind == ChangeKind::added) {
                add(read(change.after_row));
                ++plan_.counts.added;
                plan_.changes.push_back(std::move(change));
            } else if (change.kind == ChangeKind::removed) {
                retire(change.before_row);
                ++plan_.counts.removed;
                plan_.changes.push_back(std::move(change));
            } else {
                replace(change.before_row, change.after_row, std::move(change));
            }
        }
    }

    /// Create, Update and Delete: one AvailID each, whatever the scope. Several rows may share one.
    void apply_singles() {
        std::map<std::string, std::vector<std::pair<RowRef, Entry>>> by_id;
        for (const auto& [ref, entry] : singles_) {
            RowView row(in_.file, in_.file.sheets[ref.sheet]);
            row.look_at(in_.file.sheets[ref.sheet].rows[ref.row]);
            if (row.has(Field::avail_id)) by_id[std::string(row[Field::avail_id])].emplace_back(ref, entry);
        }
        for (const auto& [id, rows] : by_id) apply_single(id, rows);
    }

    void apply_single(const std::string& id, const std::vector<std::pair<RowRef, Entry>>& rows) {
        const RowRef first = rows.front().first;
        const Entry entry = rows.front().second;
        const avails::Place place{
            in_.file.format == avails::Format::xml ? "" : in_.file.sheets[first.sheet].name,
            in_.file.sheets[first.sheet].rows[first.row].number, "AvailID"};
        for (const auto& [ref, other] : rows)
            if (other != entry)
                return findings_.add(
                    "avail_id_unclear", place,
                    "AvailID '" + id + "' is created, updated or deleted in one file more than once",
                    "send what it is to be in the end");
        const auto known = by_avail_id_.find(id);
        const std::vector<RowRef> held = known == by_avail_id_.end() ? std::vector<RowRef>() : known->second;
        if (entry == Entry::create && !held.empty())
            return findings_.add("avail_id_taken", place, "AvailID '" + id + "' is there already",
                                 "send an Update");
        if (entry != Entry::create && held.empty())
            return findings_.add("avail_id_missing", place, "there is no AvailID '" + id + "' to change",
                                 entry == Entry::update ? "send a Create" : "leave the row out");
        pair_single(held, rows, entry);
    }

    /// What an AvailID held and what it is to be, in their order.
    void pair_single(const std::vector<RowRef>& held, const std::vector<std::pair<RowRef, Entry>>& rows,
                     Entry entry) {
        const size_t now = entry == Entry::remove ? 0 : rows.size();
        for (size_t i = 0; i < std::max(held.size(), now); ++i) {
            Change change;
            change.before_row = i < held.size() ? held[i] : RowRef();
            change.after_row = i < now ? rows[i].first : RowRef();
            const auto tell = [&](const avails::Document& document, RowRef ref, avails::Place& place) {
                const Sheet& sheet = document.sheets[ref.sheet];
                RowView row(document, sheet);
                row.look_at(sheet.rows[ref.row]);
                place = {document.format == avails::Format::xml ? "" : sheet.name, row.row().number, ""};
                change.subject = avails::subject_of(row);
            };
            if (i < now) tell(in_.file, change.after_row, change.after);
            if (i < held.size()) tell(in_.held.document, change.before_row, change.before);
            if (i >= held.size()) {
                change.kind = ChangeKind::added;
                add(read(change.after_row));
                ++plan_.counts.added;
                plan_.changes.push_back(std::move(change));
            } else if (i >= now) {
                change.kind = ChangeKind::removed;
                retire(change.before_row);
                ++plan_.counts.removed;
                plan_.changes.push_back(std::move(change));
            } else {
                change.fields =
                    avails::field_changes(in_.held.document, change.before_row, in_.file, change.after_row);
                change.kind = change.fields.empty() ? ChangeKind::same : ChangeKind::changed;
                replace(change.before_row, change.after_row, std::move(change));
            }
        }
    }

    const PlanInput& in_;
    TitleMatcher& titles_;
    avails::Findings& findings_;
    Declared declared_{in_.scope};
    Rows extracts_, in_scope_;
    std::vector<std::pair<RowRef, Entry>> singles_;
    std::unordered_map<std::string, std::vector<RowRef>> by_avail_id_;
    Clocks clocks_;
    Plan plan_;
};

}  // namespace

Plan make_plan(const PlanInput& input, TitleMatcher& titles, avails::Findings& findings) {
    return Planner(input, titles, findings).run();
}

}  // namespace nuri::exchange
