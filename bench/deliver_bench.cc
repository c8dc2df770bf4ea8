// Our origin with a folder of segments, for bench/deliver.mjs to load beside its peers. Run alone with
// --smoke it fetches each object once from itself.
//
//     deliver_bench --folder DIR [--certificate FILE --key FILE] [--loops N] [--congestion NAME]
//
// writes the segments into DIR, prints one JSON line with the addresses and paths, and serves until its input
// ends.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "base/text.h"
#include "http/server.h"
#include "io/file.h"
#include "origin/origin.h"

namespace {

using namespace nuri;

struct Object {
    const char* name;
    uint64_t size;
};
// Six seconds of a good picture, of a poor one, and of sound at its least.
constexpr Object objects[] = {{"2m", 2 << 20}, {"64k", 64 << 10}, {"4k", 4 << 10}};

class OneAsset final : public origin::MediaSource {
  public:
    explicit OneAsset(std::shared_ptr<const origin::ServedAsset> asset) : asset_(std::move(asset)) {}
    std::shared_ptr<const origin::ServedAsset> find(const grants::Bytes16& id) const override {
        return id == asset_->id ? asset_ : nullptr;
    }

  private:
    std::shared_ptr<const origin::ServedAsset> asset_;
};

/// A track of 16 equal segments behind an odd offset, and the first segment again as a file of its own for
/// the peers.
Result<origin::ServedTrack> make_track(const std::filesystem::path& folder, const Object& object) {
    constexpr uint64_t first_offset = 1000;
    origin::ServedTrack track;
    track.name = object.name;
    track.content_type = "video/mp4";
    track.segment_suffix = ".m4s";
    io::Fd file = TRY(io::create_new(folder / (track.name + ".cmfv")));
    std::string bytes(object.size, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 11);
    TRY(io::write_all(file, std::string(first_offset, 'i')));
    for (uint64_t n = 0; n < 16; ++n) {
        TRY(io::write_all(file, bytes));
        track.segments.push_back({first_offset + n * object.size, object.size});
    }
    track.file_size = first_offset + 16 * object.size;
    track.file = std::make_shared<const io::Fd>(std::move(file));
    TRY(io::write_file_atomically(folder / (track.name + ".m4s"), bytes));
    return track;
}

/// Bytes of the answer to one GET, head and all; 0 if it is not a 200.
size_t fetch(const std::string& address, const std::string& path) {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<uint16_t>(*parse_integer(address.substr(address.rfind(':') + 1))));
    size_t total = 0;
    if (connect(client, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
        const std::string request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        std::string head;
        char buffer[65536];
        ssize_t got = send(client, request.data(), request.size(), MSG_NOSIGNAL);
        while (got > 0 && (got = recv(client, buffer, sizeof buffer, 0)) > 0) {
            if (head.size() < 12) head.append(buffer, static_cast<size_t>(got));
            total += static_cast<size_t>(got);
        }
        if (!head.starts_with("HTTP/1.1 200")) total = 0;
    }
    close(client);
    return total;
}

struct Arguments {
    bool smoke = false;
    std::filesystem::path folder;
    http::TlsFiles tls;
    unsigned loops = 2;
    std::string congestion;
};

Arguments parse_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const std::string value = i + 1 < argc ? argv[i + 1] : "";
        if (name == "--smoke") arguments.smoke = true;
        if (name == "--folder") arguments.folder = value;
        if (name == "--certificate") arguments.tls.certificate = value;
        if (name == "--key") arguments.tls.key = value;
        if (name == "--congestion") arguments.congestion = value;
        if (name == "--loops") arguments.loops = static_cast<unsigned>(parse_integer(value).value_or(2));
    }
    return arguments;
}

Result<int> run(const Arguments& arguments) {
    const auto temporary = TRY(io::TemporaryFolder::make("/tmp", "deliver"));
    const auto folder = arguments.folder.empty() ? temporary.path() : arguments.folder;
    auto asset = std::make_shared<origin::ServedAsset>();
    asset->id = {0xde, 0x11};
    for (const Object& object : objects) asset->tracks.push_back(TRY(make_track(folder, object)));
    asset->write_manifest = [](origin::ManifestKind, const grants::TrackMask&,
                               size_t) -> Result<std::string> { return std::string("#EXTM3U\n"); };

    const grants::GrantKeys keys = TRY(grants::GrantKeys::make(grants::GrantKeys::generate(1)));
    const SystemClock clock;
    grants::Grant grant;
    grant.asset = asset->id;
    grant.tracks = grants::TrackMask::first(asset->tracks.size());
    grant.expires = std::chrono::floor<std::chrono::seconds>(clock.now()) + std::chrono::hours{12};
    const std::string base = "/m/" + to_token(grant, keys) + "/" + origin::to_path(asset->id) + "/";

    const OneAsset source(asset);
    origin::Origin origin(source, keys, clock);
    http::Router router;
    origin.mount(router);
    http::ServerOptions options;
    options.loops = arguments.loops;
    options.workers = 1;
    options.listeners.push_back({"127.0.0.1:0", false, arguments.congestion});
    if (!arguments.tls.certificate.empty())
        options.listeners.push_back({"127.0.0.1:0", true, arguments.congestion});
    options.tls = arguments.tls;
    const auto server = TRY(http::Server::start(options, router));

    if (arguments.smoke) {
        for (const Object& object : objects) {
            const size_t got = fetch(server->addresses()[0], base + object.name + "/1.m4s");
            std::printf("%s: %zu bytes\n", object.name, got);
            if (got <= object.size) return 1;
        }
        return 0;
    }
    const auto addresses = server->addresses();
    std::printf(R"({"pid":%d,"plain":"%s","tls":"%s","base":"%s"})"
                "\n",
                getpid(), addresses[0].c_str(), addresses.size() > 1 ? addresses[1].c_str() : "",
                base.c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    server->stop(std::chrono::milliseconds{100});
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto result = run(parse_arguments(argc, argv));
    if (result) return *result;
    std::fprintf(stderr, "deliver_bench: %s\n", result.error().message.c_str());
    return 1;
}
