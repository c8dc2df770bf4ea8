#include "events/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "events/crc32c.h"

namespace nuri::events {
namespace {

constexpr std::string_view magic = "NURISPL1";
constexpr size_t frame_bytes = 8;  // length and checksum, before each record
constexpr std::string_view extension = ".spool";
/// Whatever the limits were when a segment was written: no segment is longer.
constexpr uint64_t segment_bytes_most = 256 << 20;

uint32_t read_u32(std::span<const uint8_t> bytes) {
    return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

void append_u32(std::string& to, uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>(value >> shift);
}

/// The length is under the checksum too: else a frame of zeros, which a file system may leave behind
/// after a crash, would be an empty record with a right checksum.
std::string frame_of(std::string_view record) {
    std::string frame;
    frame.reserve(frame_bytes + record.size());
    append_u32(frame, static_cast<uint32_t>(record.size()));
    append_u32(frame, crc32c(as_bytes(record), crc32c(as_bytes(frame))));
    frame += record;
    return frame;
}

std::filesystem::path segment_path(const std::filesystem::path& folder, uint64_t number) {
    return folder / fmt::format("{:016}{}", number, extension);
}

std::optional<uint64_t> segment_number(const std::filesystem::path& path) {
    if (path.extension() != extension) return std::nullopt;
    const auto number = parse_integer(path.stem().string());
    if (!number || *number <= 0) return std::nullopt;
    return static_cast<uint64_t>(*number);
}

}  // namespace

SegmentScan scan_segment(std::span<const uint8_t> bytes) {
    SegmentScan scan;
    if (bytes.size() < magic.size() || as_text(bytes.first(magic.size())) != magic) {
        scan.fault = "does not start as a spool segment";
        return scan;
    }
    scan.good_bytes = magic.size();
    while (scan.good_bytes < bytes.size()) {
        const auto rest = bytes.subspan(scan.good_bytes);
        if (rest.size() < frame_bytes) {
            scan.fault = fmt::format("{} bytes where a record's frame has {}", rest.size(), frame_bytes);
            break;
        }
        const uint32_t length = read_u32(rest);
        if (length > Spool::record_bytes_max) {
            scan.fault = fmt::format("a record of {} bytes is longer than any of ours", length);
            break;
        }
        if (rest.size() - frame_bytes < length) {
            scan.fault = fmt::format("a record of {} bytes ends after {}", length, rest.size() - frame_bytes);
            break;
        }
        const auto record = rest.subspan(frame_bytes, length);
        if (crc32c(record, crc32c(rest.first(4))) != read_u32(rest.subspan(4))) {
            scan.fault = fmt::format("checksum of the record at byte {} is wrong", scan.good_bytes);
            break;
        }
        scan.records.push_back(as_text(record));
        scan.good_bytes += frame_bytes + length;
    }
    return scan;
}

struct Spool::State {
    State(std::filesystem::path folder_, const Limits& limits_)
        : folder(std::move(folder_)), limits(limits_) {
        CHECK(limits.segment_bytes_max + record_bytes_max + frame_bytes <= segment_bytes_most);
    }

    /// Cuts the torn tail off what an earlier process left, and counts what waits.
    Result<> recover();
    Result<> begin_segment();
    /// Flushes the segment being written and begins none: the next record does.
    Result<> close_segment();
    /// After a failed write: the segment ends again where its last whole record does.
    void take_back();

    const std::filesystem::path folder;
    const Limits limits;
    io::Fd lock;

