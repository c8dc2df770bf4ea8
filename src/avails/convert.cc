#include "avails/convert.h"

#include <algorithm>
#include <array>

#include "avails/difference.h"
#include "avails/element_builder.h"
#include "avails/schema.h"
#include "avails/values.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

constexpr std::string_view workbook_versions[] = {"1.6", "1.7", "1.7.2", "1.7.3", "1.8", "1.9"};

Result<> check_version(Format format, std::string_view version) {
    const auto known = versions(format);
    if (std::find(known.begin(), known.end(), version) != known.end()) return {};
    std::vector<std::string_view> names(known.begin(), known.end());
    return Error{ErrorKind::invalid,
                 "version '" + std::string(version.substr(0, 20)) + "' is not written: " + join(names, ", ")};
}

/// Each difference between a document and what was made of it, as something unsaid.
void tell_differences(const Document& source, const Document& made, std::string_view what,
                      std::vector<Finding>& unsaid) {
    const auto tell = [&](const Place& place, std::string column, std::string message) {
        if (unsaid.size() >= Converted::unsaid_max) return;
        unsaid.push_back(
            {"unsaid", Severity::info, {place.sheet, place.line, std::move(column)}, std::move(message), ""});
    };
    for (const Change& change : differences(source, made)) {
        if (change.kind == ChangeKind::removed)
            tell(change.before, "", "the row cannot be said in " + std::string(what) + ": " + change.subject);
        for (const FieldChange& field : change.fields) {
            if (change.kind != ChangeKind::changed || field.before.empty()) continue;
            tell(change.before, field.column,
                 field.after.empty()
                     ? "'" + field.before + "' has no place in " + std::string(what)
                     : "'" + field.before + "' becomes '" + field.after + "' in " + std::string(what));
        }
    }
}

bool is_tv(const RowView& row) {
    for (const std::string_view work : {"Episode", "Season", "Series", "Miniseries", "Volume"})
        if (equals_ignoring_case(row[Field::work_type], work)) return true;
    return false;
}

class WorkbookMaker {
  public:
    WorkbookMaker(const Document& source, std::string_view version) : source_(source), version_(version) {
        made_.version = version;
        made_.dates_1904 = source.dates_1904;
    }

    Document run() {
        const bool one_tab = version_ >= "1.8";
        add_tab(one_tab ? "AllAvails" : "Movies", [&](const RowView& row) { return one_tab || !is_tv(row); });
        if (!one_tab) add_tab("TV", is_tv);
        return std::move(made_);
    }

  private:
    bool has_column(const FieldFacts& field) const {
        return field.since <= version_ && version_ <= field.until;
    }

    template<typename Takes>
    void add_tab(std::string name, Takes takes) {
        Sheet tab;
        tab.name = std::move(name);
        std::array<bool, field_count> used{};
        std::vector<std::pair<std::string, std::string>> foreign;  // section and name
        each_row([&](const RowView& row) {
            if (!takes(row)) return;
            for (const Cell& cell : row.row().cells) {
                const Column& column = row.sheet().columns[cell.column];
                if (column.field) {
                    used[static_cast<size_t>(*column.field)] = true;
                } else if (std::pair key(column.section, column.name);
                           !column.name.empty() &&
                           std::find(foreign.begin(), foreign.end(), key) == foreign.end()) {
                    foreign.push_back(std::move(key));
                }
            }
        });
        std::array<int, field_count> place;
        place.fill(-1);
        const auto add_column = [&](Column column) {
            column.place = static_cast<uint16_t>(tab.columns.size());
            tab.columns.push_back(std::move(column));
        };
        for (const FieldFacts& field : fields()) {
            if (!used[static_cast<size_t>(field.id)] || !has_column(field)) continue;
            place[static_cast<size_t>(field.id)] = static_cast<int>(tab.columns.size());
            add_column({std::string(field.section), std::string(field.column), field.id, 0});
        }
        const size_t known = tab.columns.size();
        for (const auto& [section, column] : foreign) add_column({section, column, std::nullopt, 0});
        if (tab.columns.empty()) return;
        mark(tab);
        uint32_t number = tab.header_rows;
        each_row([&](const RowView& row) {
            if (!takes(row)) return;
            Row made;
            made.number = ++number;
            for (const Cell& cell : row.row().cells) {
                const Column& column = row.sheet().columns[cell.column];
                int at = -1;
                if (column.field)
                    at = row.cell(*column.field) == &cell ? place[static_cast<size_t>(*column.field)] : -1;
                else if (const auto found = std::find(foreign.begin(), foreign.end(),
                                                      std::pair(column.section, column.name));
                         found != foreign.end())
                    at = static_cast<int>(known) + static_cast<int>(found - foreign.begin());
                if (at < 0) continue;
                made.cells.push_back(
                    {static_cast<uint16_t>(at), cell.kind, made_.texts.intern(source_.text(cell)), 0});
            }
            std::sort(made.cells.begin(), made.cells.end(),
                      [](const Cell& a, const Cell& b) { return a.column < b.column; });
            if (!made.cells.empty()) tab.rows.push_back(std::move(made));
        });
        if (!tab.rows.empty()) made_.sheets.push_back(std::move(tab));
    }

