#include "exchange/intake.h"

#include <algorithm>
#include <set>

#include "avails/check.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "exchange/exchange.h"
#include "exchange/records.h"
#include "licensing/grant_writer.h"
#include "rights/title_tree.h"
#include "store/revision.h"

namespace nuri::exchange {
namespace {

constexpr size_t licensors_max = 100;
constexpr size_t note_bytes_max = 300;

using avails::Field;

/// "import 12: northwind.xlsx, Movies row 17, by ana@example.com": what a grant says of where it was read.
std::string provenance(ImportId import, const Reading& reading, const avails::Sheet& sheet, uint32_t line,
                       std::string_view by) {
    const bool xml = reading.document.format == avails::Format::xml;
    return "import " + std::to_string(import.number()) + ": " + reading.file.name + ", " +
           (xml ? "line " : sheet.name + " row ") + std::to_string(line) + ", by " + std::string(by);
}

/// Puts rows of two columns or more into a table, many in one statement.
class ManyRows {
  public:
    ManyRows(store::Writer& writer, std::string head, std::string tail)
        : writer_(writer), head_(std::move(head)), tail_(std::move(tail)) {}

    Result<> add(store::Parameters row) {
        marks_ += marks_.empty() ? "(" : ", (";
        for (size_t i = 0; i < row.size(); ++i) marks_ += i == 0 ? "?" : ", ?";
        marks_ += ")";
        for (store::Value& value : row) parameters_.push_back(std::move(value));
        return parameters_.size() < parameters_at_once ? Result<>() : flush();
    }
    Result<> flush() {
        if (parameters_.empty()) return {};
        TRY(writer_.execute(head_ + marks_ + tail_, std::exchange(parameters_, {})));
        marks_.clear();
        return {};
    }

  private:
    static constexpr size_t parameters_at_once = 300;
    store::Writer& writer_;
    std::string head_, tail_, marks_;
    store::Parameters parameters_;
};

class Applying {
  public:
    Applying(store::Writer& writer, const catalogue::Snapshot& catalogue, const Reading& reading,
             const Intake& intake, PreparedRows rows, std::string_view by, Instant now)
        : writer_(writer),
          catalogue_(catalogue),
          reading_(reading),
          intake_(intake),
          rows_(std::move(rows)),
          by_(by),
          now_(now),
          links_(writer, "INSERT INTO avails_grants (statement, grant_id) VALUES ", ""),
          names_(writer, "INSERT INTO avails_names (partner, id, title) VALUES ",
                 " ON CONFLICT (partner, id) DO NOTHING") {}

    Result<ImportId> run() {
        import_ = TRY(record_import(writer_, reading_, intake_.preview, ImportState::applied, by_, now_));
        TRY(make_titles());
        const rights::TitleTree& tree = tree_ ? *tree_ : catalogue_.tree();
        licensing::GrantWriter grants(writer_, tree, now_);
        TRY(retire(grants));
        for (size_t i = 0; i < intake_.plan.additions.size(); ++i) TRY(add(i, grants));
        TRY(links_.flush());
        TRY(names_.flush());
        TRY(grants.finish());
        TRY(store::bump_revision(writer_, Exchange::revision_name));
        return import_;
    }

  private:
    Result<> make_titles() {
        if (intake_.plan.titles.empty()) return {};
        std::vector<rights::TitleNode> nodes;
        for (const catalogue::Title& title : catalogue_.titles()) nodes.push_back({title.id, title.parent});
        for (const PlannedTitle& planned : intake_.plan.titles) {
            catalogue::Catalogue::NewTitle title = planned.title;
            if (planned.parent) title.parent = made_[*planned.parent];
            const auto added =
                TRY(catalogue::Catalogue::add(writer_, title, now_).context("title '" + title.slug + "'"));
            made_.push_back(added.id);
            nodes.push_back({added.id, title.parent});
        }
        tree_ = TRY(rights::TitleTree::from(nodes));
        return {};
    }

