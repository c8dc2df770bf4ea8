#include "ingest/worker.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <mutex>

#include "base/text.h"
#include "io/file.h"
#include "io/process.h"

namespace nuri::ingest {
namespace {

constexpr size_t line_bytes_max = 8 << 20;
constexpr int lines_max = 1'000'000;
constexpr size_t complaint_bytes_max = 2000;
constexpr uint64_t file_bytes_max = uint64_t{1} << 42;
constexpr std::chrono::milliseconds look_every{250};

std::string descriptors_json(int first, size_t count) {
    std::string list = "[";
    for (size_t i = 0; i < count; ++i) list += fmt::format("{}{}", i == 0 ? "" : ",", first + static_cast<int>(i));
    return list + "]";
}

/// The last words of a worker that died, on one line. Its end of the pipe is closed, so this does not wait.
std::string complaint(const io::Process& process) {
    std::string text(complaint_bytes_max, '\0');
    const ssize_t n = ::read(process.errors().get(), text.data(), text.size());
    text.resize(n > 0 ? static_cast<size_t>(n) : 0);
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    return is_utf8(text) ? std::string(trim(text)) : std::string();
}

/// The answer of one call, or why there is none.
Result<std::string> listen(io::Process& process, const MediaWorker::Limits& limits, const MediaWorker::Progress& progress) {
    io::LineReader reader(process.output(), line_bytes_max);
    auto heard = std::chrono::steady_clock::now();
    double fraction = 0;
    std::string line;
    for (int lines = 0; lines < lines_max;) {
        const auto state = TRY(reader.next(line, look_every));
        if (state == io::LineReader::State::end) return Error{ErrorKind::unavailable, "the media worker ended without an answer"};
        if (state == io::LineReader::State::timeout) {
            if (std::chrono::steady_clock::now() - heard > limits.silence_max) {
                return Error{ErrorKind::unavailable, fmt::format("the media worker hangs: not a word for {} s", limits.silence_max.count() / 1000)};
            }
        } else {
            ++lines;
            heard = std::chrono::steady_clock::now();
            WorkerLine said = TRY(parse_line(line));
            if (said.event == WorkerLine::Event::failed) return std::move(said.error);
            if (said.event == WorkerLine::Event::done) return std::move(said.answer);
            fraction = said.fraction;
        }
        if (progress && !progress(fraction)) return Error{ErrorKind::cancelled, "the job was cancelled"};
    }
    return Error{ErrorKind::corrupt, "the media worker talks without end"};
}

}  // namespace

Result<std::string> MediaWorker::run(const Call& call, const Progress& progress) const {
    // A worker that dies before it has read its request must not take us with it.
    static std::once_flag once;
    std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });

    std::vector<io::Fd> files;
    io::Process::Options options{.program = program_, .arguments = {}, .inherited = {}, .environment = {"LC_ALL=C"}};
    for (const auto& path : call.inputs) files.push_back(TRY(io::open_read(path)));
    for (const auto& path : call.outputs) {
        TRY(io::remove_all(path));
        files.push_back(TRY(io::create_new(path)));
    }
    for (const io::Fd& file : files) options.inherited.push_back(file.get());
    std::string request = fmt::format(R"({{"command":"{}","inputs":{},"outputs":{},"memory_max_bytes":{},"cpu_max_seconds":{},"file_max_bytes":{})", call.command,
                                      descriptors_json(3, call.inputs.size()), descriptors_json(3 + static_cast<int>(call.inputs.size()), call.outputs.size()),
                                      limits_.memory_max_bytes, limits_.cpu_max.count(), file_bytes_max);
    const std::string_view members = std::string_view(call.request).substr(1);  // without its brace
    request += members == "}" ? "" : ",";
    request += members;

    io::Process process = TRY(io::Process::start(options));
    // A worker that has gone says why on its output; that it does not listen any more is no news.
    (void)io::write_all(process.input(), request);
    process.input().close();
    Result<std::string> answer = listen(process, limits_, progress);
    const bool unanswered = !answer && answer.error().kind == ErrorKind::unavailable;
    if (!answer) process.kill();
    const io::ExitStatus status = TRY(process.wait());
    if (answer && !status.success()) {
        answer = Error{ErrorKind::unavailable, fmt::format("the media worker answered and then failed: {}", to_string(status))};
    } else if (unanswered) {
        const std::string words = complaint(process);
        answer = Error{ErrorKind::unavailable, fmt::format("{} ({}{}{})", answer.error().message, to_string(status), words.empty() ? "" : ": ", words)};
    }
    for (size_t i = call.inputs.size(); answer && i < files.size(); ++i) {
        if (auto flushed = io::sync(files[i]); !flushed) answer = std::move(flushed).error();
    }
    if (!answer) {
        for (const auto& path : call.outputs) (void)io::remove_all(path);
    }
    return answer;
}

std::filesystem::path MediaWorker::beside_this_program() { return io::own_path().parent_path() / "nuri-media"; }

}  // namespace nuri::ingest
