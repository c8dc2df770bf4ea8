#include "avails/difference.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

struct Entry {
    Place place;
    std::string subject, start;
    std::map<std::string, std::string> values;  ///< by column
    bool paired = false;
};
using Entries = std::map<std::string, std::vector<Entry>>;

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

Entries entries_of(const Document& document) {
    Entries entries;
    for (const Sheet& sheet : document.sheets) {
        RowView view(document, sheet);
        for (const Row& row : sheet.rows) {
            if (row.comment) continue;
            view.look_at(row);
            Entry entry;
            entry.place = {document.format == Format::xml ? "" : sheet.name, row.number, ""};
            entry.start = view[Field::start];
            for (const Field field :
                 {Field::alid, Field::license_type, Field::format_profile, Field::territory, Field::start})
                if (view.has(field))
                    entry.subject += (entry.subject.empty() ? "" : " ") + std::string(view[field]);
            for (const Cell& cell : row.cells) {
                const Column& column = sheet.columns[cell.column];
                const std::string_view value = trim(document.text(cell));
                if (!value.empty())
                    entry.values.emplace(
                        column.field ? std::string(facts(*column.field).column) : column.name, value);
            }
            if (entry.values.empty()) continue;
            const std::string id(view[Field::avail_id]);
            entries[id.empty() ? key_of(view, identity) : id + "\n" + key_of(view, asset)].push_back(
                std::move(entry));
        }
    }
    return entries;
}

std::vector<FieldChange> changed_fields(const Entry& before, const Entry& after) {
    std::vector<FieldChange> changes;
    for (const auto& [column, value] : before.values) {
        const auto other = after.values.find(column);
        const std::string now = other == after.values.end() ? "" : other->second;
        if (now != value) changes.push_back({column, value, now});
    }
    for (const auto& [column, value] : after.values)
        if (!before.values.contains(column)) changes.push_back({column, "", value});
    return changes;
}

void pair_up(std::vector<Entry>& before, std::vector<Entry>& after, std::vector<Change>& changes) {
    const auto pair_where = [&](auto same) {
        for (Entry& old : before) {
            if (old.paired) continue;
            const auto found = std::find_if(after.begin(), after.end(), [&](const Entry& entry) {
                return !entry.paired && same(old, entry);
            });
            if (found == after.end()) continue;
            old.paired = found->paired = true;
            auto fields = changed_fields(old, *found);
            if (!fields.empty())
                changes.push_back(
                    {ChangeKind::changed, old.place, found->place, old.subject, std::move(fields)});
        }
    };
    pair_where([](const Entry& a, const Entry& b) { return a.values == b.values; });
    pair_where([](const Entry& a, const Entry& b) { return a.start == b.start; });
    pair_where([](const Entry&, const Entry&) { return true; });
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
    switch (kind) {
        case ChangeKind::added:
            return "added";
        case ChangeKind::removed:
            return "removed";
        case ChangeKind::changed:
            return "changed";
    }
    CHECK(false);
}

std::vector<Change> differences(const Document& before, const Document& after) {
    Entries old_entries = entries_of(before), new_entries = entries_of(after);
    std::vector<Change> changes;
    for (auto& [key, entries] : old_entries) {
        const auto same = new_entries.find(key);
        if (same != new_entries.end()) pair_up(entries, same->second, changes);
        for (const Entry& entry : entries)
            if (!entry.paired) changes.push_back({ChangeKind::removed, entry.place, {}, entry.subject, {}});
    }
    for (const auto& [key, entries] : new_entries)
        for (const Entry& entry : entries)
            if (!entry.paired) changes.push_back({ChangeKind::added, {}, entry.place, entry.subject, {}});
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        const auto line = [](const Change& change) {
            return change.kind == ChangeKind::added ? change.after.line : change.before.line;
        };
        return line(a) < line(b);
    });
    return changes;
}

}  // namespace nuri::avails
