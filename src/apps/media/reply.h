#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::media_worker {

/// Builds a JSON object member by member, in the order of the calls. Texts from media are cut at 1 KiB and made
/// valid UTF-8, since containers may hold anything.
class JsonObject {
  public:
    JsonObject& text(std::string_view name, std::string_view value);
    JsonObject& number(std::string_view name, int64_t value);
    JsonObject& number(std::string_view name, double value);
    JsonObject& flag(std::string_view name, bool value);
    /// A value that is JSON already.
    JsonObject& raw(std::string_view name, std::string_view json);
    std::string str() const { return "{" + members_ + "}"; }

  private:
    void name(std::string_view name);
    std::string members_;
};

/// "[1,2,3]" of parts that are JSON already, added one by one.
class JsonArray {
  public:
    void add(std::string_view json) {
        if (!items_.empty()) items_ += ',';
        items_ += json;
    }
    void add(int64_t number) { add(std::to_string(number)); }
    std::string str() const { return "[" + items_ + "]"; }

  private:
    std::string items_;
};

/// Writes the worker's lines to standard output. Progress is at most four lines a second, so that a caller may tell
/// of every frame.
class Reply {
  public:
    void progress(double fraction);
    void done(std::string_view answer_json);
    void failed(const Error& error);

  private:
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace nuri::media_worker
