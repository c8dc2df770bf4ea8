#include "exchange/offer.h"

#include <algorithm>
#include <map>

#include "avails/check.h"
#include "avails/span.h"
#include "base/local_time.h"
#include "base/text.h"
#include "rights/license_type.h"
#include "rights/timing.h"
#include "world/facts.h"
#include "world/territory_expression.h"

namespace nuri::exchange {
namespace {

using avails::Cell;
using avails::CellKind;
using avails::CivilTime;
using avails::Condition;
using avails::Duration;
using avails::Field;
using avails::RowView;

constexpr struct {
    std::string_view profile;
    int height;
} formats[] = {{"SD", 576}, {"HD", 1080}, {"UHD", 2160}};

bool is(std::string_view text, std::string_view word) {
    return equals_ignoring_case(text, word);
}

class OfferReader {
  public:
    OfferReader(const RowView& row, const avails::Profile& profile) : row_(row), profile_(profile) {}

    Offer read() {
        for (const Field field :
             {Field::territory, Field::license_type, Field::start, Field::end, Field::format_profile})
            require(field);
        read_kind();
        read_place();
        read_window();
        read_format();
        read_languages();
        offer_.exclusive = avails::parse_truth(row_[Field::exclusive]).value_or(false);
        offer_.contract = row_[Field::contract_id];
        return std::move(offer_);
    }

  private:
    /// The first reason counts: it is the one to mend first.
    void because(std::string reason) {
        if (offer_.reason.empty()) offer_.reason = std::move(reason);
    }

    void require(Field field) {
        const Cell* cell = row_.cell(field);
        const std::string name(avails::facts(field).column);
        if (cell == nullptr || !row_.has(field)) return because(name + " is not stated");
        if (cell->kind == CellKind::formula || cell->kind == CellKind::error)
            because(name + " is a formula or an error, which is not believed");
    }

    void read_kind() {
        const std::string_view work = row_[Field::work_type], type = row_[Field::license_type];
        bool title = false;
        for (const std::string_view one : {"Movie", "Short", "Season", "Episode", "Series", "Miniseries"})
            title |= is(work, one);
        if (!title) because("a " + std::string(work) + " is no title of the catalogue");
        const std::string_view status = row_[Field::title_status];
        if (!status.empty() && !is(status, "Approved")) because("its TitleStatus is " + std::string(status));
        const std::string_view licensee = row_[Field::licensee];
        if (!profile_.licensee.empty() && !licensee.empty() && !is(licensee, profile_.licensee))
            because("it is for " + std::string(licensee));
        if (to_upper(row_[Field::price_type].substr(0, 4)) == "TPR-")
            because("a price reduction changes no right");
        const auto known = rights::parse_license_type(type);
        if (!known) return because("LicenseType " + std::string(type) + " is nothing that is offered here");
        offer_.license_type = rights::to_string(*known);
    }

    void read_place() {
        for (const Field field : {Field::territory, Field::territory_exclusion})
            for (const std::string_view code : avails::list_parts(row_[field]))
                if (!avails::parse_territory_code(code))
                    because("'" + std::string(code.substr(0, 40)) + "' is no territory");
        offer_.territories = avails::territories_of(row_);
        if (offer_.territories.empty()) because("no territory is left");
    }

    Duration lag(Field field) {
        const Cell* cell = row_.cell(field);
        if (cell == nullptr || !row_.has(field)) return {};
        const auto duration = avails::read_duration(row_.document(), *cell, avails::FieldKind::duration);
        if (!duration) because(std::string(avails::facts(field).column) + " is no duration");
        return duration ? *duration : Duration();
    }

