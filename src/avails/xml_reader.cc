#include "avails/xml_reader.h"

#include <cstring>

#include "base/text.h"

namespace nuri::avails {
namespace {

bool is_space(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Bytes beyond ASCII are taken for letters: a name in any script is a name, and none of ours.
bool starts_name(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
}
bool continues_name(int c) {
    return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// XML 1.0, production 2: the characters a document may hold.
bool is_character(uint32_t c) {
    return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

void append_utf8(std::string& text, uint32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | c >> 6);
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0 | c >> 12);
        text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | c >> 18);
        text += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    }
}

}  // namespace

XmlReader::XmlReader(std::string_view file)
    : source_([file, given = false]() mutable -> Result<std::string_view> {
          return std::exchange(given, true) ? std::string_view() : file;
      }) {}

Error XmlReader::malformed(std::string_view what) const {
    return {ErrorKind::corrupt,
            "line " + std::to_string(line_) + " is not well-formed XML: " + std::string(what)};
}

Result<int> XmlReader::peek() {
    while (at_ >= piece_.size()) {
        if (exhausted_) return end_of_file;
        piece_ = TRY(source_());
        at_ = 0;
        exhausted_ = piece_.empty();
    }
    return static_cast<unsigned char>(piece_[at_]);
}

Result<int> XmlReader::get() {
    const int c = TRY(peek());
    if (c == end_of_file) return c;
    ++at_;
    if (c == '\n') ++line_;
    return c;
}

Result<> XmlReader::expect(std::string_view literal) {
    for (const char c : literal)
        if (TRY(get()) != static_cast<unsigned char>(c))
            return malformed("'" + std::string(literal) + "' was expected");
    return {};
}

Result<> XmlReader::skip_space() {
    while (is_space(TRY(peek()))) TRY(get());
    return {};
}

Result<std::string> XmlReader::read_name() {
    std::string name;
    if (!starts_name(TRY(peek()))) return malformed("a name was expected");
    while (continues_name(TRY(peek()))) {
        name += static_cast<char>(TRY(get()));
        if (name.size() > name_bytes_max)
            return Error{ErrorKind::too_large, "line " + std::to_string(line_) + " has a name of more than " +
                                                   std::to_string(name_bytes_max) + " bytes"};
    }
    if (!is_utf8(name)) return malformed("a name is not UTF-8");
    return name;
}

Result<> XmlReader::read_reference(std::string& into) {
    std::string name;
    TRY(expect("&"));
    while (TRY(peek()) != ';') {
        const int c = TRY(get());
        if (c == end_of_file || name.size() > 10) return malformed("a reference has no ';'");
        name += static_cast<char>(c);
    }
    TRY(get());
    static constexpr struct {
        std::string_view name;
        char character;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& entity : known) {
        if (entity.name == name) {
            into += entity.character;
            return {};
        }
    }
    if (name.empty() || name[0] != '#')
        return Error{ErrorKind::unsupported, "line " + std::to_string(line_) + " refers to the entity '" +
                                                 name + "'; entities are not read"};
    const bool hexadecimal = name.size() > 1 && name[1] == 'x';
    uint32_t number = 0;
    const std::string digits = name.substr(hexadecimal ? 2 : 1);
    if (digits.empty() || digits.size() > 7) return malformed("a character reference is no number");
    for (const char c : digits) {
        const size_t value = std::string_view("0123456789abcdef").find(to_lower({&c, 1}));
        if (value == std::string_view::npos || (!hexadecimal && value > 9))
            return malformed("a character reference is no number");
        number = number * (hexadecimal ? 16 : 10) + static_cast<uint32_t>(value);
    }
    if (!is_character(number)) return malformed("a character reference names no character of XML");
    append_utf8(into, number);
    return {};
}

Result<> XmlReader::check_text(const std::string& text) const {
    if (!is_utf8(text)) return malformed("a text is not UTF-8");
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && !is_space(c))
            return malformed("a text holds a control character");
    return {};
}

