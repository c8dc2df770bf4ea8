#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/timing.h"
#include "store/database.h"

namespace nuri::licensing {

/// What happened to titles, and when: what relative licences count from. Append-only; the newest entry for a
/// title, event and territory holds. An event may lie ahead: a premiere that is fixed is as good as one that
/// was. Each change counts up the revision "licensing", for it moves licences. Part of Licensing's schema.
class EventRegister {
  public:
    explicit EventRegister(store::Database& database) : database_(database) {}

    struct Entry {
        int64_t id = 0;
        TitleId title;
        rights::ReleaseEvent event = rights::ReleaseEvent::theatrical;
        std::optional<world::Territory> territory;  ///< none: wherever nothing else is said
        std::optional<Instant> at;                  ///< none: what was said before is taken back
        Instant created;
        std::string by;
    };

    Result<> set(TitleId title, rights::ReleaseEvent event, std::optional<world::Territory> territory,
                 std::optional<Instant> at, std::string_view by, Instant now);
    /// For many at once, within the caller's transaction.
    static Result<> set(store::Writer& writer, TitleId title, rights::ReleaseEvent event,
                        std::optional<world::Territory> territory, std::optional<Instant> at,
                        std::string_view by, Instant now);

    /// What holds, by title, event and territory; of one title or, at most 100,000, of all.
    Result<std::vector<Entry>> list(std::optional<TitleId> title = {});

    static Result<rights::EventTable> load(store::Reader& reader);

  private:
    store::Database& database_;
};

}  // namespace nuri::licensing