    Result<> retire(licensing::GrantWriter& grants) {
        const std::string by =
            "import " + std::to_string(import_.number()) + ": " + reading_.file.name + ", by " + by_;
        const std::vector<GrantId> ended(intake_.grants.ended.begin(), intake_.grants.ended.end());
        TRY(grants.end(ended, now_, by));
        const auto& retirements = intake_.plan.retirements;
        for (size_t begin = 0; begin < retirements.size(); begin += retired_at_once) {
            store::Parameters parameters{import_, now_};
            std::string marks;
            for (size_t i = begin; i < std::min(begin + retired_at_once, retirements.size()); ++i) {
                marks += marks.empty() ? "?" : ", ?";
                parameters.emplace_back(retirements[i].statement);
            }
            TRY(writer_.execute(
                "UPDATE avails_statements SET retired = ?, retired_at = ? WHERE id IN (" + marks + ")",
                parameters));
        }
        return {};
    }

    Result<int64_t> sheet_id(uint32_t sheet) {
        if (const auto known = sheets_.find(sheet); known != sheets_.end()) return known->second;
        const avails::Sheet& from = reading_.document.sheets[sheet];
        const int64_t id = TRY(
            writer_.insert_returning_id("INSERT INTO avails_sheets (import, name, layout) VALUES (?, ?, ?)",
                                        {import_, from.name, layout_text(from, reading_.document)}));
        return sheets_.emplace(sheet, id).first->second;
    }

    Result<store::Value> element_id(const avails::Row& row) {
        if (reading_.document.format != avails::Format::xml) return store::Value();
        if (const auto known = elements_.find(row.element); known != elements_.end())
            return store::Value(known->second);
        const int64_t id =
            TRY(writer_.insert_returning_id("INSERT INTO avails_elements (import, xml) VALUES (?, ?)",
                                            {import_, std::move(rows_.elements.at(row.element))}));
        elements_.emplace(row.element, id);
        return store::Value(id);
    }

