#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "licensing/licensing.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "store/database.h"
#include "store/migration.h"
#include "world/money.h"

namespace nuri::licensing {

using ObligationId = Id<struct ObligationTag>;
using DocumentId = Id<struct DocumentTag>;
using PaymentId = Id<struct PaymentTag>;

/// A sum that is owed whatever is watched: a licence fee, an instalment, an access letter.
struct Fee {
    std::string what;
    world::Money amount;
    std::optional<Instant> due = {};
    friend bool operator==(const Fee&, const Fee&) = default;
};

/// A sum that is owed in any case and that royalties are set against where it may be recouped from them.
struct MinimumGuarantee {
    world::Money amount;
    std::optional<Instant> due = {};
    bool recoupable = true;
    friend bool operator==(const MinimumGuarantee&, const MinimumGuarantee&) = default;
};

/// What a royalty is counted in.
enum class RoyaltyBasis {
    gross_receipts,  ///< a share of what came in
    net_receipts,    ///< a share of what is left after the costs that the contract allows
    view,            ///< an amount for each play that counts as one
    minute,          ///< an amount for each minute watched
};
std::string_view to_string(RoyaltyBasis basis);
Result<RoyaltyBasis> parse_royalty_basis(std::string_view word);

/// One line of the royalty terms. A line holds from `from_units` on (plays or minutes counted, or minor units
/// of receipts), until another line of the same basis, territories and licence types starts: so a scale that
/// climbs is some lines.
struct Royalty {
    RoyaltyBasis basis = RoyaltyBasis::net_receipts;
    int64_t share_ppm = 0;                    ///< of receipts, in millionths: 1 to 1,000,000
    std::optional<world::Money> amount = {};  ///< for each thousand plays or minutes
    std::string territories;                  ///< an expression; empty is wherever the contract licenses
    rights::LicenseTypes license_types = rights::LicenseTypes::all();
    int64_t from_units = 0;
    friend bool operator==(const Royalty&, const Royalty&) = default;
};

/// What a contract says, without the licences under it, which are grants that name the contract.
struct ContractTerms {
    std::string summary;  ///< what it is about, in a line or a page
    std::optional<Instant> starts = {}, ends = {};
    std::vector<Fee> fees;
    std::optional<MinimumGuarantee> guarantee = {};
    std::vector<Royalty> royalties;

    /// For rights out: the contracts that they come from (rights in), each once. Empty: from any that cover.
    std::vector<ContractId> sources;
    friend bool operator==(const ContractTerms&, const ContractTerms&) = default;
};

enum class VersionState { draft, submitted, approved, rejected };
std::string_view to_string(VersionState state);

/// A contract's terms as somebody wrote them. A draft may be rewritten; what was submitted never is: a
/// change is the next version. The newest approved version is what holds.
struct ContractVersion {
    int number = 0;  ///< from 1
    ContractTerms terms;
    VersionState state = VersionState::draft;
    std::string author;
    Instant written;
    std::optional<Instant> submitted = {};
    std::string decided_by;  ///< who approved or rejected it
    std::optional<Instant> decided = {};
    std::string decision_note;
};

/// Who approves. Four eyes: an author does not approve their own version, unless the house says that they may
/// (an owner who works alone).
enum class Eyes { four, two };

/// Something to be done by a day: material to return, a report to send, an option to take up.
struct Obligation {
    ObligationId id;
    ContractId contract;
    std::string what;
    Instant due;
    int notice_days = 30;  ///< how long before `due` it is shown as coming: 0 to 3650
    std::string owner;     ///< whose it is: an operator's address; may be empty
    std::optional<Instant> done = {};
    std::string done_by;
    friend bool operator==(const Obligation&, const Obligation&) = default;
};

/// A paper of a contract: the signed PDF, an annex. Its bytes are in the object store and never change.
struct Document {
    DocumentId id;
    ContractId contract;
    std::string name;        ///< "HP-7 signed.pdf"
    std::string media_type;  ///< "application/pdf"
    std::string object;      ///< key in the object store
    std::string sha256;
    uint64_t size_bytes = 0;
    Instant added;
    std::string added_by;
};

/// Money that changed hands under a contract. Never changed; a mistake is a payment with the other sign.
struct Payment {
    PaymentId id;
    ContractId contract;
    std::string what;
    world::Money amount;
    Instant paid;
    std::string note;
    std::string recorded_by;
};

/// All that is kept of one contract.
struct ContractFile {
    Contract contract;
    std::string partner;                    ///< name
    std::vector<ContractVersion> versions;  ///< from the first
    std::vector<Obligation> obligations;    ///< by due
    std::vector<Document> documents;        ///< as they came
    std::vector<Payment> payments;          ///< as they came

