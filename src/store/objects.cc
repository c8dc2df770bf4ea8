#include "store/objects.h"

#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "base/check.h"
#include "base/text.h"
#include "io/random.h"

namespace nuri::store {

namespace {

constexpr size_t key_size_max = 200;
constexpr size_t block_size = 1 << 20;

bool is_key_part(std::string_view part) {
    if (part.empty() || part.front() == '.') return false;
    for (const char c : part)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return false;
    return true;
}

std::string key_of(std::string_view sha256) {
    return "sha256/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256);
}

/// A temporary file that is removed unless it was moved away.
struct Leftover {
    std::filesystem::path path;
    ~Leftover() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

class Sha256 {
  public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    }
    void update(std::span<const uint8_t> bytes) {
        CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    }
    std::string hex() {
        uint8_t digest[32];
        CHECK(EVP_DigestFinal_ex(context_.get(), digest, nullptr) == 1);
        return to_hex(digest);
    }

  private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

Result<Objects> Objects::in(std::filesystem::path folder) {
    Objects objects(std::move(folder));
    TRY(io::make_folder(objects.incoming()));
    return objects;
}

Result<std::filesystem::path> Objects::path_of(std::string_view key) const {
    bool good = !key.empty() && key.size() <= key_size_max;
    for (const std::string_view part : split(key, '/')) good = good && is_key_part(part);
    if (!good)
        return Error{ErrorKind::invalid,
                     "not an object's key: '" + std::string(key.substr(0, key_size_max)) + "'"};
    return folder_ / key;
}

Result<> Objects::check_room(uint64_t size_bytes) const {
    const uint64_t free = TRY(io::free_space(folder_));
    if (free >= room_kept_bytes && free - room_kept_bytes >= size_bytes) return {};
    return Error{ErrorKind::exhausted, std::to_string(size_bytes) + " bytes do not fit on the disk of " +
                                           folder_.string() + ", which has " + std::to_string(free) +
                                           " free and keeps " + std::to_string(room_kept_bytes) +
                                           " of them: make room and try again"};
}

Result<> Objects::move_into_place(const std::filesystem::path& from, const std::filesystem::path& to) {
    TRY(io::make_folder(to.parent_path()));
    TRY(io::rename_durably(from, to));
    // The folders above may be new as well, and a new folder is only as durable as its entry in the one
    // above.
    for (auto folder = to.parent_path(); folder != folder_; folder = folder.parent_path())
        TRY(io::sync_folder(folder.parent_path()));
    return {};
}

Result<> Objects::put(std::string_view key, std::string_view content) {
    const auto path = TRY(path_of(key));
    TRY(check_room(content.size()));
    const Leftover temporary{incoming() / io::random_hex(16)};
    {
        const auto file = TRY(io::create_new(temporary.path));
        TRY(io::write_all(file, content));
        TRY(io::sync(file));
    }
    return move_into_place(temporary.path, path);
}

Result<Objects::Content> Objects::take_in(std::span<const uint8_t> bytes) {
    Sha256 hash;
    hash.update(bytes);
    Content content;
    content.sha256 = hash.hex();
    content.key = key_of(content.sha256);
    content.size_bytes = bytes.size();
    content.was_there = TRY(exists(content.key));
    if (!content.was_there) TRY(put(content.key, as_text(bytes)));
    return content;
}

Result<Objects::Content> Objects::take_in(const std::filesystem::path& file,
                                          const std::function<Result<>(uint64_t)>& progress) {
    std::error_code failure;
    if (std::filesystem::exists(file, failure) && !std::filesystem::is_regular_file(file, failure))
        return Error{ErrorKind::invalid, file.string() + " is not a file"};
    const auto source = TRY(io::open_read(file));
    const uint64_t size_bytes = TRY(io::size_of(source));
    TRY(check_room(size_bytes));

    const Leftover temporary{incoming() / io::random_hex(16)};
    Content content;
    {
        const auto target = TRY(io::create_new(temporary.path));
        Sha256 hash;
        std::vector<uint8_t> block(block_size);
        while (const size_t read = TRY(io::read_at(source, content.size_bytes, block))) {
            const std::span<const uint8_t> bytes(block.data(), read);
            hash.update(bytes);
            TRY(io::write_all(target, bytes));
            content.size_bytes += read;
            if (progress) TRY(progress(content.size_bytes));
        }
        TRY(io::sync(target));
        content.sha256 = hash.hex();
    }
    content.key = key_of(content.sha256);
    content.was_there = TRY(exists(content.key));
    const auto path = TRY(path_of(content.key));
    if (!content.was_there) TRY(move_into_place(temporary.path, path));
    return content;
}

Result<io::Fd> Objects::open(std::string_view key) const {
    return io::open_read(TRY(path_of(key)));
}

Result<bool> Objects::exists(std::string_view key) const {
    std::error_code failure;
    return std::filesystem::is_regular_file(TRY(path_of(key)), failure);
}

Result<> Objects::remove(std::string_view key) {
    return io::remove_all(TRY(path_of(key)));
}

Result<> Objects::remove_leftovers(std::filesystem::file_time_type before) {
    for (const std::string& name : TRY(io::list_folder(incoming()))) {
        std::error_code failure;
        const auto touched = std::filesystem::last_write_time(incoming() / name, failure);
        if (!failure && touched < before) TRY(io::remove_all(incoming() / name));
    }
    return {};
}

}  // namespace nuri::store
