#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::members {

constexpr size_t password_characters_min = 10;
constexpr size_t password_bytes_max = 256;

/// Whether a password may be chosen: well-formed UTF-8, 10 characters or more, 256 bytes or fewer, none of
/// the passwords that are tried first by everybody, not one character over and over, and not the owner's own
/// address. Nothing is asked about digits and capitals: such rules make worse passwords (NIST SP
/// 800-63B, 5.1.1.2). Fails with `invalid`, and says why in words that can be shown to whoever chose it.
Result<> check_new_password(std::string_view password, std::string_view email);

/// Hashes passwords with argon2id, a few at a time. One hash takes about 0.1 s and 64 MiB on purpose; a
/// thousand log-ins at once would take the machine. So `at_once` run, `waiting_max` wait, and the rest are
/// turned away.
///
/// Safe to use from many threads; must outlive what was given a reference to it.
class PasswordHasher {
  public:
    /// What one hash costs. A stored hash names its own cost, so that raising this does not lock anybody out.
    struct Cost {
        uint64_t passes;
        size_t memory_bytes;

        static Cost standard() { return {3, size_t{64} << 20}; }
        static Cost least() { return {1, size_t{8} << 10}; }  ///< for tests, which hash by the hundred
    };

    explicit PasswordHasher(Cost cost = Cost::standard(), size_t at_once = 2, size_t waiting_max = 64);

    /// The hash to store, with its salt and cost ("$argon2id$v=19$…"). `too_large` for more than 256 bytes,
    /// `exhausted` when too many are waiting.
    Result<std::string> hash(std::string_view password);

    /// Whether `password` made `stored`. Where there is no account, pass an empty `stored`: the answer is no,
    /// after the same work, so that time does not tell who is a member. Fails as hash() does.
    Result<bool> matches(std::string_view password, std::string_view stored);

    /// Whether `stored` was made at another cost than ours and should be made anew at the next log-in.
    bool needs_rehash(std::string_view stored) const;

  private:
    class Turn;
    Cost cost_;
    size_t at_once_;
    size_t waiting_max_;
    std::string nobodys_hash_;
    std::mutex mutex_;
    std::condition_variable freed_;
    size_t running_ = 0;
    size_t waiting_ = 0;
};

}  // namespace nuri::members
