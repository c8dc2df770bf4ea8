#pragma once

#include <string_view>

#include "members/mail.h"

namespace nuri::members {

enum class LetterKind {
    verify,
    already_member,
    reset,
    password_changed,
    payment_failed,
    membership_ended,
    account_closing
};

/// A letter in the reader's language: English, Spanish, Portuguese, Korean or Japanese; English for any
/// other. `link` is empty for those that have none.
Letter write_letter(LetterKind kind, const EmailAddress& to, std::string_view locale,
                    std::string_view service_name, std::string_view link);

}  // namespace nuri::members
