#include "assets/json_reader.h"

#include <fmt/format.h>

namespace nuri::assets {

Result<JsonReader> JsonReader::of(const boost::json::value& value, std::string place) {
    if (const auto* object = value.if_object()) return JsonReader(*object, std::move(place));
    return Error{ErrorKind::corrupt, fmt::format("{}: is no object", place.empty() ? "the document" : place)};
}

std::string JsonReader::place_of(std::string_view name) const {
    return place_.empty() ? std::string(name) : fmt::format("{}.{}", place_, name);
}

Error JsonReader::fault(std::string_view name, std::string_view what) const {
    return {ErrorKind::corrupt, fmt::format("{}: {}", place_of(name), what)};
}

Result<std::string> JsonReader::text(std::string_view name, size_t bytes_max) const {
    const auto* value = find(name);
    if (value == nullptr) return fault(name, "is missing");
    const auto* text = value->if_string();
    if (text == nullptr) return fault(name, "is no text");
    if (text->size() > bytes_max) return fault(name, fmt::format("is longer than {} bytes", bytes_max));
    return std::string(*text);
}

Result<std::string> JsonReader::optional_text(std::string_view name, size_t bytes_max) const {
    if (!has(name)) return std::string();
    return text(name, bytes_max);
}

Result<int64_t> JsonReader::integer(std::string_view name, int64_t least, int64_t most) const {
    const auto* value = find(name);
    if (value == nullptr) return fault(name, "is missing");
    const int64_t* number = value->if_int64();
    if (number == nullptr) return fault(name, "is no whole number");
    if (*number < least || *number > most)
        return fault(name, fmt::format("{} is not from {} to {}", *number, least, most));
    return *number;
}

Result<bool> JsonReader::truth(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return fault(name, "is missing");
    if (const bool* truth = value->if_bool()) return *truth;
    return fault(name, "is neither true nor false");
}

Result<const boost::json::array*> JsonReader::array(std::string_view name, size_t count_max) const {
    const auto* value = find(name);
    if (value == nullptr) return fault(name, "is missing");
    const auto* array = value->if_array();
    if (array == nullptr) return fault(name, "is no array");
    if (array->size() > count_max) return fault(name, fmt::format("has more than {} elements", count_max));
    return array;
}

Result<JsonReader> JsonReader::object(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return fault(name, "is missing");
    return of(*value, place_of(name));
}

}  // namespace nuri::assets
