#include "licensing/contracts.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "licensing/contract_rows.h"
#include "store/revision.h"
#include "world/territory_expression.h"

namespace nuri::licensing {

namespace {

using store::Reader;
using store::Row;
using store::Value;
using store::Writer;

using nuri::to_string;

constexpr int64_t minor_units_max = 1'000'000'000'000'000;
constexpr int notice_days_max = 3650;

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<> check_text(std::string_view what, std::string_view text, size_t bytes_max) {
    if (text.size() > bytes_max)
        return Error{ErrorKind::too_large, "the " + std::string(what) + " has " +
                                               std::to_string(text.size()) + " bytes, more than " +
                                               std::to_string(bytes_max)};
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return invalid("the " + std::string(what) + " is not UTF-8 text");
    return {};
}

Result<> check_line(std::string_view what, std::string_view text) {
    if (trim(text).empty()) return invalid("the " + std::string(what) + " is empty");
    return check_text(what, text, 500);
}

Result<> check_amount(std::string_view what, const world::Money& amount) {
    if (amount.minor_units() <= 0 || amount.minor_units() > minor_units_max)
        return invalid("the " + std::string(what) + " is " + to_string(amount) +
                       ": give an amount above nothing and at most " + std::to_string(minor_units_max) +
                       " in the currency's minor unit");
    return {};
}

bool is_share(RoyaltyBasis basis) {
    return basis == RoyaltyBasis::gross_receipts || basis == RoyaltyBasis::net_receipts;
}

Result<> check_royalty(const Royalty& royalty) {
    if (is_share(royalty.basis)) {
        if (royalty.amount) return invalid("a share of receipts has no amount: give one or the other");
        if (royalty.share_ppm < 1 || royalty.share_ppm > 1'000'000)
            return invalid("a share of " + std::to_string(royalty.share_ppm) +
                           " millionths is not above nothing and at most the whole (1000000)");
    } else {
        if (royalty.share_ppm != 0)
            return invalid("a royalty by the " + std::string(to_string(royalty.basis)) +
                           " has no share: give an amount for each thousand");
        if (!royalty.amount)
            return invalid("a royalty by the " + std::string(to_string(royalty.basis)) +
                           " wants an amount for each thousand");
        TRY(check_amount("royalty", *royalty.amount));
    }
    if (royalty.license_types.empty()) return invalid("a royalty names no licence type");
    if (royalty.from_units < 0) return invalid("a royalty cannot start below nothing");
    if (!royalty.territories.empty())
        TRY(check_text("royalty's territories", royalty.territories, world::expression_length_max));
    return {};
}

Result<> check_sources(Reader& reader, const Contract& contract, const std::vector<ContractId>& sources) {
    if (sources.empty()) return {};
    if (contract.direction == Direction::in)
        return invalid("rights in come from their partner: only a contract for rights out names its sources");
    std::set<ContractId> seen;
    for (const ContractId source : sources) {
        if (!seen.insert(source).second)
            return invalid("contract " + std::to_string(source.number()) + " is named as a source twice");
        const Contract from = TRY(read_contract(reader, source));
        if (from.direction != Direction::in)
            return invalid("contract '" + from.reference +
                           "' gives rights out, so nothing can come from it: name a contract for rights in");
    }
    return {};
}

Result<> check_terms(Reader& reader, const Contract& contract, const ContractTerms& terms) {
    TRY(check_text("summary", terms.summary, Contracts::text_bytes_max));
    if (terms.starts && terms.ends && *terms.ends <= *terms.starts)
        return invalid("the contract ends at " + to_string(*terms.ends) + ", not after its start " +
                       to_string(*terms.starts));
    if (std::max({terms.fees.size(), terms.royalties.size(), terms.sources.size()}) > Contracts::lines_max)
        return Error{ErrorKind::too_large,
                     "a contract has at most " + std::to_string(Contracts::lines_max) + " lines of a kind"};
    for (size_t i = 0; i < terms.fees.size(); ++i) {
        const std::string line = "fee " + std::to_string(i + 1);
        TRY(check_line("name", terms.fees[i].what).context(line));
        TRY(check_amount("amount", terms.fees[i].amount).context(line));
    }
    if (terms.guarantee) TRY(check_amount("minimum guarantee", terms.guarantee->amount));
    for (size_t i = 0; i < terms.royalties.size(); ++i) {
        const std::string line = "royalty " + std::to_string(i + 1);
        TRY(check_royalty(terms.royalties[i]).context(line));
        if (terms.royalties[i].territories.empty()) continue;
        const auto groups = TRY(Licensing::groups(reader, contract.id));
        TRY(world::parse_territories(terms.royalties[i].territories, groups).context(line));
    }
    return check_sources(reader, contract, terms.sources);
}

struct Newest {
    int number = 0;
    VersionState state = VersionState::draft;
    std::string author;
};

Result<Newest> newest_version(Reader& reader, ContractId contract) {
    const auto row = TRY(reader.query_one(
        "SELECT number, state, author FROM contract_versions WHERE contract = ? ORDER BY number DESC LIMIT 1",
        {contract}));
    if (!row) return Newest{0, VersionState::approved, ""};
    return Newest{static_cast<int>(row->integer("number")), TRY(parse_version_state(row->text("state"))),
                  row->text("author")};
}

Result<> insert_lines(Writer& writer, int64_t version, const ContractTerms& terms) {
    for (size_t i = 0; i < terms.fees.size(); ++i) {
        const Fee& fee = terms.fees[i];
        TRY(writer.execute(
            "INSERT INTO contract_fees (version, line, what, amount_minor, currency, due) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            {version, i, fee.what, fee.amount.minor_units(), fee.amount.currency().code(), fee.due}));
    }
    for (size_t i = 0; i < terms.royalties.size(); ++i) {
        const Royalty& royalty = terms.royalties[i];
        Value amount, currency;
        if (royalty.amount) {
            amount = Value(royalty.amount->minor_units());
            currency = Value(royalty.amount->currency().code());
        }
        TRY(writer.execute(
            "INSERT INTO contract_royalties (version, line, basis, share_ppm, amount_minor, "
            "currency, territories, license_types, from_units) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            "?)",
            {version, i, to_string(royalty.basis), royalty.share_ppm, amount, currency, royalty.territories,
             rights::to_string(royalty.license_types), royalty.from_units}));
    }
    for (size_t i = 0; i < terms.sources.size(); ++i)
        TRY(writer.execute("INSERT INTO contract_sources (version, line, source) VALUES (?, ?, ?)",
                           {version, i, terms.sources[i]}));
    return {};
}

Result<int64_t> insert_version(Writer& writer, ContractId contract, int number, const ContractTerms& terms,
                               std::string_view author, Instant now) {
    Value amount, currency, due, recoupable;
    if (terms.guarantee) {
        amount = Value(terms.guarantee->amount.minor_units());
        currency = Value(terms.guarantee->amount.currency().code());
        due = Value(terms.guarantee->due);
        recoupable = Value(terms.guarantee->recoupable);
    }
    return writer.insert_returning_id(
        "INSERT INTO contract_versions (contract, number, state, summary, starts, ends, guarantee_minor, "
        "guarantee_currency, guarantee_due, guarantee_recoupable, author, written) VALUES (?, ?, 'draft', ?, "
        "?, ?, ?, ?, ?, ?, ?, ?)",
        {contract, number, terms.summary, terms.starts, terms.ends, amount, currency, due, recoupable, author,
         now});
}

Result<> remove_draft(Writer& writer, ContractId contract, int number) {
    const auto row = TRY(writer.query_one(
        "SELECT id FROM contract_versions WHERE contract = ? AND number = ?", {contract, number}));
    const int64_t version = row->integer("id");
    for (const char* statement :
         {"DELETE FROM contract_fees WHERE version = ?", "DELETE FROM contract_royalties WHERE version = ?",
          "DELETE FROM contract_sources WHERE version = ?", "DELETE FROM contract_versions WHERE id = ?"})
        TRY(writer.execute(statement, {version}));
    return {};
}

Result<> check_obligation(const Obligation& obligation) {
    TRY(check_line("obligation", obligation.what));
    TRY(check_text("owner", obligation.owner, 320));
    if (obligation.notice_days < 0 || obligation.notice_days > notice_days_max)
        return invalid("a notice of " + std::to_string(obligation.notice_days) + " days is not within 0 to " +
                       std::to_string(notice_days_max));
    return {};
}

Error done_already(const Obligation& obligation) {
    return {ErrorKind::conflict, "'" + obligation.what + "' was done at " + to_string(*obligation.done) +
                                     " by " + obligation.done_by};
}

}  // namespace

std::string_view to_string(RoyaltyBasis basis) {
    switch (basis) {
        case RoyaltyBasis::gross_receipts:
            return "gross_receipts";
        case RoyaltyBasis::net_receipts:
            return "net_receipts";
        case RoyaltyBasis::view:
            return "view";
        case RoyaltyBasis::minute:
            return "minute";
    }
    CHECK(false);
}

Result<RoyaltyBasis> parse_royalty_basis(std::string_view word) {
    for (const auto basis :
         {RoyaltyBasis::gross_receipts, RoyaltyBasis::net_receipts, RoyaltyBasis::view, RoyaltyBasis::minute})
        if (word == to_string(basis)) return basis;
    return invalid("'" + std::string(word.substr(0, 40)) +
                   "' is no basis of royalties: gross_receipts, net_receipts, view or minute");
}

std::string_view to_string(VersionState state) {
    switch (state) {
        case VersionState::draft:
            return "draft";
        case VersionState::submitted:
            return "submitted";
        case VersionState::approved:
            return "approved";
        case VersionState::rejected:
            return "rejected";
    }
    CHECK(false);
}

const ContractVersion* ContractFile::in_force() const {
    const auto found = std::find_if(versions.rbegin(), versions.rend(), [](const ContractVersion& version) {
        return version.state == VersionState::approved;
    });
    return found == versions.rend() ? nullptr : &*found;
}

Result<ContractId> Contracts::open(Writer& writer, std::string_view partner, std::string_view reference,
                                   Direction direction, const ContractTerms& terms, std::string_view author,
                                   Instant now) {
    const PartnerId whose = TRY(Licensing::partner_named(writer, partner, now));
    const ContractId id = TRY(Licensing::add_contract(writer,
                                                      {.id = {},
                                                       .partner = whose,
                                                       .reference = std::string(reference),
                                                       .direction = direction,
                                                       .status = ContractStatus::draft},
                                                      now));
    TRY(write(writer, id, terms, author, {}, now));
    return id;
}

Result<int> Contracts::write(Writer& writer, ContractId id, const ContractTerms& terms,
                             std::string_view author, std::optional<int> expected, Instant now) {
    const Contract contract = TRY(read_contract(writer, id));
    if (contract.status == ContractStatus::ended)
        return Error{ErrorKind::conflict, "contract '" + contract.reference + "' has ended"};
    TRY(check_text("author", author, 320));
    TRY(check_terms(writer, contract, terms));
    const Newest newest = TRY(newest_version(writer, id));
    if (expected && *expected != newest.number)
        return Error{ErrorKind::conflict, "version " + std::to_string(newest.number) +
                                              " was written meanwhile: look at it and write again"};
    if (newest.state == VersionState::submitted)
        return Error{ErrorKind::conflict, "version " + std::to_string(newest.number) +
                                              " waits for approval: it is decided before it is changed"};
    const bool rewrite = newest.number > 0 && newest.state == VersionState::draft;
    if (rewrite) TRY(remove_draft(writer, id, newest.number));
    const int number = rewrite ? newest.number : newest.number + 1;
    TRY(insert_lines(writer, TRY(insert_version(writer, id, number, terms, author, now)), terms));
    return number;
}

Result<int> Contracts::submit(Writer& writer, ContractId contract, Instant now) {
    const Newest newest = TRY(newest_version(writer, contract));
    if (newest.number == 0 || newest.state != VersionState::draft)
        return Error{ErrorKind::conflict, "there is no draft to submit: write a version first"};
    TRY(
        writer.execute("UPDATE contract_versions SET state = 'submitted', submitted = ? WHERE contract = ? "
                       "AND number = ?",
                       {now, contract, newest.number}));
    return newest.number;
}

Result<int> Contracts::decide(Writer& writer, ContractId id, bool approve, std::string_view by, Eyes eyes,
                              std::string_view note, Instant now) {
    TRY(check_text("note", note, 4000));
    const Newest newest = TRY(newest_version(writer, id));
    if (newest.state != VersionState::submitted)
        return Error{ErrorKind::conflict, "no version waits for approval"};
    if (eyes == Eyes::four && newest.author == by)
        return Error{ErrorKind::forbidden, "version " + std::to_string(newest.number) +
                                               " is your own: somebody else approves or rejects it"};
    if (!approve && trim(note).empty()) return invalid("a rejection says why: give a note");
    TRY(
        writer.execute("UPDATE contract_versions SET state = ?, decided_by = ?, decided = ?, decision_note = "
                       "? WHERE contract = ? AND number = ?",
                       {to_string(approve ? VersionState::approved : VersionState::rejected), by, now, note,
                        id, newest.number}));
    if (approve) {
        TRY(
            writer.execute("UPDATE contracts SET status = 'active', starts = v.starts, ends = v.ends FROM "
                           "contract_versions v WHERE contracts.id = ? AND v.contract = contracts.id AND "
                           "v.number = ? AND contracts.status <> 'ended'",
                           {id, newest.number}));
        TRY(store::bump_revision(writer, Licensing::revision_name));
    }
    return newest.number;
}

Result<> Contracts::end(Writer& writer, ContractId id, Instant) {
    const Contract contract = TRY(read_contract(writer, id));
    if (contract.status == ContractStatus::ended)
        return Error{ErrorKind::conflict, "contract '" + contract.reference + "' has ended already"};
    TRY(writer.execute("UPDATE contracts SET status = 'ended' WHERE id = ?", {id}));
    return store::bump_revision(writer, Licensing::revision_name);
}

Result<ObligationId> Contracts::add_obligation(Writer& writer, const Obligation& obligation) {
    TRY(check_obligation(obligation));
    TRY(read_contract(writer, obligation.contract));
    return ObligationId(TRY(writer.insert_returning_id(
        "INSERT INTO contract_obligations (contract, what, due, notice_days, owner) VALUES (?, ?, ?, ?, ?)",
        {obligation.contract, obligation.what, obligation.due, obligation.notice_days, obligation.owner})));
}

Result<> Contracts::change_obligation(Writer& writer, const Obligation& wish) {
    TRY(check_obligation(wish));
    const Obligation was = TRY(obligation(writer, wish.id));
    if (was.done) return done_already(was);
    TRY(writer.execute(
        "UPDATE contract_obligations SET what = ?, due = ?, notice_days = ?, owner = ? WHERE id = ?",
        {wish.what, wish.due, wish.notice_days, wish.owner, wish.id}));
    return {};
}

Result<> Contracts::finish_obligation(Writer& writer, ObligationId id, std::string_view by, Instant now) {
    const Obligation was = TRY(obligation(writer, id));
    if (was.done) return done_already(was);
    TRY(writer.execute("UPDATE contract_obligations SET done = ?, done_by = ? WHERE id = ?", {now, by, id}));
    return {};
}

Result<DocumentId> Contracts::add_document(Writer& writer, const Document& document) {
    TRY(check_line("document's name", document.name));
    TRY(check_line("document's media type", document.media_type));
    TRY(read_contract(writer, document.contract));
    return DocumentId(TRY(writer.insert_returning_id(
        "INSERT INTO contract_documents (contract, name, media_type, object, sha256, size_bytes, added, "
        "added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {document.contract, document.name, document.media_type, document.object, document.sha256,
         document.size_bytes, document.added, document.added_by})));
}

Result<PaymentId> Contracts::add_payment(Writer& writer, const Payment& payment) {
    TRY(check_line("payment's name", payment.what));
    TRY(check_text("note", payment.note, 4000));
    if (payment.amount.minor_units() == 0) return invalid("a payment of nothing");
    TRY(read_contract(writer, payment.contract));
    return PaymentId(TRY(writer.insert_returning_id(
        "INSERT INTO contract_payments (contract, what, amount_minor, currency, paid, note, recorded_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {payment.contract, payment.what, payment.amount.minor_units(), payment.amount.currency().code(),
         payment.paid, payment.note, payment.recorded_by})));
}

}  // namespace nuri::licensing
