#include "members/mail.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "io/file.h"
#include "io/random.h"

namespace nuri::members {
namespace {

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
}

/// Base 64 with padding and the ordinary alphabet (RFC 4648, section 4), as mail wants it.
std::string to_base64(std::string_view bytes) {
    std::string text = to_base64url(as_bytes(bytes));
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.resize((text.size() + 3) / 4 * 4, '=');
    return text;
}

/// Unstructured text for a header (RFC 2047). No line may pass 76 characters, and no word may part the bytes
/// of one letter; 39 bytes make 52 characters, the frame has 12, and "Subject: " before the first has 9.
std::string encode_words(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (plain && text.size() <= 60 && text.find("=?") == std::string_view::npos) return std::string(text);
    constexpr size_t word_bytes_max = 39;
    std::string encoded;
    while (!text.empty()) {
        size_t length = std::min(word_bytes_max, text.size());
        while (length < text.size() && (static_cast<uint8_t>(text[length]) & 0xC0) == 0x80) --length;
        encoded += fmt::format("{}=?UTF-8?B?{}?=", encoded.empty() ? "" : "\r\n ",
                               to_base64(text.substr(0, length)));
        text.remove_prefix(length);
    }
    return encoded;
}

/// A name before an address: an encoded word, or a quoted string (RFC 5322, 3.2.4).
std::string display_name(std::string_view name) {
    const std::string encoded = encode_words(name);
    if (encoded != name) return encoded;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

/// RFC 5322, 3.3: "Sun, 01 Jun 2025 09:00:00 +0000".
std::string mail_date(Instant moment) {
    using namespace std::chrono;
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto midnight = floor<std::chrono::days>(moment);
    const year_month_day date(midnight);
    const hh_mm_ss time(floor<seconds>(moment - midnight));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", days[weekday(midnight).c_encoding()],
                       unsigned(date.day()), months[unsigned(date.month()) - 1], int(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string base64_lines(std::string_view text) {
    std::string crlf;
    for (const char c : text) {
        if (c == '\n') crlf += '\r';
        crlf += c;
    }
    const std::string encoded = to_base64(crlf);
    std::string lines;
    for (size_t at = 0; at < encoded.size(); at += 76) lines += encoded.substr(at, 76) + "\r\n";
    return lines;
}

}  // namespace

Result<std::string> compose(const Letter& letter, const Sender& sender, std::string_view message_id,
                            Instant now) {
    for (const std::string_view line : {std::string_view(letter.subject), std::string_view(sender.name),
                                        std::string_view(letter.language), message_id}) {
        if (has_control_character(line) || !is_utf8(line)) {
            return Error{ErrorKind::invalid, "a mail header's text is not one line of UTF-8"};
        }
    }
    if (!is_utf8(letter.text)) return Error{ErrorKind::invalid, "a letter's text is not well-formed UTF-8"};
    const std::string& from = sender.address.text();
    return fmt::format(
        "Date: {}\r\nFrom: {}\r\n <{}>\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Language: {}\r\n\r\n{}",
        mail_date(now), display_name(sender.name), from, letter.to.text(), encode_words(letter.subject),
        message_id, from.substr(from.rfind('@') + 1), letter.language, base64_lines(letter.text));
}

Result<> FolderMail::send(const Letter& letter, Instant now) {
    const std::string random = io::random_hex(8);
    const std::string message =
        TRY(compose(letter, sender_, fmt::format("{}.{}", to_unix_ms(now), random), now));
    TRY(io::make_folder(folder_, 0700));
    return io::write_file_atomically(folder_ / fmt::format("{}-{}.eml", to_unix_ms(now), random), message,
                                     0600)
        .context("writing a letter");
}

}  // namespace nuri::members