    /// None for Open, or where it cannot be read.
    std::optional<Offer::Edge> edge(Field field, Field lag_field) {
        const Cell* cell = row_.cell(field);
        if (cell == nullptr) return {};
        const std::string name(avails::facts(field).column);
        const auto bound = avails::read_bound(row_.document(), *cell);
        if (!bound) {
            because(name + " is no date");
            return {};
        }
        if (bound->time)
            return field == Field::end ? avails::end_moment(*bound->time, profile_) : *bound->time;
        switch (*bound->condition) {
            case Condition::immediate:
                return Offer::Immediate();
            case Condition::open:
                if (field == Field::start) because("its Start is Open");
                return {};
            case Condition::tbd:
                because(name + " is not yet settled");
                return {};
            default:
                return Offer::AfterEvent{*bound->condition, lag(lag_field)};
        }
    }

    void read_window() {
        if (auto start = edge(Field::start, Field::start_lag)) offer_.start = *std::move(start);
        offer_.end = edge(Field::end, Field::end_lag);
        if (row_.has(Field::window_duration)) offer_.duration = lag(Field::window_duration);
        offer_.zone = profile_.zone;
    }

    void read_format() {
        const std::string_view format = row_[Field::format_profile];
        for (const auto& [profile, height] : formats)
            if (is(format, profile)) offer_.max_height = height;
        if (!offer_.max_height)
            because("FormatProfile " + std::string(format) + " is nothing that is offered here");
        const std::string_view hdr = row_[Field::hdr];
        offer_.hdr = hdr.empty() ? is(format, "UHD") : avails::parse_truth(hdr).value_or(true);
        if (avails::parse_truth(row_[Field::ng_audio]) == false)
            offer_.audio_format = rights::AudioFormat::surround;
        if (profile_.edits_apart) offer_.edit = row_[Field::edit_id];
        const std::string_view turn = row_[Field::license_rights_description];
        for (const auto& [words, meant] :
             {std::pair{"Library", rights::Turn::library}, std::pair{"Premiere", rights::Turn::premiere},
              std::pair{"First Window", rights::Turn::first},
              std::pair{"Second Window", rights::Turn::second}})
            if (is(turn, words)) offer_.turn = meant;
        read_download();
    }

    void read_download() {
        const std::string_view download = row_[Field::download];
        if (download.empty() || avails::parse_truth(download) == false) return;
        offer_.download.emplace();
        const auto seconds = [&](Field field) -> std::optional<std::chrono::seconds> {
            const Duration duration = lag(field);
            const int64_t count = duration.days * 86'400 + duration.seconds;
            return row_.has(field) && duration.months == 0 && !duration.negative && count > 0
                       ? std::optional(std::chrono::seconds(count))
                       : std::nullopt;
        };
        offer_.download->keep = seconds(Field::rental_duration);
        offer_.download->watch = seconds(Field::watch_duration);
    }

    void read_languages() {
        const auto add = [](auto& list, const std::string& tag) { list.push_back(tag); };
        for (const Field field : {Field::allowed_languages, Field::holdback_exclusion_language}) {
            for (const auto& use : languages(field)) {
                if (use.asset != "subtitle")
                    add(offer_.audio ? *offer_.audio : offer_.audio.emplace(), use.tag.text());
                if (use.asset != "audio")
                    add(offer_.subtitles ? *offer_.subtitles : offer_.subtitles.emplace(), use.tag.text());
            }
        }
        for (const auto& use : languages(Field::holdback_language)) {
            if (use.asset != "subtitle") add(offer_.audio_held_back, use.tag.text());
            if (use.asset != "audio") add(offer_.subtitles_held_back, use.tag.text());
        }
        for (auto* list : {&offer_.audio_held_back, &offer_.subtitles_held_back}) without_repetitions(*list);
        for (auto* list : {&offer_.audio, &offer_.subtitles})
            if (*list) without_repetitions(**list);
        // What is held back is not allowed, whatever else the row says (`allowed_and_held_back`).
        for (const auto& [allowed, held] : {std::pair{&offer_.audio, &offer_.audio_held_back},
                                            std::pair{&offer_.subtitles, &offer_.subtitles_held_back}}) {
            if (!*allowed) continue;
            for (const std::string& tag : *held) std::erase(**allowed, tag);
            if ((*allowed)->empty()) because("no language is left that is not held back");
        }
    }

