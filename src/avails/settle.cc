#include "avails/settle.h"

#include <optional>

#include "base/text.h"

namespace nuri::avails {
namespace {

bool is_list(FieldKind kind) {
    return kind == FieldKind::territories || kind == FieldKind::languages || kind == FieldKind::identifiers;
}

bool is_date(FieldKind kind) {
    return kind == FieldKind::date || kind == FieldKind::moment;
}

/// "2025-08-31 09:00" of "31/08/2025 09:00" and "31.8.2025 09:00"; none for what has not that form.
std::optional<std::string> iso_date(std::string_view text, DateOrder order) {
    const std::string_view date = text.substr(0, text.find_first_of(" T"));
    const size_t first = date.find_first_of("/.-"), last = date.find_last_of("/.-");
    if (first == std::string_view::npos || first == last) return {};
    const auto a = parse_integer(date.substr(0, first)),
               b = parse_integer(date.substr(first + 1, last - first - 1)),
               year = parse_integer(date.substr(last + 1));
    if (!a || !b || !year || *a < 1 || *a > 31 || *b < 1 || *b > 31 || *year < 1000 || *year > 9999)
        return {};
    const auto two = [](int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const bool day_first = order == DateOrder::day_first;
    return std::to_string(*year) + "-" + two(day_first ? *b : *a) + "-" + two(day_first ? *a : *b) +
           std::string(text.substr(date.size()));
}

}  // namespace

void settle(Document& document, const Profile& profile) {
    const auto reads = [&](const Column& column) {
        if (!column.field) return false;
        const FieldKind kind = facts(*column.field).kind;
        return profile.words.contains(facts(*column.field).column) ||
               (!profile.separators.empty() && is_list(kind)) ||
               (profile.date_order != DateOrder::iso_only && is_date(kind));
    };
    const auto settled = [&](const Field field, std::string_view text) -> std::optional<std::string> {
        const FieldFacts& known = facts(field);
        if (const auto words = profile.words.find(known.column); words != profile.words.end())
            if (const auto word = words->second.find(to_lower(text)); word != words->second.end())
                return word->second;
        if (is_date(known.kind) && profile.date_order != DateOrder::iso_only)
            return iso_date(text, profile.date_order);
        if (!is_list(known.kind) || profile.separators.empty()) return {};
        std::string list(text);
        for (char& c : list)
            if (profile.separators.find(c) != std::string::npos) c = ',';
        return list;
    };
    for (Sheet& sheet : document.sheets) {
        std::vector<bool> wanted;
        for (const Column& column : sheet.columns) wanted.push_back(reads(column));
        for (Row& row : sheet.rows) {
            if (row.comment) continue;
            for (Cell& cell : row.cells) {
                if (!wanted[cell.column] || cell.kind != CellKind::text) continue;
                const auto text = settled(*sheet.columns[cell.column].field, trim(document.text(cell)));
                if (!text || *text == document.text(cell)) continue;
                if (cell.written == 0) cell.written = cell.text;
                cell.text = document.texts.intern(*text);
            }
        }
    }
}

}  // namespace nuri::avails
