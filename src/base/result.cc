#include "base/result.h"

namespace nuri {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return "invalid";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::conflict:
            return "conflict";
        case ErrorKind::unauthenticated:
            return "unauthenticated";
        case ErrorKind::forbidden:
            return "forbidden";
        case ErrorKind::too_large:
            return "too_large";
        case ErrorKind::exhausted:
            return "exhausted";
        case ErrorKind::unsupported:
            return "unsupported";
        case ErrorKind::corrupt:
            return "corrupt";
        case ErrorKind::unavailable:
            return "unavailable";
        case ErrorKind::io:
            return "io";
        case ErrorKind::cancelled:
            return "cancelled";
    }
    CHECK(false);
}

}  // namespace nuri
