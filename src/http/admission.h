#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "http/address.h"

namespace nuri::http {

/// Counts open connections, in all and by address, against their bounds. An IPv6 address counts as its /64,
/// which is the least that one customer is given. Shared by the event loops; asked once a connection.
class Admission {
  public:
    Admission(size_t total_max, size_t per_address_max)
        : total_max_(total_max), per_address_max_(per_address_max) {}

    /// False if a bound is reached. `exempt` (a trusted proxy) counts in the total only.
    bool enter(const Address& address, bool exempt);
    /// To be called once for every enter() that was true, with the same arguments.
    void leave(const Address& address, bool exempt);

    size_t open() const;

  private:
    const size_t total_max_;
    const size_t per_address_max_;
    mutable std::mutex mutex_;
    size_t total_ = 0;
    std::map<Address, size_t> by_address_;  ///< bounded by total_max
};

}  // namespace nuri::http
