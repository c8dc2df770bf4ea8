#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avails/document.h"
#include "avails/profile.h"
#include "avails/read.h"
#include "base/result.h"
#include "base/time.h"
#include "exchange/preview.h"
#include "exchange/terms.h"
#include "rights/ids.h"
#include "store/database.h"
#include "store/migration.h"
#include "store/objects.h"

namespace nuri::exchange {

/// A statement as the register keeps it.
struct Statement {
    StatementId id;
    ImportId import;
    avails::Place place;  ///< in the import's file
    std::string subject;  ///< for people: ALID, licence type, territory
    std::string alid, avail_id;
    TitleId title;                            ///< none while no title answers to it
    std::vector<GrantId> grants;              ///< that it was made; those that were ended since, too
    std::string reason;                       ///< why it grants nothing; empty where it does
    std::optional<ImportId> retired_by = {};  ///< the import that took it back
};

/// A file for a licensor, and what of the register could not be said in it.
struct Exported {
    std::string bytes;
    std::string content_type;
    std::string name;  ///< a file name for it
    int64_t rows = 0;
    std::vector<avails::Finding> unsaid;  ///< one for each thing left out, with where and why
};

/// Avails in and out of the registers. A licensor's file is kept under its hash, held against the rules, set
/// beside what the same licensor stated before, and taken in as one transaction or not at all: statements,
/// grants, titles, history and audit entry together. Statements keep every cell and element of their file, so
/// that an export says again what the licensing register has no place for.
///
/// History is append-only, as the licensing register's is: a statement that goes is retired and its grants
/// are ended from now on; undoing an import retires what it brought, and grants anew what it had taken back.
///
/// Safe to use from many threads. Borrows the database, which outlives it. Counts up the revision "exchange".
class Exchange {
  public:
    static constexpr std::string_view revision_name = "exchange";
    static constexpr size_t profile_bytes_max = 64 * 1024;

    /// `files` is where received files are kept.
    Exchange(store::Database& database, store::Objects files)
        : database_(database), files_(std::move(files)) {}

    static const store::Schema& schema();

    // --- Files and profiles
    // -----------------------------------------------------------------------------------

    /// Keeps a file, whatever it holds. The same bytes again are the same file, under its first name.
    Result<KeptFile> keep(std::string_view bytes, std::string_view name, std::string_view by, Instant now);
    /// `not_found` for a hash that nobody brought.
    Result<KeptFile> file(std::string_view sha256);
    Result<std::string> bytes_of(std::string_view sha256);

    /// What was settled with a partner, by the partner's name. `invalid` for what is no profile.
    struct StoredProfile {
        std::string partner, toml;
        Instant changed;
        std::string changed_by;
    };
    Result<> set_profile(std::string_view partner, std::string_view toml, std::string_view by, Instant now);
    Result<std::vector<StoredProfile>> profiles();

    /// A file read and held against the rules, by this profile (TOML), or the stored one of its licensor
    /// where it is empty. Changes nothing.
    struct Checked {
        avails::Document document;
        avails::Findings findings;
        std::vector<std::string> licensors;  ///< at most 100
    };
    Result<Checked> check(std::string_view bytes, std::string_view profile);

    // --- Import
    // -----------------------------------------------------------------------------------------------

    /// What an import of this kept file would do now.
    Result<Preview> preview(std::string_view sha256, const Terms& terms, Instant now);

    /// Takes the file in. Where findings stop it, nothing changes but the history, which says so, and the
    /// state is `refused`. With `expected` (a preview's digest), `conflict` if it would do something else by
    /// now.
    struct Outcome {
        Import import;
        Preview preview;
    };
    Result<Outcome> import(std::string_view sha256, const Terms& terms, std::string_view by, Instant now,
                           std::string_view expected = {});

    /// Takes an import back as a whole: what it brought is retired, what it took is granted again, from now
    /// on. Titles that it made stay. `conflict`, naming the import that lies on top, when a later one has
    /// touched the same works, or when it was undone or refused already.
    Result<Import> undo(ImportId id, std::string_view by, Instant now);

    // --- History
    // ----------------------------------------------------------------------------------------------

    struct ImportFilter {
        std::string partner;  ///< empty: all
        int64_t before = 0;   ///< numbers less than this; 0: the newest
        size_t limit = 100;   ///< at most 1000
    };
    /// Newest first.
    Result<std::vector<Import>> imports(const ImportFilter& filter);
    Result<Import> import(ImportId id);
    /// What was found when it was imported: the first 20,000.
    Result<std::vector<avails::Finding>> findings(ImportId id);
    /// The statements that an import brought, by number, after `after`; at most 1000.
    Result<std::vector<Statement>> statements(ImportId id, int64_t after, size_t limit);

    // --- Out
    // --------------------------------------------------------------------------------------------------

    /// What differs between the register and a file, by the same rows: all that the file's licensor has
    /// stated and still holds, against what it states here.
    Result<std::vector<avails::Change>> difference_from_register(std::string_view bytes, const Terms& terms);

    struct ExportTerms {
        avails::Format format = avails::Format::workbook;
        std::string version;  ///< of the format; empty: that of what was taken in, else 1.9 and 2.7
        std::string partner;  ///< empty: all
    };
    /// Everything in force or still to come, as a file: statements with all their cells and elements, and
    /// rows made of grants that came by other ways. `invalid` for a version that is not written.
    Result<Exported> export_file(const ExportTerms& terms, Instant now);

    struct StatusTerms {
        avails::Format format = avails::Format::xml;
        /// Whether a film or episode can be played; empty where nothing is known of that, and then what is in
        /// force is live.
        std::function<bool(TitleId)> is_ready = {};
    };
    /// What the licensor is told in return: of each statement of an import whether it is live (its window is
    /// open, and there is something to play), ready (it is not open yet), in process (nor is all there to
    /// play) or at issue, and why. Spec: MovieLabs Avails 2.7, OfferStatusList.
    Result<Exported> offer_status(ImportId id, const StatusTerms& terms, Instant now);
    /// The same of everything that changed since: brought, retired, opened or closed.
    Result<Exported> offer_status_since(Instant since, std::string_view partner, const StatusTerms& terms,
                                        Instant now);

  private:
    store::Database& database_;
    store::Objects files_;
};

}  // namespace nuri::exchange
