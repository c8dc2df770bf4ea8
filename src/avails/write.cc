#include "avails/write.h"

#include "avails/zip.h"

namespace nuri::avails {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view sheet_namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package_relations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr size_t sheet_rows_max = 1'048'576;

/// What XML cannot hold at all was refused when the document was read. A carriage return would be read back
/// as a line feed, and in an attribute so would every white space as a blank.
void append_escaped(std::string& into, std::string_view text, bool attribute) {
    for (const char c : text) {
        switch (c) {
            case '&':
                into += "&amp;";
                break;
            case '<':
                into += "&lt;";
                break;
            case '>':
                into += "&gt;";
                break;
            case '"':
                into += attribute ? "&quot;" : "\"";
                break;
            case '\r':
                into += "&#13;";
                break;
            case '\n':
                into += attribute ? "&#10;" : "\n";
                break;
            case '\t':
                into += attribute ? "&#9;" : "\t";
                break;
            default:
                into += c;
        }
    }
}

std::string escaped(std::string_view text) {
    std::string into;
    append_escaped(into, text, true);
    return into;
}

void append_cell(std::string& xml, uint32_t row, uint16_t place, CellKind kind, std::string_view value) {
    xml += "<c r=\"" + column_letters(place) + std::to_string(row) + "\"";
    if (kind == CellKind::number || kind == CellKind::boolean) {
        xml += kind == CellKind::boolean ? " t=\"b\"><v>" : "><v>";
        append_escaped(xml, value, false);
        xml += "</v></c>";
        return;
    }
    xml += " t=\"inlineStr\"><is><t xml:space=\"preserve\">";
    append_escaped(xml, value, false);
    xml += "</t></is></c>";
}

void append_row(std::string& xml, const Document& document, const Sheet& sheet, const Row& row,
                uint32_t number) {
    if (row.cells.empty()) return;
    xml += "<row r=\"" + std::to_string(number) + "\">";
    for (const Cell& cell : row.cells)
        append_cell(xml, number, sheet.columns[cell.column].place, cell.kind, document.written(cell));
    xml += "</row>";
}

std::string sheet_xml(const Document& document, const Sheet& sheet) {
    std::string xml =
        std::string(declaration) + "<worksheet xmlns=\"" + std::string(sheet_namespace) + "\"><sheetData>";
    for (const uint32_t number : {1u, 2u}) {
        xml += "<row r=\"" + std::to_string(number) + "\">";
        for (const Column& column : sheet.columns)
            if (const std::string& name = number == 1 ? column.section : column.name; !name.empty())
                append_cell(xml, number, column.place, CellKind::text, name);
        xml += "</row>";
    }
    append_row(xml, document, sheet, sheet.markers, 3);
    // The rows of a workbook keep their numbers; those of XML, which are lines of the file, are counted anew.
    uint32_t number = 3;
    for (const Row& row : sheet.rows) {
        number = document.format == Format::workbook ? row.number : number + 1;
        append_row(xml, document, sheet, row, number);
    }
    return xml + "</sheetData></worksheet>";
}

std::string relationship(size_t id, std::string_view type, const std::string& target) {
    return "<Relationship Id=\"r" + std::to_string(id) + "\" Type=\"" + std::string(relations) + "/" +
           std::string(type) + "\" Target=\"" + target + "\"/>";
}

std::string part_name(size_t sheet) {
    return "worksheets/sheet" + std::to_string(sheet + 1) + ".xml";
}

void append_element(std::string& xml, const Document& document, const Element& element) {
    const std::string_view name = document.texts[element.name];
    xml += "<" + std::string(name);
    for (const Attribute& attribute : element.attributes) {
        xml += " " + std::string(document.texts[attribute.name]) + "=\"";
        append_escaped(xml, document.texts[attribute.value], true);
        xml += "\"";
    }
    if (element.children.empty() && element.text == 0) {
        xml += "/>";
        return;
    }
    xml += ">";
    append_escaped(xml, document.texts[element.text], false);
    for (const uint32_t child : element.children) {  // no deeper than XmlReader reads
        if (element.text == 0) xml += "\n";
        append_element(xml, document, document.elements[child]);
    }
    xml += "</" + std::string(name) + ">";
}

}  // namespace

Result<std::vector<uint8_t>> write_workbook(const Document& document) {
    ZipWriter zip;
    std::string types =
        std::string(declaration) +
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>";
    std::string book = std::string(declaration) + "<workbook xmlns=\"" + std::string(sheet_namespace) +
                       "\" xmlns:r=\"" + std::string(relations) + "\"><workbookPr date1904=\"" +
                       (document.dates_1904 ? "1" : "0") + "\"/><sheets>";
    std::string book_relations =
        std::string(declaration) + "<Relationships xmlns=\"" + std::string(package_relations) + "\">";
    for (size_t i = 0; i < document.sheets.size(); ++i) {
        types +=
            "<Override PartName=\"/xl/" + part_name(i) +
            "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
        book += "<sheet name=\"" + escaped(document.sheets[i].name) + "\" sheetId=\"" +
                std::to_string(i + 1) + "\" r:id=\"r" + std::to_string(i + 1) + "\"/>";
        book_relations += relationship(i + 1, "worksheet", part_name(i));
    }
    TRY(zip.add("[Content_Types].xml", types + "</Types>"));
    TRY(zip.add("_rels/.rels",
                std::string(declaration) + "<Relationships xmlns=\"" + std::string(package_relations) +
                    "\">" + relationship(1, "officeDocument", "xl/workbook.xml") + "</Relationships>"));
    TRY(zip.add("xl/workbook.xml", book + "</sheets></workbook>"));
    TRY(zip.add("xl/_rels/workbook.xml.rels", book_relations + "</Relationships>"));
    for (size_t i = 0; i < document.sheets.size(); ++i) {
        if (document.sheets[i].rows.size() + 3 > sheet_rows_max)
            return Error{ErrorKind::too_large,
                         "sheet '" + document.sheets[i].name + "' has more rows than a workbook can hold"};
        TRY(zip.add("xl/" + part_name(i), sheet_xml(document, document.sheets[i])));
    }
    return std::move(zip).finish();
}

Result<std::string> write_xml(const Document& document) {
    if (document.format != Format::xml || document.elements.empty())
        return Error{ErrorKind::unsupported, "the document is a workbook, and has no elements to write"};
    std::string xml(declaration);
    append_element(xml, document, document.elements.front());
    return xml + "\n";
}

std::string element_text(const Document& document, const Element& element) {
    std::string xml;
    append_element(xml, document, element);
    return xml;
}

}  // namespace nuri::avails
