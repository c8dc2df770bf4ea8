#include "exchange/offer_status_list.h"

#include <map>

#include "avails/span.h"
#include "avails/values.h"
#include "avails/write.h"
#include "base/text.h"
#include "exchange/statement_rows.h"

namespace nuri::exchange {
namespace {

using avails::Field;

constexpr std::string_view head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<avails:OfferStatusList "
    "xmlns:avails=\"http://www.movielabs.com/schema/avails/v2.7/avails\" "
    "xmlns:md=\"http://www.movielabs.com/schema/md/v2.12/md\">\n";
constexpr std::string_view tail = "</avails:OfferStatusList>\n";
constexpr size_t comment_bytes_max = 1000;

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        if (c == '&')
            xml += "&amp;";
        else if (c == '<')
            xml += "&lt;";
        else if (c == '>')
            xml += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
            xml += c;
    }
    return xml;
}

std::string element(std::string_view name, std::string_view text) {
    return text.empty()
               ? std::string()
               : "<avails:" + std::string(name) + ">" + escaped(text) + "</avails:" + std::string(name) + ">";
}

std::string regions(std::string_view name, const std::vector<std::string>& codes) {
    std::string xml;
    for (const std::string& code : codes) {
        const std::string kind = code.size() == 2 ? "md:country" : "md:countryRegion";
        xml += "<avails:" + std::string(name) + "><" + kind + ">" + escaped(code) + "</" + kind +
               "></avails:" + std::string(name) + ">";
    }
    return xml;
}

/// As the row states it: a moment, or a condition.
void say_bound(const avails::RowView& row, Field field, std::string& moment, std::string& condition) {
    const avails::Cell* cell = row.cell(field);
    if (cell == nullptr) return;
    const auto read = avails::read_bound(row.document(), *cell);
    if (read && read->time)
        moment = avails::to_string(*read->time) + (read->time->date_only ? "T00:00:00" : "");
    else if (read && read->condition)
        condition = avails::to_string(*read->condition);
}

}  // namespace

StatusRow status_row(const avails::RowView& row, const Progress& progress, Instant now) {
    StatusRow status;
    status.work = work_of(row);
    status.display_name = row[Field::display_name];
    status.alid = row[Field::alid];
    status.avail_id = row[Field::avail_id];
    status.contract_id = row[Field::contract_id];
    status.reporting_id = row[Field::reporting_id];
    status.license_type = row[Field::license_type];
    status.format_profile = row[Field::format_profile];
    status.title = row[Field::title_internal_alias];
    for (const std::string_view code : avails::list_parts(row[Field::territory]))
        status.territories.emplace_back(code);
    for (const std::string_view code : avails::list_parts(row[Field::territory_exclusion]))
        status.excluded.emplace_back(code);
    if (progress.start) {
        status.start = nuri::to_string(*progress.start);
        if (progress.end) status.end = nuri::to_string(*progress.end);
    } else {
        say_bound(row, Field::start, status.start, status.start_condition);
        say_bound(row, Field::end, status.end, status.end_condition);
        // A status has a start, come what may.
        if (status.start.empty() && status.start_condition.empty()) status.start_condition = "TBD";
    }
    status.code = progress.code;
    status.comments = progress.why.substr(0, comment_bytes_max);
    while (!is_utf8(status.comments)) status.comments.pop_back();  // cut within a character
    status.timestamp = nuri::to_string(now);
    return status;
}

std::string status_xml(const std::vector<StatusRow>& rows) {
    std::map<std::string, std::string> works;
    for (const StatusRow& row : rows) {
        std::string& work = works[row.work];
        if (work.empty())
            work = element("ALID", row.alid.empty() ? std::string_view("unknown") : row.alid) + "\n";
        work += "<avails:Transaction timestamp=\"" + row.timestamp + "\">" +
                element("TransactionID", row.avail_id) + element("ContractID", row.contract_id) +
                element("ReportingID", row.reporting_id) + element("LicenseType", row.license_type) +
                regions("Territory", row.territories) + regions("TerritoryExcluded", row.excluded) +
                element("FormatProfile", row.format_profile) + "<avails:FeatureStatus>" +
                element("ProgressCode", row.code) + element("Start", row.start) +
                element("StartCondition", row.start_condition) + element("End", row.end) +
                element("EndCondition", row.end_condition) + "</avails:FeatureStatus>" +
                element("Comments", row.comments) + "</avails:Transaction>\n";
    }
    std::string xml(head);
    for (const auto& [work, transactions] : works)
        xml += "<avails:OfferStatus>\n" + transactions + "</avails:OfferStatus>\n";
    return xml += tail;
}

Result<std::string> status_workbook(const std::vector<StatusRow>& rows) {
    struct Said {
        std::string_view section, column;
        std::string (*value)(const StatusRow& row);
    };
    static constexpr Said columns[] = {
        {"Avail", "DisplayName", [](const StatusRow& row) { return row.display_name; }},
        {"Avail", "ALID", [](const StatusRow& row) { return row.alid; }},
        {"Avail", "AvailID", [](const StatusRow& row) { return row.avail_id; }},
        {"Avail", "ReportingID", [](const StatusRow& row) { return row.reporting_id; }},
        {"AvailMetadata", "TitleInternalAlias", [](const StatusRow& row) { return row.title; }},
        {"AvailTrans", "Territory", [](const StatusRow& row) { return join(row.territories, ", "); }},
        {"AvailTrans", "TerritoryExclusion", [](const StatusRow& row) { return join(row.excluded, ", "); }},
        {"AvailTrans", "LicenseType", [](const StatusRow& row) { return row.license_type; }},
        {"AvailTrans", "FormatProfile", [](const StatusRow& row) { return row.format_profile; }},
        {"AvailTrans", "ContractID", [](const StatusRow& row) { return row.contract_id; }},
        {"OfferStatus", "ProgressCode", [](const StatusRow& row) { return std::string(row.code); }},
        {"OfferStatus", "Start",
         [](const StatusRow& row) { return row.start.empty() ? row.start_condition : row.start; }},
        {"OfferStatus", "End",
         [](const StatusRow& row) { return row.end.empty() ? row.end_condition : row.end; }},
        {"OfferStatus", "Comments", [](const StatusRow& row) { return row.comments; }},
        {"OfferStatus", "Timestamp", [](const StatusRow& row) { return row.timestamp; }},
    };
    avails::Document document;
    avails::Sheet sheet;
    sheet.name = "Status";
    sheet.markers.number = 3;
    for (const Said& column : columns)
        sheet.columns.push_back({std::string(column.section),
                                 std::string(column.column),
                                 {},
                                 static_cast<uint16_t>(sheet.columns.size())});
    for (const StatusRow& row : rows) {
        avails::Row& made = sheet.rows.emplace_back();
        made.number = static_cast<uint32_t>(sheet.header_rows + sheet.rows.size());
        for (uint16_t at = 0; at < std::size(columns); ++at)
            if (const std::string value = columns[at].value(row); !value.empty())
                made.cells.push_back({at, avails::CellKind::text, document.texts.intern(value)});
    }
    document.sheets.push_back(std::move(sheet));
    const auto bytes = TRY(avails::write_workbook(document));
    return std::string(as_text(bytes));
}

}  // namespace nuri::exchange
