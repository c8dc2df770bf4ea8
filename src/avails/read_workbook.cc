#include <algorithm>
#include <charconv>
#include <functional>

#include "avails/layout.h"
#include "avails/read.h"
#include "avails/settle.h"
#include "avails/workbook_parts.h"
#include "avails/xml_reader.h"
#include "avails/zip.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

constexpr uint32_t sheet_rows_max = 1'048'576, sheet_columns_max = 16'384;  // ECMA-376 part 1, 18.3.1

using Event = XmlReader::Event;

class WorkbookReader {
  public:
    WorkbookReader(Zip& zip, Findings& findings, const ReadLimits& limits, const Profile& profile)
        : zip_(zip), findings_(findings), limits_(limits), profile_(profile) {}

    Result<Document> read() {
        const WorkbookParts parts = TRY(read_workbook_parts(zip_, limits_));
        document_.dates_1904 = parts.dates_1904;
        for (const auto& [id, relationship] : parts.of_book)
            if (relationship.type.ends_with("/sharedStrings"))
                TRY(read_shared_strings(part_beside(parts.book, relationship.target)));
        for (const auto& [name, part] : parts.sheets)
            TRY(read_sheet(name, part).context("sheet '" + name + "'"));
        document_.version = workbook_version(document_);
        if (document_.row_count() == 0)
            findings_.add("file_empty", {}, "no sheet of the workbook has a row that states something",
                          "rows 1 and 2 name section and column, row 3 holds marks, data starts in row 4");
        return std::move(document_);
    }

  private:
    Result<> read_shared_strings(const std::string& part) {
        return with_part(zip_, part, [&](XmlReader& xml) -> Result<> {
            for (Event event = TRY(xml.next()); event != Event::finish; event = TRY(xml.next())) {
                if (event != Event::start || xml.local_name() != "si") continue;
                if (strings_.size() >= limits_.shared_strings_max)
                    return Error{ErrorKind::too_large, "the workbook has more than " +
                                                           std::to_string(limits_.shared_strings_max) +
                                                           " strings"};
                strings_.push_back(TRY(keep(TRY(rich_text(xml)))));
            }
            return {};
        });
    }

    /// The texts of the element that has just started, without phonetic guides (18.4.6).
    Result<std::string> rich_text(XmlReader& xml) {
        std::string text;
        const size_t outside = xml.depth() - 1;
        bool within = false;
        while (true) {
            const Event event = TRY(xml.next());
            if (event == Event::start && xml.local_name() == "rPh") {
                TRY(xml.skip());
            } else if (event == Event::start) {
                within = xml.local_name() == "t";
            } else if (event == Event::text) {
                if (within) text += xml.text();
            } else {
                within = false;
                if (xml.depth() == outside) return text;
            }
            if (text.size() > XmlReader::text_bytes_max)
                return Error{ErrorKind::too_large, "a cell's text is too long"};
        }
    }

    Result<TextId> keep(std::string_view text) {
        if (document_.texts.bytes() + text.size() > limits_.text_bytes_max)
            return Error{ErrorKind::too_large, "the workbook's texts come to more than " +
                                                   std::to_string(limits_.text_bytes_max) + " bytes"};
        return document_.texts.intern(text);
    }

    /// A row as the file has it: cells by their place in the sheet.
    struct RawRow {
        uint32_t number = 0;
        std::vector<Cell> cells;
    };

    Result<> read_sheet(const std::string& name, const std::string& part) {
        return with_part(zip_, part, [&](XmlReader& xml) -> Result<> {
            SheetBuilder builder(document_, profile_, findings_, name);
            uint32_t last = 0;
            for (Event event = TRY(xml.next()); event != Event::finish; event = TRY(xml.next())) {
                if (event != Event::start || xml.local_name() != "row") continue;
                RawRow raw;
                raw.number = last + 1;
                if (const std::string_view number = xml.attribute("r"); !number.empty()) {
                    const auto parsed = parse_integer(number);
                    if (!parsed || *parsed <= last || *parsed > sheet_rows_max)
                        return Error{ErrorKind::corrupt, "row '" + std::string(number.substr(0, 20)) +
                                                             "' follows row " + std::to_string(last)};
                    raw.number = static_cast<uint32_t>(*parsed);
                }
                last = raw.number;
                TRY(read_row(xml, name, builder, raw));
                if (raw.cells.empty()) continue;
                if (!builder.take(raw.number, std::move(raw.cells))) break;  // not an avails sheet
                if (builder.rows() + rows_ > limits_.rows_max) {
                    findings_.add("rows_many", {name, raw.number, ""},
                                  "the file has more than " + std::to_string(limits_.rows_max) +
                                      " rows; what follows was not read",
                                  "divide it into several files");
                    break;
                }
            }
            rows_ += builder.rows();
            std::move(builder).finish();
            return {};
        });
    }

