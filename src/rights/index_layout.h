#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "rights/index.h"
#include "rights/large_pages.h"

// The compiled form, for the sources of the index only; docs/rights.md describes it for everybody.
// Little-endian, every section on a multiple of 64, one behind the other in the order of `Header`'s counts.
// There are no offsets of sections: they follow from the counts, so that no header can make two of them
// overlap.
namespace nuri::rights {
namespace form {

static_assert(std::endian::native == std::endian::little, "the compiled form is read in place");

inline constexpr uint64_t magic = 0x315849525255'4eu;  // "NURRIX1"
inline constexpr uint32_t version = 2;
inline constexpr uint32_t none = UINT32_MAX;
inline constexpr int64_t never = Verdict::never;
inline constexpr uint64_t blocks_max = UINT32_MAX;  // in cache lines

struct Header {
    uint64_t magic;
    uint32_t version;
    uint32_t lanes_most;  ///< of any block
    uint64_t size;        ///< of the whole, in bytes
    uint64_t checksum;    ///< of the whole, this field taken as 0
    uint64_t territory_edition;
    int64_t first_title;
    uint32_t atoms;  ///< 257 leaves, then the subdivisions that some grant or the footprint names
    uint32_t titles;
    uint32_t numbers;  ///< span of title ids, or 0 where they lie too far apart for a table
    uint32_t edits;
    uint32_t grants;
    uint32_t terms;
    uint32_t text_bytes;
    uint32_t limited;  ///< 1 if any title is
    uint64_t block_bytes;
};

/// What the service is in an atom's territory.
struct Service {
    int64_t since;  ///< launched: from when; INT64_MIN for ever since
    uint32_t presence;
    uint32_t reserved;
};

struct Title {
    int64_t id;
    uint32_t block;  ///< where its block begins, in cache lines
    uint16_t lanes;  ///< grants that bear on it; denies come first, then the preferred
    uint16_t denies;
    uint32_t row_bytes;  ///< as row_bytes(lanes), so that nobody need branch on it
    uint32_t limited;    ///< 1 if one of its grants asks what it is watched on
};

/// A title's version that some grant names: what bears on it besides what bears on the title.
struct Edit {
    Title title;
    uint32_t name;  ///< line of the texts
    uint32_t reserved;
};

struct Grant {
    static constexpr uint8_t denies = 1, limited = 2, everywhere = 4;

    int64_t id;
    uint32_t terms;
    uint32_t platforms;  ///< line of the texts; `none`: any
    uint8_t devices;
    uint8_t types;
    uint8_t flags;
    uint8_t reserved[5];
};

struct Terms {
    static constexpr uint32_t hdr = 1, download = 2;

    uint32_t max_height;  ///< 0: no limit
    uint32_t flags;
    uint32_t audio_format;
    /// Audio, subtitles, dubs, forced; then the same held back: lines of the texts. `none`: any, and nothing
    /// held back.
    uint32_t languages[8];
    uint32_t plays_per_account;  ///< 0: no cap, as of the next
    uint32_t downloads_per_account;
    uint32_t reserved;
    int64_t runs_max;  ///< 0: no cap
    int64_t keep_s;    ///< 0: none
    int64_t watch_s;

    friend auto operator<=>(const Terms&, const Terms&) = default;
};

/// Bytes of one row of lane bits: 1, 2, 4 or 8, and multiples of 8 above.
constexpr uint32_t row_bytes(uint32_t lanes) {
    return lanes <= 8 ? 1 : lanes <= 16 ? 2 : lanes <= 32 ? 4 : (lanes + 63) / 64 * 8;
}
/// What the processor fetches at once; sections and blocks begin with one.
struct alignas(64) CacheLine {
    uint64_t words[8];
};
using Lines = std::vector<CacheLine, LargePageAllocator<CacheLine>>;
constexpr uint64_t aligned(uint64_t size) {
    return (size + 63) / 64 * 64;
}

/// Lanes are laid out by eights, one cache line; those past the last have no bit in any row.
constexpr uint32_t padded(uint32_t lanes) {
    return (lanes + 7) / 8 * 8;
}
constexpr uint32_t words(uint32_t lanes) {
    return (lanes + 63) / 64;
}

/// A block: starts and ends of the lanes; for each licence type the words of the lanes that are of it; for
/// each atom a row of the lanes that hold there; the lanes' grants. Denies that ask for a device are of no
/// licence type there: they hold only where one is named.
constexpr uint64_t block_bytes(uint32_t lanes, uint32_t atoms) {
    return lanes == 0 ? 0
                      : aligned(padded(lanes) * 16 + aligned(license_type_count * words(lanes) * 8) +
                                aligned(uint64_t{atoms} * row_bytes(lanes)) + padded(lanes) * 4);
}

/// A block's parts in turn.
template<typename Byte>
struct BlockParts {
    template<typename Value>
    using Like = std::conditional_t<std::is_const_v<Byte>, const Value, Value>;

