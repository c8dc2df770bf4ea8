#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::avails {

struct XmlAttribute {
    std::string name, value;
};

/// Reads XML 1.0 event by event, from pieces of any size, in memory bounded by the largest element alone: the
/// sheet of a workbook may be gigabytes.
///
/// Deliberately less than an XML processor: a document type declaration is refused (`unsupported`), so there
/// are no entities but the five of XML and numbers; UTF-8 only. Names keep their prefixes. Spec: XML 1.0,
/// fifth edition.
class XmlReader {
  public:
    /// The next piece of the file; empty at its end. Each piece stays until the next call.
    using Source = std::function<Result<std::string_view>()>;

    static constexpr size_t depth_max = 100;
    static constexpr size_t name_bytes_max = 512;
    static constexpr size_t text_bytes_max = 1 << 20;  ///< of one text or attribute value
    static constexpr size_t attributes_max = 256;

    explicit XmlReader(Source source) : source_(std::move(source)) {}
    /// Of a whole file; borrows it.
    explicit XmlReader(std::string_view file);

    enum class Event { start, end, text, finish };

    /// `corrupt` with the line for what is not well formed, `too_large` beyond a bound.
    Result<Event> next();

    /// Of the element that starts or ends.
    const std::string& name() const { return name_; }
    std::string_view local_name() const;
    std::span<const XmlAttribute> attributes() const { return attributes_; }
    /// The value of an attribute by its full name; empty if there is none.
    std::string_view attribute(std::string_view name) const;
    /// Of a text event, with entities replaced and lines ended by '\n'.
    const std::string& text() const { return text_; }
    /// Where the event begins, from 1.
    uint32_t line() const { return event_line_; }
    size_t depth() const { return open_.size(); }

    /// Reads past all that is in the element that has just started.
    Result<> skip();

  private:
    static constexpr int end_of_file = -1;

    Result<int> peek();
    Result<int> get();
    Result<> expect(std::string_view literal);
    Result<> skip_space();
    Result<std::string> read_name();
    Result<> read_reference(std::string& into);
    Result<> read_attributes();
    Result<Event> read_markup();
    Result<Event> read_start();
    Result<> read_until(std::string_view terminator, std::string* into);
    Result<> read_declaration();
    Error malformed(std::string_view what) const;
    Result<> check_text(const std::string& text) const;

    Source source_;
    std::string_view piece_;
    size_t at_ = 0;
    bool exhausted_ = false;
    uint32_t line_ = 1, event_line_ = 1;
    bool begun_ = false, root_seen_ = false, closing_ = false;
    std::string name_, text_;
    std::vector<XmlAttribute> attributes_;
    std::vector<std::string> open_;
};

}  // namespace nuri::avails
