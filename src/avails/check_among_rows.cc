#include <algorithm>
#include <map>
#include <unordered_map>

#include "avails/check.h"
#include "avails/span.h"
#include "avails/values.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

/// One window of one offer, ready to be compared.
struct Offer {
    const Sheet* sheet = nullptr;
    const Row* row = nullptr;
    uint32_t line = 0;
    Span span;
    world::TerritorySet territories;
    std::string price, licensee;
    bool exclusive = false;
};

/// What must agree for two rows to offer the same thing, but for place, time and price.
constexpr Field offer_fields[] = {Field::display_name,
                                  Field::licensee,
                                  Field::alid,
                                  Field::work_type,
                                  Field::license_type,
                                  Field::format_profile,
                                  Field::hdr,
                                  Field::asset_language,
                                  Field::store_language,
                                  Field::localization_type,
                                  Field::price_type,
                                  Field::content_id,
                                  Field::edit_id,
                                  Field::product_id,
                                  Field::encode_id,
                                  Field::alt_id,
                                  Field::season_content_id,
                                  Field::episode_content_id,
                                  Field::volume_content_id,
                                  Field::title_internal_alias,
                                  Field::suppression_lift_date,
                                  Field::pre_order_fulfill_date,
                                  Field::announce_date,
                                  Field::campaign_id,
                                  Field::ref_alid,
                                  Field::ng_audio,
                                  Field::license_rights_description};
/// The same for exclusivity, which the edit and the format do not bound.
constexpr Field right_fields[] = {Field::alid, Field::license_type, Field::content_id,
                                  Field::season_content_id, Field::episode_content_id};

constexpr Field alid_fields[] = {Field::display_name, Field::service_provider, Field::exception_flag,
                                 Field::work_type};
constexpr Field asset_fields[] = {Field::title_internal_alias, Field::title_id, Field::release_year};

std::string key_of(const RowView& row, std::span<const Field> wanted) {
    std::string key;
    for (const Field field : wanted) {
        key += to_lower(row[field]);
        key += '\n';
    }
    return key;
}

std::string where(const Offer& offer) {
    return (offer.sheet->name.empty() ? "" : "'" + offer.sheet->name + "' ") + "line " +
           std::to_string(offer.line);
}

class AmongRows {
  public:
    AmongRows(const Document& document, const Profile& profile, Findings& findings)
        : document_(document), profile_(profile), findings_(findings) {}

    void run() {
        for (const Sheet& sheet : document_.sheets) {
            RowView view(document_, sheet);
            for (const Row& row : sheet.rows) {
                if (row.comment) continue;
                view.look_at(row);
                check_agreement(view);
                check_avail_id(view);
                check_repetition(view);
                check_episode(view);
                collect_offer(view);
            }
        }
        for (auto& [key, offers] : by_offer_) compare_offers(offers);
        for (auto& [key, offers] : by_right_) compare_exclusives(offers);
    }

  private:
    struct First {
        std::string value;
        uint32_t line = 0;
    };

    /// Rows that name the same thing say the same of it; what the first row says counts.
    void agree(const RowView& row, std::string_view code, Field about, std::span<const Field> wanted) {
        if (!row.has(about)) return;
        for (const Field field : wanted) {
            if (!row.sheet().column_of(field)) continue;
            const std::string key =
                std::string(code) + std::string(facts(field).column) + "\n" + std::string(row[about]);
            const std::string value(row[field]);
            const auto [first, added] = said_.try_emplace(key, First{value, row.row().number});
            if (added || first->second.value == value) continue;
            findings_.add(code, place_of(row, field),
                          "'" + value.substr(0, 100) + "' differs from '" +
                              first->second.value.substr(0, 100) + "' in line " +
                              std::to_string(first->second.line) + ", which has the same " +
                              std::string(facts(about).column),
                          "let both say the same");
        }
    }

    void check_agreement(const RowView& row) {
        if (document_.format == Format::xml) return;  // there it is said once
        agree(row, "row_disagrees", Field::alid, alid_fields);
        agree(row, "asset_disagrees", Field::content_id, asset_fields);
    }

    void check_avail_id(const RowView& row) {
        if (!row.has(Field::avail_id)) return;
        // Several rows of a season may stand for one avail: the same id for another asset is none the worse.
        const std::string key = std::string(row[Field::avail_id]) + "\n" +
                                std::string(row[Field::episode_content_id]) + "\n" +
                                std::string(row[Field::content_id]);
        const auto [first, added] = avail_ids_.try_emplace(key, row.row().number);
        if (!added)
            findings_.add("avail_id_repeated", place_of(row, Field::avail_id),
                          "AvailID '" + std::string(row[Field::avail_id]) + "' stands in line " +
                              std::to_string(first->second) + " already",
                          "give each window its own");
    }

    void check_repetition(const RowView& row) {
        if (document_.format == Format::xml) return;
        std::string key;
        for (const Cell& cell : row.row().cells)
            key += std::to_string(cell.column) + "=" + std::string(document_.text(cell)) + "\n";
        const auto [first, added] = rows_.try_emplace(row.sheet().name + "\n" + key, row.row().number);
        if (!added)
            findings_.add("row_repeated", {row.sheet().name, row.row().number, ""},
                          "the row is the same as row " + std::to_string(first->second),
                          "remove one of the two");
    }