    Result<> add(size_t index, licensing::GrantWriter& grants) {
        const Addition& addition = intake_.plan.additions[index];
        const avails::Sheet& sheet = reading_.document.sheets[addition.row.sheet];
        const avails::Row& row = sheet.rows[addition.row.row];
        PreparedRow& prepared = rows_.additions[index];
        const TitleId title = addition.title.planned ? made_[*addition.title.planned] : addition.title.title;
        store::Parameters& values = prepared.statement;
        values[PreparedRow::import] = import_;
        values[PreparedRow::sheet] = TRY(sheet_id(addition.row.sheet));
        values[PreparedRow::element] = TRY(element_id(row));
        if (title) values[PreparedRow::title] = title;
        values[PreparedRow::created] = now_;
        const StatementId statement(TRY(writer_.insert_returning_id(
            "INSERT INTO avails_statements (import, sheet, element, title, created, line, partner, work, "
            "alid, avail_id, subject, cells, asset, transaction_at, offer, said, reason) VALUES (?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values)));
        values.clear();
        if (addition.heir_of) {
            TRY(
                writer_.execute("INSERT INTO avails_grants (statement, grant_id) SELECT ?, grant_id FROM "
                                "avails_grants WHERE statement = ?",
                                {statement, *addition.heir_of}));
            return {};
        }
        for (licensing::NewGrant& grant : prepared.grants) {
            grant.title = title;
            grant.by = provenance(import_, reading_, sheet, row.number, by_);
            const GrantId id =
                TRY(grants.add(grant).context(sheet.name + " row " + std::to_string(row.number)));
            TRY(links_.add({statement, id}));
        }
        return title ? learn(prepared.names, title) : Result<>();
    }

    /// What the licensor calls the title; what was learnt first stays.
    Result<> learn(const std::vector<std::string>& names, TitleId title) {
        for (const std::string& name : names)
            if (learnt_.insert(name).second) TRY(names_.add({reading_.terms.partner, name, title}));
        return {};
    }

    static constexpr size_t retired_at_once = 500;

    store::Writer& writer_;
    const catalogue::Snapshot& catalogue_;
    const Reading& reading_;
    const Intake& intake_;
    PreparedRows rows_;
    std::string by_;
    Instant now_;
    ImportId import_;
    std::vector<TitleId> made_;
    std::optional<rights::TitleTree> tree_;  ///< with the titles that were made; none where none was
    std::map<uint32_t, int64_t> sheets_, elements_;
    std::set<std::string> learnt_;
    ManyRows links_, names_;
};

}  // namespace

std::vector<std::string> licensors_of(const avails::Document& document) {
    std::set<std::string> names;
    for (const avails::Sheet& sheet : document.sheets) {
        avails::RowView view(document, sheet);
        for (const avails::Row& row : sheet.rows) {
            if (row.comment) continue;
            view.look_at(row);
            if (view.has(Field::display_name) && names.size() < licensors_max)
                names.emplace(view[Field::display_name]);
        }
    }
    return {names.begin(), names.end()};
}

Result<Reading> read_file(store::Database& database, const KeptFile& file, std::string_view bytes,
                          const Terms& terms) {
    Reading reading;
    reading.file = file;
    reading.terms = terms;
    reading.terms.partner = trim(terms.partner);
    const auto read = [&]() -> Result<> {
        reading.profile = TRY(avails::parse_profile(reading.terms.profile));
        reading.findings = avails::Findings(reading.profile.severities);
        reading.document = TRY(avails::read_document(as_bytes(bytes), reading.findings, {}, reading.profile));
        return {};
    };
    TRY(read());
    std::vector<std::string> licensors = licensors_of(reading.document);
    if (reading.terms.partner.empty() && licensors.size() == 1) reading.terms.partner = licensors.front();
    if (terms.profile.empty() && !reading.terms.partner.empty()) {
        reading.terms.profile = TRY(database.read(
            [&](store::Reader& reader) { return stored_profile(reader, reading.terms.partner); }));
        if (!reading.terms.profile.empty()) TRY(read());
    }
    if (reading.terms.partner.empty())
        reading.findings.add("licensor_unclear", {},
                             licensors.empty()
                                 ? "the file names no licensor"
                                 : "the file is of " + std::to_string(licensors.size()) + " licensors",
                             "say whose statements these are");
    avails::check(reading.document, reading.profile, reading.findings);
    if (reading.document.format == avails::Format::xml) {
        std::map<uint32_t, std::string> sums;
        for (const avails::Row& row : reading.document.sheets.front().rows)
            reading.said.push_back(said_by(reading.document, row, sums));
    }
    return reading;
}

Result<Revisions> current_revisions(store::Reader& reader) {
    return Revisions{TRY(store::revision(reader, catalogue::Catalogue::revision_name)),
                     TRY(store::revision(reader, licensing::Licensing::revision_name)),
                     TRY(store::revision(reader, Exchange::revision_name))};
}

Result<Intake> plan_intake(store::Reader& reader, const catalogue::Snapshot& catalogue,
                           const licensing::RightsBook& book, const Reading& reading, Instant now) {
    Intake intake;
    intake.revisions = TRY(current_revisions(reader));
    Preview& preview = intake.preview;
    preview.findings = reading.findings;
    preview.format = reading.document.format == avails::Format::xml ? "xml" : "workbook";
    preview.version = reading.document.version;
    preview.partner = reading.terms.partner;
    const HeldDocument held = reading.terms.partner.empty()
                                  ? HeldDocument()
                                  : TRY(load_held(reader, {.partner = reading.terms.partner}));
    const LearntNames learnt = TRY(load_learnt_names(reader, reading.terms.partner));
    TitleMatcher matcher(catalogue, learnt, reading.terms.create_titles, preview.findings);
    intake.plan = make_plan({reading.document, reading.profile, reading.terms.scope, held, reading.said},
                            matcher, preview.findings);
    intake.grants = TRY(grant_changes(reader, intake.plan, reading.terms.partner, now));
    TRY(work_out_effects(reader, catalogue, book, intake.plan, intake.grants, reading.document, now,
                         preview));
    preview.findings.sort();
    preview.changes = intake.plan.changes;
    if (preview.changes.size() > Preview::changes_max) preview.changes.resize(Preview::changes_max);
    Counts& counts = preview.counts = intake.plan.counts;
    for (const auto& grants : intake.grants.added) counts.granted += static_cast<int64_t>(grants.size());
    counts.ended = static_cast<int64_t>(intake.grants.ended.size());
    counts.titles = static_cast<int64_t>(intake.plan.titles.size());
    counts.errors = static_cast<int64_t>(preview.findings.count(avails::Severity::error));
    counts.warnings = static_cast<int64_t>(preview.findings.count(avails::Severity::warning));
    counts.infos = static_cast<int64_t>(preview.findings.count(avails::Severity::info));
    std::string whole = reading.file.sha256 + "\n" + reading.terms.profile + "\n" + reading.terms.partner +
                        "\n" + std::string(to_string(reading.terms.scope)) +
                        (reading.terms.create_titles ? " +" : " -");
    for (const int64_t number :
         {intake.revisions.catalogue, intake.revisions.licensing, intake.revisions.exchange})
        whole += "\n" + std::to_string(number);
    preview.digest = sha256_of(whole);
    return intake;
}

Result<ImportId> record_import(store::Writer& writer, const Reading& reading, const Preview& preview,
                               ImportState state, std::string_view by, Instant now) {
    std::string root;
    if (reading.document.format == avails::Format::xml) {
        avails::Element alone = reading.document.elements.front();
        alone.children.clear();
        alone.text = 0;
        root = avails::element_text(reading.document, alone);
    }
    const int64_t number = TRY(writer.insert_returning_id(
        "INSERT INTO avails_imports (file, partner, scope, create_titles, profile, format, version, state, "
        "counts, "
        "findings, root, created, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {reading.file.sha256, reading.terms.partner, to_string(reading.terms.scope),
         reading.terms.create_titles, reading.terms.profile, preview.format, preview.version,
         to_string(state), counts_text(preview.counts), findings_text(preview.findings.kept()), root, now,
         by}));
    return ImportId(number);
}

PreparedRows prepare_rows(const Reading& reading, const Intake& intake) {
    PreparedRows rows;
    for (size_t i = 0; i < intake.plan.additions.size(); ++i) {
        const Addition& addition = intake.plan.additions[i];
        const avails::Sheet& sheet = reading.document.sheets[addition.row.sheet];
        const avails::Row& row = sheet.rows[addition.row.row];
        avails::RowView view(reading.document, sheet);
        view.look_at(row);
        PreparedRow& prepared = rows.additions.emplace_back();
        const std::string said = reading.said.empty() ? std::string() : reading.said[addition.row.row];
        prepared.statement = {{},
                              {},
                              {},
                              {},
                              {},
                              row.number,
                              reading.terms.partner,
                              work_of(view),
                              view[Field::alid],
                              view[Field::avail_id],
                              avails::subject_of(view),
                              cells_text(row, sheet, reading.document),
                              row.asset,
                              row.transaction,
                              addition.offer.text(),
                              said,
                              addition.offer.reason};
        if (reading.document.format == avails::Format::xml && !rows.elements.contains(row.element))
            rows.elements.emplace(
                row.element, avails::element_text(reading.document, reading.document.elements[row.element]));
        if (addition.heir_of) continue;
        prepared.grants = intake.grants.added[i];
        for (licensing::NewGrant& grant : prepared.grants) {
            grant.note = std::string(view[Field::description].substr(0, note_bytes_max));
            if (!is_utf8(grant.note)) grant.note.clear();  // cut within a character
        }
        if (addition.title) prepared.names = ids_of(view);
    }
    return rows;
}

Result<ImportId> apply_intake(store::Writer& writer, const catalogue::Snapshot& catalogue,
                              const Reading& reading, const Intake& intake, PreparedRows rows,
                              std::string_view by, Instant now) {
    return Applying(writer, catalogue, reading, intake, std::move(rows), by, now).run();
}

}  // namespace nuri::exchange
