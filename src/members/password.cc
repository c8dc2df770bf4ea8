#include "members/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"

namespace nuri::members {
namespace {

/// Those of ten characters and more that are tried first; shorter ones are refused by their length. In lower
/// case.
constexpr std::string_view tried_first[] = {
    "0123456789",    "0987654321",       "1029384756",       "11111111111",     "1111111111",
    "1122334455",    "1234554321",       "123456123456",     "1234567890",      "12345678910",
    "1234567891",    "12345678900",      "123456789a",       "123456789q",      "1234567890a",
    "1234567890q",   "1234qwerasdf",     "123qweasdzxc",     "123qwe123qwe",    "147258369a",
    "1q2w3e4r5t",    "1q2w3e4r5t6y",     "1q2w3e4r5t6y7u",   "1qaz2wsx3edc",    "1qazxsw23edc",
    "9876543210",    "a123456789",       "a1b2c3d4e5",       "aa12345678",      "abc1234567",
    "abcd123456",    "abcd1234abcd",     "abcdefghij",       "abcdefghijk",     "admin12345",
    "administrator", "asdf123456",       "asdfghjkl;",       "asdfghjkl1",      "asdfasdfasdf",
    "basketball",    "changeme123",      "chocolate1",       "contrasena",      "football123",
    "friendship",    "helloworld",       "hello12345",       "iloveyou12",      "iloveyou123",
    "iloveyou1234",  "iloveyouforever",  "incorrect1",       "letmein123",      "letmein1234",
    "liverpool1",    "manchester",       "motdepasse",       "mypassword",      "newpassword",
    "p@ssw0rd12",    "p@ssw0rd123",      "p@ssword123",      "pa55word123",     "pass123456",
    "passw0rd12",    "passw0rd123",      "passw0rd1234",     "password00",      "password01",
    "password10",    "password11",       "password12",       "password123",     "password1234",
    "password12345", "password123456",   "password2023",     "password2024",    "password2025",
    "password2026",  "passwordpassword", "princess123",      "q1w2e3r4t5",      "q1w2e3r4t5y6",
    "qazwsxedcrfv",  "qqww1122334455",   "qweasdzxc1",       "qweasdzxc123",    "qwer123456",
    "qwerty1234",    "qwerty12345",      "qwerty123456",     "qwerty123456789", "qwertyqwerty",
    "qwertyuiop",    "qwertyuiop1",      "qwertyuiop123",    "qwertyuiop[]",    "secret1234",
    "starwars123",   "sunshine12",       "sunshine123",      "superman123",     "test123456",
    "testtest123",   "thisismypassword", "trustno1trustno1", "welcome123",      "welcome1234",
    "welcome2024",   "zaq12wsxcde3",     "zaq1zaq1zaq1",     "zxcvbnm123",      "zxcvbnm,./",
};

size_t count_characters(std::string_view utf8) {
    return static_cast<size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Result<> check_new_password(std::string_view password, std::string_view email) {
    if (!is_utf8(password)) return Error{ErrorKind::invalid, "password is not well-formed UTF-8"};
    if (password.size() > password_bytes_max) {
        return Error{ErrorKind::invalid, fmt::format("password is longer than {} bytes", password_bytes_max)};
    }
    if (count_characters(password) < password_characters_min) {
        return Error{ErrorKind::invalid,
                     fmt::format("password is shorter than {} characters", password_characters_min)};
    }
    const std::string lower = to_lower(password);
    const bool monotonous = lower.find_first_not_of(lower.front()) == std::string::npos;
    const bool known =
        std::find(std::begin(tried_first), std::end(tried_first), lower) != std::end(tried_first);
    if (monotonous || known)
        return Error{ErrorKind::invalid, "password is one of those that are tried first"};
    if (equals_ignoring_case(password, trim(email))) {
        return Error{ErrorKind::invalid, "password is the e-mail address itself"};
    }
    return {};
}

/// One of the `at_once` places, held while a hash is computed.
class PasswordHasher::Turn {
  public:
    static Result<Turn> wait(PasswordHasher& hasher) {
        std::unique_lock lock(hasher.mutex_);
        if (hasher.running_ >= hasher.at_once_) {
            if (hasher.waiting_ >= hasher.waiting_max_) {
                return Error{ErrorKind::exhausted, "too many log-ins at once: try again in a few seconds"};
            }
            ++hasher.waiting_;
            hasher.freed_.wait(lock, [&] { return hasher.running_ < hasher.at_once_; });
            --hasher.waiting_;
        }
        ++hasher.running_;
        return Turn(hasher);
    }

    Turn(Turn&& other) noexcept : hasher_(std::exchange(other.hasher_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
        if (hasher_ == nullptr) return;
        {
            const std::lock_guard lock(hasher_->mutex_);
            --hasher_->running_;
        }
        hasher_->freed_.notify_one();
    }

  private:
    explicit Turn(PasswordHasher& hasher) : hasher_(&hasher) {}
    PasswordHasher* hasher_;
};

PasswordHasher::PasswordHasher(Cost cost, size_t at_once, size_t waiting_max)
    : cost_(cost), at_once_(at_once), waiting_max_(waiting_max) {
    CHECK(sodium_init() >= 0);
    CHECK(at_once_ > 0);
    // Written, not computed: to compare with it is as much work, and a command that hashes nothing does not
    // wait for it.
    nobodys_hash_ = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost_.memory_bytes >> 10, cost_.passes,
                                std::string(22, 'A'), std::string(43, 'A'));
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
    if (password.size() > password_bytes_max) {
        return Error{ErrorKind::too_large,
                     fmt::format("password is longer than {} bytes", password_bytes_max)};
    }
    const Turn turn = TRY(Turn::wait(*this));
    std::array<char, crypto_pwhash_STRBYTES> hashed;
    if (crypto_pwhash_str_alg(hashed.data(), password.data(), password.size(), cost_.passes,
                              cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{ErrorKind::exhausted,
                     fmt::format("no {} MiB of memory to hash a password with", cost_.memory_bytes >> 20)};
    }
    return std::string(hashed.data());
}

Result<bool> PasswordHasher::matches(std::string_view password, std::string_view stored) {
    if (password.size() > password_bytes_max) {
        return Error{ErrorKind::too_large,
                     fmt::format("password is longer than {} bytes", password_bytes_max)};
    }
    const Turn turn = TRY(Turn::wait(*this));
    // libsodium wants the terminating zero within its own length.
    const std::string against(stored.empty() ? std::string_view(nobodys_hash_) : stored);
    if (against.size() >= crypto_pwhash_STRBYTES) {
        return Error{ErrorKind::corrupt, "a stored password hash is longer than any of ours"};
    }
    const bool same = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return same && !stored.empty();
}

bool PasswordHasher::needs_rehash(std::string_view stored) const {
    return crypto_pwhash_str_needs_rehash(std::string(stored).c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace nuri::members
