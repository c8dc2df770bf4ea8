#include "avails/zip.h"

#include <algorithm>
#include <array>

#include <zlib.h>

#include "base/text.h"

namespace nuri::avails {
namespace {

constexpr uint32_t local_header_mark = 0x04034b50, directory_mark = 0x02014b50, end_mark = 0x06054b50;
constexpr size_t local_header_bytes = 30, directory_entry_bytes = 46, end_bytes = 22;
constexpr uint16_t stored = 0, deflated = 8;
constexpr uint16_t flag_encrypted = 1, flag_utf8 = 1 << 11;

uint16_t u16(std::span<const uint8_t> bytes, size_t at) {
    return static_cast<uint16_t>(bytes[at] | bytes[at + 1] << 8);
}
uint32_t u32(std::span<const uint8_t> bytes, size_t at) {
    return u16(bytes, at) | static_cast<uint32_t>(u16(bytes, at + 2)) << 16;
}

void put16(std::vector<uint8_t>& bytes, uint64_t value) {
    bytes.push_back(static_cast<uint8_t>(value));
    bytes.push_back(static_cast<uint8_t>(value >> 8));
}
void put32(std::vector<uint8_t>& bytes, uint64_t value) {
    put16(bytes, value & 0xFFFF);
    put16(bytes, value >> 16);
}

Error broken(std::string what) {
    return {ErrorKind::corrupt, "the zip archive is damaged: " + std::move(what)};
}

}  // namespace

Result<Zip> Zip::open(std::span<const uint8_t> file, const ReadLimits& limits) {
    if (file.size() < end_bytes) return broken("it is " + std::to_string(file.size()) + " bytes long");
    // The end record stands last but for a comment of at most 65,535 bytes.
    size_t end = file.size() - end_bytes;
    const size_t earliest = end > 0xFFFF ? end - 0xFFFF : 0;
    while (u32(file, end) != end_mark) {
        if (end == earliest) return broken("its directory is missing; the file may have been cut short");
        --end;
    }
    const size_t count = u16(file, end + 10);
    const uint64_t directory_bytes = u32(file, end + 12), directory_at = u32(file, end + 16);
    if (u16(file, end + 4) != 0)
        return Error{ErrorKind::unsupported, "the zip archive is one of several volumes"};
    if (directory_at == 0xFFFFFFFF || count == 0xFFFF)
        return Error{ErrorKind::unsupported, "the zip archive is in ZIP64 form"};
    if (directory_at + directory_bytes > end) return broken("its directory lies outside the file");
    if (count > limits.parts_max)
        return Error{ErrorKind::too_large, "the zip archive has " + std::to_string(count) +
                                               " parts, more than " + std::to_string(limits.parts_max)};
    Zip zip(file, limits);
    size_t at = directory_at;
    for (size_t i = 0; i < count; ++i) {
        if (at + directory_entry_bytes > end || u32(file, at) != directory_mark)
            return broken("its directory ends early");
        const size_t name_bytes = u16(file, at + 28), extra = u16(file, at + 30),
                     comment = u16(file, at + 32);
        if (at + directory_entry_bytes + name_bytes > end)
            return broken("a name in its directory ends early");
        Part part;
        part.name = as_text(file.subspan(at + directory_entry_bytes, name_bytes));
        part.method = u16(file, at + 10);
        part.crc = u32(file, at + 16);
        part.packed_bytes = u32(file, at + 20);
        part.offset = u32(file, at + 42);
        if ((u16(file, at + 8) & flag_encrypted) != 0)
            return Error{ErrorKind::unsupported,
                         "the workbook is protected by a password; save it without one"};
        zip.parts_.push_back(std::move(part));
        at += directory_entry_bytes + name_bytes + extra + comment;
    }
    return zip;
}

const Zip::Part* Zip::find(std::string_view name) const {
    // ECMA-376 part 2, 6.2.2.3: part names are equal in any case.
    for (const Part& part : parts_)
        if (equals_ignoring_case(part.name, name)) return &part;
    return nullptr;
}

struct Zip::Stream::State {
    Zip* zip = nullptr;
    const Part* part = nullptr;
    std::span<const uint8_t> packed;
    z_stream inflater{};
    bool inflating = false, finished = false;
    uint64_t unpacked = 0;
    uLong crc = 0;
    std::array<uint8_t, 64 * 1024> buffer;