    /// The newest approved version; null if there is none, as of a contract that a command line named.
    const ContractVersion* in_force() const;
};

/// The terms, papers and duties of contracts. The contract itself is a row of `Licensing`; it is a draft
/// until a version is approved, and licences under a draft are not in force.
///
/// Every form that changes something takes part in the caller's transaction, for it goes together with a line
/// of the audit log. Borrows nothing.
class Contracts {
  public:
    static constexpr size_t lines_max = 200;  ///< fees, royalties or sources of one version
    static constexpr size_t text_bytes_max = 20'000;

    static const store::Schema& schema();

    /// A new contract, a draft with its first version. The partner is made if the name is new. `conflict` if
    /// the partner has a contract of this reference; `invalid` as `write`.
    static Result<ContractId> open(store::Writer& writer, std::string_view partner,
                                   std::string_view reference, Direction direction,
                                   const ContractTerms& terms, std::string_view author, Instant now);

    /// Writes the terms: into the newest version if that is a draft, else as the next one. Returns its
    /// number. `invalid` for what makes no sense, with the line and how to mend it: an end before the start,
    /// a share of nothing, a royalty by views without an amount, a source that is this contract or gives
    /// rights out; `not_found` for a source that is not there; `conflict` while a version waits for its
    /// approval, or when `expected` is given and is not the newest number.
    static Result<int> write(store::Writer& writer, ContractId contract, const ContractTerms& terms,
                             std::string_view author, std::optional<int> expected, Instant now);

    /// Hands the draft in for approval. `conflict` if the newest version is no draft.
    static Result<int> submit(store::Writer& writer, ContractId contract, Instant now);

    /// Approves or rejects what was submitted. An approved version gives the contract its dates and makes it
    /// active. `conflict` if nothing waits; `forbidden` for the author, under four eyes; `invalid` for a
    /// rejection that does not say why.
    static Result<int> decide(store::Writer& writer, ContractId contract, bool approve, std::string_view by,
                              Eyes eyes, std::string_view note, Instant now);

    /// The contract is over. Its licences keep their windows: whoever ends it is shown which still run.
    /// `conflict` if it had ended.
    static Result<> end(store::Writer& writer, ContractId contract, Instant now);

    static Result<ObligationId> add_obligation(store::Writer& writer, const Obligation& obligation);
    /// Replaces what, due, notice and owner. `conflict` once it is done.
    static Result<> change_obligation(store::Writer& writer, const Obligation& obligation);
    /// `conflict` if it was done already.
    static Result<> finish_obligation(store::Writer& writer, ObligationId id, std::string_view by,
                                      Instant now);
    static Result<Obligation> obligation(store::Reader& reader, ObligationId id);

    static Result<DocumentId> add_document(store::Writer& writer, const Document& document);
    static Result<Document> document(store::Reader& reader, DocumentId id);

    /// `invalid` for an amount of nothing.
    static Result<PaymentId> add_payment(store::Writer& writer, const Payment& payment);

    static Result<ContractFile> file(store::Reader& reader, ContractId contract);

    struct FeeDue {
        ContractId contract;
        Fee fee;
    };
    /// Fees and minimum guarantees of versions in force that fall due within [from, to), by day.
    static Result<std::vector<FeeDue>> fees_due(store::Reader& reader, Instant from, Instant to,
                                                size_t limit);

    /// Obligations that are not done, and whose notice has begun at `at`, by due; at most `limit`.
    static Result<std::vector<Obligation>> coming(store::Reader& reader, Instant at, size_t limit);
};

}  // namespace nuri::licensing
