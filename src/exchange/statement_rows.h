#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "base/result.h"
#include "exchange/terms.h"
#include "rights/ids.h"
#include "store/database.h"

namespace nuri::exchange {

/// Rows as they are kept: a sheet's columns and marks once, of each row its cells. JSON, so that a table can
/// be read by eye. Day numbers are of the 1900 system, whichever the workbook's is.
std::string layout_text(const avails::Sheet& sheet, const avails::Document& document);
std::string cells_text(const avails::Row& row, const avails::Sheet& sheet, const avails::Document& document);

/// A statement that is held, beside its row.
struct Held {
    StatementId id;
    ImportId import;
    std::string work;   ///< what its Full Extract is about (`work_of`)
    std::string offer;  ///< what it granted (`Offer::text`); empty for nothing
    TitleId title;
    std::string said;     ///< of an XML row, sums of what its elements say beyond the columns (`said_by`)
    int64_t element = 0;  ///< the Avail of an XML file it stands in; 0 for none
    uint32_t asset = 0, transaction = 0;  ///< which of that Avail's, from 0
};

/// What the register holds, as a document: a sheet for each layout, in the order in which it came, and a Held
/// for each of its rows. The sheet's name is the file's; rows have the numbers of their file.
struct HeldDocument {
    avails::Document document;
    std::vector<std::vector<Held>> held;  ///< by sheet and row

    const Held& at(uint32_t sheet, uint32_t row) const { return held[sheet][row]; }
    size_t count() const;
};

/// Which statements. Those of an import are told whether they are still held or not.
struct HeldFilter {
    std::string partner;                      ///< empty: all
    std::optional<ImportId> import = {};      ///< brought by it
    std::optional<ImportId> retired_by = {};  ///< taken back by it
    bool held_only = true;
};
Result<HeldDocument> load_held(store::Reader& reader, const HeldFilter& filter);

/// Two sums, of 16 digits each: of the elements that a row of XML was made of, and of its whole Avail. Empty
/// of a workbook's row. A row whose first sum has changed states something else, if only beyond the columns;
/// where the second alone has, it has moved.
std::string said_by(const avails::Document& document, const avails::Row& row,
                    std::map<uint32_t, std::string>& avail_sums);

/// SHA-256, in hexadecimal.
std::string sha256_of(std::string_view bytes);

/// What a Full Extract counts as one work: the ALID, or where a file has none, the most telling id or name.
std::string work_of(const avails::RowView& row);

}  // namespace nuri::exchange
