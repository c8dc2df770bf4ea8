#pragma once

#include <string>
#include <vector>

#include "api/call.h"
#include "catalogue/picture_cuts.h"
#include "catalogue/snapshot.h"

namespace nuri::api {

/// "/api/v1/operator/pictures/…": where operators, and they alone, find an object.
std::string operator_picture_url(std::string_view object);

/// A small picture of a title for lists of the studio: its poster, else backdrop, else still; empty if there
/// is none.
std::string list_picture_url(const catalogue::Snapshot& catalogue, const catalogue::Title& title,
                             const std::vector<world::LanguageTag>& readers);

/// Sends a picture, told by its first bytes; only what a browser takes for a picture and for nothing else,
/// hence no SVG. `cache` is the Cache-Control.
Result<http::Response> send_picture(const Call& call, const std::string& object, std::string_view cache);

}  // namespace nuri::api
