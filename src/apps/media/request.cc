#include "request.h"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>

namespace nuri::media_worker {
namespace {

constexpr size_t request_bytes_max = size_t{16} << 20;

Error wrong(std::string_view name, std::string_view wanted) {
    return Error{ErrorKind::invalid, fmt::format("the request's \"{}\" is not {}", name, wanted)};
}

}  // namespace

Request::Request(std::unique_ptr<boost::json::object> members) : members_(std::move(members)) {}
Request::Request(Request&&) noexcept = default;
Request::~Request() = default;

Result<Request> Request::read(int descriptor) {
    std::string text;
    char part[64 * 1024];
    while (true) {
        const ssize_t n = ::read(descriptor, part, sizeof part);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return Error{ErrorKind::io, "the request cannot be read"};
        if (n == 0) break;
        text.append(part, static_cast<size_t>(n));
        if (text.size() > request_bytes_max) {
            return Error{ErrorKind::too_large, fmt::format("a request of more than {} bytes", request_bytes_max)};
        }
    }
    return parse(text);
}

Result<Request> Request::parse(std::string_view json) {
    boost::json::error_code failure;
    boost::json::value value = boost::json::parse({json.data(), json.size()}, failure);
    if (failure || !value.is_object()) return Error{ErrorKind::invalid, "the request is not a JSON object"};
    return Request(std::make_unique<boost::json::object>(std::move(value.get_object())));
}

Result<int64_t> Request::integer(std::string_view name, int64_t least, int64_t most) const {
    const boost::json::value* value = members_->if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_int64()) return wrong(name, "a whole number");
    const int64_t number = value->get_int64();
    if (number < least || number > most) return wrong(name, fmt::format("from {} to {}", least, most));
    return number;
}

Result<bool> Request::flag(std::string_view name) const {
    const boost::json::value* value = members_->if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_bool()) return wrong(name, "true or false");
    return value->get_bool();
}

Result<std::string> Request::word(std::string_view name) const {
    const boost::json::value* value = members_->if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_string()) return wrong(name, "a text");
    return std::string(value->get_string().data(), value->get_string().size());
}

Result<std::vector<int64_t>> Request::integers(std::string_view name, size_t count_max) const {
    const boost::json::value* value = members_->if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_array()) return wrong(name, "a list");
    const boost::json::array& list = value->get_array();
    if (list.size() > count_max) return wrong(name, fmt::format("a list of at most {}", count_max));
    std::vector<int64_t> numbers;
    numbers.reserve(list.size());
    for (const boost::json::value& item : list) {
        if (!item.is_int64()) return wrong(name, "a list of whole numbers");
        numbers.push_back(item.get_int64());
    }
    return numbers;
}

Result<std::vector<Request>> Request::objects(std::string_view name, size_t count_max) const {
    const boost::json::value* value = members_->if_contains({name.data(), name.size()});
    if (value == nullptr || !value->is_array()) return wrong(name, "a list");
    const boost::json::array& list = value->get_array();
    if (list.size() > count_max) return wrong(name, fmt::format("a list of at most {}", count_max));
    std::vector<Request> objects;
    for (const boost::json::value& item : list) {
        if (!item.is_object()) return wrong(name, "a list of objects");
        objects.push_back(Request(std::make_unique<boost::json::object>(item.get_object())));
    }
    return objects;
}

}  // namespace nuri::media_worker
