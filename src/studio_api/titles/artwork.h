#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "api/call.h"
#include "catalogue/title.h"

namespace nuri::studio_api {

/// A picture as the audit log keeps it, so that a change of it can be taken back; null for none.
boost::json::value artwork_record(const catalogue::Artwork* artwork);

/// Sets a picture, or removes it where `artwork` is none, with its line in the audit log, within a
/// transaction.
Result<> write_artwork(api::Call& call, store::Writer& writer, TitleId id, catalogue::ArtworkKind kind,
                       const std::optional<world::LanguageTag>& locale,
                       const std::optional<catalogue::Artwork>& artwork, int64_t undoes);

}  // namespace nuri::studio_api