    mutable std::mutex mutex;
    std::condition_variable synced;
    std::vector<uint64_t> closed;     // numbers of segments nothing is appended to, oldest first
    std::shared_ptr<io::Fd> writing;  // shared with a thread that flushes it; null between segments
    uint64_t writing_number = 0;      // of the segment being written, or of the last one
    uint64_t writing_bytes = 0;
    uint64_t total_bytes = 0;
    uint64_t appended = 0;  // number of the last record appended
    uint64_t durable = 0;   // of the last that is on the disk
    bool flushing = false;
};

Result<> Spool::State::recover() {
    for (const std::string& name : TRY(io::list_folder(folder))) {
        if (const auto number = segment_number(name)) closed.push_back(*number);
    }
    std::sort(closed.begin(), closed.end());
    for (const uint64_t number : closed) {
        total_bytes += TRY(io::size_of(TRY(io::open_read(segment_path(folder, number)))));
    }
    if (closed.empty()) return {};

    // Only the newest can be torn. What is wrong with an older one is damage, and that is for oldest() to
    // tell.
    writing_number = closed.back();
    const std::filesystem::path newest = segment_path(folder, writing_number);
    const std::string bytes = TRY(io::read_file(newest, segment_bytes_most));
    const SegmentScan scan = scan_segment(as_bytes(bytes));
    if (scan.fault.empty()) return {};
    if (bytes.size() < magic.size()) {
        closed.pop_back();
        total_bytes -= bytes.size();
        return io::remove_all(newest);
    }
    if (scan.good_bytes == 0) return {};
    log::info("cut a torn record off the event spool", {{"segment", newest.filename().string()},
                                                        {"bytes", bytes.size() - scan.good_bytes},
                                                        {"fault", scan.fault}});
    const io::Fd file = TRY(io::open_append(newest));
    if (::ftruncate(file.get(), static_cast<off_t>(scan.good_bytes)) != 0) {
        return io::from_errno(errno, "cutting a torn record off " + newest.string());
    }
    total_bytes -= bytes.size() - scan.good_bytes;
    return io::sync(file);
}

Result<> Spool::State::begin_segment() {
    const std::filesystem::path path = segment_path(folder, writing_number + 1);
    io::Fd file = TRY(io::create_new(path, 0600));
    auto begun = io::write_all(file, magic);
    if (begun) begun = io::sync_folder(folder);
    if (!begun) {
        // Left there, it would bar the way to every later try.
        ::unlink(path.c_str());
        return begun;
    }
    writing = std::make_shared<io::Fd>(std::move(file));
    writing_number += 1;
    writing_bytes = magic.size();
    total_bytes += magic.size();
    return {};
}

Result<> Spool::State::close_segment() {
    if (!writing) return {};
    TRY(io::sync(*writing));
    durable = appended;
    writing.reset();
    closed.push_back(writing_number);
    return {};
}

void Spool::State::take_back() {
    if (::ftruncate(writing->get(), static_cast<off_t>(writing_bytes)) == 0 &&
        ::lseek(writing->get(), static_cast<off_t>(writing_bytes), SEEK_SET) >= 0) {
        return;
    }
    // Not even that: leave the segment as it is. Its good part is taken out as ever, its torn end is cut.
    writing.reset();
    closed.push_back(writing_number);
}

Spool::Spool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spool::Spool(Spool&&) noexcept = default;
Spool::~Spool() = default;

Result<Spool> Spool::open(const std::filesystem::path& folder, const Limits& limits) {
    auto state = std::make_unique<State>(folder, limits);
    TRY(io::make_folder(folder, 0700));
    state->lock = TRY(io::lock_file(folder / "lock").context("opening the event spool"));
    TRY(state->recover().context("opening the event spool"));
    return Spool(std::move(state));
}

Result<uint64_t> Spool::append(std::string_view record) {
    if (record.size() > record_bytes_max) {
        return Error{ErrorKind::too_large,
                     fmt::format("event record of {} bytes is over {}", record.size(), record_bytes_max)};
    }
    const std::string frame = frame_of(record);
    const std::lock_guard lock(state_->mutex);
    State& state = *state_;
    if (state.total_bytes + frame.size() > state.limits.bytes_max) {
        return Error{
            ErrorKind::exhausted,
            fmt::format("event spool holds {} bytes that the database has not taken", state.total_bytes)};
    }
    if (state.writing && state.writing_bytes + frame.size() > state.limits.segment_bytes_max) {
        TRY(state.close_segment());
    }
    if (!state.writing) TRY(state.begin_segment());
    if (auto written = io::write_all(*state.writing, frame); !written) {
        state.take_back();
        return std::move(written).error();
    }
    state.writing_bytes += frame.size();
    state.total_bytes += frame.size();
    return ++state.appended;
}

Result<> Spool::sync(uint64_t number) {
    std::unique_lock lock(state_->mutex);
    State& state = *state_;
    while (state.durable < number) {
        if (number > state.appended) {
            return Error{ErrorKind::invalid, fmt::format("event record {} was not appended yet", number)};
        }
        if (state.flushing) {
            state.synced.wait(lock);
            continue;
        }
        // One flushes for all that have come so far; the others wait for it, and those that come meanwhile
        // share the next.
        const uint64_t covers = state.appended;
        const std::shared_ptr<io::Fd> file = state.writing;
        if (!file) return Error{ErrorKind::io, "a segment of the event spool could not be flushed"};
        state.flushing = true;
        lock.unlock();
        auto flushed = io::sync(*file);
        lock.lock();
        state.flushing = false;
        if (flushed) state.durable = std::max(state.durable, covers);
        state.synced.notify_all();
        if (!flushed) return flushed;
    }
    return {};
}

Result<Spool::Batch> Spool::oldest() {
    const std::lock_guard lock(state_->mutex);
    State& state = *state_;
    if (state.closed.empty()) TRY(state.close_segment());
    if (state.closed.empty()) return Batch{};
    Batch batch;
    batch.path = segment_path(state.folder, state.closed.front());
    batch.bytes = TRY(io::read_file(batch.path, segment_bytes_most));
    SegmentScan scan = scan_segment(as_bytes(batch.bytes));
    if (!scan.fault.empty()) {
        std::filesystem::path damaged = batch.path;
        damaged += ".damaged";
        log::error("a segment of the event spool is damaged; what is before the damage is kept",
                   {{"segment", damaged.string()}, {"records", scan.records.size()}, {"fault", scan.fault}});
        TRY(io::write_file_atomically(damaged, batch.bytes, 0600));
    }
    batch.records = std::move(scan.records);
    return batch;
}

Result<> Spool::done(const Batch& batch) {
    const std::lock_guard lock(state_->mutex);
    State& state = *state_;
    TRY(io::remove_all(batch.path));
    state.total_bytes -= std::min<uint64_t>(state.total_bytes, batch.bytes.size());
    std::erase(state.closed, segment_number(batch.path).value_or(0));
    return {};
}

uint64_t Spool::waiting_bytes() const {
    const std::lock_guard lock(state_->mutex);
    return state_->total_bytes;
}

}  // namespace nuri::events
