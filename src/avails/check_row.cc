#include <algorithm>

#include "avails/check.h"
#include "avails/ratings.h"
#include "avails/span.h"
#include "avails/values.h"
#include "avails/vocabulary.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 120)) + "'";
}

/// What a work may be told by, its ALID aside, which is of the offer.
constexpr Field ids[] = {Field::title_id,          Field::edit_id,           Field::content_id,
                         Field::product_id,        Field::encode_id,         Field::alt_id,
                         Field::series_content_id, Field::season_content_id, Field::episode_content_id,
                         Field::volume_content_id, Field::series_alt_id,     Field::season_alt_id,
                         Field::episode_alt_id,    Field::volume_alt_id,     Field::bundled_alids};

class RowCheck {
  public:
    RowCheck(const RowView& row, const Profile& profile, Findings& findings)
        : row_(row),
          profile_(profile),
          findings_(findings),
          version_(row.document().version),
          xml_(row.document().format == Format::xml) {}

    void run() {
        check_required();
        check_entry();
        check_window();
        check_release();
        check_places();
        check_languages();
        check_price();
        check_pre_order();
        check_captions();
        if (!xml_) check_rating();  // XML has many for each asset (check_elements)
        check_work();
        check_notes();
    }

  private:
    std::string_view operator[](Field field) const { return row_[field]; }
    bool has(Field field) const { return row_.has(field); }
    bool is(Field field, std::string_view word) const { return equals_ignoring_case(row_[field], word); }
    bool is_deletion() const {
        return is(Field::entry_type, "Full Delete") || is(Field::entry_type, "Delete");
    }
    /// Versions are compared as texts: each part has one digit.
    bool since(std::string_view version) const { return version_ >= version; }

    void report(std::string_view code, Field field, std::string message, std::string mend = {}) {
        findings_.add(code, place_of(row_, field), std::move(message), std::move(mend));
    }

    void require(Field field) {
        if (has(field) || (!xml_ && !row_.sheet().column_of(field)))
            return;  // a column that lacks is reported once
        report("value_missing", field, std::string(facts(field).column) + " is required, and empty");
    }

    void check_required() {
        require(Field::display_name);
        require(Field::entry_type);
        require(Field::work_type);
        if (is_deletion()) return;
        for (const Field field :
             {Field::territory, Field::license_type, Field::start, Field::end, Field::format_profile})
            require(field);
        if (xml_) return;  // there the schema says which elements are required (check_schema.h)
        if (std::none_of(std::begin(ids), std::end(ids), [&](Field id) { return has(id); }))
            report("id_missing", Field::content_id, "the row has no id of what it is about",
                   "give its EIDR, ContentID or AltID");
        const std::string_view work = metadata_of_work();
        if (work == "Movie") require(Field::title_internal_alias);
        if (work == "Episode") {
            require(Field::episode_title_internal_alias);
            require(Field::episode_content_id);
            if (!has(Field::episode_number))
                report("episode_number", Field::episode_number, "the episode has no EpisodeNumber",
                       "number it, as the season does");
        }
        if (work == "Season" || work == "Episode") {
            require(Field::season_number);
            require(Field::series_title_internal_alias);
        }
        if (work == "Season") require(Field::season_content_id);
        if (work == "Volume") require(Field::volume_content_id);
    }

    std::string_view metadata_of_work() const {
        for (const std::string_view work : {"Episode", "Season", "Series", "Volume"})
            if (is(Field::work_type, work)) return work;
        return is(Field::work_type, "Movie") || is(Field::work_type, "Short") ? "Movie" : "";
    }

    void check_entry() {
        const bool single = is(Field::entry_type, "Create") || is(Field::entry_type, "Update") ||
                            is(Field::entry_type, "Delete");
        if (single && !has(Field::avail_id))
            report("entry_type_unsupported", Field::entry_type,
                   "'" + std::string((*this)[Field::entry_type]) +
                       "' is about one window, and the row has no AvailID that says which",
                   "give it its AvailID, or send a Full Extract");
    }

    void check_window() {
        for (const auto& [lag, bound] :
             {std::pair{Field::start_lag, Field::start}, std::pair{Field::end_lag, Field::end}}) {
            if (has(lag) && !parse_condition((*this)[bound]))
                report("lag_alone", lag,
                       std::string(facts(lag).column) + " counts from a condition, and " +
                           std::string(facts(bound).column) + " is " + quoted((*this)[bound]),
                       "take the lag away, or write a condition such as Theatrical");
        }
        if (is_deletion()) return;
        const auto span = span_of(row_, profile_);
        if (span && span->start >= span->end)
            report("window_order", Field::end,
                   "the window ends at " + std::string((*this)[Field::end]) + ", not after its start " +
                       std::string((*this)[Field::start]),
                   "give an end that is later");
    }