Result<> XmlReader::read_attributes() {
    attributes_.clear();
    while (true) {
        const bool spaced = is_space(TRY(peek()));
        TRY(skip_space());
        const int c = TRY(peek());
        if (c == '>' || c == '/' || c == '?') return {};
        if (!spaced) return malformed("attributes want a space before them");
        if (attributes_.size() >= attributes_max)
            return Error{ErrorKind::too_large, "line " + std::to_string(line_) +
                                                   " has an element of more than " +
                                                   std::to_string(attributes_max) + " attributes"};
        XmlAttribute attribute{TRY(read_name()), {}};
        for (const XmlAttribute& other : attributes_)
            if (other.name == attribute.name)
                return malformed("attribute '" + attribute.name + "' is there twice");
        TRY(skip_space());
        TRY(expect("="));
        TRY(skip_space());
        const int quote = TRY(get());
        if (quote != '"' && quote != '\'') return malformed("an attribute's value wants quotes");
        while (TRY(peek()) != quote) {
            const int next = TRY(peek());
            if (next == end_of_file || next == '<') return malformed("an attribute's value has no end");
            if (next == '&') {
                TRY(read_reference(attribute.value));
            } else {
                TRY(get());
                attribute.value += is_space(next) ? ' ' : static_cast<char>(next);  // XML 1.0, 3.3.3
            }
            if (attribute.value.size() > text_bytes_max)
                return Error{ErrorKind::too_large,
                             "line " + std::to_string(line_) + " has too long an attribute"};
        }
        TRY(get());
        TRY(check_text(attribute.value));
        attributes_.push_back(std::move(attribute));
    }
}

Result<> XmlReader::read_until(std::string_view terminator, std::string* into) {
    std::string tail;
    while (true) {
        const int c = TRY(get());
        if (c == end_of_file) return malformed("'" + std::string(terminator) + "' is missing");
        tail += static_cast<char>(c);
        if (tail.ends_with(terminator)) {
            tail.resize(tail.size() - terminator.size());
            if (into != nullptr) *into += tail;
            return {};
        }
        if (tail.size() > terminator.size() + (into == nullptr ? 16 : text_bytes_max)) {
            if (into != nullptr)
                return Error{ErrorKind::too_large, "line " + std::to_string(line_) + " has too long a text"};
            tail.erase(0, tail.size() - terminator.size());
        }
    }
}

Result<> XmlReader::read_declaration() {
    TRY(read_attributes());
    TRY(expect("?>"));
    const std::string_view encoding = attribute("encoding");
    if (!encoding.empty() && !equals_ignoring_case(encoding, "UTF-8") &&
        !equals_ignoring_case(encoding, "US-ASCII"))
        return Error{ErrorKind::unsupported,
                     "the file is in " + std::string(encoding.substr(0, 40)) + "; save it in UTF-8"};
    attributes_.clear();
    return {};
}

Result<XmlReader::Event> XmlReader::read_start() {
    if (root_seen_ && open_.empty()) return malformed("there is a second root element");
    name_ = TRY(read_name());
    TRY(read_attributes());
    if (open_.size() >= depth_max)
        return Error{ErrorKind::too_large, "line " + std::to_string(line_) + " is more than " +
                                               std::to_string(depth_max) + " elements deep"};
    root_seen_ = true;
    if (TRY(peek()) == '/') {
        TRY(get());
        closing_ = true;
    }
    TRY(expect(">"));
    open_.push_back(name_);
    return Event::start;
}