    std::vector<avails::LanguageUse> languages(Field field) {
        std::vector<avails::LanguageUse> uses;
        for (const std::string_view part : avails::list_parts(row_[field])) {
            auto use = avails::parse_language_use(part);
            if (use)
                uses.push_back(*std::move(use));
            else
                because("'" + std::string(part.substr(0, 40)) + "' is no language");
        }
        return uses;
    }

    static void without_repetitions(std::vector<std::string>& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }

    const RowView& row_;
    const avails::Profile& profile_;
    Offer offer_;
};

std::string text_of(const Offer::Edge& edge) {
    if (const auto* time = std::get_if<CivilTime>(&edge)) return avails::to_string(*time);
    if (const auto* event = std::get_if<Offer::AfterEvent>(&edge))
        return std::string(avails::to_string(event->event)) + " + " + avails::to_string(event->lag);
    return "Immediate";
}

Result<rights::Lag> lag_of(const Duration& duration) {
    return rights::parse_lag(avails::to_string(duration));
}

bool is_midnight(const CivilTime& time) {
    return time.wall.time_since_epoch() % std::chrono::days(1) == std::chrono::seconds(0);
}

/// An edge as the licensing register words it; none for a time of day by clocks that differ.
Result<std::optional<rights::Edge>> worded(const Offer::Edge& edge, const std::string& zone, Clocks& clocks,
                                           Instant now) {
    using Worded = std::optional<rights::Edge>;
    if (const auto* event = std::get_if<Offer::AfterEvent>(&edge))
        return Worded(rights::AfterEvent{TRY(rights::parse_release_event(avails::to_string(event->event))),
                                         TRY(lag_of(event->lag))});
    const auto* time = std::get_if<CivilTime>(&edge);
    if (time == nullptr) return Worded(now);
    if (time->offset || !zone.empty()) return Worded(TRY(clocks.instant(*time, zone)));
    if (!is_midnight(*time)) return Worded();
    return Worded(rights::LocalMidnight{
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time->wall))});
}

}  // namespace

std::string Offer::text() const {
    if (!reason.empty()) return {};
    const auto languages = [](const std::optional<std::vector<std::string>>& list) {
        return list ? join(*list, ",") : std::string("any");
    };
    std::string line = license_type + " | " + world::to_string(territories) + " | " + text_of(start) +
                       " .. " + (end ? text_of(*end) : "Open");
    if (duration) line += " for " + avails::to_string(*duration);
    if (!zone.empty()) line += " " + zone;
    line += " | " + std::to_string(max_height.value_or(0)) + (hdr ? " HDR" : "") + " | audio " +
            languages(audio) + " | subtitles " + languages(subtitles);
    if (!audio_held_back.empty()) line += " | no audio " + join(audio_held_back, ",");
    if (!subtitles_held_back.empty()) line += " | no subtitles " + join(subtitles_held_back, ",");
    if (audio_format != rights::AudioFormat::immersive)
        line += " | " + std::string(rights::to_string(audio_format));
    if (download)
        line += " | download " + std::to_string(download->keep.value_or(std::chrono::seconds(0)).count()) +
                "/" + std::to_string(download->watch.value_or(std::chrono::seconds(0)).count());
    if (turn != rights::Turn::unstated) line += " | " + std::string(rights::to_string(turn));
    if (!edit.empty()) line += " | edit " + edit;
    if (exclusive) line += " | exclusive";
    return contract.empty() ? line : line + " | " + contract;
}

Offer offer_of(const RowView& row, const avails::Profile& profile) {
    return OfferReader(row, profile).read();
}

Result<Instant> Clocks::instant(const CivilTime& time, std::string_view zone) {
    if (time.offset) return Instant(time.wall - *time.offset);
    const auto key = std::pair(std::string(zone), time.wall);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    const Instant instant = TRY(instant_in(zone, time.wall));
    if (known_.size() >= known_max) known_.clear();
    return known_.emplace(key, instant).first->second;
}

