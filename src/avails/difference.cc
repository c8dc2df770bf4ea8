#include "avails/difference.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <unordered_map>

#include "avails/span.h"
#include "avails/values.h"
#include "base/check.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

struct Entry {
    RowRef ref;
    uint32_t line = 0;
    std::string start;
    uint64_t sum = 0;  ///< of what all cells state, in any order
    bool paired = false;
};
using Entries = std::map<std::string, std::vector<Entry>>;
using Values = std::map<std::string, std::string>;

constexpr Field identity[] = {Field::alid,
                              Field::content_id,
                              Field::edit_id,
                              Field::alt_id,
                              Field::season_content_id,
                              Field::episode_content_id,
                              Field::volume_content_id,
                              Field::work_type,
                              Field::licensee,
                              Field::territory,
                              Field::license_type,
                              Field::format_profile,
                              Field::hdr,
                              Field::asset_language};
constexpr Field asset[] = {Field::content_id, Field::season_content_id, Field::episode_content_id,
                           Field::volume_content_id};

template<size_t Size>
std::string key_of(const RowView& row, const Field (&wanted)[Size]) {
    std::string key;
    for (const Field field : wanted) key += to_lower(row[field]) + "\n";
    return key;
}

std::string_view name_of(const Column& column) {
    return column.field ? facts(*column.field).column : std::string_view(column.name);
}

/// A number as a workbook would show it: 9.9900000000000002 is 9.99.
std::string number_text(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::string(text);
    char shown[32];
    const auto written = std::to_chars(shown, shown + sizeof shown, number, std::chars_format::general, 15);
    return {shown, written.ptr};
}

std::string list_text(std::string_view text) {
    std::string list;
    for (const std::string_view part : list_parts(text))
        list += (list.empty() ? "" : ",") + std::string(part);
    return list;
}

Values values_of(const Document& document, RowRef ref, bool entry_types) {
    Values values;
    const Sheet& sheet = document.sheets[ref.sheet];
    for (const Cell& cell : sheet.rows[ref.row].cells) {
        if (!entry_types && sheet.columns[cell.column].field == Field::entry_type) continue;
        std::string value = statement_of(document, cell, sheet.columns[cell.column]);
        if (!value.empty()) values.emplace(name_of(sheet.columns[cell.column]), std::move(value));
    }
    return values;
}

std::vector<FieldChange> changed_fields(const Document& before, RowRef before_row, const Document& after,
                                        RowRef after_row, bool entry_types) {
    std::vector<FieldChange> fields;
    const Values was = values_of(before, before_row, entry_types),
                 is = values_of(after, after_row, entry_types);
    for (const auto& [column, value] : was) {
        const auto other = is.find(column);
        const std::string text = other == is.end() ? "" : other->second;
        if (text != value) fields.push_back({column, value, text});
    }
    for (const auto& [column, value] : is)
        if (!was.contains(column)) fields.push_back({column, "", value});
    return fields;
}

Entries entries_of(const Document& document, const std::function<bool(RowRef)>& takes, bool entry_types) {
    Entries entries;
    for (uint32_t s = 0; s < document.sheets.size(); ++s) {
        const Sheet& sheet = document.sheets[s];
        RowView view(document, sheet);
        for (uint32_t r = 0; r < sheet.rows.size(); ++r) {
            const Row& row = sheet.rows[r];
            if (row.comment || (takes && !takes({s, r}))) continue;
            view.look_at(row);
            Entry entry{{s, r}, row.number, {}};
            bool empty = true;
            for (const Cell& cell : row.cells) {
                const Column& column = sheet.columns[cell.column];
                const std::string value = statement_of(document, cell, column);
                if (value.empty()) continue;
                empty = false;
                if (!entry_types && column.field == Field::entry_type) continue;
                if (column.field == Field::start) entry.start = value;
                const std::string said = std::string(name_of(column)) + "\n" + value;
                entry.sum += std::hash<std::string>()(said) * 0x9E3779B97F4A7C15u + 1;
            }
            if (empty) continue;
            const std::string id(view[Field::avail_id]);
            entries[id.empty() ? key_of(view, identity) : id + "\n" + key_of(view, asset)].push_back(
                std::move(entry));
        }
    }
    return entries;
}

class Comparison {
  public:
    Comparison(const Document& before, const Document& after, const Comparing& how)
        : before_(before), after_(after), how_(how) {}

