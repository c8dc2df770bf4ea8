#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace nuri::avails {

/// A column that some version of the specification knows. The name is what it is found by, in any sheet and
/// at any place: licensors order columns as they please, and disagree about sections.
enum class Field : uint8_t {
#define FIELD(id, section, column, kind, base, path, since, until) id,
#include "avails/fields.inc"
#undef FIELD
};

enum class FieldKind : uint8_t {
    text,
    word,         ///< of a vocabulary (vocabulary.h)
    identifier,   ///< an ALID, content id or EIDR
    identifiers,  ///< several, with ';' or ',' between
    date,
    moment,    ///< a date, a date and time, or a condition such as Open
    duration,  ///< xs:duration, or hours
    run_time,  ///< hh:mm:ss, xs:duration, or a workbook's part of a day
    truth,
    integer,
    amount,  ///< of money
    currency,
    territories,  ///< codes, with ',' between
    languages,    ///< RFC 5646, with ',' between (';' and '|' in the field), and ":audio", ":subtitle" or
                  ///< ":subdub" behind
};

/// Where in XML a field's path begins. `season` is the asset's SeasonMetadata wherever it stands: in the
/// Asset of a season, in the EpisodeMetadata of an episode.
enum class Base : uint8_t {
    avail,
    asset,
    movie,
    work,
    episode,
    season,
    series,
    volume,
    credit,
    transaction,
    special,
    none
};

struct FieldFacts {
    Field id;
    std::string_view section, column;
    FieldKind kind;
    Base base;
    std::string_view path;
    std::string_view since, until;  ///< versions of a workbook: "1.6" to "1.9"
};

/// In the order of the enumeration, which is also the order in which a workbook of ours has its columns.
std::span<const FieldFacts> fields();
inline constexpr size_t field_count = [] {
    size_t count = 0;
#define FIELD(id, section, column, kind, base, path, since, until) ++count;
#include "avails/fields.inc"
#undef FIELD
    return count;
}();
const FieldFacts& facts(Field field);

struct FoundField {
    Field field;
    bool alias;  ///< a spelling from the field that the specification does not know
};
/// The field of a column's name, in any case and with blanks around it; none for a column we do not know.
std::optional<FoundField> find_field(std::string_view column);

}  // namespace nuri::avails