Result<XmlReader::Event> XmlReader::read_markup() {
    TRY(expect("<"));
    const int c = TRY(peek());
    if (c == '/') {
        TRY(get());
        name_ = TRY(read_name());
        TRY(skip_space());
        TRY(expect(">"));
        if (open_.empty() || open_.back() != name_)
            return malformed("'" + name_ + "' is closed" +
                             (open_.empty() ? "" : " where '" + open_.back() + "' is open"));
        open_.pop_back();
        return Event::end;
    }
    if (c == '?') {
        TRY(get());
        const std::string target = TRY(read_name());
        if (target == "xml") {
            if (begun_) return malformed("the XML declaration does not stand first");
            TRY(read_declaration());
        } else {
            TRY(read_until("?>", nullptr));
        }
        return Event::text;
    }
    if (c == '!') {
        TRY(get());
        if (TRY(peek()) == '-') {
            TRY(expect("--"));
            TRY(read_until("-->", nullptr));
            return Event::text;
        }
        if (TRY(peek()) == '[') {
            TRY(expect("[CDATA["));
            if (open_.empty()) return malformed("text stands outside the root element");
            TRY(read_until("]]>", &text_));
            TRY(check_text(text_));
            return Event::text;
        }
        return Error{ErrorKind::unsupported,
                     "line " + std::to_string(line_) +
                         " declares a document type; such files are not read, for entities can "
                         "be made to fill any memory. Save it without one"};
    }
    return read_start();
}

Result<XmlReader::Event> XmlReader::next() {
    if (closing_) {
        closing_ = false;
        name_ = open_.back();
        open_.pop_back();
        attributes_.clear();
        return Event::end;
    }
    if (!begun_) {
        if (TRY(peek()) == 0xEF) TRY(expect("\xEF\xBB\xBF"));
        if (TRY(peek()) == 0xFE || TRY(peek()) == 0xFF)
            return Error{ErrorKind::unsupported, "the file is in UTF-16; save it in UTF-8"};
    }
    text_.clear();
    event_line_ = line_;
    while (true) {
        const int c = TRY(peek());
        if (c == end_of_file) {
            if (!open_.empty()) return malformed("the file ends where '" + open_.back() + "' is open");
            if (!root_seen_) return malformed("there is no element");
            return Event::finish;
        }
        if (c == '<') {
            if (!text_.empty()) {
                TRY(check_text(text_));
                return Event::text;
            }
            event_line_ = line_;
            const Event event = TRY(read_markup());
            begun_ = true;
            if (event != Event::text || !text_.empty()) return event;
            event_line_ = line_;
            continue;
        }
        begun_ = true;
        if (open_.empty()) {
            if (!is_space(c)) return malformed("text stands outside the root element");
            TRY(get());
            continue;
        }
        if (c == '&') {
            TRY(read_reference(text_));
        } else if (c == '\r') {  // XML 1.0, 2.11
            TRY(get());
            if (TRY(peek()) != '\n') text_ += '\n';
        } else {
            // The common case, in one step: up to the next character that means something.
            const size_t end = piece_.find_first_of("<&\r", at_);
            const std::string_view run = piece_.substr(at_, end == std::string_view::npos ? end : end - at_);
            text_ += run;
            for (const char character : run) line_ += character == '\n';
            at_ += run.size();
        }
        if (text_.size() > text_bytes_max)
            return Error{ErrorKind::too_large, "line " + std::to_string(event_line_) +
                                                   " has a text of more than " +
                                                   std::to_string(text_bytes_max) + " bytes"};
    }
}

std::string_view XmlReader::local_name() const {
    const size_t colon = name_.rfind(':');
    return colon == std::string::npos ? std::string_view(name_) : std::string_view(name_).substr(colon + 1);
}

std::string_view XmlReader::attribute(std::string_view name) const {
    for (const XmlAttribute& attribute : attributes_)
        if (attribute.name == name) return attribute.value;
    return {};
}

Result<> XmlReader::skip() {
    const size_t outside = open_.size() - 1;
    while (open_.size() > outside || closing_) {
        const Event event = TRY(next());
        if (event == Event::finish) return malformed("the file ends too early");
    }
    return {};
}

}  // namespace nuri::avails