    void check_release() {
        const Cell* released = row_.cell(Field::release_history_original);
        const Cell* start = row_.cell(Field::start);
        if (released == nullptr || start == nullptr) return;
        const auto then = read_civil_time(row_.document(), *released);
        const auto opens = read_bound(row_.document(), *start);
        if (!then || !opens || !opens->time || seconds_of(*opens->time) >= seconds_of(*then)) return;
        report("window_before_release", Field::start,
               "the window opens on " + to_string(*opens->time) + ", before the first release on " +
                   to_string(*then));
    }

    void check_places() {
        world::TerritorySet all, taken;
        for (const std::string_view code : list_parts((*this)[Field::territory]))
            if (const auto set = parse_territory_code(code)) all |= *set;
        for (const std::string_view code : list_parts((*this)[Field::territory_exclusion])) {
            const auto set = parse_territory_code(code);
            if (!set) continue;
            taken |= *set;
            if (!all.empty() && !all.intersects(*set))
                report("exclusion_outside", Field::territory_exclusion,
                       quoted(code) + " is excluded from " + quoted((*this)[Field::territory]) +
                           ", of which it is no part");
        }
        if (!all.empty() && (all - taken).empty())
            report("exclusion_empties", Field::territory_exclusion,
                   "nothing is left of " + quoted((*this)[Field::territory]) + " without " +
                       quoted((*this)[Field::territory_exclusion]));
    }

    std::vector<LanguageUse> languages(Field field) const {
        std::vector<LanguageUse> uses;
        for (const std::string_view part : list_parts((*this)[field]))
            if (auto use = parse_language_use(part)) uses.push_back(*std::move(use));
        return uses;
    }

    void check_languages() {
        const auto allowed = languages(Field::allowed_languages), held = languages(Field::holdback_language);
        for (const LanguageUse& one : allowed)
            for (const LanguageUse& other : held)
                if (one.tag == other.tag &&
                    (one.asset == other.asset || one.asset.empty() || other.asset.empty()))
                    report("allowed_and_held_back", Field::holdback_language,
                           "'" + one.tag.text() + "' is allowed and held back", "say one of the two");
        const auto delivered = languages(Field::asset_language);
        for (const LanguageUse& wanted : languages(Field::required_languages)) {
            const bool there = std::any_of(delivered.begin(), delivered.end(),
                                           [&](const LanguageUse& use) { return use.tag == wanted.tag; });
            if (!there)
                report("languages_required", Field::required_languages,
                       "'" + wanted.tag.text() + "' is required, and not among the asset languages",
                       "add it to AssetLanguage");
        }
        const bool transactional = is(Field::license_type, "EST") || is(Field::license_type, "VOD") ||
                                   is(Field::license_type, "POEST");
        if (transactional && delivered.size() > 1 && xml_)
            report("asset_languages_many", Field::asset_language,
                   "the transaction has " + std::to_string(delivered.size()) +
                       " asset languages, and may have one",
                   "make a transaction for each");
    }

    void check_price() {
        const bool priced = !is(Field::license_type, "SVOD") && !is_deletion();
        if (!has(Field::price_type)) {
            if (priced && has(Field::license_type) && !has(Field::srp))
                report("price_missing", Field::price_type,
                       "a " + std::string((*this)[Field::license_type]) + " window has no price",
                       "give PriceType and PriceValue, or NA");
            return;
        }
        const std::string_view type = (*this)[Field::price_type];
        if (!is_word(Field::price_type, type) || (is(Field::price_type, "SRP") && !xml_ && since("1.7"))) {
            const std::string_view near = is_word(Field::price_type, type)
                                              ? std::string_view()
                                              : nearest(type, words(Field::price_type));
            report("price_type", Field::price_type,
                   quoted(type) + " is no price type" + (is(Field::price_type, "SRP") ? " since 1.7" : ""),
                   near.empty() ? "write Tier, WSP, DMRP, SMRP, Category, LicenseFee or NA"
                                : "did you mean '" + std::string(near) + "'?");
            return;
        }
        const std::string bare = to_lower(type.starts_with("TPR-") ? type.substr(4) : type);
        const bool amount = bare == "wsp" || bare == "dmrp" || bare == "smrp" || bare == "episodewsp" ||
                            bare == "seasonwsp" || bare == "srp";
        const std::string_view value = (*this)[Field::price_value];
        if (value.empty()) {
            if (bare != "na")
                report("price_missing", Field::price_value,
                       "price type " + std::string(type) + " has no PriceValue", "give it, or TBD");
        } else if (amount && !equals_ignoring_case(value, "TBD") &&
                   (value.find_first_not_of("0123456789.") != std::string_view::npos ||
                    std::count(value.begin(), value.end(), '.') > 1)) {
            if (row_.cell(Field::price_value)->kind != CellKind::number)
                report("price_value", Field::price_value,
                       quoted(value) + " is no amount, which " + std::string(type) + " calls for",
                       "write digits and a point: 9.99");
        }
    }

