#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rights/device.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "rights/timing.h"
#include "rights/window.h"
#include "world/language.h"
#include "world/territory_set.h"

namespace nuri::rights {

/// What a grant does. A deny is no grant's opposite but its limit: it wins over every allow it meets.
enum class Sign : uint8_t {
    allow,
    holdback,  ///< a deny: somebody else holds the right for the time
    blackout,  ///< a deny: nobody may show it here and now
};

/// "allow", "holdback", "blackout".
std::string_view to_string(Sign sign);
std::optional<Sign> parse_sign(std::string_view word);

/// Languages a licence permits for one kind of track, in the contract's order; none is "any". Never empty:
/// a licence of no sound at all is a mistake. What a range takes in, `world::matches` says.
using Languages = std::optional<std::vector<world::LanguageTag>>;

/// Languages that must not be offered though the permitted ones would take them in; a deny in small. Empty
/// lists hold nothing back. `audio` reaches dubs too, and `subtitles` the forced ones.
struct HeldBack {
    std::vector<world::LanguageTag> audio;
    std::vector<world::LanguageTag> subtitles;
    std::vector<world::LanguageTag> dubs;
    std::vector<world::LanguageTag> forced;
    friend bool operator==(const HeldBack&, const HeldBack&) = default;
};

/// The best sound a licence permits.
enum class AudioFormat : uint8_t {
    stereo,
    surround,   ///< to 7.1
    immersive,  ///< objects and heights: no limit
};
std::string_view to_string(AudioFormat format);
std::optional<AudioFormat> parse_audio_format(std::string_view word);

/// Permission to keep a copy on a device. The copy ends with the first of: the grant's window, `keep` after
/// it was made, `watch` after it was first played.
struct DownloadTerms {
    std::optional<std::chrono::seconds> keep;   ///< none: to the end of the window
    std::optional<std::chrono::seconds> watch;  ///< none: as `keep`
    std::optional<int> per_account_max;         ///< how often one account may take the title
    friend bool operator==(const DownloadTerms&, const DownloadTerms&) = default;
};

/// How often. These are counted outside the compiled law, after its yes (licensing/counters.h).
struct PlayCaps {
    std::optional<int64_t> runs_max;     ///< plays of all accounts together, over the grant's life
    std::optional<int> per_account_max;  ///< plays of one account
    bool empty() const { return !runs_max && !per_account_max; }
    friend bool operator==(const PlayCaps&, const PlayCaps&) = default;
};

/// How a title may be shown: what comes along with a yes. The caps of two grants are never merged, for one of
/// UHD without a dub and one of HD with it do not make UHD with the dub.
struct Terms {
    std::optional<int> max_height;  ///< lines of the picture; none is no limit
    bool hdr = true;                ///< whether HDR is permitted
    Languages audio;
    Languages subtitles;
    Languages dubs;    ///< sound in another language than the original's; none: as `audio`
    Languages forced;  ///< subtitles of signs and foreign lines; none: as `subtitles`
    HeldBack held_back;
    AudioFormat audio_format = AudioFormat::immersive;
    std::optional<DownloadTerms> download;  ///< none: no downloads
    PlayCaps plays;
    friend bool operator==(const Terms&, const Terms&) = default;
};

/// The kinds of track that a licence tells apart.
enum class TrackUse : uint8_t { audio, dub, subtitles, forced };

/// Whether the terms permit a track of this language; a language held back is not, whatever is permitted.
bool permits(const Terms& terms, TrackUse use, const world::LanguageTag& language);

/// Which turn in a title's life a licence buys. For the desk and for badges; no decision turns on it.
enum class Turn : uint8_t { unstated, premiere, first, second, library };
std::string_view to_string(Turn turn);
std::optional<Turn> parse_turn(std::string_view word);

/// One permission, or one denial, as the licensing register keeps it: this title and all below it, in these
/// territories, within this window, for these kinds of transaction. Immutable once published: a correction
/// is a new grant.
struct Grant {
    GrantId id;
    TitleId title;  ///< at any level: a series' grant covers its seasons and episodes

    /// The one version of the title it is about, by the licensor's EditID ("md:editid:…", "directors-cut").
    /// Empty: every version. A licence for an edit does not cover the title's main version.
    std::string edit;

    Sign sign = Sign::allow;
    world::TerritorySet territories;

    /// When. If `timing` says it in other words, this is without meaning until `resolve` has settled it.
    Window window = Window::from(Instant{});
    std::optional<Timing> timing;

    LicenseTypes license_types{LicenseType::svod};

    /// What it may be watched on. A question that names no device is not asked for one: limited allows hold,
    /// limited denies do not.
    DeviceClasses devices = DeviceClasses::all();
    std::vector<std::string> platforms;  ///< operator's names ("android", "tizen"), sorted; empty: any

    Terms terms;             ///< of an allow; a deny withholds the title whole
    bool exclusive = false;  ///< nobody else may have it: a matter of conflicts, not of decisions
    Turn turn = Turn::unstated;
    int priority = 0;  ///< a higher one is chosen before a lower, whatever the terms: -1000 to 1000

    PartnerId partner;
    ContractId contract;
    std::string provenance;  ///< where it was read: a file and row, or the operator's name

    bool denies() const { return sign != Sign::allow; }
    /// Whether it asks what it is watched on.
    bool is_limited() const { return devices != DeviceClasses::all() || !platforms.empty(); }
};

/// Refuses (`invalid`) what no evaluator should have to consider: no id or title, no territory, licence type
/// or device, a height out of 1 to 16384, an empty language list or a language twice, a language that is
/// permitted and held back, caps that are not positive, names of platforms that are not slugs, a priority out
/// of bounds, terms on a deny.
Result<> validate(const Grant& grant);

/// A grant's standing among those that apply, in a few words, so that thousands can be sorted: the lesser is
/// preferred.
struct Standing {
    int priority;  ///< these four the other way round, so that less is more
    int max_height;
    int hdr;
    int audio_format;
    uint64_t audio, subtitles;  ///< the fewer languages the greater
    int64_t end_ms;
    int64_t id;
    int64_t start_ms;
    friend auto operator<=>(const Standing&, const Standing&) = default;
};
Standing standing_of(const Grant& grant);

/// Whether `a` is chosen before `b` when both apply, by their standing: by priority, then picture height,
/// HDR, sound, breadth of audio and then of subtitles, later end, lower id, earlier start. A total order over
/// grants of distinct ids, and over the parts of one grant that share a title.
bool is_preferred(const Grant& a, const Grant& b);

}  // namespace nuri::rights
