// asset.json is read from folders that may come from elsewhere. What is accepted must be written and read the
// same.
#include <cstdint>

#include "assets/asset_document.h"
#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto document = nuri::assets::parse_asset_document(nuri::as_text({data, size}));
    if (!document) return 0;
    for (const auto& file : document->files) CHECK(nuri::assets::is_asset_file_name(file.name));
    const std::string written = to_json(*document);
    const auto again = nuri::assets::parse_asset_document(written);
    CHECK(again.has_value());
    CHECK(to_json(*again) == written);
    return 0;
}