    /// Row 3: 1.8 and later say their version in it.
    void mark(Sheet& tab) {
        tab.markers.number = 3;
        for (const Column& column : tab.columns) {
            std::string_view text = "Opt";
            for (const Field field :
                 {Field::display_name, Field::alid, Field::entry_type, Field::work_type, Field::territory,
                  Field::license_type, Field::start, Field::end, Field::format_profile})
                if (column.field == field) text = "REQ";
            if (column.field == Field::display_name && version_ >= "1.8") text = version_;
            tab.markers.cells.push_back({column.place, CellKind::text, made_.texts.intern(text), 0});
        }
    }

    template<typename Visit>
    void each_row(Visit visit) {
        for (const Sheet& sheet : source_.sheets) {
            RowView view(source_, sheet);
            for (const Row& row : sheet.rows) {
                if (row.comment) continue;
                view.look_at(row);
                visit(view);
            }
        }
    }

    const Document& source_;
    std::string_view version_;
    Document made_;
};

/// A leaf of an Avail: its way from there, what it says, and where.
struct Leaf {
    std::string said;
    uint32_t line = 0;
    std::string path;
};

/// What a text says however it is spelt: PT01H is PT1H, and 1 may be true.
std::string plain(std::string_view text) {
    if (text.starts_with('P') || text.starts_with("-P"))
        if (const auto duration = parse_duration(text)) return to_string(*duration);
    if (text == "1" || text == "0") return text == "1" ? "true" : "false";
    return to_lower(text);
}

void collect_leaves(const Document& document, const Element& element, const std::string& path,
                    std::vector<Leaf>& leaves) {
    for (const Attribute& attribute : element.attributes) {
        const std::string_view name = document.texts[attribute.name];
        if (name.starts_with("xmlns") || name.find("schemaLocation") != std::string_view::npos) continue;
        const std::string way = path + "/@" + std::string(name.substr(name.rfind(':') + 1));
        leaves.push_back({way + "=" + plain(trim(document.texts[attribute.value])), element.line, way});
    }
    if (const std::string_view text = trim(document.texts[element.text]); !text.empty())
        leaves.push_back({path + "=" + plain(text), element.line, path});
    for (const uint32_t child : element.children) {
        const Element& below = document.elements[child];
        std::string way = path + "/" + std::string(document.local_name(below));
        if (const std::string_view term = document.attribute(below, "termName"); !term.empty())
            way += "[" + std::string(term) + "]";
        collect_leaves(document, below, way, leaves);
    }
}

std::map<std::string, std::vector<Leaf>> leaves_by_alid(const Document& document) {
    std::map<std::string, std::vector<Leaf>> leaves;
    for (const uint32_t index : document.elements.front().children) {
        const Element& avail = document.elements[index];
        const Element* alid = document.child(avail, "ALID");
        const std::string key(alid == nullptr ? "" : trim(document.texts[alid->text]));
        collect_leaves(document, avail, "Avail", leaves[key]);
    }
    for (auto& [alid, list] : leaves)
        std::stable_sort(list.begin(), list.end(),
                         [](const Leaf& a, const Leaf& b) { return a.said < b.said; });
    return leaves;
}

}  // namespace

std::span<const std::string_view> versions(Format format) {
    if (format == Format::workbook) return workbook_versions;
    return Schema::versions();
}

std::vector<Finding> beyond_rows(const Document& source) {
    std::vector<Finding> unsaid;
    if (source.format != Format::xml || source.elements.empty()) return unsaid;
    const Document again = build_elements(source, source.version);
    auto said = leaves_by_alid(again);
    for (const auto& [alid, leaves] : leaves_by_alid(source)) {
        const std::vector<Leaf>& others = said[alid];
        auto other = others.begin();
        for (const Leaf& leaf : leaves) {
            while (other != others.end() && other->said < leaf.said) ++other;
            if (other != others.end() && other->said == leaf.said) {
                ++other;
                continue;
            }
            // A row stands for each Asset and Transaction; what they share is said once, and need not be told
            // twice.
            if (other != others.begin() && std::prev(other)->said == leaf.said) continue;
            if (unsaid.size() >= Converted::unsaid_max) return unsaid;
            unsaid.push_back({"unsaid",
                              Severity::info,
                              {"", leaf.line, leaf.path},
                              "'" + leaf.said.substr(leaf.path.size() + 1) + "' has no column of a workbook",
                              ""});
        }
    }
    std::stable_sort(unsaid.begin(), unsaid.end(),
                     [](const Finding& a, const Finding& b) { return a.place.line < b.place.line; });
    return unsaid;
}

Result<Converted> as_workbook(const Document& source, std::string_view version) {
    TRY(check_version(Format::workbook, version));
    Converted converted{WorkbookMaker(source, version).run(), beyond_rows(source)};
    tell_differences(source, converted.document, "a workbook of " + std::string(version), converted.unsaid);
    return converted;
}

Result<Converted> as_xml(const Document& source, std::string_view version) {
    TRY(check_version(Format::xml, version));
    Converted converted{build_elements(source, version), {}};
    tell_differences(source, converted.document, "XML of " + std::string(version), converted.unsaid);
    return converted;
}

}  // namespace nuri::avails
