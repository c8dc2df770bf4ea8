#include "media/xml_writer.h"

#include "base/check.h"

namespace nuri::media {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            case '\t':
                out += "&#9;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                if (static_cast<uint8_t>(c) >= 0x20) out += c;
        }
    }
    return out;
}

}  // namespace

void XmlWriter::open(std::string_view name) {
    end_start_tag();
    out_ += std::string(path_.size() * 2, ' ') + '<';
    out_ += name;
    path_.emplace_back(name);
    in_start_tag_ = true;
    has_text_ = false;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
    CHECK(in_start_tag_);
    out_ += ' ';
    out_ += name;
    out_ += "=\"" + escaped(value) + '"';
}

void XmlWriter::text(std::string_view text) {
    CHECK(in_start_tag_);
    out_ += '>' + escaped(text);
    in_start_tag_ = false;
    has_text_ = true;
}

void XmlWriter::close() {
    CHECK(!path_.empty());
    const std::string name = std::move(path_.back());
    path_.pop_back();
    if (in_start_tag_) {
        out_ += "/>\n";
    } else {
        if (!has_text_) out_ += std::string(path_.size() * 2, ' ');
        out_ += "</" + name + ">\n";
    }
    in_start_tag_ = has_text_ = false;
}

void XmlWriter::leaf(std::string_view name, std::string_view content) {
    open(name);
    text(content);
    close();
}

void XmlWriter::end_start_tag() {
    if (in_start_tag_) out_ += ">\n";
    in_start_tag_ = false;
}

}  // namespace nuri::media
