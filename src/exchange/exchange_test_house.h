#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "avails/workbook_test_maker.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "events/audit.h"
#include "events/schema.h"
#include "exchange/exchange.h"
#include "io/file.h"
#include "licensing/contracts.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "members/schema.h"
#include "rights/index.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::exchange {

using namespace std::chrono_literals;

inline constexpr Instant today = std::chrono::sys_days{2026y / 3 / 1};

/// One row of a workbook: columns and values.
using Line = std::vector<std::pair<std::string, std::string>>;

inline const Line tide_line{{"Avail:DisplayName", "Northwind"},
                            {"Avail:ALID", "md:alid:org:northwind.example:tide"},
                            {"Avail:AvailID", "N-1"},
                            {"Disposition:EntryType", "Full Extract"},
                            {"AvailAsset:WorkType", "Movie"},
                            {"AvailAsset:ContentID", "md:cid:org:northwind.example:tide"},
                            {"AvailMetadata:TitleInternalAlias", "Tide Line"},
                            {"AvailMetadata:ReleaseYear", "2024"},
                            {"AvailTrans:Territory", "KR"},
                            {"AvailTrans:LicenseType", "SVOD"},
                            {"AvailTrans:FormatProfile", "HD"},
                            {"AvailTrans:Start", "2026-01-01T00:00:00Z"},
                            {"AvailTrans:End", "2027-01-01T00:00:00Z"}};

inline Line with(Line line, const Line& changes) {
    for (const auto& [column, value] : changes) {
        bool found = false;
        for (auto& cell : line)
            if (cell.first == column) {
                cell.second = value;
                found = true;
            }
        if (!found) line.emplace_back(column, value);
    }
    return line;
}

inline std::string book_of(const std::vector<Line>& lines) {
    std::vector<std::string> columns;
    for (const Line& line : lines)
        for (const auto& [column, value] : line)
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines) {
        std::vector<std::string>& row = rows.emplace_back(columns.size());
        for (const auto& [column, value] : line)
            row[static_cast<size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin())] =
                value;
    }
    return std::string(as_text(avails::sheet_of(columns, rows).bytes()));
}

/// Registers of their own, with one film in the catalogue, and what tests ask of them.
struct House {
    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "nuri-exchange-test-");
    store::Objects objects = *store::Objects::in(folder.path());
    catalogue::Catalogue catalogue{*database};
    licensing::Licensing licensing{*database};
    licensing::FootprintRegister footprint{*database};
    Exchange exchange{*database, objects};

    House() {
        for (const store::Schema* schema :
             {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
              &licensing::FootprintRegister::schema(), &licensing::Contracts::schema(), &members::schema(),
              &events::schema(), &Exchange::schema()})
            CHECK(store::migrate(*database, *schema, today));
        add_film("tide-line", "Tide Line", 2024);
    }

    TitleId add_film(std::string slug, std::string name, int year) {
        catalogue::Catalogue::NewTitle title;
        title.slug = std::move(slug);
        title.facts.texts = {{*world::LanguageTag::parse("en"), std::move(name), ""}};
        title.facts.release_year = year;
        return catalogue.add(title, today)->id;
    }

    std::string keep(const std::string& bytes) {
        return exchange.keep(bytes, "northwind.xlsx", "ana@example.com", today)->sha256;
    }
    Result<Exchange::Outcome> import(const std::vector<Line>& lines, const Terms& terms = {},
                                     Instant now = today) {
        return exchange.import(keep(book_of(lines)), terms, "ana@example.com", now);
    }
    Preview preview(const std::vector<Line>& lines, const Terms& terms = {}) {
        return *exchange.preview(keep(book_of(lines)), terms, today);
    }

    std::vector<licensing::GrantRecord> grants(bool ended = false) {
        return *licensing.list({.ended = ended});
    }

    /// "tide-line KR 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z" of each grant that was not ended.
    std::vector<std::string> standing() {
        const auto snapshot = *catalogue::Snapshot::load(*database);
        std::vector<std::string> lines;
        for (const auto& record : grants())
            lines.push_back(snapshot->find(record.grant.title)->slug + " " +
                            world::to_string(record.grant.territories) + " " +
                            rights::to_string(record.grant.window));
        std::sort(lines.begin(), lines.end());
        return lines;
    }
};

inline std::vector<std::string> codes_of(const avails::Findings& findings,
                                         avails::Severity severity = avails::Severity::error) {
    std::vector<std::string> codes;
    for (const avails::Finding& finding : findings.kept())
        if (finding.severity == severity) codes.push_back(finding.code);
    return codes;
}

}  // namespace nuri::exchange