    void check_episode(const RowView& row) {
        if (!equals_ignoring_case(row[Field::work_type], "Episode") || !row.has(Field::episode_number))
            return;
        const std::string_view season =
            row.has(Field::season_content_id) ? row[Field::season_content_id] : row[Field::season_number];
        const std::string_view series = row.has(Field::series_content_id)
                                            ? row[Field::series_content_id]
                                            : row[Field::series_title_internal_alias];
        const std::string key = std::string(series) + "\n" + std::string(season) + "\n" +
                                std::string(row[Field::season_number]) + "\n" +
                                std::string(row[Field::episode_number]);
        const std::string id(row.has(Field::episode_content_id) ? row[Field::episode_content_id]
                                                                : row[Field::episode_title_internal_alias]);
        const auto [first, added] = episodes_.try_emplace(key, First{id, row.row().number});
        if (!added && first->second.value != id)
            findings_.add("episode_repeated", place_of(row, Field::episode_number),
                          "episode " + std::string(row[Field::episode_number]) + " is '" +
                              first->second.value.substr(0, 100) + "' in line " +
                              std::to_string(first->second.line) + " and '" + id.substr(0, 100) + "' here",
                          "number them apart");
    }

    void collect_offer(const RowView& row) {
        const std::string_view entry = row[Field::entry_type];
        if (entry.ends_with("Delete") || equals_ignoring_case(row[Field::license_type], "POEST")) return;
        const auto span = span_of(row, profile_);
        if (!span || span->start >= span->end) return;
        Offer offer{&row.sheet(),
                    &row.row(),
                    row.row().number,
                    *span,
                    territories_of(row),
                    {},
                    std::string(row[Field::licensee]),
                    false};
        offer.exclusive = parse_truth(row[Field::exclusive]) == true;
        offer.price = key_of(row, std::array{Field::price_value, Field::price_currency, Field::srp});
        if (offer.territories.empty()) return;
        by_offer_[key_of(row, offer_fields)].push_back(offer);
        by_right_[key_of(row, right_fields)].push_back(std::move(offer));
    }

    /// Each offer with those that begin before it ends, of a list ordered by start.
    template<typename Visit>
    static void each_pair(std::vector<Offer>& offers, Visit visit) {
        constexpr size_t neighbours_max =
            64;  // a file in which hundreds of windows overlap is told so often enough
        std::stable_sort(offers.begin(), offers.end(),
                         [](const Offer& a, const Offer& b) { return a.span.start < b.span.start; });
        for (size_t i = 0; i < offers.size(); ++i)
            for (size_t j = i + 1; j < std::min(offers.size(), i + neighbours_max); ++j) {
                if (offers[i].span.end != Span::open_end && offers[j].span.start > offers[i].span.end + 1)
                    break;
                if (offers[i].territories.intersects(offers[j].territories)) visit(offers[i], offers[j]);
            }
    }

    void report(std::string_view code, const Offer& at, std::string message, std::string mend) {
        findings_.add(code, {document_.format == Format::xml ? "" : at.sheet->name, at.line, "Start"},
                      std::move(message), std::move(mend));
    }

    void compare_offers(std::vector<Offer>& offers) {
        each_pair(offers, [&](const Offer& a, const Offer& b) {
            const Offer &first = a.line < b.line ? a : b, &second = a.line < b.line ? b : a;
            if (a.span.intersects(b.span)) {
                const Span shared{std::max(a.span.start, b.span.start), std::min(a.span.end, b.span.end)};
                const bool same_price = a.price == b.price;
                report(same_price ? "window_overlap" : "window_overlap_price", second,
                       "the window overlaps that of " + where(first) + " in " +
                           world::to_string(a.territories & b.territories) + " during " + to_string(shared) +
                           (same_price ? "" : ", at another price"),
                       "end one where the other starts");
            } else if (b.span.start == a.span.end + 1) {
                report("window_gap", b, "the window starts a second after that of " + where(a) + " ends",
                       "let it start when the other ends, if none was meant");
            }
        });
    }

    void compare_exclusives(std::vector<Offer>& offers) {
        each_pair(offers, [&](const Offer& a, const Offer& b) {
            if (!(a.exclusive || b.exclusive) || !a.span.intersects(b.span) || a.licensee == b.licensee)
                return;
            const Offer &first = a.line < b.line ? a : b, &second = a.line < b.line ? b : a;
            report("exclusive_conflict", second,
                   "the window of '" + second.licensee + "' meets that of '" + first.licensee + "' in " +
                       where(first) + ", and one of them is exclusive",
                   "settle who has it, and end the other");
        });
    }

    const Document& document_;
    const Profile& profile_;
    Findings& findings_;
    std::unordered_map<std::string, First> said_, episodes_;
    std::unordered_map<std::string, uint32_t> avail_ids_, rows_;
    std::map<std::string, std::vector<Offer>> by_offer_,
        by_right_;  // ordered, so that findings come the same each time
};

}  // namespace

void check_among_rows(const Document& document, const Profile& profile, Findings& findings) {
    AmongRows(document, profile, findings).run();
}

}  // namespace nuri::avails
