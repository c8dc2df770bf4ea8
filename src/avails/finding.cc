#include "avails/finding.h"

#include <algorithm>

#include "base/check.h"

namespace nuri::avails {
namespace {

using enum Severity;

/// Ordered by code, for bisection.
constexpr Rule rule_table[] = {
    {"alid_repeated", error, "MovieLabs 3", "an ALID heads one Avail of an XML file"},
    {"allowed_and_held_back", error, "ours", "a language is not allowed and held back at once"},
    {"asset_disagrees", warning, "MovieLabs 18", "rows of one ContentID describe one asset"},
    {"asset_languages_many", error, "MovieLabs 13",
     "an EST or VOD transaction has one asset language at most"},
    {"avail_id_missing", error, "ours",
     "at import: an Update or Delete is of an AvailID that the register holds"},
    {"avail_id_repeated", warning, "ours", "an AvailID names one window"},
    {"avail_id_taken", error, "ours", "at import: a Create is of an AvailID that is new"},
    {"avail_id_unclear", error, "ours",
     "at import: an AvailID is created, updated or deleted once in a file"},
    {"bundle_members", error, "MovieLabs 9, 10", "a Collection, and nothing else, lists bundled ALIDs"},
    {"caption_exemption", warning, "Google 6", "the US want captions, or the reason why there are none"},
    {"caption_missing", warning, "Google 6", "a row for the US says whether captions are included"},
    {"cell_character", warning, "Google 3",
     "a value has no tabs, line breaks or control characters, and an id none of !@#$%^&*"},
    {"cell_error", error, "ours", "a cell does not hold a spreadsheet error"},
    {"column_alias", info, "ours", "a column is spelt as its specification spells it"},
    {"column_missing", error, "Google 12", "the columns a window cannot do without are there"},
    {"column_repeated", warning, "ours", "a column is there once"},
    {"column_unknown", info, "ours", "a column is one that the specification knows"},
    {"condition_tbd", error, "MovieLabs 14", "TBD is a condition of an OfferStatus alone"},
    {"country_unknown", error, "MovieLabs 4", "a territory is an ISO 3166-1, ISO 3166-2 or M49 code"},
    {"currency_unknown", error, "MovieLabs 6", "a currency is an ISO 4217 code"},
    {"date_unreadable", error, "Google 2",
     "a date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, or a day number of the workbook"},
    {"date_unzoned", off, "ours", "a time of day says its zone"},
    {"duration_ambiguous", warning, "ours", "a duration names its units or has three parts"},
    {"duration_unreadable", error, "Google 2", "a duration is an xs:duration, hours, or hh:mm:ss"},
    {"eidr_check_character", warning, "ours",
     "an EIDR ends in the right check character (ISO 7064, Mod 37,36)"},
    {"eidr_syntax", warning, "MovieLabs 3",
     "an EIDR is 10.5240/ and five groups of four hexadecimal digits with a check character"},
    {"element_empty", error, "MovieLabs 2", "an element that must be there is not empty"},
    {"entry_type_unsupported", error, "ours", "Create, Update and Delete need an AvailID"},
    {"episode_number", error, "MovieLabs 10, Google 10", "an episode has a number"},
    {"episode_repeated", error, "Google 11", "two episodes of a season do not share a number"},
    {"exception_flag", info, "Google 15", "a row with words for people sets ExceptionFlag"},
    {"exclusion_empties", error, "ours", "an exclusion leaves some territory"},
    {"exclusion_outside", warning, "ours", "an exclusion takes away from the territory it stands beside"},
    {"exclusive_conflict", error, "ours", "what one licensee has alone, nobody else has at the time"},
    {"exclusive_elsewhere", warning, "ours",
     "at import: what a licensor grants alone, no other licensor grants at the time"},
    {"file_empty", error, "ours", "a file states something"},
    {"formula", error, "MovieLabs 17", "a cell holds a value and no formula"},
    {"id_missing", warning, "Google 9", "a row says by some id what it is about"},
    {"id_scheme", info, "MovieLabs 3", "an id names a scheme that is registered"},
    {"id_syntax", info, "MovieLabs 3", "an id is md:<type>:<scheme>:<ssid>"},
    {"lag_alone", error, "MovieLabs 17", "a lag goes with a condition"},
    {"language_unknown", error, "MovieLabs 5", "a language is an RFC 5646 tag of registered parts"},
    {"language_unlisted", warning, "ours", "a language is one that has a name in CLDR"},
    {"languages_required", error, "MovieLabs 17", "a language that is required is one that is delivered"},
    {"licensor_unclear", error, "ours",
     "at import: a file is of one licensor, or the import says whose it is"},
    {"marker_row_data", error, "MovieLabs 17", "row 3 is for REQ and Opt marks"},
    {"metadata_missing", error, "MovieLabs 10", "an asset has the metadata element of its work type"},
    {"namespace", error, "MovieLabs 1",
     "the root is an AvailList of a known version, and elements are in its namespaces"},
    {"not_granted", info, "ours", "at import: a row makes a licence"},
    {"number_unreadable", error, "Google 2", "a number is a number"},
    {"pre_order_date", error, "MovieLabs 11", "SpecialPreOrderFulfillDate goes with POEST"},
    {"price_missing", warning, "MovieLabs 12, Google 5", "what is sold or rented has a price type and value"},
    {"price_type", error, "MovieLabs 17, Google 5", "a price type is one that the specification knows"},
    {"price_value", error, "Google 5", "a price is an amount where its type calls for one"},
    {"rating_country", warning, "MovieLabs 7", "a rating system is in use where the rating is stated for"},
    {"rating_deprecated", warning, "MovieLabs 7", "a rating is one that its system still gives"},
    {"rating_incomplete", warning, "MovieLabs 7", "a rating has a system and a value"},
    {"rating_reason", warning, "MovieLabs 7", "a reason is one of its system's codes"},
    {"rating_system", warning, "MovieLabs 7", "a rating system is a registered one, or Custom"},
    {"rating_value", warning, "MovieLabs 7", "a rating is one that its system gives"},
    {"ref_alid", error, "MovieLabs 9, 10", "a supplement or promotion, and nothing else, refers to an ALID"},
    {"row_disagrees", error, "MovieLabs 18", "rows of one ALID agree on who offers what"},
    {"row_repeated", warning, "Google 13", "a row is there once"},
    {"row_skipped", warning, "ours", "a row with values has an ALID"},
    {"rows_many", error, "ours", "a file has no more rows than can be read"},
    {"scope_cuts", error, "ours", "at import: what a file replaces, it replaces as a whole"},
    {"sequence_broken", error, "MovieLabs 15",
     "bundled assets are numbered 1, 2, 3 without gap or repetition"},
    {"sheet_ignored", info, "ours", "a sheet has the columns of an avails sheet"},
    {"structure", error, "MovieLabs 1",
     "elements and attributes stand where the schema of their version lets them"},
    {"suppression_date", error, "MovieLabs 11, Google 7",
     "a POEST window says from when it may be announced"},
    {"term_unknown", warning, "MovieLabs 8", "a term is one that the specification knows"},
    {"title_ambiguous", error, "ours", "at import: one title of the catalogue answers to a row"},
    {"title_created", info, "ours", "at import: a title of the catalogue answers to a row"},
    {"title_unknown", error, "ours", "at import: a title of the catalogue answers to a row, or may be made"},
    {"truth_unreadable", error, "Google 2", "a yes or no is Yes, No, True, False, 1 or 0"},
    {"unsaid", info, "ours", "at export: all that is held has a place in the file"},
    {"value_missing", error, "Google 1, 12", "what is required is there"},
    {"value_type", error, "MovieLabs 1", "a value of XML is of the type that the schema gives it"},
    {"volume_episode_shared", error, "MovieLabs 16", "volumes of one season do not share an episode"},
    {"window_before_release", warning, "Google 8", "a window opens after the release that its row gives"},
    {"window_gap", info, "ours", "windows that follow each other leave no second between them"},
    {"window_order", error, "Google 4", "a window ends after it starts"},
    {"window_overlap", warning, "Google 14", "two windows of the same offer do not overlap"},
    {"window_overlap_price", error, "Google 14",
     "two windows of the same offer at different prices do not overlap"},
    {"window_waits", info, "ours", "at import: a window opens and closes at moments that are known"},
    {"word_unknown", error, "MovieLabs 8", "a word is of its closed vocabulary"},
    {"word_unlisted", warning, "MovieLabs 8", "a word is of its open vocabulary"},
    {"work_avail_type", error, "MovieLabs 9", "an AvailType goes with the work types of its assets"},
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
