#include "exchange/statement_rows.h"

#include <boost/json.hpp>

#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <map>

#include "avails/write.h"
#include "base/check.h"
#include "base/text.h"

namespace nuri::exchange {
namespace {

namespace json = boost::json;
using avails::Cell;
using avails::CellKind;
using avails::Document;
using avails::Field;
using avails::Row;
using avails::Sheet;

std::optional<double> parse_real(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

Error damaged(std::string_view what) {
    return {ErrorKind::corrupt, "the records of exchanges are damaged: " + std::string(what)};
}

/// The register counts days from 1900, whatever a workbook does: rows of both kinds stand side by side in it.
std::string day_of_1900(std::string_view serial) {
    constexpr double from_1904 = 1462;  // ECMA-376 part 1, 18.17.4.1
    const auto number = parse_real(serial);
    if (!number) return std::string(serial);
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, *number + from_1904).ptr};
}

json::array cells_json(const Row& row, const Sheet& sheet, const Document& document) {
    json::array cells;
    for (const Cell& cell : row.cells) {
        const auto& field = sheet.columns[cell.column].field;
        const bool date = field && (avails::facts(*field).kind == avails::FieldKind::date ||
                                    avails::facts(*field).kind == avails::FieldKind::moment);
        json::array one{cell.column, static_cast<int>(cell.kind)};
        if (document.dates_1904 && date && cell.kind == CellKind::number)
            one.emplace_back(day_of_1900(document.text(cell)));
        else
            one.emplace_back(document.text(cell));
        if (cell.written != 0) one.emplace_back(document.texts[cell.written]);
        cells.emplace_back(std::move(one));
    }
    return cells;
}

Result<json::array> parse_array(std::string_view text, std::string_view what) {
    boost::system::error_code failure;
    json::value value = json::parse(text, failure);
    if (failure || !value.is_array()) return damaged(what);
    return std::move(value.as_array());
}

std::string_view text_at(const json::array& array, size_t at) {
    return at < array.size() && array[at].is_string() ? std::string_view(array[at].get_string())
                                                      : std::string_view();
}

int64_t number_at(const json::array& array, size_t at) {
    return at < array.size() && array[at].is_int64() ? array[at].get_int64() : -1;
}

Result<std::vector<Cell>> parse_cells(const json::array& list, Document& document, size_t columns) {
    std::vector<Cell> cells;
    for (const json::value& value : list) {
        if (!value.is_array()) return damaged("a cell");
        const json::array& one = value.get_array();
        const int64_t column = number_at(one, 0), kind = number_at(one, 1);
        if (column < 0 || static_cast<size_t>(column) >= columns || kind < 0 ||
            kind > static_cast<int64_t>(CellKind::error))
            return damaged("a cell");
        Cell cell{static_cast<uint16_t>(column), static_cast<CellKind>(kind),
                  document.texts.intern(text_at(one, 2)), 0};
        if (one.size() > 3) cell.written = document.texts.intern(text_at(one, 3));
        cells.push_back(cell);
    }
    return cells;
}

/// A sheet without rows.
Result<Sheet> parse_layout(std::string_view text, std::string name, Document& document) {
    const json::array parts = TRY(parse_array(text, "a sheet's layout"));
    if (parts.size() != 3 || !parts[0].is_array() || !parts[1].is_array()) return damaged("a sheet's layout");
    Sheet sheet;
    sheet.name = std::move(name);
    for (const json::value& value : parts[0].get_array()) {
        if (!value.is_array()) return damaged("a column");
        const json::array& one = value.get_array();
        avails::Column column;
        column.section = text_at(one, 0);
        column.name = text_at(one, 1);
        column.place = static_cast<uint16_t>(number_at(one, 2));
        if (const std::string_view field = text_at(one, 3); !field.empty())
            if (const auto found = avails::find_field(field)) column.field = found->field;
        sheet.columns.push_back(std::move(column));
    }
    sheet.markers.number = 3;
    sheet.markers.cells = TRY(parse_cells(parts[1].get_array(), document, sheet.columns.size()));
    sheet.header_rows = static_cast<uint32_t>(number_at(parts, 2));
    return sheet;
}

}  // namespace

std::string layout_text(const Sheet& sheet, const Document& document) {
    json::array columns;
    for (const avails::Column& column : sheet.columns)
        columns.emplace_back(
            json::array{column.section, column.name, column.place,
                        column.field ? json::value(avails::facts(*column.field).column) : json::value("")});
    return json::serialize(
        json::array{std::move(columns), cells_json(sheet.markers, sheet, document), sheet.header_rows});
}

