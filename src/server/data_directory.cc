#include "server/data_directory.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "io/file.h"
#include "io/random.h"

namespace nuri::server {
namespace {

namespace fs = std::filesystem;

constexpr size_t key_file_bytes_max = 256;

/// A key's file is one line: its id and its secret in hexadecimal.
Result<grants::GrantKey> read_key(const fs::path& path) {
    const std::string content = TRY(io::read_file(path, key_file_bytes_max));
    const Error damaged{
        ErrorKind::corrupt,
        fmt::format(
            "{} holds no key; restore it, or delete it so that a new one is made and viewers start again",
            path.string())};
    const auto words = split(trim(content), ' ');
    if (words.size() != 2) return damaged;
    const auto id = parse_integer(words[0]);
    const auto secret = from_hex(words[1]);
    grants::GrantKey key;
    if (!id || *id < 0 || *id > 255 || !secret || secret->size() != key.secret.size()) return damaged;
    key.id = static_cast<uint8_t>(*id);
    std::copy(secret->begin(), secret->end(), key.secret.begin());
    return key;
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const fs::path& root) {
    std::error_code failure;
    const fs::path whole = fs::absolute(root, failure);
    if (failure) return io::from_errno(failure.value(), "finding " + root.string());
    const DataDirectory directory(whole.lexically_normal());
    for (const auto& [folder, mode] : {std::pair{directory.root_, 0755u},
                                       {directory.assets(), 0755u},
                                       {directory.intake(), 0755u},
                                       {directory.work(), 0755u},
                                       {directory.objects(), 0755u},
                                       {directory.mail(), 0700u},
                                       {directory.spool(), 0700u},
                                       {directory.run(), 0700u},
                                       {directory.uploads(), 0700u},
                                       {directory.root_ / "keys", 0700u}}) {
        TRY(io::make_folder(folder, mode).context("preparing the data directory"));
    }
    return directory;
}

Result<grants::GrantKeys> DataDirectory::grant_keys() const {
    const fs::path path = root_ / "keys" / "grant";
    auto current = read_key(path);
    if (!current && current.error().kind == ErrorKind::not_found) {
        const grants::GrantKey made = grants::GrantKeys::generate(1);
        // Two processes may start at once: whoever comes second takes what the first wrote.
        const io::Fd lock = TRY(io::lock_file(root_ / "keys" / "lock"));
        current = read_key(path);
        if (!current) {
            TRY(io::write_file_atomically(path, fmt::format("{} {}\n", made.id, to_hex(made.secret)), 0600));
            current = made;
        }
    }
    const grants::GrantKey key = TRY(std::move(current));
    const auto previous = read_key(root_ / "keys" / "grant.previous");
    if (!previous) {
        if (previous.error().kind != ErrorKind::not_found) return previous.error();
        return grants::GrantKeys::make(key);
    }
    return grants::GrantKeys::make(key, *previous);
}

Result<std::string> DataDirectory::operators_key() const {
    const fs::path path = root_ / "keys" / "operators";
    auto there = io::read_file(path, key_file_bytes_max);
    if (there || there.error().kind != ErrorKind::not_found) return there;
    const io::Fd lock = TRY(io::lock_file(root_ / "keys" / "lock"));
    there = io::read_file(path, key_file_bytes_max);
    if (there) return there;
    std::string made = io::random_hex(32);
    TRY(io::write_file_atomically(path, made, 0600));
    return made;
}

}  // namespace nuri::server
