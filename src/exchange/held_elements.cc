#include "exchange/held_elements.h"

#include <algorithm>

#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"

namespace nuri::exchange {
namespace {

using avails::Document;
using avails::Element;

/// "avails" of a MovieLabs namespace of whatever version, the whole name of any other.
std::string kind_of(std::string_view uri) {
    constexpr std::string_view base = "http://www.movielabs.com/schema/";
    if (!uri.starts_with(base)) return std::string(uri);
    return std::string(uri.substr(base.size(), uri.substr(base.size()).find('/')));
}

/// Prefixes by kind of namespace; the default one is empty.
std::map<std::string, std::string> prefixes_of(const Document& document, const Element& root) {
    std::map<std::string, std::string> prefixes;
    for (const avails::Attribute& attribute : root.attributes) {
        const std::string_view name = document.texts[attribute.name];
        if (name == "xmlns") prefixes.emplace(kind_of(document.texts[attribute.value]), "");
        if (name.starts_with("xmlns:"))
            prefixes.emplace(kind_of(document.texts[attribute.value]), name.substr(6));
    }
    return prefixes;
}

std::string_view prefix_of(std::string_view name) {
    const size_t colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

/// An element alone: "<avails:AvailList …>" without its end.
std::string start_tag(std::string_view lone_element) {
    return std::string(lone_element.substr(0, lone_element.rfind("/>"))) + ">";
}

class Assembly {
  public:
    Assembly(store::Reader& reader, const HeldDocument& held) : reader_(reader), held_(held) {}

    Result<Assembled> run(const Document* made) {
        gather();
        TRY(choose_root());
        if (root_.empty() && made != nullptr) {
            Element lone = made->elements.front();
            lone.children.clear();
            root_ = avails::element_text(*made, lone);
            target_ = prefixes_of(*made, made->elements.front());
            version_ = made->version;
        }
        xml_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + start_tag(root_) + "\n";
        for (const auto& [element, wanted] : wanted_) TRY(add_kept(element, wanted));
        if (made != nullptr) add_made(*made);
        xml_ += "</" + std::string(root_.substr(1, root_.find_first_of(" />") - 1)) + ">\n";
        return Assembled{std::move(xml_), std::move(version_)};
    }

  private:
    struct Wanted {
        ImportId import;
        std::set<uint32_t> assets, transactions;
    };

    void gather() {
        for (const auto& sheet : held_.held)
            for (const Held& held : sheet) {
                if (held.element == 0) continue;
                Wanted& wanted = wanted_[held.element];
                wanted.import = held.import;
                wanted.assets.insert(held.asset);
                wanted.transactions.insert(held.transaction);
            }
    }

    Result<> choose_root() {
        for (const auto& [element, wanted] : wanted_) {
            if (roots_.contains(wanted.import)) continue;
            const auto row = TRY(
                reader_.query_one("SELECT root, version FROM avails_imports WHERE id = ?", {wanted.import}));
            if (!row) return Error{ErrorKind::corrupt, "the records of exchanges lack an import"};
            roots_[wanted.import] = row->text("root");
            root_ = row->text("root");
            version_ = row->text("version");
        }
        if (root_.empty()) return {};
        const Document document = TRY(parse(root_));
        target_ = prefixes_of(document, document.elements.front());
        return {};
    }

    static Result<Document> parse(const std::string& xml) {
        avails::Findings ignored;
        return avails::read_xml(as_bytes(xml), ignored);
    }

    Result<> add_kept(int64_t number, const Wanted& wanted) {
        const auto row = TRY(reader_.query_one("SELECT xml FROM avails_elements WHERE id = ?", {number}));
        if (!row) return Error{ErrorKind::corrupt, "the records of exchanges lack an element"};
        const std::string& root = roots_[wanted.import];
        const std::string name = root.substr(1, root.find_first_of(" />") - 1);
        Document document = TRY(parse(start_tag(root) + row->text("xml") + "</" + name + ">"));
        Element& avail = document.elements[document.elements.front().children.front()];
        uint32_t asset = 0, transaction = 0;
        std::erase_if(avail.children, [&](uint32_t index) {
            const std::string_view local = document.local_name(document.elements[index]);
            return (local == "Asset" && !wanted.assets.contains(asset++)) ||
                   (local == "Transaction" && !wanted.transactions.contains(transaction++));
        });
        if (root != root_) rename(document, document.elements.front().children.front());
        xml_ +=
            avails::element_text(document, document.elements[document.elements.front().children.front()]) +
            "\n";
        return {};
    }

    /// Gives elements the prefixes of the root they come under; of a namespace that it does not know, the
    /// Avail declares them itself.
    void rename(Document& document, uint32_t avail) {
        std::map<std::string, std::string, std::less<>> by_prefix;  // theirs, ours
        for (const auto& [kind, prefix] : prefixes_of(document, document.elements.front())) {
            const auto ours = target_.find(kind);
            if (ours != target_.end()) by_prefix[prefix] = ours->second;
        }
        for (const avails::Attribute& declared : document.elements.front().attributes) {
            const std::string_view name = document.texts[declared.name];
            if (name.starts_with("xmlns:") && !by_prefix.contains(name.substr(6)))
                document.elements[avail].attributes.push_back(declared);
        }
        const auto renamed = [&](avails::TextId id, bool attribute) {
            const std::string name(document.texts[id]);
            const std::string_view prefix = prefix_of(name);
            if (attribute && prefix.empty()) return id;  // of no namespace
            const auto ours = by_prefix.find(prefix);
            if (ours == by_prefix.end()) return id;
            const std::string local = prefix.empty() ? name : name.substr(prefix.size() + 1);
            return document.texts.intern(ours->second.empty() ? local : ours->second + ":" + local);
        };
        for (Element& element : document.elements) {
            element.name = renamed(element.name, false);
            for (avails::Attribute& attribute : element.attributes)
                if (!std::string_view(document.texts[attribute.name]).starts_with("xmlns"))
                    attribute.name = renamed(attribute.name, true);
        }
    }

    void add_made(const Document& made) {
        // Its prefixes are avails and md, whatever the root's are.
        std::string declarations;
        for (const avails::Attribute& attribute : made.elements.front().attributes)
            declarations += " " + std::string(made.texts[attribute.name]) + "=\"" +
                            std::string(made.texts[attribute.value]) + "\"";
        const auto known = prefixes_of(made, made.elements.front());
        const bool same = std::all_of(known.begin(), known.end(), [&](const auto& pair) {
            const auto ours = target_.find(pair.first);
            return ours != target_.end() && ours->second == pair.second;
        });
        for (const uint32_t index : made.elements.front().children) {
            std::string text = avails::element_text(made, made.elements[index]);
            if (!same) text.insert(text.find_first_of(" />"), declarations);
            xml_ += text + "\n";
        }
    }

    store::Reader& reader_;
    const HeldDocument& held_;
    std::map<int64_t, Wanted> wanted_;
    std::map<ImportId, std::string> roots_;
    std::map<std::string, std::string> target_;
    std::string root_, version_, xml_;
};

}  // namespace

Result<Assembled> assemble(store::Reader& reader, const HeldDocument& held, const Document* made) {
    return Assembly(reader, held).run(made);
}

}  // namespace nuri::exchange
