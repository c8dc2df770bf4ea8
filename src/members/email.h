#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::members {

/// An e-mail address to which a letter can be sent: a dot-atom, an '@' and a host name of two labels or more.
/// Quoted local parts and address literals, which RFC 5321 allows and nobody has, are refused; so is whatever
/// is not ASCII, since an address with other letters (RFC 6531) cannot be reached from most mail servers. A
/// host name in another script is given in its ASCII form ("xn--…").
///
/// Because an address holds no control character, space, quote, bracket or comma, it can be put into a header
/// line as it stands.
///
/// Spec: RFC 5321, 4.1.2 and 4.5.3.1 (lengths); RFC 5322, 3.2.3 (dot-atom).
class EmailAddress {
  public:
    static constexpr size_t local_part_bytes_max = 64;
    static constexpr size_t bytes_max = 254;

    /// Space around it is dropped. Fails with `invalid`.
    static Result<EmailAddress> parse(std::string_view text);

    /// As its owner writes it, with the host name in lower case. This is what letters are sent to.
    const std::string& text() const { return text_; }

    /// What makes it the same address as another: all of it in lower case. RFC 5321 lets a server tell "Ana"
    /// from "ana"; none does, and people type both. Dots and "+tags" are kept: they mean something with some
    /// providers only.
    std::string key() const;

    friend bool operator==(const EmailAddress&, const EmailAddress&) = default;

  private:
    explicit EmailAddress(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace nuri::members
