#include "exchange/grant_sheet.h"

#include <array>
#include <map>

#include "avails/values.h"
#include "base/text.h"
#include "rights/license_type.h"
#include "rights/timing.h"
#include "world/territory_expression.h"

namespace nuri::exchange {
namespace {

using avails::Cell;
using avails::CellKind;
using avails::Field;

constexpr Field columns[] = {Field::display_name,
                             Field::alid,
                             Field::entry_type,
                             Field::work_type,
                             Field::territory,
                             Field::license_type,
                             Field::start,
                             Field::start_lag,
                             Field::end,
                             Field::end_lag,
                             Field::window_duration,
                             Field::rental_duration,
                             Field::watch_duration,
                             Field::exclusive,
                             Field::download,
                             Field::contract_id,
                             Field::format_profile,
                             Field::hdr,
                             Field::ng_audio,
                             Field::allowed_languages,
                             Field::holdback_language,
                             Field::description,
                             Field::edit_id,
                             Field::title_internal_alias,
                             Field::title_id,
                             Field::release_year,
                             Field::series_title_internal_alias,
                             Field::season_number,
                             Field::episode_number,
                             Field::episode_title_internal_alias,
                             Field::season_title_internal_alias};

using Values = std::map<Field, std::string>;

class GrantSheet {
  public:
    GrantSheet(avails::Document& document, const catalogue::Snapshot& catalogue,
               std::vector<avails::Finding>& unsaid)
        : document_(document), catalogue_(catalogue), unsaid_(unsaid) {
        sheet_.name = grant_sheet_name;
        for (const Field field : columns)
            sheet_.columns.push_back({std::string(avails::facts(field).section),
                                      std::string(avails::facts(field).column), field,
                                      static_cast<uint16_t>(sheet_.columns.size())});
        sheet_.markers.number = 3;
    }

    void add(const licensing::GrantRecord& record) {
        const rights::Grant& grant = record.grant;
        const catalogue::Title* title = catalogue_.find(grant.title);
        if (title == nullptr) return;
        const std::string which =
            "licence " + std::to_string(grant.id.number()) + " of " + catalogue_.reference_of(*title);
        if (grant.denies())
            return tell(which + ": a " + std::string(rights::to_string(grant.sign)) +
                        " has no place in Avails");
        Values values = values_of(*title);
        values[Field::display_name] = record.partner.empty() ? "own rights" : record.partner;
        values[Field::entry_type] = "Full Extract";
        values[Field::territory] = territories(which, grant.territories, values);
        say_window(grant, values);
        if (grant.exclusive) values[Field::exclusive] = "Yes";
        values[Field::contract_id] = record.contract;
        values[Field::description] = record.note;
        say_format(which, grant.terms, values);
        values[Field::allowed_languages] = languages(grant.terms);
        std::vector<std::string> held;
        for (const auto& tag : grant.terms.held_back.audio) held.push_back(tag.text() + ":audio");
        for (const auto& tag : grant.terms.held_back.subtitles) held.push_back(tag.text() + ":subtitle");
        values[Field::holdback_language] = join(held, ",");
        values[Field::edit_id] = grant.edit;
        if (grant.terms.audio_format != rights::AudioFormat::immersive) values[Field::ng_audio] = "False";
        if (const auto& download = grant.terms.download) {
            values[Field::download] = "Yes";
            if (download->keep)
                values[Field::rental_duration] = "PT" + std::to_string(download->keep->count()) + "S";
            if (download->watch)
                values[Field::watch_duration] = "PT" + std::to_string(download->watch->count()) + "S";
        }
        tell_limits(which, grant);
        if (grant.priority != 0)
            tell(which + ": priority " + std::to_string(grant.priority) + " has no place in Avails");
        const std::string types = rights::to_string(grant.license_types);
        for (const std::string_view type : split(types, ',')) {
            values[Field::license_type] = type == "TVOD" ? "VOD" : type;
            keep(values);
        }
    }

    void finish() && {
        if (!sheet_.rows.empty()) document_.sheets.push_back(std::move(sheet_));
    }

  private:
    void tell(std::string message) {
        unsaid_.push_back({"unsaid",
                           avails::Severity::info,
                           {std::string(grant_sheet_name), 0, ""},
                           std::move(message),
                           ""});
    }

    Values values_of(const catalogue::Title& title) {
        Values values;
        values[Field::alid] = title.facts.alid.empty() ? "md:alid:org:nuri:" + title.slug : title.facts.alid;
        values[Field::title_id] = title.facts.eidr;
        const auto name = [](const catalogue::Title& one) { return one.facts.original_title; };
        switch (title.kind) {
            case catalogue::Kind::film:
                values[Field::work_type] = "Movie";
                values[Field::title_internal_alias] = name(title);
                if (title.facts.release_year)
                    values[Field::release_year] = std::to_string(*title.facts.release_year);
                return values;
            case catalogue::Kind::series:
                values[Field::work_type] = "Series";
                values[Field::series_title_internal_alias] = name(title);
                break;
            case catalogue::Kind::season:
                values[Field::work_type] = "Season";
                values[Field::season_title_internal_alias] = name(title);
                break;
            case catalogue::Kind::episode:
                values[Field::work_type] = "Episode";
                values[Field::episode_title_internal_alias] = name(title);
                if (title.number) values[Field::episode_number] = std::to_string(*title.number);
                break;
        }
        for (const catalogue::Title* at = &title; at != nullptr;
             at = at->parent ? catalogue_.find(*at->parent) : nullptr) {
            if (at->kind == catalogue::Kind::season && at->number)
                values[Field::season_number] = std::to_string(*at->number);
            if (at->kind == catalogue::Kind::series) values[Field::series_title_internal_alias] = name(*at);
        }
        return values;
    }

