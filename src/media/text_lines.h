#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nuri::media {

/// Text as a subtitle parser wants it: what is not UTF-8 becomes U+FFFD, and so does NUL; a byte order mark
/// is taken away; CR and CR LF become LF.
std::string clean_text(std::string_view bytes);

/// The lines of clean text; borrows from it.
std::vector<std::string_view> lines_of(std::string_view text);

/// The beginning of clean text, for a message: at most so many bytes, and no part of a character.
std::string_view beginning_of(std::string_view text, size_t bytes_max);

}  // namespace nuri::media
