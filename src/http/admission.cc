#include "http/admission.h"

#include "base/check.h"

namespace nuri::http {

bool Admission::enter(const Address& address, bool exempt) {
    const std::lock_guard lock(mutex_);
    if (total_ >= total_max_) return false;
    if (!exempt) {
        size_t& here = by_address_[address];
        if (here >= per_address_max_) {
            if (here == 0) by_address_.erase(address);
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
    const auto here = by_address_.find(address);
    CHECK(here != by_address_.end());
    if (--here->second == 0) by_address_.erase(here);
}

size_t Admission::open() const {
    const std::lock_guard lock(mutex_);
    return total_;
}

}  // namespace nuri::http
