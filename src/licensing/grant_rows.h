#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "licensing/licensing.h"
#include "store/database.h"
#include "world/language.h"
#include "world/territory_set.h"

namespace nuri::licensing {

/// Territories as they are kept: codes with a space between, every leaf named, so that what a licence covers
/// does not move when a later edition of M49 or CLDR moves a group. A subdivision that is out although its
/// country is in has a '-' before it: "CA US -US-TX".
std::string members_of(const world::TerritorySet& set);
/// `corrupt` for what `members_of` cannot have written.
Result<world::TerritorySet> parse_members(std::string_view members);

/// Number of a set of territories in the register; kept if it is new.
Result<int64_t> territory_set_id(store::Writer& writer, const world::TerritorySet& set);

/// `too_large` or `invalid` for what is too long or no text.
Result<> check_words(std::string_view what, std::string_view text);

/// A new contract; the register's revision is the caller's to count up.
Result<ContractId> insert_contract(store::Writer& writer, const Contract& contract, Instant now);

/// A wish, checked, as a grant: all but what takes a look at the register, which are partner, contract and
/// territories.
Result<rights::Grant> grant_of(const NewGrant& wish, const rights::TitleTree& titles);

/// Reads grants from rows of `select`, and remembers the sets and languages that many of them share.
class GrantReader {
  public:
    /// SELECT … FROM grants and what belongs to them; to be followed by WHERE and ORDER BY. The grant's table
    /// is `g`.
    static constexpr std::string_view select =
        "SELECT g.id, g.title, g.sign, g.territories, s.members, g.starts, g.ends, g.license_types, g.audio, "
        "g.subtitles, g.max_height, "
        "g.hdr, g.exclusive, g.priority, g.partner, p.name, g.contract, c.reference, g.note, g.created, "
        "g.created_by, g.ended, g.ended_by, g.edit, g.timing_start, g.timing_end, g.timing_length, g.dubs, "
        "g.forced, g.audio_held_back, g.subtitles_held_back, g.dubs_held_back, g.forced_held_back, "
        "g.audio_format, g.devices, g.platforms, g.download, g.download_keep_s, g.download_watch_s, "
        "g.downloads_per_account_max, g.runs_max, g.plays_per_account_max, g.turn "
        "FROM grants g JOIN territory_sets s ON s.id = g.territory_set LEFT JOIN partners p ON p.id = "
        "g.partner "
        "LEFT JOIN contracts c ON c.id = g.contract ";

    Result<GrantRecord> read(const store::Row& row);

  private:
    Result<rights::Languages> languages(const std::optional<std::string>& text);
    Result<std::vector<world::LanguageTag>> held_back(const std::string& text);
    Result<> read_scope(const store::Row& row, rights::Grant& grant);
    Result<> read_terms(const store::Row& row, rights::Terms& terms);

    std::map<std::string, world::TerritorySet, std::less<>> sets_;
    std::map<std::string, rights::Languages, std::less<>> languages_;
};

}  // namespace nuri::licensing
