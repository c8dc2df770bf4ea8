#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace nuri::log {

enum class Level { debug, info, warning, error };

/// One named value of a log line. Never a secret: no password, token, grant or cookie is passed here.
struct Field {
    Field(std::string_view key_, std::string_view value_) : key(key_), value(value_), quoted(true) {}
    Field(std::string_view key_, const char* value_) : Field(key_, std::string_view(value_)) {}
    Field(std::string_view key_, const std::string& value_) : Field(key_, std::string_view(value_)) {}
    Field(std::string_view key_, bool value_) : key(key_), value(value_ ? "true" : "false") {}
    template<std::integral T>
    Field(std::string_view key_, T value_) : key(key_), value(std::to_string(value_)) {}
    Field(std::string_view key_, double value_) : key(key_), value(std::to_string(value_)) {}

    std::string_view key;
    std::string value;
    bool quoted = false;
};
using Fields = std::initializer_list<Field>;

enum class Format {
    text,  ///< "13:05:01.123 info  asset ready asset=… seconds=12": for a terminal
    json,  ///< one JSON object a line: for a collector
};

/// Where lines go is standard error, always; standard output belongs to a command's answer. Called once,
/// before threads start; without it lines of `info` and above are written as text.
void configure(Level least, Format format);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warning(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

/// The line as it would be written, without its time: what the tests read.
std::string format_line(Format format, Level level, std::string_view message, Fields fields);

}  // namespace nuri::log
