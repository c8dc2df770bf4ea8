#pragma once

#include <functional>
#include <string>

#include "apps/nuri/demo_script.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::server {
class Registers;
}

namespace nuri::apps {

/// Fills the registers with what the script says, by the same calls that the command line and the API make.
/// Each function asks first what is there, and adds only what is not; so each may be killed and called again.
class DemoRegisters {
  public:
    /// Borrows both. `first_start` is what relative moments are reckoned from.
    DemoRegisters(server::Registers& registers, const DemoScript& script, Instant first_start)
        : registers_(registers), script_(script), first_start_(first_start) {}

    /// Footprint, plans' prices.
    Result<> offer(Instant now);
    /// Titles with their people, each with all its people or not at all.
    Result<> titles(Instant now);
    /// Licences. Those of a season that is over are followed by those of the season that `season_start` is
    /// in.
    Result<> licences(Instant season_start, Instant now);
    /// Operators, members and their profiles, and the crowd that makes titles popular. `quick`: no crowd.
    Result<> people(bool quick, Instant now, const std::function<void(size_t done, size_t of)>& progress);
    /// What members have begun, finished and listed; who watched what this week. To be called when the titles
    /// play, and while no server runs: the events take the ordinary way through the spool in `spool_folder`.
    Result<> histories(const std::filesystem::path& spool_folder, Instant now);

  private:
    Result<> add_licences(const DemoTitle& title, TitleId id, Instant season_start, bool again, Instant now);
    Result<> add_member(const DemoMember& member, Instant now);
    Result<> add_history(const DemoMember& member, Instant now);
    /// Everybody of the crowd, as members.
    std::vector<DemoMember> crowd() const;

    server::Registers& registers_;
    const DemoScript& script_;
    Instant first_start_;
};

}  // namespace nuri::apps