    Result<> read_row(XmlReader& xml, const std::string& sheet, const SheetBuilder& builder, RawRow& row) {
        const size_t outside = xml.depth() - 1;
        uint32_t next_place = 0;
        while (true) {
            const Event event = TRY(xml.next());
            if (event == Event::end && xml.depth() == outside) return {};
            if (event != Event::start || xml.local_name() != "c") continue;
            const uint32_t place = TRY(place_of(xml.attribute("r"), next_place));
            next_place = place + 1;
            if (auto cell = TRY(read_cell(xml, [&] {
                    return Place{sheet, row.number, builder.column_name(static_cast<uint16_t>(place))};
                }))) {
                if (place >= limits_.columns_max)
                    return Error{ErrorKind::too_large, "row " + std::to_string(row.number) +
                                                           " has more than " +
                                                           std::to_string(limits_.columns_max) + " columns"};
                cell->column = static_cast<uint16_t>(place);
                row.cells.push_back(*cell);
            }
        }
    }

    /// "C7" is 2. Cells come from left to right (18.3.1.73); without a reference one follows the last.
    Result<uint32_t> place_of(std::string_view reference, uint32_t next_place) {
        if (reference.empty()) return next_place;
        uint32_t place = 0;
        for (const char c : reference) {
            if (c < 'A' || c > 'Z') break;
            place = place * 26 + static_cast<uint32_t>(c - 'A' + 1);
            if (place > sheet_columns_max) break;
        }
        if (place == 0 || place > sheet_columns_max || place - 1 < next_place)
            return Error{ErrorKind::corrupt,
                         "cell '" + std::string(reference.substr(0, 20)) + "' is out of order"};
        return place - 1;
    }

    /// None for a cell without a value.
    Result<std::optional<Cell>> read_cell(XmlReader& xml, const std::function<Place()>& place) {
        const std::string type(xml.attribute("t"));
        const size_t outside = xml.depth() - 1;
        std::string value;
        bool formula = false, valued = false;
        while (true) {
            const Event event = TRY(xml.next());
            if (event == Event::end && xml.depth() == outside) break;
            if (event == Event::start && xml.local_name() == "is") {
                value = TRY(rich_text(xml));
                valued = true;
            } else if (event == Event::start) {
                formula |= xml.local_name() == "f";
                valued = xml.local_name() == "v";
            } else if (event == Event::text && valued) {
                value += xml.text();
            } else if (event == Event::end) {
                valued = false;
            }
        }
        if (formula) {
            findings_.add("formula", place(),
                          "the cell holds a formula, whose value may be another one tomorrow",
                          "copy the sheet and paste its values only");
            return std::optional(Cell{0, CellKind::formula, TRY(keep(value)), 0});
        }
        if (value.empty()) return std::optional<Cell>();
        if (type == "s") {
            const auto index = parse_integer(trim(value));
            if (!index || *index < 0 || static_cast<size_t>(*index) >= strings_.size()) {
                findings_.add("cell_error", place(),
                              "the cell points at string '" + value.substr(0, 40) + "' of " +
                                  std::to_string(strings_.size()),
                              "save the workbook again");
                return std::optional<Cell>();
            }
            const TextId text = strings_[static_cast<size_t>(*index)];
            return text == 0 ? std::optional<Cell>() : std::optional(Cell{0, CellKind::text, text, 0});
        }
        if (type == "e") {
            findings_.add("cell_error", place(), "the cell holds the error '" + value.substr(0, 40) + "'",
                          "give it a value");
            return std::optional(Cell{0, CellKind::error, TRY(keep(value)), 0});
        }
        if (type == "b") return std::optional(Cell{0, CellKind::boolean, TRY(keep(value)), 0});
        if (type.empty() || type == "n") {
            double number = 0;
            const std::string_view digits = trim(value);
            const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (failure == std::errc() && end == digits.data() + digits.size())
                return std::optional(Cell{0, CellKind::number, TRY(keep(digits)), 0});
            findings_.add("cell_error", place(),
                          "the cell says it holds a number, and holds '" + value.substr(0, 40) + "'",
                          "type its value again");
        }
        return std::optional(Cell{0, CellKind::text, TRY(keep(value)), 0});
    }

    Zip& zip_;
    Findings& findings_;
    const ReadLimits& limits_;
    const Profile& profile_;
    Document document_;
    std::vector<TextId> strings_;
    size_t rows_ = 0;
};

}  // namespace

bool looks_like_workbook(std::span<const uint8_t> file) {
    return as_text(file).starts_with(std::string_view("PK\x03\x04", 4));
}

Result<Document> read_workbook(std::span<const uint8_t> file, Findings& findings, const ReadLimits& limits,
                               const Profile& profile) {
    if (file.size() > limits.file_bytes_max)
        return Error{ErrorKind::too_large,
                     "the file has more than " + std::to_string(limits.file_bytes_max) + " bytes"};
    Zip zip = TRY(Zip::open(file, limits));
    Document document = TRY(WorkbookReader(zip, findings, limits, profile).read());
    settle(document, profile);
    return document;
}

Result<Document> read_document(std::span<const uint8_t> file, Findings& findings, const ReadLimits& limits,
                               const Profile& profile) {
    if (looks_like_workbook(file)) return read_workbook(file, findings, limits, profile);
    if (as_text(file).starts_with("\xD0\xCF\x11\xE0"))
        return Error{ErrorKind::unsupported,
                     "the file is an old Excel workbook (.xls), or one protected by a password; save it as "
                     ".xlsx without one"};
    return read_xml(file, findings, limits, profile);
}

}  // namespace nuri::avails