    BlockParts(Byte* block, uint32_t lanes, uint32_t atoms)
        : starts(reinterpret_cast<Like<int64_t>*>(block)),
          ends(starts + padded(lanes)),
          types(reinterpret_cast<Like<uint64_t>*>(ends + padded(lanes))),
          rows(reinterpret_cast<Byte*>(types) + aligned(license_type_count * words(lanes) * 8)),
          grants(reinterpret_cast<Like<uint32_t>*>(rows + aligned(uint64_t{atoms} * row_bytes(lanes)))) {}

    Like<int64_t>* starts;
    Like<int64_t>* ends;
    Like<uint64_t>* types;
    Byte* rows;
    Like<uint32_t>* grants;
};

/// What one question asks of every block.
struct Asked {
    uint32_t atom;
    int64_t at;
    uint32_t type;
    uint32_t atoms;  ///< how many there are
};

/// Four streams of multiply-and-rotate: against torn writes and bad disks, not against malice.
uint64_t checksum(std::span<const uint8_t> bytes);

}  // namespace form

/// The answers of one moment: a row of them, as `titles`, for each licence type and atom that was asked for;
/// what all grants treat alike shares one. Addresses are reckoned, not followed, so that a question that
/// finds nothing in any cache waits for the memory once.
struct Board {
    static constexpr uint16_t no_row = UINT16_MAX;

    int64_t present = INT64_MAX;  ///< it answers for this moment and later
    size_t rows = 0;
    size_t titles = 0;
    std::vector<uint16_t> row_of;  ///< by licence type and atom
    std::vector<Verdict, LargePageAllocator<Verdict>> verdicts;
    std::vector<int64_t> next_change;             ///< of each row: when one of its answers ceases to be true
    std::vector<std::vector<uint64_t>> licensed;  ///< of each row, a bit for a title

    /// Sends for the numbers of the territories' rows, from `first` on, without waiting: whoever asks one
    /// question asks more, in other places, and the next waits for its answer alone.
    void fetch_rows(size_t first) const {
        constexpr size_t in_line = sizeof(form::CacheLine) / sizeof(uint16_t);
        if (row_of.empty()) return;
        for (size_t i = 0; i < world::territory_count; i += in_line)
            __builtin_prefetch(row_of.data() + first + i);
    }

    const Verdict* row(uint16_t number) const { return verdicts.data() + number * titles; }
};

/// The bytes, and where the sections lie in them.
struct Index::Layout {
    form::Lines storage;  // empty where the bytes are another's:
    std::shared_ptr<const void> keeper;
    std::span<const uint8_t> whole;

    const form::Header* header = nullptr;
    std::span<const uint16_t> subdivisions;  // of atoms 257 and up, sorted
    std::span<const form::Service> services;
    std::span<const uint16_t> alike;  // the first atom that every grant treats as this one
    std::span<const uint32_t> numbers;
    std::span<const form::Title> titles;
    std::span<const form::Edit> edits;
    std::span<const form::Grant> grants;
    std::span<const form::Terms> terms;
    std::string_view texts;
    const uint8_t* blocks = nullptr;

    bool consecutive = false;             // title i has the id first_title + i
    std::vector<std::string_view> lines;  // of `texts`
    std::vector<Terms> read_terms;        // of `terms`, with the languages read

    Board board;  // what prepare() wrote

    /// All of `whole` that a question needs, checked.
    Result<> read();
    /// Sets the sections by the header's counts. `corrupt` if they do not make up the size.
    Result<> place_sections();
    /// Everything that a question could follow leads somewhere sound.
    Result<> check() const;
    Result<> read_texts();

    uint32_t atom_of(world::Territory territory) const;
    form::Asked ask(world::Territory present, const std::optional<world::Territory>& home, Instant at,
                    LicenseType type, const Circumstances& circumstances) const;
    /// The title's number, or as many as there are titles.
    uint32_t number_of(TitleId title) const;
    /// What bears on a version of a title: its own record, or the title's where no grant names it.
    const form::Title& record_of(uint32_t number, std::string_view edit) const;
    uint16_t row_of(const form::Asked& asked) const {
        return asked.at < board.present ? Board::no_row : board.row_of[asked.type * asked.atoms + asked.atom];
    }
    std::span<const uint8_t> bytes() const { return whole; }
};

/// The law where a question says more than title, place and moment: on what it is watched, or that the viewer
/// hides where he is. `opens_ms` is set with `not_open_yet`.
struct Judged {
    Verdict verdict;
    int64_t opens_ms = Verdict::never;
};
Judged judge_in_circumstances(const Index::Layout& layout, const form::Title& title, const form::Asked& asked,
                              const Circumstances& circumstances);

}  // namespace nuri::rights
