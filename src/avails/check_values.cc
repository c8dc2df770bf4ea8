#include <algorithm>

#include "avails/check.h"
#include "avails/span.h"
#include "avails/values.h"
#include "avails/vocabulary.h"
#include "base/text.h"
#include "world/money.h"

namespace nuri::avails {
namespace {

std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 120)) + "'";
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
    const std::string_view near = nearest(word, known);
    return near.empty() ? "known are " + join(known, ", ") : "did you mean '" + std::string(near) + "'?";
}

class ValueCheck {
  public:
    ValueCheck(const RowView& row, Field field, Findings& findings)
        : row_(row),
          field_(field),
          cell_(*row.cell(field)),
          text_(row[field]),
          findings_(findings),
          xml_(row.document().format == Format::xml) {}

    void run() {
        if (cell_.kind == CellKind::error || cell_.kind == CellKind::formula)
            return;  // reported when it was read
        if (xml_)
            run_xml();
        else
            run_workbook();
    }

  private:
    /// What values of XML look like is in the schema (check_schema.h).
    void run_xml() {
        switch (facts(field_).kind) {
            case FieldKind::word:
                return check_word();
            case FieldKind::identifier:
                return check_identifier(text_);
            case FieldKind::identifiers:
                for (const std::string_view id : list_parts(text_)) check_identifier(id);
                return;
            case FieldKind::moment:
                return check_zone();
            default:
                return;
        }
    }

    void run_workbook() {
        if (cell_.kind == CellKind::text) check_characters();
        switch (facts(field_).kind) {
            case FieldKind::text:
                break;
            case FieldKind::word:
                check_word();
                break;
            case FieldKind::identifier:
                check_identifier(text_);
                break;
            case FieldKind::identifiers:
                for (const std::string_view id : list_parts(text_)) check_identifier(id);
                break;
            case FieldKind::date:
                check_date();
                break;
            case FieldKind::moment:
                check_moment();
                break;
            case FieldKind::duration:
            case FieldKind::run_time:
                check_duration();
                break;
            case FieldKind::truth:
                if (!parse_truth(text_))
                    report("truth_unreadable", quoted(text_) + " is neither yes nor no", "write Yes or No");
                break;
            case FieldKind::integer:
                // "12.0" is how some spreadsheets hold 12.
                if (!parse_integer(text_.ends_with(".0") ? text_.substr(0, text_.size() - 2) : text_))
                    report("number_unreadable", quoted(text_) + " is no whole number");
                break;
            case FieldKind::amount:
                check_amount();
                break;
            case FieldKind::currency:
                if (!world::Currency::parse(text_) && !is_testing_currency())
                    report("currency_unknown", quoted(text_) + " is no currency in use",
                           "write an ISO 4217 code, such as USD");
                break;
            case FieldKind::territories:
                check_territories();
                break;
            case FieldKind::languages:
                check_languages();
                break;
        }
    }

    void report(std::string_view code, std::string message, std::string mend = {}) {
        findings_.add(code, place_of(row_, field_), std::move(message), std::move(mend));
    }

    /// ISO 4217 keeps XTS for tests and XXX for "no currency".
    bool is_testing_currency() const {
        return equals_ignoring_case(text_, "XTS") || equals_ignoring_case(text_, "XXX");
    }

