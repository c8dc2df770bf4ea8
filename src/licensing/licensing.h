#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/grant.h"
#include "rights/ids.h"
#include "rights/title_tree.h"
#include "store/database.h"
#include "store/migration.h"
#include "world/territory_expression.h"

namespace nuri::licensing {

struct Partner {
    PartnerId id;
    std::string name;
};

enum class Direction {
    in,   ///< rights we hold
    out,  ///< rights we gave to another
};
enum class ContractStatus { draft, active, ended };
std::string_view to_string(Direction direction);
std::string_view to_string(ContractStatus status);

struct Contract {
    ContractId id;
    PartnerId partner;
    std::string reference;  ///< the partner's or our file number; one partner has each once
    Direction direction = Direction::in;
    ContractStatus status = ContractStatus::active;
    std::optional<Instant> starts = {}, ends = {};
    std::string note;
};

/// A licence as it is asked for, in the words of a contract or a command line.
struct NewGrant {
    TitleId title;  ///< and everything below it
    rights::Sign sign = rights::Sign::allow;
    std::string territories;  ///< "US + CA + 419 - CU", or "@latam" where the contract defines that group
    Instant from;
    std::optional<Instant> to = {};  ///< the first moment at which it no longer holds; none is open-ended
    /// When, in the contract's own words ("Theatrical + P45D", "local 2026-06-01"). Where it is given, `from`
    /// and `to` are not looked at.
    std::optional<rights::Timing> timing = {};
    std::string edit = {};  ///< the one version it is about; empty: all
    std::string license_types = "SVOD";
    std::optional<std::vector<std::string>> audio = {};      ///< BCP 47; none is any
    std::optional<std::vector<std::string>> subtitles = {};  ///< the same
    std::optional<std::vector<std::string>> dubs = {};       ///< none: as audio
    std::optional<std::vector<std::string>> forced = {};     ///< none: as subtitles
    std::vector<std::string> audio_held_back = {}, subtitles_held_back = {};
    std::vector<std::string> dubs_held_back = {}, forced_held_back = {};
    std::optional<int> max_height = {};
    bool hdr = true;
    rights::AudioFormat audio_format = rights::AudioFormat::immersive;
    rights::DeviceClasses devices = rights::DeviceClasses::all();
    std::vector<std::string> platforms = {};  ///< slugs; empty: any
    std::optional<rights::DownloadTerms> download = {};
    rights::PlayCaps plays = {};
    rights::Turn turn = rights::Turn::unstated;
    bool exclusive = false;
    int priority = 0;
    std::string partner;   ///< by name; made if it is new. Empty for rights of our own
    std::string contract;  ///< by reference, with its partner; made if it is new. Empty for none
    std::string note;
    std::string by;  ///< who adds it: an operator, or a file and its row
};

/// A grant as the register keeps it.
struct GrantRecord {
    rights::Grant grant;      ///< as it was granted; `ended` is not yet taken off its window
    std::string territories;  ///< the expression as it was written
    std::string note;
    std::string partner;   ///< name; empty for none
    std::string contract;  ///< reference; empty for none
    Instant created;
    std::string created_by;
    std::optional<Instant> ended = {};  ///< from when it was taken back, whatever its window says
    std::string ended_by;
};

/// Something that was accepted, and that a person should know of.
struct Finding {
    std::string code;     ///< "exclusive_overlap"
    GrantId other;        ///< the grant it is about
    std::string message;  ///< names both sides and what they share
};

/// The register of partners, contracts and grants. Its history is append-only: a grant that was a mistake is
/// ended and another added, so that what was decided on any day can be explained on any later one.
///
/// Each change counts up the revision "licensing" in its own transaction. Titles are named by the ids that
/// the catalogue gave them; this register does not look behind them. Borrows the Database, which outlives it.
class Licensing {
  public:
    static constexpr std::string_view revision_name = "licensing";

    explicit Licensing(store::Database& database) : database_(database) {}

    static const store::Schema& schema();

    struct Added {
        GrantId id;
        std::vector<Finding> findings;
    };

    /// `not_found` for a title that is not in `titles`, `invalid` for all that does not make sense, with the
    /// values and how to mend them: an end that is not after its start, an unknown territory, language or
    /// licence type, caps on a denial. Exclusive rights of two partners that meet are accepted, for the
    /// register is told what the contracts say, and returned as findings.
    Result<Added> add(const NewGrant& grant, const rights::TitleTree& titles, Instant now);

    /// The same without the search for findings, within the caller's transaction: for thousands at once.
    static Result<GrantId> add(store::Writer& writer, const NewGrant& grant, const rights::TitleTree& titles,
                               Instant now);

    /// What `add` would keep, not yet numbered, without keeping it or making its partner or contract. Fails
    /// as that does.
    static Result<rights::Grant> draft(store::Reader& reader, const NewGrant& grant,
                                       const rights::TitleTree& titles);

    /// Takes a grant back from `when` on. Not deleted: before `when` it was in force. `conflict` if it was
    /// ended already, `not_found` if there is none of this id.
    Result<> end(GrantId id, Instant when, std::string_view by, Instant now);
    static Result<> end(store::Writer& writer, GrantId id, Instant when, std::string_view by, Instant now);

    struct Filter {
        std::optional<TitleId> title = {};
        bool ended = true;    ///< also those that were taken back
        int64_t after = 0;    ///< ids greater than this: the next page
        size_t limit = 1000;  ///< at most 10,000
    };
    /// By id.
    Result<std::vector<GrantRecord>> list(const Filter& filter);
    Result<GrantRecord> get(GrantId id);

    /// `conflict` if the name is taken.
    Result<PartnerId> add_partner(std::string_view name, Instant now);
    /// The partner of this name; made if it is new.
    static Result<PartnerId> partner_named(store::Writer& writer, std::string_view name, Instant now);
    Result<std::vector<Partner>> partners();

    /// `conflict` if this partner has one of that reference.
    Result<ContractId> add_contract(const Contract& contract, Instant now);
    static Result<ContractId> add_contract(store::Writer& writer, const Contract& contract, Instant now);
    Result<std::vector<Contract>> contracts();

    /// Defines a contract's own group of territories, or its next version. Grants keep the set that was meant
    /// when they were added. The expression may use the contract's other groups. Returns the version, from 1.
    Result<int> define_group(ContractId contract, std::string_view name, std::string_view expression,
                             std::string_view by, Instant now);

    /// The newest version of each of a contract's groups.
    Result<world::TerritoryGroups> groups(ContractId contract);
    static Result<world::TerritoryGroups> groups(store::Reader& reader, ContractId contract);

  private:
    store::Database& database_;
};

}  // namespace nuri::licensing
