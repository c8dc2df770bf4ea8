#include "http/address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace nuri::http {
namespace {

constexpr std::array<uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

Address Address::from_ipv4(uint32_t host_order) {
    std::array<uint8_t, 16> bytes{};
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
    for (size_t i = 0; i < 4; ++i) bytes[12 + i] = static_cast<uint8_t>(host_order >> (24 - 8 * i));
    return Address(bytes);
}

Result<Address> Address::parse(std::string_view text) {
    std::string_view bare = text;
    if (bare.size() > 2 && bare.front() == '[' && bare.back() == ']') bare = bare.substr(1, bare.size() - 2);
    const std::string terminated(bare.substr(0, INET6_ADDRSTRLEN));
    in_addr v4{};
    if (bare.size() == text.size() && inet_pton(AF_INET, terminated.c_str(), &v4) == 1)
        return from_ipv4(ntohl(v4.s_addr));
    std::array<uint8_t, 16> bytes{};
    if (bare.size() < INET6_ADDRSTRLEN && inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1)
        return Address(bytes);
    return Error{ErrorKind::invalid, "not an IP address: '" + std::string(text.substr(0, 64)) + "'"};
}

bool Address::is_ipv4() const {
    return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes_.begin());
}

bool Address::is_loopback() const {
    if (is_ipv4()) return bytes_[12] == 127;
    return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](uint8_t b) { return b == 0; });
}

std::string to_string(const Address& address) {
    char text[INET6_ADDRSTRLEN];
    const uint8_t* bytes = address.bytes().data();
    if (address.is_ipv4()) return inet_ntop(AF_INET, bytes + 12, text, sizeof text);
    return inet_ntop(AF_INET6, bytes, text, sizeof text);
}

Result<Network> Network::parse(std::string_view text) {
    const size_t slash = text.find('/');
    const Address base = TRY(Address::parse(text.substr(0, slash)));
    const unsigned own_bits = base.is_ipv4() ? 32 : 128;
    if (slash == std::string_view::npos) return Network(base, 128);
    const auto bits = parse_integer(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > own_bits)
        return Error{ErrorKind::invalid, "not a network: '" + std::string(text.substr(0, 64)) + "'"};
    return Network(base, static_cast<unsigned>(*bits) + 128 - own_bits);
}

bool Network::contains(const Address& address) const {
    const size_t whole = bits_ / 8;
    const auto& a = address.bytes();
    const auto& b = base_.bytes();
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    const unsigned rest = bits_ % 8;
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

std::vector<Network> loopback_networks() {
    return {*Network::parse("127.0.0.0/8"), *Network::parse("::1")};
}

Address client_behind(const Address& peer, std::string_view forwarded_for,
                      const std::vector<Network>& trusted) {
    const auto is_trusted = [&](const Address& address) {
        return std::any_of(trusted.begin(), trusted.end(),
                           [&](const Network& network) { return network.contains(address); });
    };
    Address client = peer;
    while (is_trusted(client) && !forwarded_for.empty()) {
        const size_t comma = forwarded_for.rfind(',');
        const size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
        const auto before = Address::parse(trim(forwarded_for.substr(begin)));
        if (!before) break;
        client = *before;
        forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : comma);
    }
    return client;
}

}  // namespace nuri::http
