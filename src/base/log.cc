#include "base/log.h"

#include <fmt/core.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/check.h"
#include "base/text.h"
#include "base/time.h"

namespace nuri::log {
namespace {

Format line_format = Format::text;

std::string_view name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    CHECK(false);
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    CHECK(false);
}

spdlog::logger& logger() {
    static spdlog::logger instance = [] {
        spdlog::logger made("nuri", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made.set_pattern("%v");
        made.set_level(spdlog::level::info);
        made.flush_on(spdlog::level::debug);
        return made;
    }();
    return instance;
}

/// A JSON string. Control characters are escaped, so that nothing logged can forge a second line; what is not
/// UTF-8 is replaced.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : to_utf8(text)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

bool needs_quotes(std::string_view text) {
    if (text.empty()) return true;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '"' || c == '=' || c == '\\')
            return true;
    }
    return false;
}

void write(Level level, std::string_view message, Fields fields) {
    if (!logger().should_log(spdlog_level(level))) return;
    const std::string now = to_string(SystemClock().now());
    const std::string line = format_line(line_format, level, message, fields);
    if (line_format == Format::json) {
        logger().log(spdlog_level(level), "{{\"time\":\"{}\",{}", now, std::string_view(line).substr(1));
    } else {
        logger().log(spdlog_level(level), "{} {}", now, line);
    }
}

}  // namespace

void configure(Level least, Format format) {
    line_format = format;
    logger().set_level(spdlog_level(least));
}

std::string format_line(Format format, Level level, std::string_view message, Fields fields) {
    std::string line;
    if (format == Format::json) {
        line = fmt::format("{{\"level\":\"{}\",\"message\":", name(level));
        append_quoted(line, message);
        for (const Field& field : fields) {
            line += ',';
            append_quoted(line, field.key);
            line += ':';
            if (field.quoted) {
                append_quoted(line, field.value);
            } else {
                line += field.value;
            }
        }
        return line + '}';
    }
    line = fmt::format("{:<7} ", name(level));
    for (const char c : message) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    for (const Field& field : fields) {
        line += fmt::format(" {}=", field.key);
        if (field.quoted && needs_quotes(field.value)) {
            append_quoted(line, field.value);
        } else {
            line += field.value;
        }
    }
    return line;
}

void debug(std::string_view message, Fields fields) {
    write(Level::debug, message, fields);
}
void info(std::string_view message, Fields fields) {
    write(Level::info, message, fields);
}
void warning(std::string_view message, Fields fields) {
    write(Level::warning, message, fields);
}
void error(std::string_view message, Fields fields) {
    write(Level::error, message, fields);
}

}  // namespace nuri::log
