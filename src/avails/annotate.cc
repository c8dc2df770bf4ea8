#include "avails/annotate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "avails/read.h"
#include "avails/workbook_parts.h"
#include "avails/write.h"
#include "avails/zip.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

constexpr std::string_view relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view main_namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr size_t comment_bytes_max = 8'000;

/// Row and column from 0, as VML counts them.
using Spot = std::pair<uint32_t, uint16_t>;
using Comments = std::map<Spot, std::string>;

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : to_utf8(text)) {
        if (c == '&')
            xml += "&amp;";
        else if (c == '<')
            xml += "&lt;";
        else if (c == '>')
            xml += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n')
            xml += c;
    }
    return xml;
}

std::string reference(const Spot& spot) {
    return column_letters(spot.second) + std::to_string(spot.first + 1);
}

std::string comment_text(const Finding& finding) {
    return std::string(to_string(finding.severity)) + " " + finding.code + ": " + finding.message +
           (finding.mend.empty() ? "" : "\n> " + finding.mend);
}

/// Where in a workbook a finding is to be seen: by sheet.
std::map<std::string, Comments> place_comments(const Document& document,
                                               const std::vector<Finding>& findings) {
    std::map<std::string, Comments> by_sheet;
    if (document.sheets.empty()) return by_sheet;
    for (const Finding& finding : findings) {
        const Sheet* sheet = &document.sheets.front();
        for (const Sheet& one : document.sheets)
            if (one.name == finding.place.sheet) sheet = &one;
        Spot spot{finding.place.line == 0 ? 0 : finding.place.line - 1, 0};
        if (document.format == Format::xml) {
            // Rows stand one below the other; what precedes a Transaction in its Avail is said of the first
            // that follows.
            const auto row =
                std::lower_bound(sheet->rows.begin(), sheet->rows.end(), finding.place.line,
                                 [](const Row& one, uint32_t line) { return one.number < line; });
            const auto at = std::min(static_cast<size_t>(row - sheet->rows.begin()),
                                     sheet->rows.empty() ? 0 : sheet->rows.size() - 1);
            spot.first = finding.place.line == 0 ? 0 : static_cast<uint32_t>(sheet->header_rows + at);
        }
        for (const Column& column : sheet->columns)
            if (!finding.place.column.empty() && column.name == finding.place.column)
                spot.second = column.place;
        std::string& text = by_sheet[sheet->name][spot];
        if (text.size() < comment_bytes_max) text += (text.empty() ? "" : "\n\n") + comment_text(finding);
    }
    return by_sheet;
}

Error odd(std::string_view what) {
    return {ErrorKind::unsupported, "the workbook has " + std::string(what) + " of an unusual form"};
}

/// Puts text before the last `mark`; false if there is none.
bool insert_before(std::string& xml, std::string_view mark, std::string_view text) {
    const size_t at = xml.rfind(mark);
    if (at == std::string::npos) return false;
    xml.insert(at, text);
    return true;
}

size_t count_of(std::string_view text, std::string_view word) {
    size_t count = 0;
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
    return count;
}

class Annotator {
  public:
    Annotator(Zip& zip, const ReadLimits& limits) : zip_(zip), limits_(limits) {}

    Result<std::vector<uint8_t>> run(const std::map<std::string, Comments>& by_sheet) {
        const WorkbookParts parts = TRY(read_workbook_parts(zip_, limits_));
        for (const Zip::Part& part : zip_.parts()) {
            std::string& content = parts_[part.name];
            Zip::Stream stream = TRY(zip_.read(part));
            for (std::string_view piece = TRY(stream.next()); !piece.empty(); piece = TRY(stream.next()))
                content += piece;
        }
        for (const auto& [name, part] : parts.sheets)
            if (const auto comments = by_sheet.find(name); comments != by_sheet.end())
                TRY(annotate_sheet(part, comments->second));
        ZipWriter writer;
        // The directory of types comes first, as some readers want it.
        TRY(writer.add("[Content_Types].xml", parts_["[Content_Types].xml"]));
        for (const auto& [name, content] : parts_)
            if (name != "[Content_Types].xml" && !name.ends_with('/')) TRY(writer.add(name, content));
        return std::move(writer).finish();
    }