bool Offer::waits() const {
    return std::holds_alternative<AfterEvent>(start) || (end && std::holds_alternative<AfterEvent>(*end));
}

namespace {

/// What all grants of an offer share.
licensing::NewGrant common_grant(const Offer& offer) {
    licensing::NewGrant grant;
    grant.edit = offer.edit;
    grant.license_types = offer.license_type;
    grant.audio = offer.audio;
    grant.subtitles = offer.subtitles;
    grant.audio_held_back = offer.audio_held_back;
    grant.subtitles_held_back = offer.subtitles_held_back;
    grant.max_height = offer.max_height;
    grant.hdr = offer.hdr;
    grant.audio_format = offer.audio_format;
    grant.download = offer.download;
    grant.turn = offer.turn;
    grant.exclusive = offer.exclusive;
    grant.contract = offer.contract;
    return grant;
}

using Windows = std::map<std::pair<Instant, std::optional<Instant>>, world::TerritorySet>;

/// Each territory's window by its clocks; those that share one together.
Result<Windows> windows_of(const Offer& offer, Instant now, Clocks& clocks) {
    const auto instant = [&](const Offer::Edge& edge, std::string_view zone) -> Result<Instant> {
        if (const auto* time = std::get_if<CivilTime>(&edge)) return clocks.instant(*time, zone);
        return now;
    };
    Windows windows;
    Result<> failed;
    offer.territories.for_each([&](world::Territory territory) {
        const auto window = [&]() -> Result<> {
            const std::string_view zone =
                offer.zone.empty() ? world::first_zone_of(territory) : std::string_view(offer.zone);
            const Instant start = TRY(instant(offer.start, zone));
            std::optional<Instant> end;
            if (offer.end) end = TRY(instant(*offer.end, zone));
            if (offer.duration) {
                const Instant longest = TRY(rights::later_by(start, TRY(lag_of(*offer.duration))));
                end = end ? std::min(*end, longest) : longest;
            }
            if (end && *end <= start) return {};
            // A country whose subdivisions are partly out keeps them out.
            windows[{start, end}] |= offer.territories & world::TerritorySet{territory};
            return {};
        };
        if (failed) failed = window();
    });
    if (!failed) return std::move(failed).error();
    return windows;
}

}  // namespace

Result<std::vector<licensing::NewGrant>> grants_of(const Offer& offer, Instant now, Clocks& clocks) {
    std::vector<licensing::NewGrant> grants;
    licensing::NewGrant whole = common_grant(offer);
    whole.territories = world::to_string(offer.territories);
    whole.from = now;
    const auto start = TRY(worded(offer.start, offer.zone, clocks, now));
    const auto end =
        offer.end ? TRY(worded(*offer.end, offer.zone, clocks, now)) : std::optional<rights::Edge>();
    const bool wordable = start && (!offer.end || end);
    if (wordable) {
        whole.timing = rights::Timing{*start, end, {}};
        if (offer.duration) whole.timing->length = TRY(lag_of(*offer.duration));
    }
    if (offer.waits()) {
        if (!wordable)
            return Error{ErrorKind::invalid,
                         "it waits for an event, and its other end is a time of day without a zone"};
        return std::vector{std::move(whole)};
    }
    const Windows windows = TRY(windows_of(offer, now, clocks));
    if (windows.empty()) return Error{ErrorKind::invalid, "its window ends before it starts"};
    if (windows.size() > 1 && wordable) {
        whole.from = windows.begin()->first.first;
        whole.to = windows.begin()->first.second;
        for (const auto& [window, territories] : windows)
            whole.to = whole.to ? std::max(whole.to, window.second) : whole.to;
        return std::vector{std::move(whole)};
    }
    for (const auto& [window, territories] : windows) {
        licensing::NewGrant grant = common_grant(offer);
        grant.territories = world::to_string(territories);
        grant.from = window.first;
        grant.to = window.second;
        grants.push_back(std::move(grant));
    }
    return grants;
}

}  // namespace nuri::exchange
