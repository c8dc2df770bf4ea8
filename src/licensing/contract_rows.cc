#include "licensing/contract_rows.h"

#include <map>

#include "base/text.h"

namespace nuri::licensing {

namespace {

using store::Reader;
using store::Row;

Result<world::Money> money(const Row& row, std::string_view amount, std::string_view currency) {
    return world::Money(row.integer(amount), TRY(world::Currency::parse(row.text(currency))));
}

Result<std::optional<world::Money>> optional_money(const Row& row, std::string_view amount,
                                                   std::string_view currency) {
    if (row.is_null(amount)) return std::optional<world::Money>();
    return std::optional(TRY(money(row, amount, currency)));
}

/// The versions of a contract by the key of their rows, still without their lines.
Result<std::map<int64_t, ContractVersion>> read_versions(Reader& reader, ContractId contract) {
    std::map<int64_t, ContractVersion> versions;
    const auto rows = TRY(reader.query("SELECT * FROM contract_versions WHERE contract = ?", {contract}));
    for (const Row& row : rows) {
        ContractVersion version;
        version.number = static_cast<int>(row.integer("number"));
        version.state = TRY(parse_version_state(row.text("state")));
        version.terms.summary = row.text("summary");
        version.terms.starts = row.optional_instant("starts");
        version.terms.ends = row.optional_instant("ends");
        if (const auto amount = TRY(optional_money(row, "guarantee_minor", "guarantee_currency")))
            version.terms.guarantee = MinimumGuarantee{*amount, row.optional_instant("guarantee_due"),
                                                       row.truth("guarantee_recoupable")};
        version.author = row.text("author");
        version.written = row.instant("written");
        version.submitted = row.optional_instant("submitted");
        version.decided_by = row.optional_text("decided_by").value_or("");
        version.decided = row.optional_instant("decided");
        version.decision_note = row.optional_text("decision_note").value_or("");
        versions.emplace(row.integer("id"), std::move(version));
    }
    return versions;
}

Result<> read_lines(Reader& reader, ContractId contract, std::map<int64_t, ContractVersion>& versions) {
    const auto of_contract = [&](std::string_view table) {
        return "SELECT l.* FROM " + std::string(table) +
               " l JOIN contract_versions v ON v.id = l.version WHERE v.contract = ? ORDER BY l.version, "
               "l.line";
    };
    for (const Row& row : TRY(reader.query(of_contract("contract_fees"), {contract})))
        versions.at(row.integer("version"))
            .terms.fees.push_back(
                {row.text("what"), TRY(money(row, "amount_minor", "currency")), row.optional_instant("due")});
    for (const Row& row : TRY(reader.query(of_contract("contract_royalties"), {contract}))) {
        Royalty royalty;
        royalty.basis = TRY(parse_royalty_basis(row.text("basis")));
        royalty.share_ppm = row.integer("share_ppm");
        royalty.amount = TRY(optional_money(row, "amount_minor", "currency"));
        royalty.territories = row.text("territories");
        royalty.license_types = TRY(rights::parse_license_types(row.text("license_types")));
        royalty.from_units = row.integer("from_units");
        versions.at(row.integer("version")).terms.royalties.push_back(std::move(royalty));
    }
    for (const Row& row : TRY(reader.query(of_contract("contract_sources"), {contract})))
        versions.at(row.integer("version")).terms.sources.push_back(row.id<ContractId>("source"));
    return {};
}

Obligation obligation_of(const Row& row) {
    return {.id = row.id<ObligationId>("id"),
            .contract = row.id<ContractId>("contract"),
            .what = row.text("what"),
            .due = row.instant("due"),
            .notice_days = static_cast<int>(row.integer("notice_days")),
            .owner = row.text("owner"),
            .done = row.optional_instant("done"),
            .done_by = row.optional_text("done_by").value_or("")};
}

Document document_of(const Row& row) {
    return {.id = row.id<DocumentId>("id"),
            .contract = row.id<ContractId>("contract"),
            .name = row.text("name"),
            .media_type = row.text("media_type"),
            .object = row.text("object"),
            .sha256 = row.text("sha256"),
            .size_bytes = static_cast<uint64_t>(row.integer("size_bytes")),
            .added = row.instant("added"),
            .added_by = row.text("added_by")};
}

}  // namespace

Contract contract_of(const Row& row) {
    const std::string status = row.text("status");
    return {row.id<ContractId>("id"),
            row.id<PartnerId>("partner"),
            row.text("reference"),
            row.text("direction") == "in" ? Direction::in : Direction::out,
            status == "draft"    ? ContractStatus::draft
            : status == "active" ? ContractStatus::active
                                 : ContractStatus::ended,
            row.optional_instant("starts"),
            row.optional_instant("ends"),
            row.text("note")};
}

Result<Contract> read_contract(Reader& reader, ContractId id) {
    const auto row = TRY(reader.query_one(
        "SELECT id, partner, reference, direction, status, starts, ends, note FROM contracts WHERE id = ?",
        {id}));
    if (!row) return Error{ErrorKind::not_found, "there is no contract " + std::to_string(id.number())};
    return contract_of(*row);
}

Result<VersionState> parse_version_state(std::string_view word) {
    for (const auto state :
         {VersionState::draft, VersionState::submitted, VersionState::approved, VersionState::rejected})
        if (word == to_string(state)) return state;
    return Error{ErrorKind::corrupt, "no version of a contract is '" + std::string(word) + "'"};
}

Result<Obligation> Contracts::obligation(Reader& reader, ObligationId id) {
    const auto row = TRY(reader.query_one("SELECT * FROM contract_obligations WHERE id = ?", {id}));
    if (!row) return Error{ErrorKind::not_found, "there is no obligation " + std::to_string(id.number())};
    return obligation_of(*row);
}

Result<Document> Contracts::document(Reader& reader, DocumentId id) {
    const auto row = TRY(reader.query_one("SELECT * FROM contract_documents WHERE id = ?", {id}));
    if (!row) return Error{ErrorKind::not_found, "there is no document " + std::to_string(id.number())};
    return document_of(*row);
}

Result<ContractFile> Contracts::file(Reader& reader, ContractId contract) {
    ContractFile file{TRY(read_contract(reader, contract)), "", {}, {}, {}, {}};
    const auto partner =
        TRY(reader.query_one("SELECT name FROM partners WHERE id = ?", {file.contract.partner}));
    file.partner = partner->text("name");
    auto versions = TRY(read_versions(reader, contract));
    TRY(read_lines(reader, contract, versions));
    for (auto& [key, version] : versions) file.versions.push_back(std::move(version));
    std::sort(file.versions.begin(), file.versions.end(),
              [](const ContractVersion& a, const ContractVersion& b) { return a.number < b.number; });
    for (const Row& row : TRY(reader.query(
             "SELECT * FROM contract_obligations WHERE contract = ? ORDER BY due, id", {contract})))
        file.obligations.push_back(obligation_of(row));
    for (const Row& row :
         TRY(reader.query("SELECT * FROM contract_documents WHERE contract = ? ORDER BY id", {contract})))
        file.documents.push_back(document_of(row));
    for (const Row& row :
         TRY(reader.query("SELECT * FROM contract_payments WHERE contract = ? ORDER BY id", {contract})))
        file.payments.push_back({row.id<PaymentId>("id"), contract, row.text("what"),
                                 TRY(money(row, "amount_minor", "currency")), row.instant("paid"),
                                 row.text("note"), row.text("recorded_by")});
    return file;
}

Result<std::vector<Contracts::FeeDue>> Contracts::fees_due(Reader& reader, Instant from, Instant to,
                                                           size_t limit) {
    std::vector<FeeDue> fees;
    for (const Row& row : TRY(reader.query(
             "SELECT v.contract, f.what, f.amount_minor, f.currency, f.due FROM contract_versions v JOIN "
             "contracts c ON c.id = v.contract JOIN (SELECT version, what, amount_minor, currency, due FROM "
             "contract_fees UNION ALL SELECT id, 'minimum guarantee', guarantee_minor, guarantee_currency, "
             "guarantee_due FROM contract_versions WHERE guarantee_minor IS NOT NULL) f ON f.version = v.id "
             "WHERE c.status = 'active' AND v.number = (SELECT MAX(number) FROM contract_versions n WHERE "
             "n.contract = v.contract AND n.state = 'approved') AND f.due >= ? AND f.due < ? ORDER BY f.due, "
             "v.contract, f.what LIMIT ?",
             {from, to, limit})))
        fees.push_back(
            {row.id<ContractId>("contract"),
             {row.text("what"), TRY(money(row, "amount_minor", "currency")), row.optional_instant("due")}});
    return fees;
}

Result<std::vector<Obligation>> Contracts::coming(Reader& reader, Instant at, size_t limit) {
    constexpr int64_t day_ms = 24 * 60 * 60 * 1000;
    std::vector<Obligation> obligations;
    for (const Row& row : TRY(reader.query("SELECT * FROM contract_obligations WHERE done IS NULL AND due - "
                                           "notice_days * ? <= ? ORDER BY due, id LIMIT ?",
                                           {day_ms, at, limit})))
        obligations.push_back(obligation_of(row));
    return obligations;
}

const store::Schema& Contracts::schema() {
    static const store::Schema schema{
        "contracts",
        {{1,
          "terms by version, obligations, documents and payments of contracts",
          {"CREATE TABLE contract_versions (id {identity}, contract BIGINT NOT NULL REFERENCES contracts "
           "(id), number BIGINT NOT NULL, state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', "
           "'approved', 'rejected')), summary TEXT NOT NULL, starts BIGINT, ends BIGINT, guarantee_minor "
           "BIGINT, guarantee_currency TEXT, guarantee_due BIGINT, guarantee_recoupable BIGINT, author TEXT "
           "NOT NULL, written BIGINT NOT NULL, submitted BIGINT, decided_by TEXT, decided BIGINT, "
           "decision_note TEXT, UNIQUE (contract, number))",
           "CREATE TABLE contract_fees (version BIGINT NOT NULL REFERENCES contract_versions (id), line "
           "BIGINT NOT NULL, what TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, due "
           "BIGINT, PRIMARY KEY (version, line))",
           "CREATE TABLE contract_royalties (version BIGINT NOT NULL REFERENCES contract_versions (id), line "
           "BIGINT NOT NULL, basis TEXT NOT NULL, share_ppm BIGINT NOT NULL, amount_minor BIGINT, currency "
           "TEXT, territories TEXT NOT NULL, license_types TEXT NOT NULL, from_units BIGINT NOT NULL, "
           "PRIMARY KEY (version, line))",
           "CREATE TABLE contract_sources (version BIGINT NOT NULL REFERENCES contract_versions (id), line "
           "BIGINT NOT NULL, source BIGINT NOT NULL REFERENCES contracts (id), PRIMARY KEY (version, line))",
           "CREATE TABLE contract_obligations (id {identity}, contract BIGINT NOT NULL REFERENCES contracts "
           "(id), what TEXT NOT NULL, due BIGINT NOT NULL, notice_days BIGINT NOT NULL, owner TEXT NOT NULL, "
           "done BIGINT, done_by TEXT)",
           "CREATE INDEX contract_obligations_by_due ON contract_obligations (due, id)",
           "CREATE TABLE contract_documents (id {identity}, contract BIGINT NOT NULL REFERENCES contracts "
           "(id), name TEXT NOT NULL, media_type TEXT NOT NULL, object TEXT NOT NULL, sha256 TEXT NOT NULL, "
           "size_bytes BIGINT NOT NULL, added BIGINT NOT NULL, added_by TEXT NOT NULL)",
           "CREATE TABLE contract_payments (id {identity}, contract BIGINT NOT NULL REFERENCES contracts "
           "(id), what TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, paid BIGINT NOT "
           "NULL, note TEXT NOT NULL, recorded_by TEXT NOT NULL)"}}}};
    return schema;
}

}  // namespace nuri::licensing
