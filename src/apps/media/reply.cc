#include "reply.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "base/text.h"

namespace nuri::media_worker {
namespace {

constexpr size_t text_bytes_max = 1024;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    std::string clean(text.substr(0, text_bytes_max));
    while (!clean.empty() && !is_utf8(clean) && text.size() > text_bytes_max && clean.size() > text_bytes_max - 4) clean.pop_back();
    if (!is_utf8(clean)) {
        for (char& c : clean) {
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
        }
    }
    for (const char c : clean) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

void write_line(std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) ::_exit(1);  // nobody listens any more: the service is gone
        rest.remove_prefix(static_cast<size_t>(n));
    }
}

}  // namespace

void JsonObject::name(std::string_view name) {
    if (!members_.empty()) members_ += ',';
    members_ += quoted(name);
    members_ += ':';
}

JsonObject& JsonObject::text(std::string_view member, std::string_view value) { return raw(member, quoted(value)); }
JsonObject& JsonObject::number(std::string_view member, int64_t value) { return raw(member, std::to_string(value)); }
JsonObject& JsonObject::number(std::string_view member, double value) {
    return raw(member, std::isfinite(value) ? fmt::format("{:.4f}", value) : "null");
}
JsonObject& JsonObject::flag(std::string_view member, bool value) { return raw(member, value ? "true" : "false"); }

JsonObject& JsonObject::raw(std::string_view member, std::string_view json) {
    name(member);
    members_ += json;
    return *this;
}

void Reply::progress(double fraction) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(250);
    write_line(JsonObject().text("event", "progress").number("fraction", std::clamp(fraction, 0.0, 1.0)).str());
}

void Reply::done(std::string_view answer_json) {
    write_line(JsonObject().text("event", "done").raw("answer", answer_json).str());
}

void Reply::failed(const Error& error) {
    write_line(JsonObject().text("event", "failed").text("kind", to_string(error.kind)).text("message", error.message).str());
}

}  // namespace nuri::media_worker
