#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avails/zip.h"

namespace nuri::avails {

/// Makes small workbooks for tests, and spoils them where a test wants it: a cell is its XML, made by the
/// functions below, so that anything can be put into one.
struct TestWorkbook {
    std::vector<std::vector<std::string>> rows;  ///< of cells; an empty one is left out
    bool dates_1904 = false;
    std::string sheet_name = "Movies";
    std::vector<std::string> shared;
    std::string sheet_xml;  ///< instead of the rows

    std::vector<uint8_t> bytes() const {
        std::string sheet = sheet_xml;
        if (sheet.empty()) {
            sheet = "<worksheet><sheetData>";
            for (size_t r = 0; r < rows.size(); ++r) {
                sheet += "<row r=\"" + std::to_string(r + 1) + "\">";
                for (size_t c = 0; c < rows[r].size(); ++c)
                    if (!rows[r][c].empty())
                        sheet += "<c r=\"" + column_letters(static_cast<uint32_t>(c)) +
                                 std::to_string(r + 1) + "\" " + rows[r][c];
                sheet += "</row>";
            }
            sheet += "</sheetData></worksheet>";
        }
        std::string strings = "<sst>";
        for (const std::string& text : shared) strings += "<si><t>" + text + "</t></si>";
        strings += "</sst>";
        ZipWriter zip;
        const auto add = [&](std::string_view name, const std::string& content) {
            (void)zip.add(name, content);
        };
        const auto relationship = [](std::string_view id, std::string_view type, std::string_view target) {
            return "<Relationship Id=\"" + std::string(id) + "\" Type=\"http://x/" + std::string(type) +
                   "\" Target=\"" + std::string(target) + "\"/>";
        };
        add("_rels/.rels",
            "<Relationships>" + relationship("r1", "officeDocument", "xl/workbook.xml") + "</Relationships>");
        add("xl/workbook.xml", "<workbook xmlns:r=\"http://x\"><workbookPr date1904=\"" +
                                   std::string(dates_1904 ? "1" : "0") + "\"/><sheets><sheet name=\"" +
                                   sheet_name + "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        add("xl/_rels/workbook.xml.rels",
            "<Relationships>" + relationship("r1", "worksheet", "worksheets/sheet1.xml") +
                relationship("r2", "sharedStrings", "sharedStrings.xml") + "</Relationships>");
        add("xl/sharedStrings.xml", strings);
        add("xl/worksheets/sheet1.xml", sheet);
        return *std::move(zip).finish();
    }
};

inline std::string text_cell(std::string_view text) {
    return "t=\"inlineStr\"><is><t>" + std::string(text) + "</t></is></c>";
}
inline std::string number_cell(std::string_view number) {
    return "><v>" + std::string(number) + "</v></c>";
}
inline std::string typed_cell(std::string_view type, std::string_view value) {
    return "t=\"" + std::string(type) + "\"><v>" + std::string(value) + "</v></c>";
}

/// A sheet of texts: columns ("Avail:ALID") and rows beneath them.
inline TestWorkbook sheet_of(const std::vector<std::string>& columns,
                             const std::vector<std::vector<std::string>>& rows) {
    TestWorkbook book;
    book.rows.resize(3);
    for (const std::string& column : columns) {
        const size_t colon = column.find(':');
        book.rows[0].push_back(text_cell(column.substr(0, colon)));
        book.rows[1].push_back(text_cell(column.substr(colon + 1)));
        book.rows[2].push_back(text_cell("REQ"));
    }
    for (const auto& row : rows) {
        std::vector<std::string> cells;
        for (const std::string& value : row) cells.push_back(value.empty() ? "" : text_cell(value));
        book.rows.push_back(std::move(cells));
    }
    return book;
}

}  // namespace nuri::avails
