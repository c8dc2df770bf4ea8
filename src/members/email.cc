#include "members/email.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace nuri::members {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 5322, 3.2.3: atext.
bool is_atom_character(char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    const auto atoms = split(text, '.');
    return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
        return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atom_character);
    });
}

/// RFC 1123, 2.1, with the lengths of RFC 1035. A last label of digits would be an IPv4 address.
bool is_host_name(std::string_view text) {
    const auto labels = split(text, '.');
    if (labels.size() < 2 || text.size() > 253) return false;
    for (const std::string_view label : labels) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::all_of(label.begin(), label.end(),
                         [](char c) { return is_letter_or_digit(c) || c == '-'; })) {
            return false;
        }
    }
    return !std::all_of(labels.back().begin(), labels.back().end(),
                        [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<EmailAddress> EmailAddress::parse(std::string_view text) {
    const std::string_view address = trim(text);
    if (address.size() > bytes_max) {
        return Error{ErrorKind::invalid, fmt::format("e-mail address is longer than {} bytes", bytes_max)};
    }
    const size_t at = address.rfind('@');
    if (at == std::string_view::npos) return Error{ErrorKind::invalid, "e-mail address has no '@'"};
    const std::string_view local_part = address.substr(0, at);
    const std::string_view host = address.substr(at + 1);
    if (std::any_of(address.begin(), address.end(),
                    [](char c) { return static_cast<unsigned char>(c) > 126; })) {
        return Error{ErrorKind::invalid, "e-mail address holds letters that are not ASCII"};
    }
    if (local_part.size() > local_part_bytes_max || !is_dot_atom(local_part)) {
        return Error{ErrorKind::invalid,
                     "e-mail address has something before its '@' that cannot stand there"};
    }
    if (!is_host_name(host)) {
        return Error{ErrorKind::invalid, "e-mail address has no host name behind its '@'"};
    }
    return EmailAddress(fmt::format("{}@{}", local_part, to_lower(host)));
}

std::string EmailAddress::key() const {
    return to_lower(text_);
}

}  // namespace nuri::members
