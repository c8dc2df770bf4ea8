#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::http {

/// An IPv4 or IPv6 address without a port. Kept as 16 bytes, an IPv4 address in its mapped form
/// (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2), so that a client of a dual-stack socket and the same client of
/// an IPv4 socket are equal.
class Address {
  public:
    /// The unspecified address, "::".
    constexpr Address() = default;
    explicit constexpr Address(const std::array<uint8_t, 16>& bytes) : bytes_(bytes) {}
    static Address from_ipv4(uint32_t host_order);

    /// "192.0.2.7", "2001:db8::1", "[2001:db8::1]"; no port, no zone. `invalid` for all else.
    static Result<Address> parse(std::string_view text);

    bool is_ipv4() const;
    bool is_loopback() const;
    const std::array<uint8_t, 16>& bytes() const { return bytes_; }

    friend bool operator==(const Address&, const Address&) = default;
    friend auto operator<=>(const Address&, const Address&) = default;

  private:
    std::array<uint8_t, 16> bytes_{};
};

/// "192.0.2.7" or "2001:db8::1" (RFC 5952).
std::string to_string(const Address& address);

/// A block of addresses in CIDR notation.
class Network {
  public:
    /// "10.0.0.0/8", "2001:db8::/32", or one address. `invalid` for a length past the address's own bits.
    static Result<Network> parse(std::string_view text);

    bool contains(const Address& address) const;

  private:
    Network(const Address& base, unsigned bits) : base_(base), bits_(bits) {}

    Address base_;
    unsigned bits_;  ///< of the 128; an IPv4 length is stored 96 higher
};

/// 127.0.0.0/8 and ::1: the proxies believed unless others are configured.
std::vector<Network> loopback_networks();

/// Who the client is, given the peer that connected and the value of X-Forwarded-For (all its lines joined by
/// a comma). Each proxy appends the address it saw, so the list is read from its right end, past every
/// trusted address, to the first that is not trusted: what stands left of it anybody may have written. A peer
/// that is not trusted is itself the client, whatever it claims; so is the last address reached before
/// something unreadable.
Address client_behind(const Address& peer, std::string_view forwarded_for,
                      const std::vector<Network>& trusted);

}  // namespace nuri::http
