#pragma once

#include <memory>

#include <openssl/types.h>

#include "base/result.h"
#include "http/server.h"

namespace nuri::http {

/// A server's TLS configuration: TLS 1.2 with forward secrecy and AEAD ciphers only, TLS 1.3, session
/// tickets, "http/1.1" by ALPN, no renegotiation and no compression. Shared by all connections made with it.
Result<std::shared_ptr<SSL_CTX>> make_tls_context(const TlsFiles& files);

}  // namespace nuri::http
