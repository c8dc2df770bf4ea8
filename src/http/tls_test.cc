#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include <gtest/gtest.h>

#include "http/server.h"
#include "http/test_client.h"
#include "io/file.h"

namespace nuri::http {
namespace {

using namespace std::chrono_literals;

template<typename T, void (*free_it)(T*)>
struct Free {
    void operator()(T* thing) const { free_it(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX, SSL_CTX_free>>;

/// Writes a self-signed certificate for `name` and its key.
TlsFiles make_certificate(const std::filesystem::path& folder, const char* name) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    X509* x509 = certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    X509_NAME* subject = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1,
                               -1, 0);
    X509_set_issuer_name(x509, subject);
    X509_sign(x509, key.get(), EVP_sha256());
    TlsFiles files{(folder / "certificate.pem").string(), (folder / "key.pem").string()};
    std::FILE* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, x509);
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    return files;
}

std::string name_of_peer(SSL* ssl) {
    const Certificate certificate(SSL_get1_peer_certificate(ssl));
    char name[64] = "";
    if (certificate)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                                  sizeof name);
    return name;
}

constexpr size_t big_size = 20 << 20;

class TlsTest : public testing::Test {
  protected:
    void SetUp() override {
        options.tls = make_certificate(folder.path(), "first");
        options.listeners = {{"127.0.0.1:0", true}, {"127.0.0.1:0", false}};
        for (size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 2654435761u >> 13);
        auto file = *io::create_new(folder.path() / "big");
        ASSERT_TRUE(io::write_all(file, big));
        const auto shared = std::make_shared<const io::Fd>(std::move(file));
        RouteOptions quick;
        quick.run = Run::inline_;
        router.add(Method::get, "/big", quick, [shared](const Request&) {
            Response response;
            response.body = FileRange{shared, 0, big_size};
            return response;
        });
        router.add(Method::get, "/hello", quick,
                   [](const Request& r) { return text_response(200, r.tls ? "secure" : "plain"); });
        router.add(Method::post, "/echo", quick, [](const Request& r) { return text_response(200, r.body); });
    }

    void start() {
        auto started = Server::start(options, router);
        ASSERT_TRUE(started) << started.error().message;
        server = std::move(*started);
        address = server->addresses().front();
    }

    io::TemporaryFolder folder = *io::TemporaryFolder::make(testing::TempDir(), "tls");
    std::string big = std::string(big_size, '\0');
    Router router;
    ServerOptions options;
    std::unique_ptr<Server> server;
    std::string address;
    Context client_context{SSL_CTX_new(TLS_client_method())};
};

TEST_F(TlsTest, SpeaksTls12And13AndNothingOlder) {
    start();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TestClient client(address, client_context.get(), version);
        ASSERT_TRUE(client.connected());
        EXPECT_EQ(SSL_version(client.ssl()), version);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/hello").body, "secure");
        client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n" +
                    std::string(20000, 'x'));
        EXPECT_EQ(client.answer().body.size(), 20000u);
        EXPECT_TRUE(client.get("/big").body == big);
    }
    SSL_CTX_set_min_proto_version(client_context.get(), TLS1_VERSION);
    SSL_CTX_set_security_level(client_context.get(), 0);
    EXPECT_FALSE(TestClient(address, client_context.get(), TLS1_1_VERSION).connected());
    EXPECT_EQ(TestClient(server->addresses()[1]).get("/hello").body, "plain");
}

TEST_F(TlsTest, FeedsASlowReaderToTheEnd) {
    start();
    TestClient client(address, client_context.get(), 0, 4096);
    client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(client.answer().body == big);
}

TEST_F(TlsTest, NamesItsProtocol) {
    start();
    static constexpr unsigned char offered[] = "\x02h2\x08http/1.1";
    SSL_CTX_set_alpn_protos(client_context.get(), offered, sizeof offered - 1);
    const TestClient client(address, client_context.get());
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
}

TEST_F(TlsTest, ResumesASession) {
    start();
    SSL_CTX_set_max_proto_version(client_context.get(), TLS1_2_VERSION);
    SSL_SESSION* session = nullptr;
    {
        TestClient first(address, client_context.get());
        EXPECT_EQ(first.get("/hello").status, 200);
        session = SSL_get1_session(first.ssl());
    }
    TestClient second(address);
    SSL* ssl = SSL_new(client_context.get());
    SSL_set_fd(ssl, second.socket());
    SSL_set_session(ssl, session);
    ASSERT_EQ(SSL_connect(ssl), 1);
    EXPECT_EQ(SSL_session_reused(ssl), 1);
    SSL_free(ssl);
    SSL_SESSION_free(session);
}

TEST_F(TlsTest, TakesANewCertificateAndKeepsTheOldOneWhereItIsBad) {
    start();
    TestClient before(address, client_context.get());
    EXPECT_EQ(name_of_peer(before.ssl()), "first");
    make_certificate(folder.path(), "second");
    ASSERT_TRUE(server->reload_certificates());
    EXPECT_EQ(name_of_peer(TestClient(address, client_context.get()).ssl()), "second");
    // A connection that was open goes on.
    EXPECT_EQ(before.get("/hello").status, 200);
    ASSERT_TRUE(io::write_file_atomically(options.tls.certificate, "nonsense"));
    EXPECT_EQ(server->reload_certificates().error().kind, ErrorKind::invalid);
    EXPECT_EQ(name_of_peer(TestClient(address, client_context.get()).ssl()), "second");
}

TEST_F(TlsTest, DropsAClientThatNeverShakesHands) {
    options.limits.header_time = 50ms;
    start();
    TestClient silent(address);
    EXPECT_EQ(silent.receive_all(), "");
    TestClient plain(address);
    plain.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(plain.receive_all().find("HTTP/1.1"), std::string::npos);
}

TEST_F(TlsTest, DoesNotStartWithoutItsCertificate) {
    options.tls.key = "/nowhere/key.pem";
    EXPECT_EQ(Server::start(options, router).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::http