std::string cells_text(const Row& row, const Sheet& sheet, const Document& document) {
    return json::serialize(cells_json(row, sheet, document));
}

size_t HeldDocument::count() const {
    size_t count = 0;
    for (const auto& sheet : held) count += sheet.size();
    return count;
}

Result<HeldDocument> load_held(store::Reader& reader, const HeldFilter& filter) {
    HeldDocument loaded;
    std::string where = "1 = 1";
    store::Parameters parameters;
    const auto narrow = [&](std::string_view condition, const store::Value& value) {
        where += " AND " + std::string(condition);
        parameters.push_back(value);
    };
    if (filter.held_only) where += " AND st.retired IS NULL";
    if (!filter.partner.empty()) narrow("st.partner = ?", filter.partner);
    if (filter.import) narrow("st.import = ?", *filter.import);
    if (filter.retired_by) narrow("st.retired = ?", *filter.retired_by);
    std::map<std::string, uint32_t> sheets;    // by name and layout
    std::map<int64_t, uint32_t> sheets_by_id;  // several imports share one
    TRY(reader.each(
        "SELECT st.id, st.import, st.sheet, st.line, st.work, st.cells, st.element, st.asset, "
        "st.transaction_at, st.title, st.offer, st.said, sh.name, sh.layout FROM avails_statements st "
        "JOIN avails_sheets sh ON sh.id = st.sheet WHERE " +
            where + " ORDER BY st.id",
        parameters, [&](const store::Row& row) -> Result<> {
            enum : size_t {
                id,
                import,
                sheet,
                line,
                work,
                cells,
                element,
                asset,
                transaction,
                title,
                offer,
                said,
                name,
                layout
            };
            const int64_t sheet_id = row.integer(sheet);
            auto known = sheets_by_id.find(sheet_id);
            if (known == sheets_by_id.end()) {
                // Rows with elements behind them stand apart from those of a workbook with the same columns.
                const std::string key =
                    row.text(name) + (row.is_null(element) ? "\n" : "\nxml\n") + row.text(layout);
                const auto [same, added] =
                    sheets.try_emplace(key, static_cast<uint32_t>(loaded.document.sheets.size()));
                if (added) {
                    loaded.document.sheets.push_back(
                        TRY(parse_layout(row.text(layout), row.text(name), loaded.document)));
                    loaded.held.emplace_back();
                }
                known = sheets_by_id.emplace(sheet_id, same->second).first;
            }
            Sheet& into = loaded.document.sheets[known->second];
            Row made;
            made.number = static_cast<uint32_t>(row.integer(line));
            made.cells = TRY(parse_cells(TRY(parse_array(row.text(cells), "a row")), loaded.document,
                                         into.columns.size()));
            into.rows.push_back(std::move(made));
            loaded.held[known->second].push_back(
                {row.id<StatementId>(id), row.id<ImportId>(import), row.text(work), row.text(offer),
                 row.id<TitleId>(title), row.text(said), row.optional_integer(element).value_or(0),
                 static_cast<uint32_t>(row.integer(asset)), static_cast<uint32_t>(row.integer(transaction))});
            return {};
        }));
    return loaded;
}

std::string sha256_of(std::string_view bytes) {
    std::array<uint8_t, 32> digest{};
    CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return to_hex(digest);
}

std::string said_by(const Document& document, const Row& row, std::map<uint32_t, std::string>& avail_sums) {
    constexpr size_t digits = 16;
    if (document.format != avails::Format::xml) return {};
    const avails::Element& avail = document.elements[row.element];
    std::string own;
    uint32_t asset = 0, transaction = 0;
    for (const uint32_t index : avail.children) {
        const avails::Element& child = document.elements[index];
        const std::string_view name = document.local_name(child);
        if ((name == "Asset" && asset++ != row.asset) ||
            (name == "Transaction" && transaction++ != row.transaction))
            continue;
        own += avails::element_text(document, child);
    }
    auto known = avail_sums.find(row.element);
    if (known == avail_sums.end())
        known = avail_sums
                    .emplace(row.element, sha256_of(avails::element_text(document, avail)).substr(0, digits))
                    .first;
    return sha256_of(own).substr(0, digits) + known->second;
}

std::string work_of(const avails::RowView& row) {
    for (const Field field :
         {Field::alid, Field::content_id, Field::episode_content_id, Field::season_content_id,
          Field::volume_content_id, Field::series_content_id, Field::alt_id, Field::episode_alt_id,
          Field::season_alt_id, Field::title_display_unlimited, Field::title_internal_alias})
        if (row.has(field)) return std::string(row[field]);
    return {};
}

}  // namespace nuri::exchange
