// Packages a file as `nuri package` does, and says what it cost: wall and processor time, memory, bytes a
// second. bench/package.mjs runs it beside other packagers on the same input.
//
//     package_bench FILE... --out DIR [--segment-seconds N] [--protect cenc|cbcs]
//     package_bench --smoke
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "media/fragment.h"
#include "media/init_segment.h"
#include "media/packager.h"

namespace {

using namespace nuri;
using namespace nuri::media;

class FileSource final : public ByteSource {
  public:
    explicit FileSource(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat facts {};
        if (file_ >= 0 && ::fstat(file_, &facts) == 0) size_ = static_cast<uint64_t>(facts.st_size);
    }
    ~FileSource() override {
        if (file_ >= 0) ::close(file_);
    }
    uint64_t size() const override { return size_; }
    Result<> read_at(uint64_t offset, std::span<uint8_t> into) override {
        while (!into.empty()) {
            const ssize_t got = ::pread(file_, into.data(), into.size(), static_cast<off_t>(offset));
            if (got <= 0)
                return Error{got < 0 ? ErrorKind::io : ErrorKind::corrupt, "the input cannot be read"};
            offset += static_cast<uint64_t>(got);
            into = into.subspan(static_cast<size_t>(got));
        }
        return {};
    }

  private:
    int file_;
    uint64_t size_ = 0;
};

class FileSink final : public ByteSink {
  public:
    explicit FileSink(const std::string& path)
        : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {}
    ~FileSink() override {
        if (file_ >= 0) ::close(file_);
    }
    Result<> append(std::span<const uint8_t> bytes) override {
        while (!bytes.empty()) {
            const ssize_t put = ::write(file_, bytes.data(), bytes.size());
            if (put < 0) return Error{ErrorKind::io, "the output cannot be written"};
            bytes = bytes.subspan(static_cast<size_t>(put));
        }
        return {};
    }
    Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) override {
        const ssize_t put = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put != static_cast<ssize_t>(bytes.size()))
            return Error{ErrorKind::io, "the output cannot be written"};
        return {};
    }

  private:
    int file_;
};

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// A small film made of nothing: 20 s of "H.264" at 24 frames a second.
std::string make_film(const std::filesystem::path& folder) {
    TrackInfo track;
    track.sample_entry = "avc1";
    track.configuration = {1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, 1, 0x67, 1, 0, 1, 0x68};
    track.timescale = 24;
    track.width = 1280;
    track.height = 720;
    const std::string path = folder / "film.mp4";
    FileSink sink(path);
    (void)sink.append(*write_init(track));
    SegmentWriter writer(sink);
    std::vector<uint8_t> frame(20'000, 0x55);
    for (int i = 0; i < 480; ++i) {
        if (i % 48 == 0) (void)writer.end_segment();
        const auto size = static_cast<uint32_t>(frame.size() - 4);
        for (int byte = 0; byte < 4; ++byte) frame[byte] = static_cast<uint8_t>(size >> (24 - 8 * byte));
        frame[4] = i % 48 == 0 ? 0x65 : 0x41;
        (void)writer.add({.duration = 1, .sync = i % 48 == 0}, frame);
    }
    (void)writer.end_segment();
    return path;
}

int run(const std::vector<std::string>& files, const std::string& out, const PackageOptions& options) {
    std::vector<std::unique_ptr<FileSource>> sources;
    std::vector<PackageInput> inputs;
    uint64_t bytes = 0;
    for (const auto& file : files) {
        sources.push_back(std::make_unique<FileSource>(file));
        inputs.push_back({std::filesystem::path(file).filename(), sources.back().get(), ""});
        bytes += sources.back()->size();
    }
    std::filesystem::create_directories(out);
    const auto start = std::chrono::steady_clock::now();
    const auto report =
        package(inputs, options, [&out](std::string_view name) -> Result<std::unique_ptr<ByteSink>> {
            return std::unique_ptr<ByteSink>(new FileSink(out + "/" + std::string(name)));
        });
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!report) {
        std::fprintf(stderr, "package_bench: %s\n", report.error().message.c_str());
        return 1;
    }
    for (const auto& finding : report->findings) std::fprintf(stderr, "%s\n", finding.c_str());
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf(
        "{\"wall_seconds\": %.4f, \"cpu_seconds\": %.4f, \"peak_rss_mb\": %.1f, \"mb_per_second\": %.0f, "
        "\"files\": %zu}\n",
        wall, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
        static_cast<double>(usage.ru_maxrss) / 1024, static_cast<double>(bytes) / 1e6 / wall,
        report->files.size());
    return 0;
}

int smoke() {
    char folder[] = "/tmp/package_bench.XXXXXX";
    if (::mkdtemp(folder) == nullptr) return 1;
    const std::string film = make_film(folder);
    int failed = run({film}, std::string(folder) + "/clear", {});
    for (const auto scheme : {ProtectionScheme::cenc, ProtectionScheme::cbcs}) {
        PackageOptions options;
        options.protection = PackageProtection{scheme, {1}, {2}};
        failed += run({film}, std::string(folder) + "/protected", options);
    }
    std::filesystem::remove_all(folder);
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> files;
    std::string out;
    PackageOptions options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const std::string value = i + 1 < argc ? argv[i + 1] : "";
        if (word == "--smoke") return smoke();
        if (!word.starts_with("--")) {
            files.push_back(word);
            continue;
        }
        ++i;
        if (word == "--out") {
            out = value;
        } else if (word == "--segment-seconds") {
            options.segment_seconds = std::stod(value);
        } else if (word == "--protect") {
            const auto scheme = value == "cenc" ? ProtectionScheme::cenc : ProtectionScheme::cbcs;
            options.protection = PackageProtection{scheme, {}, {}};
            for (uint8_t n = 0; n < 16; ++n) options.protection->key_id[n] = options.protection->key[n] = n;
        }
    }
    if (files.empty() || out.empty()) {
        std::fprintf(stderr,
                     "usage: package_bench FILE... --out DIR [--segment-seconds N] [--protect cenc|cbcs]\n");
        return 2;
    }
    return run(files, out, options);
}
