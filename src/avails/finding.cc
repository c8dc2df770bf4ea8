#include "avails/finding.h"

#include <algorithm>

#include "base/check.h"

namespace nuri::avails {
namespace {

using enum Severity;

/// Ordered by code, for bisection.
constexpr Rule rule_table[] = {
    {"alid_repeated", error, "an ALID heads one Avail of an XML file"},
    {"allowed_and_held_back", error, "a language is not allowed and held back at once"},
    {"asset_disagrees", warning, "rows of one ContentID describe one asset"},
    {"asset_languages_many", error, "an EST or VOD transaction has one asset language at most"},
    {"avail_id_missing", error, "at import: an Update or Delete is of an AvailID that the register holds"},
    {"avail_id_repeated", warning, "an AvailID names one window"},
    {"avail_id_taken", error, "at import: a Create is of an AvailID that is new"},
    {"avail_id_unclear", error, "at import: an AvailID is created, updated or deleted once in a file"},
    {"bundle_members", error, "a Collection, and nothing else, lists bundled ALIDs"},
    {"caption_exemption", warning, "the US want captions, or the reason why there are none"},
    {"caption_missing", warning, "a row for the US says whether captions are included"},
    {"cell_character", warning, "a value has no tabs, line breaks or control characters"},
    {"cell_error", error, "a cell does not hold a spreadsheet error"},
    {"column_alias", info, "a column is spelt as its specification spells it"},
    {"column_missing", error, "the columns a window cannot do without are there"},
    {"column_repeated", warning, "a column is there once"},
    {"column_unknown", info, "a column is one that the specification knows"},
    {"condition_tbd", error, "TBD is a condition of an OfferStatus alone"},
    {"country_unknown", error, "a territory is an ISO 3166-1, ISO 3166-2 or M49 code"},
    {"currency_unknown", error, "a currency is an ISO 4217 code"},
    {"date_unreadable", error,
     "a date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, or a day number of the workbook"},
    {"date_unzoned", off, "a time of day says its zone"},
    {"duration_ambiguous", warning, "a duration names its units or has three parts"},
    {"duration_unreadable", error, "a duration is an xs:duration, hours, or hh:mm:ss"},
    {"eidr_check_character", warning, "an EIDR ends in the right check character (ISO 7064, Mod 37,36)"},
    {"eidr_syntax", warning,
     "an EIDR is 10.5240/ and five groups of four hexadecimal digits with a check character"},
    {"element_empty", error, "an element that must be there is not empty"},
    {"entry_type_unsupported", error, "Create, Update and Delete need an AvailID"},
    {"episode_number", error, "an episode has a number"},
    {"episode_repeated", error, "two episodes of a season do not share a number"},
    {"exception_flag", info, "a row with words for people sets ExceptionFlag"},
    {"exclusion_empties", error, "an exclusion leaves some territory"},
    {"exclusion_outside", warning, "an exclusion takes away from the territory it stands beside"},
    {"exclusive_conflict", error, "what one licensee has alone, nobody else has at the time"},
    {"exclusive_elsewhere", warning,
     "at import: what a licensor grants alone, no other licensor grants at the time"},
    {"file_empty", error, "a file states something"},
    {"formula", error, "a cell holds a value and no formula"},
    {"id_scheme", info, "an id names a scheme that is registered"},
    {"id_syntax", info, "an id is md:<type>:<scheme>:<ssid>"},
    {"lag_alone", error, "a lag goes with a condition"},
    {"language_unknown", error, "a language is an RFC 5646 tag of registered parts"},
    {"language_unlisted", warning, "a language is one that has a name in CLDR"},
    {"languages_required", error, "a language that is required is one that is delivered"},
    {"licensor_unclear", error, "at import: a file is of one licensor, or the import says whose it is"},
    {"marker_row_data", error, "row 3 is for REQ and Opt marks"},
    {"metadata_missing", error, "an asset has the metadata element of its work type"},
    {"namespace", error, "the root is an AvailList in a known namespace"},
    {"not_granted", info, "at import: a row makes a licence"},
    {"number_unreadable", error, "a number is a number"},
    {"pre_order_date", error, "SpecialPreOrderFulfillDate goes with POEST"},
    {"price_missing", warning, "what is sold or rented has a price type and value"},
    {"price_type", error, "a price type is one that the specification knows"},
    {"price_value", error, "a price is an amount where its type calls for one"},
    {"rating_incomplete", warning, "a rating has a system and a value"},
    {"rating_system", info, "a rating system is one whose labels we know"},
    {"rating_value", warning, "a rating is one that its system gives"},
    {"ref_alid", error, "a supplement or promotion, and nothing else, refers to an ALID"},
    {"row_disagrees", error, "rows of one ALID agree on who offers what"},
    {"row_repeated", warning, "a row is there once"},
    {"row_skipped", warning, "a row with values has an ALID"},
    {"rows_many", error, "a file has no more rows than can be read"},
    {"scope_cuts", error, "at import: what a file replaces, it replaces as a whole"},
    {"sequence_broken", error, "bundled assets are numbered 1, 2, 3 without gap or repetition"},
    {"sheet_ignored", info, "a sheet has the columns of an avails sheet"},
    {"structure", error, "an element stands where the schema lets it"},
    {"suppression_date", error, "a POEST window says from when it may be announced"},
    {"term_unknown", warning, "a term is one that the specification knows"},
    {"title_ambiguous", error, "at import: one title of the catalogue answers to a row"},
    {"title_created", info, "at import: a title of the catalogue answers to a row"},
    {"title_unknown", error, "at import: a title of the catalogue answers to a row, or may be made"},
    {"truth_unreadable", error, "a yes or no is Yes, No, True, False, 1 or 0"},
    {"unsaid", info, "at export: all that is held has a place in the file"},
    {"value_missing", error, "what is required is there"},
    {"volume_episode_shared", error, "volumes of one season do not share an episode"},
    {"window_before_release", warning, "a window opens after the release that its row gives"},
    {"window_gap", info, "windows that follow each other leave no second between them"},
    {"window_order", error, "a window ends after it starts"},
    {"window_overlap", warning, "two windows of the same offer do not overlap"},
    {"window_overlap_price", error, "two windows of the same offer at different prices do not overlap"},
    {"window_waits", info, "at import: a window opens and closes at moments that are known"},
    {"word_unknown", error, "a word is of its closed vocabulary"},
    {"word_unlisted", warning, "a word is of its open vocabulary"},
    {"work_avail_type", error, "an AvailType goes with the work types of its assets"},
};
static_assert(std::is_sorted(std::begin(rule_table), std::end(rule_table),
                             [](const Rule& a, const Rule& b) { return a.code < b.code; }));

}  // namespace

std::string_view to_string(Severity severity) {
    switch (severity) {
        case off:
            return "off";
        case info:
            return "info";
        case warning:
            return "warning";
        case error:
            return "error";
    }
    CHECK(false);
}

std::optional<Severity> parse_severity(std::string_view word) {
    for (const Severity severity : {off, info, warning, error})
        if (word == to_string(severity)) return severity;
    return {};
}

std::span<const Rule> rules() {
    return rule_table;
}

const Rule* find_rule(std::string_view code) {
    const auto at =
        std::lower_bound(std::begin(rule_table), std::end(rule_table), code,
                         [](const Rule& rule, std::string_view wanted) { return rule.code < wanted; });
    return at != std::end(rule_table) && at->code == code ? at : nullptr;
}

void Findings::add(std::string_view code, Place place, std::string message, std::string mend) {
    const Rule* rule = find_rule(code);
    CHECK(rule != nullptr);
    const auto other = severities_.find(code);
    const Severity severity = other == severities_.end() ? rule->severity : other->second;
    if (severity == off) return;
    ++counts_[static_cast<size_t>(severity)];
    if (kept_.size() >= kept_max) return;
    kept_.push_back({std::string(code), severity, std::move(place), std::move(message), std::move(mend)});
}

void Findings::sort() {
    std::vector<std::string> sheets;
    for (const Finding& finding : kept_)
        if (std::find(sheets.begin(), sheets.end(), finding.place.sheet) == sheets.end())
            sheets.push_back(finding.place.sheet);
    const auto order = [&](const Finding& finding) {
        return std::find(sheets.begin(), sheets.end(), finding.place.sheet) - sheets.begin();
    };
    std::stable_sort(kept_.begin(), kept_.end(), [&](const Finding& a, const Finding& b) {
        return std::pair(order(a), a.place.line) < std::pair(order(b), b.place.line);
    });
}

}  // namespace nuri::avails
