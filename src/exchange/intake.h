#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "avails/profile.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/snapshot.h"
#include "exchange/effects.h"
#include "exchange/plan.h"
#include "exchange/preview.h"
#include "exchange/terms.h"
#include "licensing/rights_book.h"
#include "store/database.h"

namespace nuri::exchange {

/// A file read and checked, and whose statements it is taken to be.
struct Reading {
    KeptFile file;
    Terms terms;  ///< with profile and partner settled
    avails::Document document;
    avails::Profile profile;
    avails::Findings findings;
    std::vector<std::string> said;  ///< of an XML file, by row
};

/// Reads and checks. The profile is the terms', or that which is stored for the partner, who is the terms' or
/// the file's one licensor; a file without one is a finding.
Result<Reading> read_file(store::Database& database, const KeptFile& file, std::string_view bytes,
                          const Terms& terms);

/// The numbers of the registers that a plan was made from.
struct Revisions {
    int64_t catalogue = 0, licensing = 0, exchange = 0;
    friend bool operator==(const Revisions&, const Revisions&) = default;
};
Result<Revisions> current_revisions(store::Reader& reader);

/// Everything an import will do, and how that looks.
struct Intake {
    Plan plan;
    GrantChanges grants;
    Preview preview;
    Revisions revisions;
};

/// Works an intake out from one state of the registers. Where the file or the plan has errors the preview
/// tells what would be done if they were none.
Result<Intake> plan_intake(store::Reader& reader, const catalogue::Snapshot& catalogue,
                           const licensing::RightsBook& book, const Reading& reading, Instant now);

/// What an intake adds, in the form in which it is written: made before the one writer is taken, so that it
/// is held for no longer than writing takes.
struct PreparedRow {
    /// The first columns of a statement are known only when it is written; the rest follow them.
    enum : size_t { import, sheet, element, title, created };
    store::Parameters statement;
    std::vector<licensing::NewGrant> grants;  ///< all but their title and provenance
    std::vector<std::string> names;           ///< what the licensor calls the title
};
struct PreparedRows {
    std::vector<PreparedRow> additions;
    std::map<uint32_t, std::string> elements;  ///< by the document's index: an Avail, verbatim
};
PreparedRows prepare_rows(const Reading& reading, const Intake& intake);

/// Puts it into the registers, within the caller's transaction, in which the revisions are still the plan's.
/// Returns the import's number.
Result<ImportId> apply_intake(store::Writer& writer, const catalogue::Snapshot& catalogue,
                              const Reading& reading, const Intake& intake, PreparedRows rows,
                              std::string_view by, Instant now);

/// An entry of the history without anything done.
Result<ImportId> record_import(store::Writer& writer, const Reading& reading, const Preview& preview,
                               ImportState state, std::string_view by, Instant now);

/// The distinct licensors that a document names, at most 100.
std::vector<std::string> licensors_of(const avails::Document& document);

}  // namespace nuri::exchange
