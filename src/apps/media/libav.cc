#include "libav.h"

#include <fmt/core.h>

#include <cerrno>

namespace nuri::media_worker {

Error from_av(int code, std::string_view doing) {
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof text);
    ErrorKind kind = ErrorKind::io;
    switch (code) {
        case AVERROR_INVALIDDATA:
        case AVERROR_EOF: kind = ErrorKind::corrupt; break;
        case AVERROR_DECODER_NOT_FOUND:
        case AVERROR_DEMUXER_NOT_FOUND:
        case AVERROR_PATCHWELCOME:
        case AVERROR(ENOSYS): kind = ErrorKind::unsupported; break;
        case AVERROR(ENOMEM):
        case AVERROR(ENOSPC):
        case AVERROR(EFBIG): kind = ErrorKind::exhausted; break;
        default: break;
    }
    return Error{kind, fmt::format("{}: {}", doing, text)};
}

}  // namespace nuri::media_worker
