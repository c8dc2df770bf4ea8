#include "http/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"

namespace nuri::http {
namespace {

Step step_of_errno(Step wanted) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? wanted : Step::closed;
}

}  // namespace

Stream::Stream(int socket, const std::shared_ptr<SSL_CTX>& tls) : socket_(socket) {
    if (!tls) return;
    ssl_ = SSL_new(tls.get());
    CHECK(ssl_ != nullptr && SSL_set_fd(ssl_, socket) == 1);
    SSL_set_accept_state(ssl_);
}

Stream::~Stream() {
    SSL_free(ssl_);
}

bool Stream::has_buffered() const {
    return ssl_ != nullptr && SSL_has_pending(ssl_) == 1;
}

Step Stream::ssl_step(int result) {
    switch (SSL_get_error(ssl_, result)) {
        case SSL_ERROR_WANT_READ:
            return Step::want_read;
        case SSL_ERROR_WANT_WRITE:
            return Step::want_write;
        default:
            return Step::closed;
    }
}

Step Stream::handshake() {
    if (ssl_ == nullptr) return Step::done;
    // The queue of errors is the thread's, and SSL_get_error reads it: what another connection left there
    // must go.
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    return result == 1 ? Step::done : ssl_step(result);
}

Step Stream::read(std::span<char> into, size_t& moved) {
    moved = 0;
    if (ssl_ != nullptr) {
        ERR_clear_error();
        const int result = SSL_read_ex(ssl_, into.data(), into.size(), &moved);
        return result == 1 ? Step::done : ssl_step(result);
    }
    const ssize_t got = recv(socket_, into.data(), into.size(), 0);
    if (got < 0) return step_of_errno(Step::want_read);
    moved = static_cast<size_t>(got);
    return got == 0 ? Step::closed : Step::done;
}

Step Stream::write(std::string_view bytes, bool more, size_t& moved) {
    moved = 0;
    if (ssl_ != nullptr) {
        ERR_clear_error();
        const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &moved);
        return result == 1 ? Step::done : ssl_step(result);
    }
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (sent < 0) return step_of_errno(Step::want_write);
    moved = static_cast<size_t>(sent);
    return Step::done;
}

Step Stream::write_file(const FileRange& range, std::span<char> scratch, size_t& moved) {
    moved = 0;
    if (ssl_ != nullptr) {
        const size_t wanted = std::min<uint64_t>(range.size, scratch.size());
        const ssize_t got =
            pread(range.file->get(), scratch.data(), wanted, static_cast<off_t>(range.offset));
        // A file shorter than its index says, or a disk that fails: the answer's length is promised, so it
        // can only be cut.
        if (got <= 0) return Step::closed;
        return write({scratch.data(), static_cast<size_t>(got)}, false, moved);
    }
    off_t offset = static_cast<off_t>(range.offset);
    const ssize_t sent =
        sendfile(socket_, range.file->get(), &offset, std::min<uint64_t>(range.size, write_max));
    if (sent < 0) return step_of_errno(Step::want_write);
    moved = static_cast<size_t>(sent);
    return sent == 0 ? Step::closed : Step::done;
}

void Stream::end_writing() {
    if (ssl_ != nullptr && SSL_is_init_finished(ssl_) == 1) {
        ERR_clear_error();
        SSL_shutdown(ssl_);
    }
    shutdown(socket_, SHUT_WR);
}

}  // namespace nuri::http