    ~State() {
        if (inflating) inflateEnd(&inflater);
    }
};

Zip::Stream::Stream(std::unique_ptr<State> state) : state_(std::move(state)) {}
Zip::Stream::Stream(Stream&&) noexcept = default;
Zip::Stream& Zip::Stream::operator=(Stream&&) noexcept = default;
Zip::Stream::~Stream() = default;

Result<Zip::Stream> Zip::read(const Part& part) {
    if (part.offset + local_header_bytes > file_.size() || u32(file_, part.offset) != local_header_mark)
        return broken("part '" + part.name + "' is not where the directory says");
    const size_t begin =
        part.offset + local_header_bytes + u16(file_, part.offset + 26) + u16(file_, part.offset + 28);
    if (begin > file_.size() || part.packed_bytes > file_.size() - begin)
        return broken("part '" + part.name + "' ends early");
    if (part.method != stored && part.method != deflated)
        return Error{ErrorKind::unsupported, "part '" + part.name + "' is packed by method " +
                                                 std::to_string(part.method) +
                                                 ", which a workbook may not be"};
    auto state = std::make_unique<Stream::State>();
    state->zip = this;
    state->part = &part;
    state->packed = file_.subspan(begin, part.packed_bytes);
    if (part.method == deflated) {
        if (inflateInit2(&state->inflater, -MAX_WBITS) != Z_OK)
            return Error{ErrorKind::exhausted, "no memory to unpack with"};
        state->inflating = true;
        state->inflater.next_in = const_cast<Bytef*>(state->packed.data());  // zlib does not write there
        state->inflater.avail_in = static_cast<uInt>(state->packed.size());
    }
    return Stream(std::move(state));
}

Result<std::string_view> Zip::Stream::next() {
    State& s = *state_;
    std::span<const uint8_t> piece;
    if (!s.finished && !s.inflating) {
        piece = s.packed.subspan(s.unpacked, std::min<size_t>(s.buffer.size(), s.packed.size() - s.unpacked));
        s.finished = s.unpacked + piece.size() == s.packed.size();
    }
    while (!s.finished && s.inflating && piece.empty()) {
        s.inflater.next_out = s.buffer.data();
        s.inflater.avail_out = static_cast<uInt>(s.buffer.size());
        const int outcome = inflate(&s.inflater, Z_NO_FLUSH);
        if (outcome == Z_STREAM_END) {
            s.finished = true;
        } else if (outcome != Z_OK) {
            return broken("part '" + s.part->name + "' cannot be unpacked");
        }
        piece = {s.buffer.data(), s.buffer.size() - s.inflater.avail_out};
    }
    s.unpacked += piece.size();
    s.zip->unpacked_bytes_ += piece.size();
    const ReadLimits& limits = s.zip->limits_;
    if (s.zip->unpacked_bytes_ > limits.unpacked_bytes_max)
        return Error{ErrorKind::too_large, "the workbook unpacks to more than " +
                                               std::to_string(limits.unpacked_bytes_max) + " bytes"};
    if (s.unpacked > limits.ratio_from_bytes && s.unpacked / limits.ratio_max > s.packed.size())
        return Error{ErrorKind::too_large, "part '" + s.part->name + "' unpacks to more than " +
                                               std::to_string(limits.ratio_max) + " times its size"};
    if (!piece.empty()) s.crc = crc32(s.crc, piece.data(), static_cast<uInt>(piece.size()));
    if (s.finished && s.crc != s.part->crc)
        return broken("part '" + s.part->name + "' does not agree with its checksum");
    return as_text(piece);
}

Result<> ZipWriter::add(std::string_view name, std::string_view content) {
    const uint32_t crc =
        static_cast<uint32_t>(crc32(0, as_bytes(content).data(), static_cast<uInt>(content.size())));
    if (content.size() > 0xFFFFFFF0)
        return Error{ErrorKind::too_large, "a part of the workbook is too long to be packed"};
    z_stream deflater{};
    if (deflateInit2(&deflater, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return Error{ErrorKind::exhausted, "no memory to pack with"};
    std::vector<uint8_t> packed(deflateBound(&deflater, content.size()));
    deflater.next_in = const_cast<Bytef*>(as_bytes(content).data());
    deflater.avail_in = static_cast<uInt>(content.size());
    deflater.next_out = packed.data();
    deflater.avail_out = static_cast<uInt>(packed.size());
    const int outcome = deflate(&deflater, Z_FINISH);
    packed.resize(packed.size() - deflater.avail_out);
    deflateEnd(&deflater);
    CHECK(outcome == Z_STREAM_END);

    const size_t offset = bytes_.size();
    // What the local header and the directory both say: flags to the length of the name. The date is the
    // first there is.
    const auto put_facts = [&](std::vector<uint8_t>& bytes) {
        put16(bytes, flag_utf8);
        put16(bytes, deflated);
        put16(bytes, 0);
        put16(bytes, 0x21);
        put32(bytes, crc);
        put32(bytes, packed.size());
        put32(bytes, content.size());
        put16(bytes, name.size());
        put16(bytes, 0);
    };
    put32(bytes_, local_header_mark);
    put16(bytes_, 20);
    put_facts(bytes_);
    bytes_.insert(bytes_.end(), name.begin(), name.end());
    bytes_.insert(bytes_.end(), packed.begin(), packed.end());

    put32(directory_, directory_mark);
    put16(directory_, 20);
    put16(directory_, 20);
    put_facts(directory_);
    for (int i = 0; i < 3; ++i) put16(directory_, 0);  // comment, volume, attributes within
    put32(directory_, 0);
    put32(directory_, offset);
    directory_.insert(directory_.end(), name.begin(), name.end());
    ++count_;
    return {};
}

Result<std::vector<uint8_t>> ZipWriter::finish() && {
    if (count_ >= 0xFFFF || bytes_.size() + directory_.size() > 0xFFFFFF00)
        return Error{ErrorKind::too_large, "the workbook is too large for a zip archive"};
    const size_t directory_at = bytes_.size();
    bytes_.insert(bytes_.end(), directory_.begin(), directory_.end());
    put32(bytes_, end_mark);
    put32(bytes_, 0);
    put16(bytes_, count_);
    put16(bytes_, count_);
    put32(bytes_, directory_.size());
    put32(bytes_, directory_at);
    put16(bytes_, 0);
    return std::move(bytes_);
}

}  // namespace nuri::avails
