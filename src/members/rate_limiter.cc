#include "members/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"

namespace nuri::members {

using std::chrono::milliseconds;

RateLimiter::RateLimiter(Rate rate, size_t keys_max) : rate_(rate), keys_max_(keys_max) {
    CHECK(rate.burst > 0 && rate.refill > milliseconds::zero() && keys_max > 0);
}

milliseconds RateLimiter::take(std::string_view key, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        if (buckets_.size() >= keys_max_) {
            by_key_.erase(buckets_.back().key);
            buckets_.pop_back();
        }
        buckets_.push_front({std::string(key), rate_.refill, now});
        by_key_.emplace(buckets_.front().key, buckets_.begin());
        return milliseconds::zero();
    }
    Bucket& bucket = *found->second;
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    if (now > bucket.counted) {
        bucket.debt = std::max(bucket.debt - (now - bucket.counted), milliseconds::zero());
        bucket.counted = now;
    }
    const milliseconds after = bucket.debt + rate_.refill;
    const milliseconds full = rate_.refill * rate_.burst;
    if (after > full) return after - full;
    bucket.debt = after;
    return milliseconds::zero();
}

size_t RateLimiter::size() const {
    const std::lock_guard lock(mutex_);
    return buckets_.size();
}

std::string rate_key_of_address(std::string_view address) {
    std::array<uint8_t, 16> bytes;
    if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) return std::string(address);
    constexpr std::array<uint8_t, 12> mapped_ipv4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped_ipv4.begin(), mapped_ipv4.end(), bytes.begin())) {
        std::array<char, INET_ADDRSTRLEN> text;
        inet_ntop(AF_INET, bytes.data() + mapped_ipv4.size(), text.data(), text.size());
        return text.data();
    }
    return to_hex(std::span(bytes).first(8)) + "/64";
}

}  // namespace nuri::members
