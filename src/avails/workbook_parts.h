#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avails/xml_reader.h"
#include "avails/zip.h"
#include "base/result.h"

namespace nuri::avails {

struct Relationship {
    std::string type, target;
};
/// By their id.
using Relationships = std::map<std::string, Relationship>;

/// Opens a part for reading; the reader is good for the length of `work`. `corrupt` if there is none.
Result<> with_part(Zip& zip, std::string_view name, const std::function<Result<>(XmlReader&)>& work);

/// "xl/worksheets/_rels/sheet1.xml.rels" of "xl/worksheets/sheet1.xml".
std::string relationships_part(std::string_view part);

/// "xl/worksheets/sheet1.xml" of "worksheets/sheet1.xml" beside "xl/workbook.xml"; targets may be absolute.
std::string part_beside(std::string_view part, std::string_view target);

/// What a relationships part holds, at most as many as there may be parts.
Result<Relationships> read_relationships(Zip& zip, std::string_view part, const ReadLimits& limits);

/// Where a workbook keeps what. Spec: ECMA-376 part 2, 9.3; part 1, 18.2.
struct WorkbookParts {
    std::string book;  ///< "xl/workbook.xml"
    Relationships of_book;
    bool dates_1904 = false;
    std::vector<std::pair<std::string, std::string>> sheets;  ///< name and part; without chart sheets
};
Result<WorkbookParts> read_workbook_parts(Zip& zip, const ReadLimits& limits);

}  // namespace nuri::avails
