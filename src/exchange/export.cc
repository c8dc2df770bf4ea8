#include <algorithm>
#include <set>

#include "avails/convert.h"
#include "avails/difference.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "exchange/exchange.h"
#include "exchange/grant_sheet.h"
#include "exchange/held_elements.h"
#include "exchange/statement_rows.h"
#include "licensing/grant_rows.h"

namespace nuri::exchange {
namespace {

constexpr size_t sheet_name_max = 31;  // ECMA-376 part 1, 18.2.19

using avails::Document;
using avails::Format;
using avails::Sheet;

/// Sheets of one name are told apart, and rows of several files numbered anew where their own numbers cross.
void make_writable(Document& document) {
    std::set<std::string> names;
    for (Sheet& sheet : document.sheets) {
        std::string name = sheet.name.substr(0, sheet_name_max);
        for (int number = 2; !names.insert(to_lower(name)).second; ++number)
            name = sheet.name.substr(0, sheet_name_max - 4) + " " + std::to_string(number);
        sheet.name = name;
        uint32_t last = sheet.header_rows;
        bool rising = true;
        for (const avails::Row& row : sheet.rows) {
            rising &= row.number > last;
            last = row.number;
        }
        uint32_t number = sheet.header_rows;
        for (avails::Row& row : sheet.rows)
            if (!rising) row.number = ++number;
    }
}

/// Grants that hold now or later and that no statement that is held has made.
Result<std::vector<licensing::GrantRecord>> other_grants(store::Reader& reader, const std::string& partner,
                                                         Instant now) {
    std::set<GrantId> stated;
    TRY(reader.each(
        "SELECT g.grant_id FROM avails_grants g JOIN avails_statements st ON st.id = g.statement WHERE "
        "st.retired IS NULL",
        {}, [&](const store::Row& row) -> Result<> {
            stated.insert(row.id<GrantId>(size_t{0}));
            return {};
        }));
    std::vector<licensing::GrantRecord> others;
    licensing::GrantReader grants;
    std::string where = "WHERE g.ended IS NULL AND (g.ends IS NULL OR g.ends > ?)";
    store::Parameters parameters{now};
    if (!partner.empty()) {
        where += " AND p.name = ?";
        parameters.emplace_back(partner);
    }
    TRY(reader.each(std::string(licensing::GrantReader::select) + where + " ORDER BY g.id", parameters,
                    [&](const store::Row& row) -> Result<> {
                        auto record = TRY(grants.read(row));
                        if (!stated.contains(record.grant.id)) others.push_back(std::move(record));
                        return {};
                    }));
    return others;
}

/// Whether every XML statement is of this version, so that its elements can be handed on as they are.
bool all_of_version(const std::set<std::string>& known, const std::string& wanted) {
    return wanted.empty() || (known.size() == 1 && *known.begin() == wanted);
}

class Exporting {
  public:
    Exporting(store::Reader& reader, const catalogue::Snapshot& catalogue, const Exchange::ExportTerms& terms,
              Instant now)
        : reader_(reader), catalogue_(catalogue), terms_(terms), now_(now) {}

    Result<Exported> run() {
        held_ = TRY(load_held(reader_, {.partner = terms_.partner}));
        others_ = TRY(other_grants(reader_, terms_.partner, now_));
        for (const store::Row& row : TRY(reader_.query(
                 "SELECT DISTINCT i.version AS version FROM avails_imports i JOIN avails_statements st ON "
                 "st.import = i.id WHERE st.retired IS NULL AND i.format = 'xml'")))
            xml_versions_.insert(row.text("version"));
        return terms_.format == Format::workbook ? workbook() : xml();
    }

  private:
    Result<Exported> workbook() {
        TRY(tell_elements());
        Document document = std::move(held_.document);
        add_grant_sheet(document, catalogue_, others_, exported_.unsaid);
        if (!terms_.version.empty()) {
            auto converted = TRY(avails::as_workbook(document, terms_.version));
            document = std::move(converted.document);
            append(std::move(converted.unsaid));
        }
        make_writable(document);
        exported_.rows = static_cast<int64_t>(document.row_count());
        const auto bytes = TRY(avails::write_workbook(document));
        exported_.bytes.assign(bytes.begin(), bytes.end());
        exported_.content_type = avails::workbook_content_type;
        exported_.name = "avails.xlsx";
        return std::move(exported_);
    }

    /// What elements say beyond the columns goes missing in a workbook.
    Result<> tell_elements() {
        if (!has_elements()) return {};
        const Assembled whole = TRY(assemble(reader_, held_, nullptr));
        avails::Findings ignored;
        const Document document = TRY(avails::read_xml(as_bytes(whole.xml), ignored));
        append(avails::beyond_rows(document));
        return {};
    }

    Result<Exported> xml() {
        const bool verbatim = has_elements() && all_of_version(xml_versions_, terms_.version);
        Document rest;
        if (verbatim) {
            take_others(rest);
        } else {
            TRY(tell_elements());
            rest = std::move(held_.document);
        }
        add_grant_sheet(rest, catalogue_, others_, exported_.unsaid);
        const std::string version = !terms_.version.empty() ? terms_.version
                                    : xml_versions_.size() == 1
                                        ? *xml_versions_.begin()
                                        : std::string(avails::versions(Format::xml).back());
        auto made = TRY(avails::as_xml(rest, version));
        append(std::move(made.unsaid));
        exported_.content_type = "application/xml";
        exported_.name = "avails.xml";
        exported_.rows = static_cast<int64_t>(made.document.row_count());
        if (!verbatim) {
            exported_.bytes = TRY(avails::write_xml(made.document));
            return std::move(exported_);
        }
        exported_.bytes = TRY(assemble(reader_, held_, rest.sheets.empty() ? nullptr : &made.document)).xml;
        for (const auto& sheet : held_.held)
            exported_.rows +=
                std::count_if(sheet.begin(), sheet.end(), [](const Held& held) { return held.element != 0; });
        return std::move(exported_);
    }

    bool has_elements() const {
        for (const auto& sheet : held_.held)
            for (const Held& held : sheet)
                if (held.element != 0) return true;
        return false;
    }

    /// Sheets of workbooks go; sheets made of XML stay with their elements.
    void take_others(Document& rest) {
        Document& all = held_.document;
        rest.texts = std::move(all.texts);
        for (size_t s = 0; s < all.sheets.size(); ++s)
            if (!held_.held[s].empty() && held_.held[s].front().element == 0)
                rest.sheets.push_back(std::move(all.sheets[s]));
    }

    void append(std::vector<avails::Finding> unsaid) {
        exported_.unsaid.insert(exported_.unsaid.end(), std::make_move_iterator(unsaid.begin()),
                                std::make_move_iterator(unsaid.end()));
    }

    store::Reader& reader_;
    const catalogue::Snapshot& catalogue_;
    const Exchange::ExportTerms& terms_;
    Instant now_;
    HeldDocument held_;
    std::vector<licensing::GrantRecord> others_;
    std::set<std::string> xml_versions_;
    Exported exported_;
};

}  // namespace

Result<Exported> Exchange::export_file(const ExportTerms& terms, Instant now) {
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    return database_.read(
        [&](store::Reader& reader) { return Exporting(reader, *catalogue, terms, now).run(); });
}

}  // namespace nuri::exchange
