#include "playback/anonymisers.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <maxminddb.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "io/file.h"

namespace nuri::playback {
namespace {

using rights::Anonymiser;

constexpr size_t list_bytes_max = size_t{256} << 20;

/// The address and how many of the 128 bits stand before its own; none for text that is no address.
std::optional<std::pair<std::array<uint8_t, 16>, unsigned>> parse_address(const std::string& text) {
    std::array<uint8_t, 16> bits{};
    if (inet_pton(AF_INET6, text.c_str(), bits.data()) == 1) return std::pair(bits, 0u);
    bits = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, text.c_str(), bits.data() + 12) == 1) return std::pair(bits, 96u);
    return std::nullopt;
}

bool is_set(MMDB_entry_s* entry, const char* field) {
    const char* const path[] = {field, nullptr};
    MMDB_entry_data_s data;
    return MMDB_aget_value(entry, &data, path) == MMDB_SUCCESS && data.has_data &&
           data.type == MMDB_DATA_TYPE_BOOLEAN && data.boolean;
}

Anonymiser verdict_of(MMDB_entry_s* entry) {
    if (is_set(entry, "is_anonymous_vpn")) return Anonymiser::vpn;
    if (is_set(entry, "is_public_proxy") || is_set(entry, "is_residential_proxy") ||
        is_set(entry, "is_tor_exit_node")) {
        return Anonymiser::proxy;
    }
    return is_set(entry, "is_hosting_provider") ? Anonymiser::hosting : Anonymiser::none;
}

}  // namespace

Anonymisers::Anonymisers() = default;
Anonymisers::Anonymisers(Anonymisers&&) noexcept = default;
Anonymisers& Anonymisers::operator=(Anonymisers&&) noexcept = default;
Anonymisers::~Anonymisers() {
    for (const auto& database : databases_) MMDB_close(database.get());
}

Result<Anonymisers::Range> Anonymisers::parse_range(std::string_view text) {
    const size_t slash = text.find('/');
    const auto address = parse_address(std::string(text.substr(0, slash)));
    const auto refused = [&] {
        return Error{ErrorKind::invalid, fmt::format("\"{}\" is no network, such as 203.0.113.0/24", text)};
    };
    if (!address) return refused();
    unsigned length = 128;
    if (slash != std::string_view::npos) {
        const auto number = parse_integer(text.substr(slash + 1));
        if (!number || *number < 0 || *number > 128 - address->second) return refused();
        length = static_cast<unsigned>(*number) + address->second;
    }
    Range range{address->first, address->first};
    for (unsigned bit = length; bit < 128; ++bit) {
        const auto mask = static_cast<uint8_t>(0x80u >> (bit % 8));
        range.first[bit / 8] &= static_cast<uint8_t>(~mask);
        range.last[bit / 8] |= mask;
    }
    return range;
}

Result<> Anonymisers::add_networks(Anonymiser kind, const std::filesystem::path& file) {
    const std::string content = TRY(io::read_file(file, list_bytes_max));
    return add_networks(kind, std::string_view(content)).context(file.string());
}

Result<> Anonymisers::add_networks(Anonymiser kind, std::string_view lines) {
    std::vector<Range> ranges;
    size_t number = 0;
    for (const std::string_view line : split(lines, '\n')) {
        ++number;
        const std::string_view text = trim(line.substr(0, line.find('#')));
        if (!text.empty()) ranges.push_back(TRY(parse_range(text).context(fmt::format("line {}", number))));
    }
    std::sort(ranges.begin(), ranges.end());
    List list{kind, {}};
    for (const Range& range : ranges) {
        if (!list.ranges.empty() && range.first <= list.ranges.back().last)
            list.ranges.back().last = std::max(list.ranges.back().last, range.last);
        else
            list.ranges.push_back(range);
    }
    lists_.push_back(std::move(list));
    return {};
}

Result<> Anonymisers::add_database(const std::filesystem::path& file) {
    auto mmdb = std::make_unique<MMDB_s>();
    const int status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, mmdb.get());
    if (status != MMDB_SUCCESS) {
        return Error{ErrorKind::corrupt, fmt::format("{} is no MaxMind DB that can be read: {}",
                                                     file.string(), MMDB_strerror(status))};
    }
    databases_.push_back(std::move(mmdb));
    return {};
}

Anonymiser Anonymisers::verdict_on(const std::string& address) const {
    const auto parsed = parse_address(address);
    if (!parsed) return Anonymiser::none;
    for (const List& list : lists_) {
        const auto behind =
            std::upper_bound(list.ranges.begin(), list.ranges.end(), parsed->first,
                             [](const Bits& wanted, const Range& range) { return wanted < range.first; });
        if (behind != list.ranges.begin() && parsed->first <= std::prev(behind)->last) return list.kind;
    }
    for (const auto& database : databases_) {
        int address_status = 0, database_status = 0;
        MMDB_lookup_result_s found =
            MMDB_lookup_string(database.get(), address.c_str(), &address_status, &database_status);
        if (address_status != 0 || database_status != MMDB_SUCCESS || !found.found_entry) continue;
        const Anonymiser verdict = verdict_of(&found.entry);
        if (verdict != Anonymiser::none) return verdict;
    }
    return Anonymiser::none;
}

}  // namespace nuri::playback
