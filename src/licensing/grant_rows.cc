#include "licensing/grant_rows.h"

#include "base/text.h"

namespace nuri::licensing {

namespace {

// The columns of `select`, by their places.
namespace column {
enum : size_t {
    id,
    title,
    sign,
    territories,
    members,
    starts,
    ends,
    license_types,
    audio,
    subtitles,
    max_height,
    hdr,
    exclusive,
    priority,
    partner,
    partner_name,
    contract,
    contract_reference,
    note,
    created,
    created_by,
    ended,
    ended_by,
    edit,
    timing_start,
    timing_end,
    timing_length,
    dubs,
    forced,
    audio_held_back,
    subtitles_held_back,
    dubs_held_back,
    forced_held_back,
    audio_format,
    devices,
    platforms,
    download,
    download_keep_s,
    download_watch_s,
    downloads_per_account_max,
    runs_max,
    plays_per_account_max,
    turn
};
}  // namespace column

Error damaged(std::string_view what, std::string_view value) {
    return {ErrorKind::corrupt, "the licensing records are damaged: " + std::string(what) + " '" +
                                    std::string(value.substr(0, 200)) + "'"};
}

}  // namespace

std::string members_of(const world::TerritorySet& set) {
    std::vector<std::string> codes;
    set.for_each([&](world::Territory territory) { codes.push_back(territory.code()); });
    for (const world::Territory part : set.exceptions())
        if (!set.contains(part)) codes.push_back("-" + part.code());
    return join(codes, " ");
}

Result<world::TerritorySet> parse_members(std::string_view members) {
    world::TerritorySet set;
    for (std::string_view code : split(members, ' ')) {
        const bool out = !code.empty() && code.front() == '-';
        if (out) code.remove_prefix(1);
        const auto territory = world::Territory::parse(code);
        if (!territory) return damaged("territories", members);
        out ? set.erase(*territory) : set.insert(*territory);
    }
    return set;
}

Result<rights::Languages> GrantReader::languages(const std::optional<std::string>& text) {
    if (!text) return rights::Languages();
    if (const auto known = languages_.find(*text); known != languages_.end()) return known->second;
    std::vector<world::LanguageTag> tags;
    for (const std::string_view part : split(*text, ',')) {
        auto tag = world::LanguageTag::parse(part);
        if (!tag) return damaged("languages", *text);
        tags.push_back(*std::move(tag));
    }
    return languages_.emplace(*text, std::move(tags)).first->second;
}

Result<std::vector<world::LanguageTag>> GrantReader::held_back(const std::string& text) {
    if (text.empty()) return std::vector<world::LanguageTag>();
    return *TRY(languages(text));
}

Result<> GrantReader::read_scope(const store::Row& row, rights::Grant& grant) {
    using namespace column;
    grant.edit = row.text(edit);
    if (const auto start = row.optional_text(timing_start)) {
        rights::Timing timing{TRY(rights::parse_edge(*start)), {}, {}};
        if (const auto end = row.optional_text(timing_end)) timing.end = TRY(rights::parse_edge(*end));
        if (const auto length = row.optional_text(timing_length))
            timing.length = TRY(rights::parse_lag(*length));
        grant.timing = timing;
    }
    const auto classes = rights::parse_device_classes(row.text(devices));
    if (!classes) return damaged("devices", row.text(devices));
    grant.devices = *classes;
    const std::string names = row.text(platforms);
    if (!names.empty()) {
        for (const std::string_view name : split(names, ',')) grant.platforms.emplace_back(name);
    }
    const auto parsed_turn = rights::parse_turn(row.text(turn));
    if (!parsed_turn) return damaged("turn", row.text(turn));
    grant.turn = *parsed_turn;
    return {};
}

Result<> GrantReader::read_terms(const store::Row& row, rights::Terms& terms) {
    using namespace column;
    terms.audio = TRY(languages(row.optional_text(audio)));
    terms.subtitles = TRY(languages(row.optional_text(subtitles)));
    terms.dubs = TRY(languages(row.optional_text(dubs)));
    terms.forced = TRY(languages(row.optional_text(forced)));
    terms.held_back.audio = TRY(held_back(row.text(audio_held_back)));
    terms.held_back.subtitles = TRY(held_back(row.text(subtitles_held_back)));
    terms.held_back.dubs = TRY(held_back(row.text(dubs_held_back)));
    terms.held_back.forced = TRY(held_back(row.text(forced_held_back)));
    if (!row.is_null(max_height)) terms.max_height = static_cast<int>(row.integer(max_height));
    terms.hdr = row.truth(hdr);
    const auto format = rights::parse_audio_format(row.text(audio_format));
    if (!format) return damaged("sound", row.text(audio_format));
    terms.audio_format = *format;
    const auto count = [&](size_t at) -> std::optional<int> {
        if (row.is_null(at)) return {};
        return static_cast<int>(row.integer(at));
    };
    const auto span = [&](size_t at) -> std::optional<std::chrono::seconds> {
        if (row.is_null(at)) return {};
        return std::chrono::seconds(row.integer(at));
    };
    if (row.truth(download)) {
        terms.download = rights::DownloadTerms{span(download_keep_s), span(download_watch_s),
                                               count(downloads_per_account_max)};
    }
    terms.plays = {row.optional_integer(runs_max), count(plays_per_account_max)};
    return {};
}

Result<GrantRecord> GrantReader::read(const store::Row& row) {
    using namespace column;
    GrantRecord record;
    rights::Grant& grant = record.grant;
    grant.id = row.id<GrantId>(id);
    grant.title = row.id<TitleId>(title);
    const auto parsed_sign = rights::parse_sign(row.text(sign));
    if (!parsed_sign) return damaged("sign", row.text(sign));
    grant.sign = *parsed_sign;
    const std::string set = row.text(members);
    auto known = sets_.find(set);
    if (known == sets_.end()) known = sets_.emplace(set, TRY(parse_members(set))).first;
    grant.territories = known->second;
    const auto end = row.optional_instant(ends);
    const auto window =
        end ? rights::Window::between(row.instant(starts), *end) : rights::Window::from(row.instant(starts));
    if (!window) return damaged("window of grant", std::to_string(grant.id.number()));
    grant.window = *window;
    const auto types = rights::parse_license_types(row.text(license_types));
    if (!types) return damaged("licence types", row.text(license_types));
    grant.license_types = *types;
    TRY(read_scope(row, grant));
    TRY(read_terms(row, grant.terms));
    grant.exclusive = row.truth(exclusive);
    grant.priority = static_cast<int>(row.integer(priority));
    grant.partner = row.id<PartnerId>(partner);
    grant.contract = row.id<ContractId>(contract);
    record.created_by = row.text(created_by);
    grant.provenance = record.created_by;
    record.territories = row.text(territories);
    record.note = row.text(note);
    record.partner = row.optional_text(partner_name).value_or("");
    record.contract = row.optional_text(contract_reference).value_or("");
    record.created = row.instant(created);
    record.ended = row.optional_instant(ended);
    record.ended_by = row.optional_text(ended_by).value_or("");
    return record;
}

}  // namespace nuri::licensing
