#include "avails/element_path.h"
#include "avails/read.h"
#include "avails/schema.h"
#include "avails/settle.h"
#include "avails/xml_reader.h"
#include "avails/xml_rows.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

using Event = XmlReader::Event;

constexpr std::string_view namespace_head = "http://www.movielabs.com/schema/avails/v",
                           namespace_tail = "/avails";

Result<Document> read_tree(std::string_view file, const ReadLimits& limits) {
    Document document;
    document.format = Format::xml;
    XmlReader xml(file);
    std::vector<uint32_t> open;
    std::vector<std::string> texts;
    for (Event event = TRY(xml.next()); event != Event::finish; event = TRY(xml.next())) {
        if (event == Event::text) {
            texts.back() += xml.text();
            if (texts.back().size() > XmlReader::text_bytes_max)
                return Error{ErrorKind::too_large, "line " + std::to_string(xml.line()) +
                                                       " belongs to an element of too long a text"};
            continue;
        }
        if (event == Event::end) {
            Element& element = document.elements[open.back()];
            // White space between elements is layout; within one it is what was written.
            if (element.children.empty() || !trim(texts.back()).empty())
                element.text = document.texts.intern(texts.back());
            texts.pop_back();
            open.pop_back();
            continue;
        }
        if (document.elements.size() >= limits.elements_max || document.texts.bytes() > limits.text_bytes_max)
            return Error{ErrorKind::too_large, "the file has more than " +
                                                   std::to_string(limits.elements_max) +
                                                   " elements, or too much text"};
        const uint32_t index = static_cast<uint32_t>(document.elements.size());
        Element element;
        element.name = document.texts.intern(xml.name());
        element.line = xml.line();
        for (const XmlAttribute& attribute : xml.attributes())
            element.attributes.push_back(
                {document.texts.intern(attribute.name), document.texts.intern(attribute.value)});
        if (!open.empty()) {
            element.parent = open.back();
            document.elements[open.back()].children.push_back(index);
        }
        document.elements.push_back(std::move(element));
        open.push_back(index);
        texts.emplace_back();
    }
    return document;
}

/// "2.5" of the namespace that the root's prefix is bound to; empty for another root.
std::string schema_version(const Document& document) {
    const Element& root = document.elements.front();
    const std::string_view name = document.texts[root.name];
    const size_t colon = name.find(':');
    const std::string binding =
        colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
    for (const Attribute& attribute : root.attributes) {
        if (document.texts[attribute.name] != binding) continue;
        const std::string_view uri = document.texts[attribute.value];
        if (uri.starts_with(namespace_head) && uri.ends_with(namespace_tail) &&
            uri.size() > namespace_head.size() + namespace_tail.size())
            return std::string(uri.substr(namespace_head.size(),
                                          uri.size() - namespace_head.size() - namespace_tail.size()));
    }
    return {};
}

}  // namespace

Result<Document> read_elements(std::span<const uint8_t> file, const ReadLimits& limits) {
    if (file.size() > limits.file_bytes_max)
        return Error{ErrorKind::too_large,
                     "the file has more than " + std::to_string(limits.file_bytes_max) + " bytes"};
    Document document = TRY(read_tree(as_text(file), limits));
    document.version = schema_version(document);
    return document;
}

Result<Document> read_xml(std::span<const uint8_t> file, Findings& findings, const ReadLimits& limits,
                          const Profile& profile) {
    Document document = TRY(read_elements(file, limits));
    const Element& root = document.elements.front();
    const std::string name(document.local_name(root));
    if (name != "AvailList")
        return Error{ErrorKind::unsupported,
                     "the root of the file is '" + name.substr(0, 80) + "' and not an AvailList"};
    if (Schema::of(document.version) == nullptr)
        findings.add(
            "namespace", {"", root.line, name},
            document.version.empty() ? "the root is in no namespace of MovieLabs Avails"
                                     : "version " + document.version + " of the schema is not known",
            "known are 2.1 to 2.7: " + std::string(namespace_head) + "2.7" + std::string(namespace_tail));
    if (!make_rows(document, limits.rows_max))
        findings.add("rows_many", {"", root.line, name},
                     "the file makes more than " + std::to_string(limits.rows_max) +
                         " rows; what follows was not read",
                     "divide it into several files");
    if (document.row_count() == 0)
        findings.add("file_empty", {"", root.line, name},
                     "the list has no Avail with an Asset and a Transaction");
    settle(document, profile);
    return document;
}

}  // namespace nuri::avails
