#pragma once

#include <filesystem>
#include <string>

#include "assets/asset_document.h"
#include "base/result.h"

namespace nuri::assets {

/// SHA-256 of a file, in hexadecimal, read a megabyte at a time.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

/// Closes a folder that has been filled: measures and hashes every file in it into `document.files`, flushes
/// them to the disk and makes them read-only, and writes `asset.json` last. Doing it again gives the same.
/// `invalid` if the document refers to a file that is not there, or anything lies in the folder that an asset
/// cannot hold.
Result<> seal_folder(const std::filesystem::path& folder, AssetDocument& document);

/// Reads `asset.json` of a folder.
Result<AssetDocument> read_document(const std::filesystem::path& folder);

/// Reads the segment indices too and makes of it what manifests are written from. Compares the sizes of
/// files, not their hashes: fit for a start. `corrupt` when an index is not that of its file.
Result<media::Presentation> read_presentation(const std::filesystem::path& folder,
                                              const AssetDocument& document);

/// Compares every file with its size and hash, and every index with its file. `corrupt` names the first that
/// differs, `not_found` the first that is missing.
Result<AssetDocument> verify_folder(const std::filesystem::path& folder);

}  // namespace nuri::assets