  private:
    Result<> annotate_sheet(const std::string& part, const Comments& comments) {
        Relationships known;
        const std::string relations_part = relationships_part(part);
        if (zip_.find(relations_part) != nullptr)
            known = TRY(read_relationships(zip_, relations_part, limits_));
        std::string old_comments, old_drawing;
        for (const auto& [id, relationship] : known) {
            if (relationship.type.ends_with("/comments"))
                old_comments = part_beside(part, relationship.target);
            if (relationship.type.ends_with("/vmlDrawing") &&
                parts_[part].find("\"" + id + "\"") != std::string::npos &&
                parts_[part].find("legacyDrawing ") != std::string::npos)
                old_drawing = part_beside(part, relationship.target);
        }
        Comments fresh = comments;
        if (old_comments.empty())
            TRY(add_comments_part(part, comments));
        else
            TRY(extend_comments(parts_[old_comments], fresh));
        if (old_drawing.empty()) return add_drawing(part, fresh);
        return insert_before(parts_[old_drawing], "</xml>", shapes(fresh)) ? Result<>() : odd("a drawing");
    }

    Result<> relate(const std::string& part, std::string_view id, std::string_view type,
                    const std::string& target) {
        std::string& xml = parts_[relationships_part(part)];
        if (xml.empty())
            xml =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Relationships "
                "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
        const std::string one = "<Relationship Id=\"" + std::string(id) + "\" Type=\"" +
                                std::string(relations) + "/" + std::string(type) + "\" Target=\"/" + target +
                                "\"/>";
        return insert_before(xml, "</Relationships>", one) ? Result<>() : odd("relationships");
    }

    Result<> declare_type(std::string_view declaration) {
        std::string& types = parts_["[Content_Types].xml"];
        if (types.find(declaration) != std::string::npos) return {};
        return insert_before(types, "</Types>", declaration) ? Result<>() : odd("content types");
    }

    static std::string comment_xml(const Spot& spot, const std::string& text, size_t author) {
        return "<comment ref=\"" + reference(spot) + "\" authorId=\"" + std::to_string(author) +
               "\"><text><t xml:space=\"preserve\">" + escaped(text) + "</t></text></comment>";
    }

    Result<> add_comments_part(const std::string& sheet, const Comments& comments) {
        const std::string part = "xl/nuri-comments" + std::to_string(++added_) + ".xml";
        std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<comments xmlns=\"" +
                          std::string(main_namespace) +
                          "\"><authors><author>nuri</author></authors><commentList>";
        for (const auto& [spot, text] : comments) xml += comment_xml(spot, text, 0);
        parts_[part] = xml + "</commentList></comments>";
        TRY(declare_type(
            "<Override PartName=\"/" + part +
            "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>"));
        return relate(sheet, "nuriComments", "comments", part);
    }

    /// What others have said stays; where they have said something of a cell, ours is put behind it. Leaves
    /// in `fresh` the cells that had no comment.
    static Result<> extend_comments(std::string& xml, Comments& fresh) {
        const size_t author = count_of(xml, "<author>") + count_of(xml, "<author/>");
        if (!insert_before(xml, "</authors>", "<author>nuri</author>")) return odd("comments");
        std::string ours;
        for (auto comment = fresh.begin(); comment != fresh.end();) {
            const size_t there = xml.find(" ref=\"" + reference(comment->first) + "\"");
            if (there == std::string::npos) {
                ours += comment_xml(comment->first, comment->second, author);
                ++comment;
                continue;
            }
            const size_t end = xml.find("</text>", there);
            if (end == std::string::npos || end > xml.find("</comment>", there)) return odd("comments");
            xml.insert(end,
                       "<r><t xml:space=\"preserve\">\n\nnuri: " + escaped(comment->second) + "</t></r>");
            comment = fresh.erase(comment);
        }
        return insert_before(xml, "</commentList>", ours) ? Result<>() : odd("comments");
    }

