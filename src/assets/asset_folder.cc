#include "assets/asset_folder.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "io/file.h"

namespace nuri::assets {
namespace {

namespace fs = std::filesystem;

constexpr size_t index_bytes_max = 64 << 20;

Result<media::SegmentIndex> read_index(const fs::path& folder, const AssetTrack& track) {
    const std::string bytes = TRY(io::read_file(folder / track.index_file, index_bytes_max));
    media::SegmentIndex index = TRY(media::parse_segment_index(as_bytes(bytes)).context(track.index_file));
    if (index.timescale != track.info.timescale) {
        return Error{ErrorKind::corrupt, fmt::format("{}: its times are in 1/{} s, and those of the track in 1/{} s",
                                                     track.index_file, index.timescale, track.info.timescale)};
    }
    return index;
}

Result<> check_size(const fs::path& folder, const AssetFile& file) {
    const uint64_t size = TRY(io::size_of(TRY(io::open_read(folder / file.name))));
    if (size == file.size_bytes) return {};
    return Error{ErrorKind::corrupt, fmt::format("{} has {} bytes, and asset.json says {}", file.name, size, file.size_bytes)};
}

/// Flushes a file and takes away the right to write it. What runs as root may write all the same; the hash will tell.
Result<> settle(const fs::path& path) {
    const io::Fd file = TRY(io::open_read(path));
    TRY(io::sync(file));
    if (::fchmod(file.get(), 0444) != 0) return io::from_errno(errno, "protecting " + path.string());
    return {};
}

}  // namespace

Result<std::string> sha256_of_file(const fs::path& path) {
    const io::Fd file = TRY(io::open_read(path));
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    CHECK(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
    std::vector<uint8_t> buffer(1 << 20);
    for (uint64_t offset = 0;;) {
        const size_t size = TRY(io::read_at(file, offset, buffer).context(path.string()));
        if (size == 0) break;
        CHECK(EVP_DigestUpdate(context.get(), buffer.data(), size) == 1);
        offset += size;
    }
    std::array<uint8_t, 32> digest;
    CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    return to_hex(digest);
}

Result<> seal_folder(const fs::path& folder, AssetDocument& document) {
    document.files.clear();
    for (const std::string& name : TRY(io::list_folder(folder))) {
        if (name == AssetDocument::file_name) continue;
        const fs::path path = folder / name;
        std::error_code ignored;
        if (!is_asset_file_name(name) || !fs::is_regular_file(fs::symlink_status(path, ignored))) {
            return Error{ErrorKind::invalid, fmt::format("{} is nothing that an asset can hold", path.string())};
        }
        const uint64_t size = TRY(io::size_of(TRY(io::open_read(path))));
        std::string sha256 = TRY(sha256_of_file(path));
        document.files.push_back({name, size, std::move(sha256)});
        TRY(settle(path));
    }
    const std::string json = to_json(document);
    if (const auto read_back = parse_asset_document(json); !read_back) {
        return Error{ErrorKind::invalid, "asset does not hold together: " + read_back.error().message};
    }
    return io::write_file_atomically(folder / AssetDocument::file_name, json, 0444);
}

Result<AssetDocument> read_document(const fs::path& folder) {
    const fs::path path = folder / AssetDocument::file_name;
    return parse_asset_document(TRY(io::read_file(path, AssetDocument::bytes_max))).context(path.string());
}

Result<media::Presentation> read_presentation(const fs::path& folder, const AssetDocument& document) {
    media::Presentation presentation;
    for (const AssetFile& file : document.files) TRY(check_size(folder, file).context(folder.string()));
    for (const AssetTrack& track : document.tracks) {
        auto index = std::make_shared<media::SegmentIndex>(TRY(read_index(folder, track).context(folder.string())));
        const auto file = std::find_if(document.files.begin(), document.files.end(),
                                       [&](const AssetFile& candidate) { return candidate.name == track.file; });
        if (file == document.files.end() || index->file_size() != file->size_bytes) {
            return Error{ErrorKind::corrupt, fmt::format("{}: {} is not the index of {}", folder.string(),
                                                         track.index_file, track.file)};
        }
        presentation.tracks.push_back({track.id, track.file, track.name, track.info, std::move(index)});
    }
    presentation.texts = document.texts;
    presentation.images = document.images;
    return presentation;
}

Result<AssetDocument> verify_folder(const fs::path& folder) {
    AssetDocument document = TRY(read_document(folder));
    TRY(read_presentation(folder, document));
    for (const AssetFile& file : document.files) {
        const std::string sha256 = TRY(sha256_of_file(folder / file.name));
        if (sha256 != file.sha256) {
            return Error{ErrorKind::corrupt, fmt::format("{} has the hash {}, and asset.json says {}",
                                                         (folder / file.name).string(), sha256, file.sha256)};
        }
    }
    return document;
}

}  // namespace nuri::assets