    /// Countries and subdivisions one by one, which every reader understands.
    std::string territories(const std::string& which, const world::TerritorySet& set, Values&) {
        std::vector<std::string> codes;
        set.for_each([&](world::Territory territory) { codes.push_back(territory.code()); });
        for (const world::Territory part : set.exceptions())
            if (!set.contains(part))
                tell(which + ": that it holds in " + part.leaf().code() + " but not in " + part.code() +
                     " has no place in this sheet");
        return set == world::TerritorySet::all() ? "ZZ" : join(codes, ",");
    }

    static void say_edge(const rights::Edge& edge, Field field, Field lag, Values& values) {
        if (const auto* moment = std::get_if<Instant>(&edge)) values[field] = to_string(*moment);
        if (const auto* midnight = std::get_if<rights::LocalMidnight>(&edge))
            values[field] =
                avails::to_string(avails::CivilTime{std::chrono::sys_days(midnight->day), {}, false});
        if (const auto* event = std::get_if<rights::AfterEvent>(&edge)) {
            values[field] = rights::to_string(event->event);
            if (event->lag != rights::Lag()) values[lag] = rights::to_string(event->lag);
        }
    }

    static void say_window(const rights::Grant& grant, Values& values) {
        values[Field::end] = "Open";
        if (!grant.timing) {
            values[Field::start] = to_string(grant.window.start());
            if (grant.window.end()) values[Field::end] = to_string(*grant.window.end());
            return;
        }
        say_edge(grant.timing->start, Field::start, Field::start_lag, values);
        if (grant.timing->end) say_edge(*grant.timing->end, Field::end, Field::end_lag, values);
        if (grant.timing->length) values[Field::window_duration] = rights::to_string(*grant.timing->length);
    }

    /// What a licence may bound and Avails have no columns for.
    void tell_limits(const std::string& which, const rights::Grant& grant) {
        const rights::Terms& terms = grant.terms;
        const std::pair<bool, std::string_view> limits[] = {
            {grant.is_limited(), "what it may be watched on"},
            {!terms.plays.empty(), "how often it may be played"},
            {terms.dubs.has_value() || !terms.held_back.dubs.empty(), "its languages of dubs"},
            {terms.forced.has_value() || !terms.held_back.forced.empty(),
             "its languages of forced subtitles"},
            {terms.download && terms.download->per_account_max, "how often it may be downloaded"},
            {terms.audio_format == rights::AudioFormat::stereo, "that it is for stereo alone"},
            {grant.turn != rights::Turn::unstated, "which turn it buys"},
        };
        for (const auto& [there, what] : limits)
            if (there) tell(which + ": " + std::string(what) + " has no place in Avails");
    }

    void say_format(const std::string& which, const rights::Terms& terms, Values& values) {
        const int height = terms.max_height.value_or(2160);
        values[Field::format_profile] = height < 720 ? "SD" : height < 2160 ? "HD" : "UHD";
        if (height != 576 && height != 1080 && height != 2160)
            tell(which + ": at most " + std::to_string(height) + " lines becomes " +
                 values[Field::format_profile]);
        if (terms.hdr != (values[Field::format_profile] == "UHD"))
            values[Field::hdr] = terms.hdr ? "True" : "False";
    }

    static std::string languages(const rights::Terms& terms) {
        std::vector<std::string> uses;
        if (terms.audio)
            for (const auto& tag : *terms.audio) uses.push_back(tag.text() + ":audio");
        if (terms.subtitles)
            for (const auto& tag : *terms.subtitles) uses.push_back(tag.text() + ":subtitle");
        return join(uses, ",");
    }

    void keep(const Values& values) {
        avails::Row row;
        row.number = static_cast<uint32_t>(sheet_.rows.size() + sheet_.header_rows + 1);
        for (uint16_t i = 0; i < std::size(columns); ++i)
            if (const auto value = values.find(columns[i]); value != values.end() && !value->second.empty())
                row.cells.push_back({i, CellKind::text, document_.texts.intern(value->second), 0});
        sheet_.rows.push_back(std::move(row));
    }

    avails::Document& document_;
    const catalogue::Snapshot& catalogue_;
    std::vector<avails::Finding>& unsaid_;
    avails::Sheet sheet_;
};

}  // namespace

void add_grant_sheet(avails::Document& document, const catalogue::Snapshot& catalogue,
                     const std::vector<licensing::GrantRecord>& grants,
                     std::vector<avails::Finding>& unsaid) {
    GrantSheet sheet(document, catalogue, unsaid);
    for (const licensing::GrantRecord& grant : grants) sheet.add(grant);
    std::move(sheet).finish();
}

}  // namespace nuri::exchange