    static std::string shapes(const Comments& comments) {
        std::string xml;
        for (const auto& [spot, text] : comments) {
            const auto& [row, column] = spot;
            xml += "<v:shape id=\"nuri_" + reference(spot) +
                   "\" type=\"#_x0000_t202\" "
                   "style=\"position:absolute;visibility:hidden;width:280pt;height:110pt\" "
                   "fillcolor=\"#ffffe1\"><v:textbox style=\"mso-direction-alt:auto\"/><x:ClientData "
                   "ObjectType=\"Note\"><x:Anchor>" +
                   std::to_string(column + 1) + ", 10, " + std::to_string(row) + ", 4, " +
                   std::to_string(column + 5) + ", 10, " + std::to_string(row + 6) + ", 4</x:Anchor><x:Row>" +
                   std::to_string(row) + "</x:Row><x:Column>" + std::to_string(column) +
                   "</x:Column></x:ClientData></v:shape>";
        }
        return xml;
    }

    Result<> add_drawing(const std::string& sheet, const Comments& comments) {
        const std::string part = "xl/drawings/nuri-comments" + std::to_string(++added_) + ".vml";
        parts_[part] =
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
            "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
            "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shapetype id=\"_x0000_t202\" "
            "coordsize=\"21600,21600\" "
            "o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path "
            "gradientshapeok=\"t\" "
            "o:connecttype=\"rect\"/></v:shapetype>" +
            shapes(comments) + "</xml>";
        if (parts_["[Content_Types].xml"].find("Extension=\"vml\"") == std::string::npos)
            TRY(
                declare_type("<Default Extension=\"vml\" "
                             "ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"));
        TRY(relate(sheet, "nuriDrawing", "vmlDrawing", part));
        return insert_drawing(parts_[sheet]);
    }

    /// `legacyDrawing` has its place among what follows the data (18.3.1.99).
    static Result<> insert_drawing(std::string& xml) {
        const size_t root = xml.find("worksheet");
        if (root == std::string::npos) return odd("a sheet");
        const size_t open = xml.rfind('<', root);
        const std::string prefix = xml.substr(open + 1, root - open - 1);  // "x:", or nothing
        size_t data = xml.rfind("</" + prefix + "sheetData>");
        if (data == std::string::npos) data = xml.rfind("<" + prefix + "sheetData");
        size_t at = xml.rfind("</" + prefix + "worksheet>");
        if (data == std::string::npos || at == std::string::npos) return odd("a sheet");
        for (const std::string_view later : {"legacyDrawingHF", "drawingHF", "picture", "oleObjects",
                                             "controls", "webPublishItems", "tableParts", "extLst"})
            for (const char end : {'>', ' ', '/'})
                at = std::min(at, xml.find("<" + prefix + std::string(later) + end, data));
        xml.insert(at, "<" + prefix + "legacyDrawing xmlns:nuri=\"" + std::string(relations) +
                           "\" nuri:id=\"nuriDrawing\"/>");
        return {};
    }

    Zip& zip_;
    const ReadLimits& limits_;
    std::map<std::string, std::string> parts_;
    int added_ = 0;
};

Result<std::vector<uint8_t>> annotate_workbook(std::span<const uint8_t> file,
                                               const std::map<std::string, Comments>& by_sheet) {
    const ReadLimits limits;
    Zip zip = TRY(Zip::open(file, limits));
    return Annotator(zip, limits).run(by_sheet);
}

}  // namespace

Result<std::vector<uint8_t>> annotate(std::span<const uint8_t> file, const Document& document,
                                      const std::vector<Finding>& findings) {
    const auto by_sheet = place_comments(document, findings);
    if (document.format == Format::workbook) {
        auto annotated = annotate_workbook(file, by_sheet);
        if (annotated || annotated.error().kind != ErrorKind::unsupported) return annotated;
    }
    return annotate_workbook(TRY(write_workbook(document)), by_sheet);
}

}  // namespace nuri::avails
