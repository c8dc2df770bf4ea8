#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "avails/document.h"
#include "avails/profile.h"
#include "avails/values.h"
#include "base/result.h"
#include "base/time.h"
#include "licensing/licensing.h"
#include "world/territory_set.h"

namespace nuri::exchange {

/// What a row licenses, in terms of the licensing register: that part of an avail for which nuri has a place.
/// The rest stays with the statement. A row that licenses nothing here says why.
struct Offer {
    /// One end of the window, as the row has it.
    struct Immediate {
        friend bool operator==(const Immediate&, const Immediate&) = default;
    };
    struct AfterEvent {
        avails::Condition event = avails::Condition::theatrical;
        avails::Duration lag;
        friend bool operator==(const AfterEvent&, const AfterEvent&) = default;
    };
    using Edge = std::variant<avails::CivilTime, Immediate, AfterEvent>;

    std::string reason;  ///< why it grants nothing; empty where it does

    world::TerritorySet territories;
    std::string license_type;  ///< "SVOD"
    Edge start;
    std::optional<Edge> end;                   ///< none: open
    std::optional<avails::Duration> duration;  ///< it ends no later than this after its start
    std::string zone;                          ///< of times that name none; empty: each territory's first
    std::optional<std::vector<std::string>> audio = {}, subtitles = {};
    std::vector<std::string> audio_held_back = {}, subtitles_held_back = {};
    std::optional<int> max_height = {};
    bool hdr = false;
    rights::AudioFormat audio_format = rights::AudioFormat::immersive;
    std::optional<rights::DownloadTerms> download = {};
    rights::Turn turn = rights::Turn::unstated;
    bool exclusive = false;
    std::string edit;  ///< where the profile takes edits apart
    std::string contract;

    /// All of it in one line: equal for equal offers. Empty for one that grants nothing.
    std::string text() const;
    /// Whether it waits for something that may not have happened: closed until that is known.
    bool waits() const;
};

/// Reads a row. What it cannot read, or has no place for, becomes the offer's `reason`; never fails.
///
/// SD is 576 lines, HD 1080, UHD 2160. HDR is permitted where the row says so, and with UHD unless it says
/// not. A list of languages for sound alone leaves subtitles free, and the other way round. A copy may be
/// kept where Download says so, for RentalDuration and WatchDuration. Sound is limited where NGAudio is
/// False.
Offer offer_of(const avails::RowView& row, const avails::Profile& profile);

/// What clocks show when, remembered: a workbook asks for the same few moments a hundred thousand times.
class Clocks {
  public:
    /// Of a time with an offset, that; else by the clocks of `zone` (base/local_time.h).
    Result<Instant> instant(const avails::CivilTime& time, std::string_view zone);

  private:
    static constexpr size_t known_max = 10'000;
    std::map<std::pair<std::string, std::chrono::sys_seconds>, Instant> known_;
};

/// The grants that put an offer in force: one, whose timing says "local midnight" or waits for an event where
/// the row does. Only a time of day by the clocks of several zones makes one for each window that comes of
/// it, never two that share a territory. `from` and `to` are the outermost even where a timing takes their
/// place. `title`, `partner`, `note` and `by` are for the caller to fill in. `invalid` where no window is
/// left.
Result<std::vector<licensing::NewGrant>> grants_of(const Offer& offer, Instant now, Clocks& clocks);

}  // namespace nuri::exchange