    void check_characters() {
        const bool odd = std::any_of(text_.begin(), text_.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        });
        if (odd)
            report("cell_character", "the value holds a tab, a line break or a control character",
                   "type it again on one line");
        if (facts(field_).kind == FieldKind::identifier || facts(field_).kind == FieldKind::identifiers)
            check_id_characters();
    }

    /// Of an id: what a keyboard slips in, and no scheme of ids uses; "%20" is an escape of a URI's.
    void check_id_characters() {
        for (size_t at = text_.find_first_of("!@#$%^&*"); at != std::string_view::npos;
             at = text_.find_first_of("!@#$%^&*", at + 1)) {
            const std::string_view behind = text_.substr(at + 1, 2);
            const bool escape = text_[at] == '%' && behind.size() == 2 &&
                                behind.find_first_not_of("0123456789ABCDEFabcdef") == std::string_view::npos;
            if (escape) continue;
            report("cell_character", "the id holds '" + std::string(1, text_[at]) + "'",
                   "look it up, and type it again");
            return;
        }
    }

    void check_word() {
        // A price type is held against more than the vocabulary (check_row), and a run of a number is "2.0".
        const std::string_view word = text_.ends_with(".0") ? text_.substr(0, text_.size() - 2) : text_;
        if (field_ == Field::price_type || is_word(field_, word)) return;
        const auto known = words(field_);
        report(is_open(field_) ? "word_unlisted" : "word_unknown",
               quoted(text_) + " is no " + std::string(facts(field_).column), suggestion(text_, known));
    }

    void check_identifier(std::string_view id) {
        switch (eidr_form(id)) {
            case EidrForm::malformed:
                report("eidr_syntax", quoted(id) + " is no EIDR", "write 10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C");
                return;
            case EidrForm::wrong_check_character: {
                const std::string eidr = *eidr_of(id);
                std::string digits;
                for (const char c : std::string_view(eidr).substr(8, 24))
                    if (c != '-') digits += c;
                report("eidr_check_character",
                       quoted(id) + " ends in '" + eidr.back() + "', and '" + eidr_check_character(digits) +
                           "' follows from its digits",
                       "look it up again: a digit may be wrong as well");
                return;
            }
            case EidrForm::right:
                return;
            case EidrForm::none:
                break;
        }
        if (field_ != Field::alid && field_ != Field::content_id && field_ != Field::bundled_alids) return;
        const auto parts = split(id, ':');
        if (parts.size() < 4 || parts[0] != "md" ||
            std::any_of(parts.begin(), parts.begin() + 4,
                        [](std::string_view part) { return part.empty(); })) {
            report("id_syntax", quoted(id) + " is not of the form md:<type>:<scheme>:<ssid>");
            return;
        }
        static constexpr std::string_view schemes[] = {"eidr", "eidr-s", "eidr-x", "eidr-urn", "org", "isan",
                                                       "uuid", "uri",    "grid",   "isrc",     "tvg", "cid"};
        const bool known = std::any_of(std::begin(schemes), std::end(schemes), [&](std::string_view scheme) {
            return equals_ignoring_case(parts[2], scheme);
        });
        if (!known) report("id_scheme", quoted(parts[2]) + " is no registered scheme of ids");
    }

    void check_date() {
        if (equals_ignoring_case(text_, "N/A") && field_ == Field::suppression_lift_date) return;
        const auto time = read_civil_time(row_.document(), cell_);
        if (time) return;
        // A release may be known by its year or month alone.
        const bool release =
            field_ == Field::release_history_original || field_ == Field::release_history_physical;
        const std::string padded = std::string(text_) + (text_.size() == 4 ? "-01-01" : "-01");
        if (release && (text_.size() == 4 || text_.size() == 7) && parse_civil_time(padded)) return;
        report("date_unreadable", time.error().message, "write YYYY-MM-DD");
    }

    void check_moment() {
        const auto bound = read_bound(row_.document(), cell_);
        if (!bound) {
            static constexpr std::string_view conditions[] = {"Open",      "Immediate", "ESTStart",  "EST",
                                                              "Broadcast", "Completed", "Theatrical"};
            const std::string_view near = nearest(text_, conditions);
            report("date_unreadable", bound.error().message,
                   near.empty() ? "write YYYY-MM-DD or YYYY-MM-DDThh:mm:ss"
                                : "did you mean '" + std::string(near) + "'?");
            return;
        }
        if (bound->condition == Condition::tbd)
            report("condition_tbd", "TBD says nothing about a window", "give a date, or Open");
        check_zone();
    }

    void check_zone() {
        const auto bound = read_bound(row_.document(), cell_);
        if (!bound) return;
        if (bound->time && !bound->time->date_only && !bound->time->offset && cell_.kind == CellKind::text)
            report("date_unzoned",
                   "'" + std::string(text_) + "' names no zone; it is read by the clocks of the territory",
                   "append Z or +hh:mm if another is meant");
    }

    void check_duration() {
        const auto duration = read_duration(row_.document(), cell_, facts(field_).kind);
        if (duration) return;
        // "56:20" of a sheet that was typed by hand.
        const bool two_parts =
            std::count(text_.begin(), text_.end(), ':') == 1 && parse_duration("0:" + std::string(text_));
        if (two_parts)
            report("duration_ambiguous", quoted(text_) + " may be hours and minutes, or minutes and seconds",
                   "write hh:mm:ss");
        else
            report("duration_unreadable", duration.error().message);
    }

    void check_amount() {
        const std::string_view digits = text_.starts_with('-') ? text_.substr(1) : text_;
        const bool number = !digits.empty() &&
                            digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                            std::count(digits.begin(), digits.end(), '.') <= 1;
        if (!number && cell_.kind != CellKind::number)
            report("number_unreadable", quoted(text_) + " is no amount", "write digits and a point: 9.99");
    }

    void check_territories() {
        for (const std::string_view code : list_parts(text_)) {
            if (const auto territory = parse_territory_code(code); !territory)
                report("country_unknown", quoted(code) + " is no territory: " + territory.error().message,
                       "write an ISO 3166 code, such as KR or CA-QC");
        }
    }

    void check_languages() {
        for (const std::string_view part : list_parts(text_)) {
            const auto language = parse_language_use(part);
            if (!language) {
                report("language_unknown", quoted(part) + " is no language: " + language.error().message,
                       "write an RFC 5646 tag, such as es-419");
            } else if (world::english_name(language->tag) == language->tag.text()) {
                report("language_unlisted",
                       quoted(part) + " is well formed, but no language that we have a name for");
            }
        }
    }

    const RowView& row_;
    Field field_;
    const Cell& cell_;
    std::string_view text_;
    Findings& findings_;
    bool xml_;
};

}  // namespace

void check_values(const RowView& row, SeenValues& seen, Findings& findings) {
    const bool xml = row.document().format == Format::xml;
    for (const FieldFacts& field : fields()) {
        if (!row.has(field.id)) continue;
        const Cell& cell = *row.cell(field.id);
        if (!xml || seen.emplace(field.id, cell.line, cell.text).second)
            ValueCheck(row, field.id, findings).run();
    }
}

}  // namespace nuri::avails
