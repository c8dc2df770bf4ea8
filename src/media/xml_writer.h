#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace nuri::media {

/// Writes an indented XML document; every value is escaped, and characters that XML 1.0 cannot hold are left
/// away.
class XmlWriter {
  public:
    void open(std::string_view name);
    /// Of the element opened last, before it has content.
    void attribute(std::string_view name, std::string_view value);
    void attribute(std::string_view name, std::integral auto value) {
        attribute(name, std::string_view(std::to_string(value)));
    }
    void text(std::string_view text);
    void close();
    /// An element with text and nothing else.
    void leaf(std::string_view name, std::string_view text);

    std::string take() { return std::move(out_); }

  private:
    void end_start_tag();

    std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    std::vector<std::string> path_;
    bool in_start_tag_ = false;
    bool has_text_ = false;
};

}  // namespace nuri::media
