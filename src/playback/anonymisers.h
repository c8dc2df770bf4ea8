#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rights/decision.h"

struct MMDB_s;

namespace nuri::playback {

/// Which addresses hide where their users are, by the lists that the operator names: files with a network on
/// each line ("203.0.113.0/24", "2001:db8::/32", one address; '#' begins a comment), or a MaxMind DB with the
/// fields of its Anonymous IP form (`is_anonymous_vpn`, `is_hosting_provider`, `is_public_proxy`,
/// `is_residential_proxy`, `is_tor_exit_node`). A list is read once, when the service starts.
///
/// An address on several lists is what the first of them says, in the order in which they were added. Safe to
/// read from many threads.
class Anonymisers {
  public:
    Anonymisers();
    Anonymisers(Anonymisers&&) noexcept;
    Anonymisers& operator=(Anonymisers&&) noexcept;
    ~Anonymisers();

    /// `not_found` if there is no such file; `invalid` for a line that is no network, with its number;
    /// `too_large` past 256 MiB.
    Result<> add_networks(rights::Anonymiser kind, const std::filesystem::path& file);
    Result<> add_networks(rights::Anonymiser kind, std::string_view lines);

    /// `corrupt` if it is no MaxMind DB.
    Result<> add_database(const std::filesystem::path& file);

    /// `none` for an address on no list, and for text that is no address.
    rights::Anonymiser verdict_on(const std::string& address) const;

  private:
    using Bits = std::array<uint8_t, 16>;  // of IPv6; IPv4 is mapped (::ffff:0:0/96)
    struct Range {
        Bits first, last;
        friend auto operator<=>(const Range&, const Range&) = default;
    };
    struct List {
        rights::Anonymiser kind;
        std::vector<Range> ranges;  ///< sorted, apart from each other
    };
    static Result<Range> parse_range(std::string_view text);

    std::vector<List> lists_;
    std::vector<std::unique_ptr<MMDB_s>> databases_;
};

}  // namespace nuri::playback
