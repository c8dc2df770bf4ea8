#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "base/result.h"

namespace nuri::assets {

/// A JSON object being read, which knows where in the document it stands, so that a fault is told with its
/// place: "tracks[2].language: is missing". Borrows the object. For sources only: the include is heavy.
class JsonReader {
  public:
    /// `corrupt` if the value is no object.
    static Result<JsonReader> of(const boost::json::value& value, std::string place);

    Result<std::string> text(std::string_view name, size_t bytes_max) const;
    /// What is missing is empty.
    Result<std::string> optional_text(std::string_view name, size_t bytes_max) const;

    template<std::integral Number>
    Result<Number> number(std::string_view name, Number least = 0,
                          Number most = std::numeric_limits<Number>::max()) const {
        return static_cast<Number>(TRY(integer(name, bounded(least), bounded(most))));
    }
    /// What is missing is `otherwise`.
    template<std::integral Number>
    Result<Number> optional_number(std::string_view name, Number otherwise) const {
        if (!has(name)) return otherwise;
        return number<Number>(name);
    }

    bool has(std::string_view name) const { return object_->contains(name); }
    Result<bool> truth(std::string_view name) const;

    /// `corrupt` if it is missing, no array, or has more than `count_max` elements.
    Result<const boost::json::array*> array(std::string_view name, size_t count_max) const;
    Result<JsonReader> object(std::string_view name) const;
    const boost::json::value* find(std::string_view name) const { return object_->if_contains(name); }

    /// An Error of kind `corrupt` about one member.
    Error fault(std::string_view name, std::string_view what) const;
    std::string place_of(std::string_view name) const;

  private:
    JsonReader(const boost::json::object& object, std::string place)
        : object_(&object), place_(std::move(place)) {}
    Result<int64_t> integer(std::string_view name, int64_t least, int64_t most) const;

    template<std::integral Number>
    static int64_t bounded(Number number) {
        return std::in_range<int64_t>(number) ? static_cast<int64_t>(number)
                                              : std::numeric_limits<int64_t>::max();
    }

    const boost::json::object* object_;
    std::string place_;
};

}  // namespace nuri::assets
