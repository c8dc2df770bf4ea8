#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace nuri::members {

/// Lets each key (a network address, an account) do something `burst` times at once and from then on once
/// every `refill`: a token bucket for each. It knows no clock; the moment is an argument.
///
/// It keeps `keys_max` buckets at most. When there is no room the bucket that was used longest ago is
/// forgotten, which is a full one unless somebody comes from very many addresses at once; hence sums of
/// attempts are limited by account and by address both.
///
/// Safe to use from many threads.
class RateLimiter {
  public:
    struct Rate {
        uint32_t burst;
        std::chrono::milliseconds refill;  ///< the time in which one more comes back
    };

    RateLimiter(Rate rate, size_t keys_max);

    /// Takes one from the bucket of `key`. Zero if there was one; else how long until there is. A refusal
    /// costs nothing, so that one who keeps asking is let in when the time has come. Time that runs backwards
    /// refills nothing.
    std::chrono::milliseconds take(std::string_view key, Instant now);

    size_t size() const;

  private:
    struct Bucket {
        std::string key;
        std::chrono::milliseconds debt;  ///< until it is full again, as of `counted`
        Instant counted;
    };
    using Buckets = std::list<Bucket>;  // the one used last comes first

    Rate rate_;
    size_t keys_max_;
    mutable std::mutex mutex_;
    Buckets buckets_;
    std::unordered_map<std::string_view, Buckets::iterator> by_key_;
};

/// The key for a visitor's network address: an IPv4 address as it is, also where it is written as IPv6
/// ("::ffff:…"); the first 64 bits of an IPv6 address, for whoever has one address there has them all. What
/// is no address is its own key.
std::string rate_key_of_address(std::string_view address);

}  // namespace nuri::members
