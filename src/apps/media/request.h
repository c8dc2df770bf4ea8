#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boost::json {
class object;
}

namespace nuri::media_worker {

/// The one JSON object that says what to do (docs/formats/media-worker.md). It comes from the service and is trusted
/// no more than needed: a member that is missing, of another type or out of bounds is `invalid` and named.
class Request {
  public:
    /// From standard input, to its end; at most 16 MiB.
    static Result<Request> read(int descriptor);
    static Result<Request> parse(std::string_view json);

    Request(Request&&) noexcept;
    ~Request();

    Result<int64_t> integer(std::string_view name, int64_t least, int64_t most) const;
    Result<bool> flag(std::string_view name) const;
    Result<std::string> word(std::string_view name) const;
    /// At most `count_max` numbers.
    Result<std::vector<int64_t>> integers(std::string_view name, size_t count_max) const;
    /// The objects of an array, each to be asked as a request of its own.
    Result<std::vector<Request>> objects(std::string_view name, size_t count_max) const;

    /// The descriptors handed over, as numbers.
    Result<std::vector<int64_t>> inputs() const { return integers("inputs", 4); }
    Result<std::vector<int64_t>> outputs() const { return integers("outputs", 32); }

  private:
    explicit Request(std::unique_ptr<boost::json::object> members);
    std::unique_ptr<boost::json::object> members_;
};

}  // namespace nuri::media_worker