    void check_pre_order() {
        const bool pre_order = is(Field::license_type, "POEST");
        if (pre_order && !has(Field::suppression_lift_date) && !is_deletion())
            report("suppression_date", Field::suppression_lift_date, "a pre-order has no SuppressionLiftDate",
                   "give the day from which it may be announced, or N/A");
        if (!pre_order && has(Field::pre_order_fulfill_date))
            report("pre_order_date", Field::pre_order_fulfill_date,
                   "a " + std::string((*this)[Field::license_type]) + " window has a pre-order date",
                   "leave it out");
    }

    void check_captions() {
        // XML says only why there are none.
        if (xml_ || is_deletion() || !territories_of(row_).contains(*world::Territory::parse("US"))) return;
        const auto included = parse_truth((*this)[Field::caption_included]);
        if (!has(Field::caption_included) && metadata_of_work() == "Episode" &&
            row_.sheet().column_of(Field::caption_included))
            report("caption_missing", Field::caption_included,
                   "the episode does not say whether it has captions");
        if (included == false && !has(Field::caption_exemption))
            report("caption_exemption", Field::caption_exemption, "there are no captions, and no reason why",
                   "give the FCC's category, 1 to 6");
        if (included == true && has(Field::caption_exemption))
            report("caption_exemption", Field::caption_exemption,
                   "there are captions, and a reason for having none", "leave one of the two out");
    }

    void check_rating() {
        const std::string_view system = (*this)[Field::rating_system], value = (*this)[Field::rating_value];
        if (system.empty() != value.empty()) {
            report("rating_incomplete", system.empty() ? Field::rating_system : Field::rating_value,
                   system.empty() ? "a rating has no system"
                                  : "rating system " + quoted(system) + " has no value");
            return;
        }
        if (system.empty()) return;
        for (RatingFault& fault :
             faults_of({system, value, list_parts((*this)[Field::rating_reason]), territories_of(row_)}))
            report(fault.code, field_of(fault.about), std::move(fault.message), std::move(fault.mend));
    }

    static Field field_of(RatingFault::About about) {
        switch (about) {
            case RatingFault::About::value:
                return Field::rating_value;
            case RatingFault::About::reason:
                return Field::rating_reason;
            default:
                return Field::rating_system;
        }
    }

    void check_work() {
        const bool collection = is(Field::work_type, "Collection");
        if (collection != has(Field::bundled_alids) && has(Field::work_type))
            report("bundle_members", Field::bundled_alids,
                   collection ? "a Collection names no bundled ALIDs"
                              : "a " + std::string((*this)[Field::work_type]) + " names bundled ALIDs",
                   collection ? "list its members, with ';' between"
                              : "leave them out, or make it a Collection");
        const bool reference_sheet = row_.sheet().column_of(Field::ref_alid).has_value();
        if (!xml_ && reference_sheet && !has(Field::ref_alid))
            report("ref_alid", Field::ref_alid, "a bonus row refers to no ALID",
                   "name the title it comes with");
    }

    void check_notes() {
        if (xml_ || parse_truth((*this)[Field::exception_flag]) == true ||
            !row_.sheet().column_of(Field::exception_flag))
            return;
        for (const Field field : {Field::other_terms, Field::other_instructions, Field::any})
            if (has(field)) {
                report(
                    "exception_flag", field,
                    std::string(facts(field).column) + " has words for people, and ExceptionFlag is not Yes",
                    "set it, so that somebody reads them");
                return;
            }
    }

    const RowView& row_;
    const Profile& profile_;
    Findings& findings_;
    std::string_view version_;
    bool xml_;
};

}  // namespace

void check_row(const RowView& row, const Profile& profile, Findings& findings) {
    RowCheck(row, profile, findings).run();
}

}  // namespace nuri::avails
