#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"

namespace nuri::avails {

/// Ways through the elements of an Avails XML file, as fields.inc writes them: "Ratings/Rating/System",
/// "FormatProfile/@HDR", "Term[SRP]/Money". A '*' in front asks for every such element. What the key in
/// brackets is compared with belongs to the element: a Term's termName, a SharedEntitlement's ecosystem, the
/// ReleaseType of a ReleaseHistory, the Type of a GroupingEntity, the JobFunction of People, and the
/// beginning of an AltIdentifier's Identifier ("RetailerID1:…").
struct Found {
    const Element* element = nullptr;  ///< null if there is none
    std::string_view text;             ///< of the element or attribute, without the key of an AltIdentifier
};

/// The first that the path leads to, from `from`.
Found follow(const Document& document, const Element& from, std::string_view path);
/// All of them.
std::vector<Found> follow_all(const Document& document, const Element& from, std::string_view path);

/// Where a field's path begins, in an Avail with this Asset and Transaction; null where the work has no such
/// metadata. Asset and transaction may be null.
const Element* base_of(const Document& document, Base base, const Element& avail, const Element* asset,
                       const Element* transaction);

/// "EpisodeMetadata" of an Episode; "Metadata" of a Movie and all that has none of its own.
std::string_view metadata_name(std::string_view work_type);

}  // namespace nuri::avails
