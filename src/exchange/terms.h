#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::exchange {

/// One import of an Avails file, as the register of exchanges numbers it.
using ImportId = Id<struct ImportTag>;
/// One row of an Avails file that was taken in: what a licensor states about one edit, place and window.
using StatementId = Id<struct StatementTag>;

/// How far a Full Extract or Full Delete reaches: whatever the licensor stated before within this reach, and
/// does not state again, goes. The specification leaves it to the two parties (Avails workbook 1.9,
/// "EntryType").
enum class Scope : uint8_t {
    entries,  ///< ALID x territory x business (transactional, or each other licence type) that the file names
    titles,   ///< the ALIDs that the file names, everywhere and in any business
    territories,  ///< everything of this licensor in the territories that the file names
    partner,      ///< everything of this licensor
};
std::string_view to_string(Scope scope);
/// `invalid` names the scopes there are.
Result<Scope> parse_scope(std::string_view word);

/// What an import is told beside its file.
struct Terms {
    std::string profile;  ///< TOML (avails/profile.h), kept with the import; empty: the partner's, or none
    std::string partner;  ///< whose statements these are; empty: the file's one licensor
    Scope scope = Scope::entries;
    bool create_titles = false;  ///< make titles that the catalogue lacks, with what the row says of them
};

/// A file as it was received, which is kept for good under the hash of its content.
struct KeptFile {
    std::string sha256;  ///< 64 hexadecimal digits: what the file is called from here on
    std::string name;    ///< as whoever brought it called it, without folders
    int64_t size_bytes = 0;
    Instant received;
    std::string received_by;
};

enum class ImportState : uint8_t {
    applied,
    refused,  ///< findings stopped it: nothing changed
    undone,
};
std::string_view to_string(ImportState state);

struct Counts {
    int64_t rows = 0;                             ///< statements of the file, without comments
    int64_t added = 0, changed = 0, removed = 0;  ///< windows, against what the register held
    int64_t same = 0;                             ///< windows that were stated before, word for word
    int64_t granted = 0;                          ///< grants that were added to the licensing register
    int64_t ended = 0;                            ///< grants that were ended there
    int64_t titles = 0;                           ///< titles that were made
    int64_t errors = 0, warnings = 0, infos = 0;  ///< findings
    friend bool operator==(const Counts&, const Counts&) = default;
};

/// An entry of the history: who took in what, when, from which file, and what became of it.
struct Import {
    ImportId id;
    KeptFile file;
    Terms terms;          ///< with the partner that it came to
    std::string format;   ///< "workbook" or "xml"
    std::string version;  ///< "1.9", "2.5"
    ImportState state = ImportState::applied;
    Counts counts;
    Instant created;
    std::string created_by;
    std::optional<Instant> undone = {};
    std::string undone_by;
};

}  // namespace nuri::exchange
