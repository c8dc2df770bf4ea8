#include "assets/asset_id.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "io/random.h"

namespace nuri::assets {

AssetId AssetId::random() {
    AssetId id;
    io::random_bytes(id.bytes_);
    return id;
}

Result<AssetId> AssetId::parse(std::string_view text) {
    if (text.size() != 32 || text.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
        return Error{ErrorKind::invalid,
                     fmt::format("\"{}\" is no asset: 32 hexadecimal digits", text.substr(0, 64))};
    }
    const auto bytes = TRY(from_hex(text));
    AssetId id;
    std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
    return id;
}

std::string AssetId::text() const {
    return to_hex(bytes_);
}

}  // namespace nuri::assets
