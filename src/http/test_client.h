#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/text.h"

/// For tests: a client that sends exactly the bytes it is told and shows exactly those that came back.
namespace nuri::http {

class TestClient {
  public:
    /// With a TLS context the connection is TLS, of at most `tls_version` (an OpenSSL number; 0: the newest).
    explicit TestClient(std::string_view address, SSL_CTX* tls = nullptr, int tls_version = 0,
                        int receive_buffer = 0) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        // A test that waits for what never comes fails instead of hanging.
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (receive_buffer > 0)
            setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<uint16_t>(*parse_integer(address.substr(address.rfind(':') + 1))));
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
        if (tls == nullptr || !connected_) return;
        ssl_ = SSL_new(tls);
        SSL_set_fd(ssl_, socket_);
        if (tls_version != 0) SSL_set_max_proto_version(ssl_, tls_version);
        connected_ = SSL_connect(ssl_) == 1;
    }
    ~TestClient() {
        // A TLS 1.2 session that was not closed properly may not be resumed.
        if (connected_ && ssl_ != nullptr) SSL_shutdown(ssl_);
        SSL_free(ssl_);
        ::close(socket_);
    }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    bool connected() const { return connected_; }
    SSL* ssl() const { return ssl_; }
    int socket() const { return socket_; }

    /// False if the connection is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ssl_ != nullptr
                                     ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
        return true;
    }

    /// What one read gives; empty at the end.
    std::string receive(size_t bytes_max = 65536) {
        std::string bytes(bytes_max, '\0');
        const ssize_t got = ssl_ != nullptr ? SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                            : ::recv(socket_, bytes.data(), bytes.size(), 0);
        bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
        return bytes;
    }

    std::string receive_all() {
        std::string all = std::move(held_);
        while (true) {
            const std::string more = receive();
            if (more.empty()) return all;
            all += more;
        }
    }

    struct Answer {
        int status = 0;  ///< 0: the connection ended first
        std::string head;
        std::string body;
    };

    /// One answer; `head_only` for HEAD.
    Answer answer(bool head_only = false) {
        Answer answer;
        size_t end;
        while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
            const std::string more = receive();
            if (more.empty()) return answer;
            held_ += more;
        }
        answer.head = held_.substr(0, end + 2);
        held_.erase(0, end + 4);
        answer.status = static_cast<int>(parse_integer(answer.head.substr(9, 3)).value_or(0));
        const size_t length =
            head_only || answer.status == 304
                ? 0
                : static_cast<size_t>(parse_integer(field(answer, "Content-Length")).value_or(0));
        while (held_.size() < length) {
            const std::string more = receive();
            if (more.empty()) break;
            held_ += more;
        }
        answer.body = held_.substr(0, length);
        held_.erase(0, length);
        return answer;
    }

    static std::string field(const Answer& answer, std::string_view name) {
        for (const std::string_view line : split(answer.head, '\n')) {
            const size_t colon = line.find(':');
            if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name))
                return std::string(trim(line.substr(colon + 1)));
        }
        return {};
    }

    Answer get(std::string_view path, std::string_view fields = "") {
        send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n");
        return answer();
    }

  private:
    int socket_ = -1;
    SSL* ssl_ = nullptr;
    bool connected_ = false;
    std::string held_;
};

}  // namespace nuri::http