    std::vector<Change> run() {
        Entries old_entries = entries_of(before_, how_.takes_before, how_.entry_types),
                new_entries = entries_of(after_, how_.takes_after, how_.entry_types);
        for (auto& [key, entries] : old_entries) {
            const auto same = new_entries.find(key);
            if (same != new_entries.end()) pair_up(entries, same->second);
            for (const Entry& entry : entries)
                if (!entry.paired) add(ChangeKind::removed, &entry, nullptr);
        }
        for (const auto& [key, entries] : new_entries)
            for (const Entry& entry : entries)
                if (!entry.paired) add(ChangeKind::added, nullptr, &entry);
        std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
            const auto line = [](const Change& change) {
                return change.kind == ChangeKind::added ? change.after.line : change.before.line;
            };
            return line(a) < line(b);
        });
        return std::move(changes_);
    }

  private:
    static Place place_of(const Document& document, const Entry& entry) {
        return {document.format == Format::xml ? "" : document.sheets[entry.ref.sheet].name, entry.line, ""};
    }

    static std::string subject(const Document& document, const Entry& entry) {
        RowView view(document, document.sheets[entry.ref.sheet]);
        view.look_at(document.sheets[entry.ref.sheet].rows[entry.ref.row]);
        return subject_of(view);
    }

    void add(ChangeKind kind, const Entry* old, const Entry* now, std::vector<FieldChange> fields = {}) {
        if (kind == ChangeKind::same && !how_.tells_same) return;
        Change change{kind, {}, {}, {}, {}, {}, std::move(fields)};
        if (old != nullptr) {
            change.before = place_of(before_, *old);
            change.before_row = old->ref;
        }
        if (now != nullptr) {
            change.after = place_of(after_, *now);
            change.after_row = now->ref;
        }
        if (kind != ChangeKind::same)
            change.subject = old != nullptr ? subject(before_, *old) : subject(after_, *now);
        changes_.push_back(std::move(change));
    }

    void pair(Entry& old, Entry& now) {
        old.paired = now.paired = true;
        std::vector<FieldChange> fields = changed_fields(before_, old.ref, after_, now.ref, how_.entry_types);
        const ChangeKind kind = fields.empty() ? ChangeKind::same : ChangeKind::changed;
        add(kind, &old, &now, std::move(fields));
    }

    /// Pairs what has the same key, in the order of both sides.
    template<typename Key>
    void pair_by(std::vector<Entry>& before, std::vector<Entry>& after, Key key) {
        std::unordered_map<std::decay_t<decltype(key(before.front()))>, std::vector<Entry*>> waiting;
        for (auto entry = after.rbegin(); entry != after.rend(); ++entry)
            if (!entry->paired) waiting[key(*entry)].push_back(&*entry);
        for (Entry& old : before) {
            if (old.paired) continue;
            const auto found = waiting.find(key(old));
            if (found == waiting.end() || found->second.empty()) continue;
            Entry* now = found->second.back();
            found->second.pop_back();
            pair(old, *now);
        }
    }

    void pair_up(std::vector<Entry>& before, std::vector<Entry>& after) {
        pair_by(before, after, [](const Entry& entry) { return entry.sum; });
        pair_by(before, after, [](const Entry& entry) { return entry.start; });
        pair_by(before, after, [](const Entry&) { return 0; });
    }

    const Document &before_, &after_;
    const Comparing& how_;
    std::vector<Change> changes_;
};

}  // namespace

std::string_view to_string(ChangeKind kind) {
    switch (kind) {
        case ChangeKind::added:
            return "added";
        case ChangeKind::removed:
            return "removed";
        case ChangeKind::changed:
            return "changed";
        case ChangeKind::same:
            return "same";
    }
    CHECK(false);
}

std::string statement_of(const Document& document, const Cell& cell, const Column& column) {
    const std::string_view text = trim(document.text(cell));
    if (!column.field || text.empty()) return std::string(text);
    const FieldKind kind = facts(*column.field).kind;
    switch (kind) {
        case FieldKind::date:
        case FieldKind::moment:
            if (auto time = read_civil_time(document, cell)) {
                const bool start = column.field == Field::start, end = column.field == Field::end;
                if (!time->date_only || !(start || end)) return to_string(*time);
                return to_string(*time) + (start ? "T00:00:00" : "T23:59:59");
            }
            if (const auto condition = parse_condition(text)) return std::string(to_string(*condition));
            return std::string(text);
        case FieldKind::duration:
        case FieldKind::run_time:
            if (const auto duration = read_duration(document, cell, kind)) return to_string(*duration);
            return std::string(text);
        case FieldKind::truth:
            if (const auto truth = parse_truth(text)) return *truth ? "true" : "false";
            return std::string(text);
        case FieldKind::territories:
        case FieldKind::identifiers:
            return list_text(text);
        case FieldKind::languages:
        case FieldKind::word:
            return to_lower(list_text(text));
        default:
            return cell.kind == CellKind::number || kind == FieldKind::amount ? number_text(text)
                                                                              : std::string(text);
    }
}

std::string subject_of(const RowView& row) {
    std::string subject;
    for (const Field field :
         {Field::alid, Field::license_type, Field::format_profile, Field::territory, Field::start}) {
        const Cell* cell = row.cell(field);
        if (cell == nullptr || !row.has(field)) continue;
        const std::string text = field == Field::start
                                     ? statement_of(row.document(), *cell, row.sheet().columns[cell->column])
                                     : std::string(row[field]);
        subject += (subject.empty() ? "" : " ") + text;
    }
    return subject;
}

std::vector<FieldChange> field_changes(const Document& before, RowRef before_row, const Document& after,
                                       RowRef after_row) {
    return changed_fields(before, before_row, after, after_row, false);
}

std::vector<Change> differences(const Document& before, const Document& after, const Comparing& how) {
    return Comparison(before, after, how).run();
}

}  // namespace nuri::avails
