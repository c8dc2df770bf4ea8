#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"

namespace nuri {

/// What the caller can do about a failure. HTTP status codes are chosen from it in `http/problem.h`
/// and process exit codes in `apps/`; nowhere else.
enum class ErrorKind {
    invalid,          ///< the input breaks a rule: mend it and ask again
    not_found,        ///< it named something that is not here
    conflict,         ///< it contradicts what is already here
    unauthenticated,  ///< who is asking is not known
    forbidden,        ///< who is asking may not
    too_large,        ///< over a bound that the message names
    exhausted,        ///< a rate, a quota, memory or a disk is used up: later, or make room
    unsupported,      ///< well formed, but not something we handle
    corrupt,          ///< bytes that contradict themselves
    unavailable,      ///< a peer or a resource is away: try again
    io,               ///< the operating system said no
    cancelled,        ///< somebody asked us to stop
};

/// The word used in logs and JSON: "invalid", "not_found", ...
std::string_view to_string(ErrorKind kind);

/// A failure of the world: input, disk, peer or limit. The message tells what happened, with the
/// values, in lower case and without a full stop; where a person can mend it, it says how.
struct Error {
    ErrorKind kind;
    std::string message;

    /// Puts the question "which one?" to rest: "reading avail 17: window ends at …".
    Error context(std::string_view doing) && {
        message.insert(0, std::string(doing) + ": ");
        return std::move(*this);
    }
    friend bool operator==(const Error&, const Error&) = default;
};

/// A T, or the Error that stood in its way. `Result<void>` is written `Result<>`.
template<typename T = void>
class [[nodiscard]] Result {
  public:
    static_assert(!std::is_reference_v<T> && !std::is_same_v<std::remove_cv_t<T>, Error>);

    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: a value is a result
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: so is an error

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    /// By value, so that `for (auto& x : *make())` holds on to what it goes over.
    T operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& {
        CHECK(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error&& error() && {
        CHECK(!has_value());
        return std::move(*std::get_if<1>(&state_));
    }

    T value_or(T fallback) && { return has_value() ? std::move(value()) : std::move(fallback); }

    /// The same result; an error says first what was being done.
    Result context(std::string_view doing) && {
        if (!has_value()) return std::move(*std::get_if<1>(&state_)).context(doing);
        return std::move(*this);
    }

  private:
    T& value() {
        CHECK(has_value());
        return *std::get_if<0>(&state_);
    }
    const T& value() const {
        CHECK(has_value());
        return *std::get_if<0>(&state_);
    }

    std::variant<T, Error> state_;
};

template<>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT: an error is a result

    bool has_value() const { return !error_.has_value(); }
    explicit operator bool() const { return has_value(); }
    void operator*() const { CHECK(has_value()); }

    const Error& error() const& {
        CHECK(error_.has_value());
        return *error_;
    }
    Error&& error() && {
        CHECK(error_.has_value());
        return std::move(*error_);
    }

    Result context(std::string_view doing) && {
        if (error_) return std::move(*error_).context(doing);
        return {};
    }

  private:
    std::optional<Error> error_;
};

}  // namespace nuri

/// The value of a Result, or `return` with its error: `auto window = TRY(Window::between(a, b));`.
/// A GNU statement expression, which GCC and clang both know; not for use inside a coroutine, nor within the braces of an
/// aggregate behind a member that owns something: neither compiler destroys that member when TRY returns.
#define TRY(expression) NURI_TRY_COUNTED(__COUNTER__, expression)
#define NURI_TRY_COUNTED(number, expression) NURI_TRY_NUMBERED(number, expression)
#define NURI_TRY_NUMBERED(number, expression) NURI_TRY_NAMED(nuri_try_##number, expression)
#define NURI_TRY_NAMED(result, expression)               \
    ({                                                   \
        auto result = (expression);                      \
        if (!result) return std::move(result).error();   \
        *std::move(result);                              \
    })
