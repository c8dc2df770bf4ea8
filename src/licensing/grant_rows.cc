#include "licensing/grant_rows.h"

#include "base/text.h"

namespace nuri::licensing {

namespace {

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

Result<GrantRecord> GrantReader::read(const store::Row& row) {
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
        ended_by
    };
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
    grant.terms.audio = TRY(languages(row.optional_text(audio)));
    grant.terms.subtitles = TRY(languages(row.optional_text(subtitles)));
    if (!row.is_null(max_height)) grant.terms.max_height = static_cast<int>(row.integer(max_height));
    grant.terms.hdr = row.truth(hdr);
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
