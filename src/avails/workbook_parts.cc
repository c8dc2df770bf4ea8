#include "avails/workbook_parts.h"

namespace nuri::avails {

using Event = XmlReader::Event;

Result<> with_part(Zip& zip, std::string_view name, const std::function<Result<>(XmlReader&)>& work) {
    const Zip::Part* part = zip.find(name);
    if (part == nullptr)
        return Error{ErrorKind::corrupt, "the workbook has no part '" + std::string(name) + "'"};
    Zip::Stream stream = TRY(zip.read(*part));
    XmlReader reader([&stream] { return stream.next(); });
    return work(reader);
}

std::string relationships_part(std::string_view part) {
    const size_t slash = part.rfind('/') == std::string_view::npos ? 0 : part.rfind('/') + 1;
    return std::string(part.substr(0, slash)) + "_rels/" + std::string(part.substr(slash)) + ".rels";
}

std::string part_beside(std::string_view part, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::string folder(part.substr(0, part.rfind('/') == std::string_view::npos ? 0 : part.rfind('/')));
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    }
    return folder.empty() ? std::string(target) : folder + "/" + std::string(target);
}

Result<Relationships> read_relationships(Zip& zip, std::string_view part, const ReadLimits& limits) {
    Relationships found;
    TRY(with_part(zip, part, [&](XmlReader& xml) -> Result<> {
        for (Event event = TRY(xml.next()); event != Event::finish; event = TRY(xml.next())) {
            if (event != Event::start || xml.local_name() != "Relationship") continue;
            if (found.size() >= limits.parts_max)
                return Error{ErrorKind::too_large, "the workbook has too many parts"};
            found.emplace(xml.attribute("Id"), Relationship{std::string(xml.attribute("Type")),
                                                            std::string(xml.attribute("Target"))});
        }
        return {};
    }));
    return found;
}

Result<WorkbookParts> read_workbook_parts(Zip& zip, const ReadLimits& limits) {
    WorkbookParts parts;
    parts.book = "xl/workbook.xml";
    for (const auto& [id, relationship] : TRY(read_relationships(zip, "_rels/.rels", limits)))
        if (relationship.type.ends_with("/officeDocument")) parts.book = part_beside("", relationship.target);
    parts.of_book = TRY(read_relationships(zip, relationships_part(parts.book), limits));
    std::vector<std::pair<std::string, std::string>> sheets;  // name and relationship
    TRY(with_part(zip, parts.book, [&](XmlReader& xml) -> Result<> {
        for (Event event = TRY(xml.next()); event != Event::finish; event = TRY(xml.next())) {
            if (event != Event::start) continue;
            if (xml.local_name() == "workbookPr") {
                const std::string_view flag = xml.attribute("date1904");
                parts.dates_1904 = flag == "1" || flag == "true";
            } else if (xml.local_name() == "sheet") {
                if (sheets.size() >= limits.sheets_max)
                    return Error{ErrorKind::too_large, "the workbook has more than " +
                                                           std::to_string(limits.sheets_max) + " sheets"};
                std::string_view id;
                for (const XmlAttribute& attribute : xml.attributes())
                    if (attribute.name.ends_with(":id")) id = attribute.value;
                sheets.emplace_back(xml.attribute("name"), id);
            }
        }
        return {};
    }));
    for (auto& [name, id] : sheets) {
        const auto part = parts.of_book.find(id);
        if (part == parts.of_book.end() || !part->second.type.ends_with("/worksheet"))
            continue;  // a chart sheet
        parts.sheets.emplace_back(std::move(name), part_beside(parts.book, part->second.target));
    }
    return parts;
}

}  // namespace nuri::avails
