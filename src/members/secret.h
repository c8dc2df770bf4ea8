#pragma once

#include <string>
#include <string_view>

namespace nuri::members {

/// 256 random bits in base 64 (URL alphabet, 43 letters). Sessions, tokens and links are such secrets: too
/// many to be guessed, so that a plain digest is enough to keep them by.
std::string new_secret();

/// What is stored in place of a secret: its SHA-256 in hexadecimal. A look-up by this digest takes no longer
/// for a secret that is nearly right, and a stolen database opens no session.
std::string digest_of(std::string_view secret);

/// HMAC-SHA-256 of `message` under `key`, in base 64 (URL alphabet).
std::string mac_of(std::string_view key, std::string_view message);

/// Whether two texts are equal, in a time that does not tell where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace nuri::members
