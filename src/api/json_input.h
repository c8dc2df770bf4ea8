#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/message.h"

namespace nuri::api {

/// The object in a request's body, read strictly: a member that is missing, of the wrong type, too long or
/// never asked for is a fault. The readers hand over what there is and keep the first fault; finish() tells
/// it, naming the member and how to mend it. So a route reads all its members in a row, calls finish(), and
/// only then believes them.
///
/// A member that is null counts as absent, except where `null` is asked about.
class Input {
  public:
    static constexpr size_t depth_max = 8;
    static constexpr size_t members_max = 64;

    /// `unsupported` unless the body is said to be JSON, `invalid` unless it is one object in UTF-8 within
    /// the bounds.
    static Result<Input> of(const http::Request& request);
    /// What we wrote ourselves and read as strictly: the `before` of a change that is taken back.
    static Input of(boost::json::object object);
    Input(Input&&) noexcept;
    ~Input();

    std::string text(std::string_view name, size_t bytes_max);
    std::optional<std::string> optional_text(std::string_view name, size_t bytes_max);
    std::optional<int64_t> optional_integer(std::string_view name, int64_t min, int64_t max);
    std::optional<bool> optional_truth(std::string_view name);
    /// Whole numbers above 0.
    std::optional<std::vector<int64_t>> optional_integers(std::string_view name, size_t count_max);
    /// RFC 3339, or a bare date.
    std::optional<Instant> optional_instant(std::string_view name);
    /// None if it is absent, which is not the same as an empty list.
    std::optional<std::vector<std::string>> optional_texts(std::string_view name, size_t count_max,
                                                           size_t bytes_max);
    std::optional<std::vector<int64_t>> optional_integers(std::string_view name, size_t count_max,
                                                          int64_t min, int64_t max);
    /// {"en": "Tide Line", "ko": "물때"}; a text that is null is empty.
    std::optional<std::map<std::string, std::string>> optional_text_map(std::string_view name,
                                                                        size_t count_max, size_t bytes_max);
    /// An object within; to be finished on its own.
    std::optional<Input> optional_object(std::string_view name);
    std::optional<std::vector<Input>> optional_objects(std::string_view name, size_t count_max);

    /// Whether the member is there and null.
    bool null(std::string_view name);

    /// Notes a fault of a value that only the route can judge, as "`name` message".
    void fault(std::string_view name, std::string_view message);

    /// `invalid` for the first fault, or for a member that nobody has asked for.
    Result<> finish();

  private:
    struct State;
    explicit Input(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace nuri::api
