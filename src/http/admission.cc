#include "http/admission.h"

#include <algorithm>

#include "base/check.h"

namespace nuri::http {
namespace {

Address block_of(const Address& address) {
    if (address.is_ipv4()) return address;
    auto bytes = address.bytes();
    std::fill(bytes.begin() + 8, bytes.end(), uint8_t{0});
    return Address(bytes);
}

}  // namespace

bool Admission::enter(const Address& address, bool exempt) {
    const std::lock_guard lock(mutex_);
    if (total_ >= total_max_) return false;
    if (!exempt) {
        size_t& here = by_address_[block_of(address)];
        if (here >= per_address_max_) {
            if (here == 0) by_address_.erase(block_of(address));
            return false;
        }
        ++here;
    }
    ++total_;
    return true;
}

void Admission::leave(const Address& address, bool exempt) {
    const std::lock_guard lock(mutex_);
    CHECK(total_ > 0);
    --total_;
    if (exempt) return;
    const auto here = by_address_.find(block_of(address));
    CHECK(here != by_address_.end());
    if (--here->second == 0) by_address_.erase(here);
}

size_t Admission::open() const {
    const std::lock_guard lock(mutex_);
    return total_;
}

}  // namespace nuri::http
