#include "avails/schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "avails/schema_table.h"
#include "base/check.h"

namespace nuri::avails {
namespace {

constexpr std::string_view known_versions[] = {"2.1", "2.2",   "2.2.1", "2.2.2", "2.3", "2.4",
                                               "2.5", "2.5.2", "2.6",   "2.6.1", "2.7"};
/// Of Common Metadata, which each of them builds on.
constexpr std::string_view metadata_versions[] = {"2.4", "2.4", "2.5",  "2.5",  "2.6", "2.7",
                                                  "2.8", "2.9", "2.10", "2.11", "2.12"};
static_assert(std::size(known_versions) == std::size(metadata_versions));

size_t index_of(std::string_view version) {
    return static_cast<size_t>(std::find(std::begin(known_versions), std::end(known_versions), version) -
                               std::begin(known_versions));
}

bool is_space(char c) {
    return c == ' ' || c == '\n';
}

/// Where a type stands in the table.
struct Entry {
    Schema::Space space;
    std::string_view body;
};
using Entries = std::map<std::string_view, Entry>;

Entries read_entries() {
    Entries entries;
    std::string_view rest = schema_table();
    Schema::Space space = Schema::Space::avails;
    const auto skip = [&] {
        while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
    };
    for (skip(); !rest.empty(); skip()) {
        if (rest.front() == '[') {
            const std::string_view name = rest.substr(1, rest.find(']') - 1);
            space = name == "md"      ? Schema::Space::md
                    : name == "mdmec" ? Schema::Space::mdmec
                                      : Schema::Space::avails;
            rest.remove_prefix(name.size() + 2);
            continue;
        }
        const size_t open = rest.find(" {"), close = rest.find(" }");
        CHECK(open != std::string_view::npos && close != std::string_view::npos);
        const bool added =
            entries.emplace(rest.substr(0, open), Entry{space, rest.substr(open + 2, close - open - 2)})
                .second;
        CHECK(added);
        rest.remove_prefix(close + 2);
    }
    return entries;
}

const Entries& entries() {
    static const Entries read = read_entries();
    return read;
}

}  // namespace

/// Builds the automata after Glushkov: of every part of a type which places may come first and last, and
/// whether it may be left out.
class SchemaCompiler {
  public:
    explicit SchemaCompiler(size_t version) : version_(version) {
        schema_.version_ = known_versions[version];
        const std::string head = "http://www.movielabs.com/schema/";
        const std::string metadata(metadata_versions[version]);
        schema_.uris_[0] = head + "avails/v" + std::string(schema_.version_) + "/avails";
        schema_.uris_[1] = head + "mdmec/v" + metadata;
        schema_.uris_[2] = head + "md/v" + metadata + "/md";
    }

    Schema run() && {
        schema_.roots_.push_back(type_of("AvailList"));
        if (version_ >= index_of("2.5")) schema_.roots_.push_back(type_of("OfferStatusList"));
        while (!waiting_.empty()) {
            const uint32_t next = waiting_.back();
            waiting_.pop_back();
            Schema::Type type = std::move(schema_.types_[next]);
            compile(type);
            schema_.types_[next] = std::move(type);
        }
        return std::move(schema_);
    }

  private:
    struct Part {
        bool may_be_empty = true;
        std::vector<uint32_t> first, last;
    };

    bool at(char c) const { return !text_.empty() && text_.front() == c; }
    bool take(char c) {
        if (!at(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    void skip() {
        while (!text_.empty() && is_space(text_.front())) text_.remove_prefix(1);
    }
    /// Up to what ends a name or a kind.
    std::string_view word(std::string_view ends) {
        const std::string_view found = text_.substr(0, text_.find_first_of(ends));
        text_.remove_prefix(found.size());
        return found;
    }
    /// "string{@a,@b:language}" or "Region": to where its number, its range or a blank begins.
    std::string_view type_word() {
        size_t end = text_.find_first_of("{ \n?*+[)");
        end = end == std::string_view::npos ? text_.size() : end;
        if (end < text_.size() && text_[end] == '{') end = text_.find('}', end) + 1;
        const std::string_view found = text_.substr(0, end);
        text_.remove_prefix(end);
        return found;
    }
    /// Whether there is such a thing in this version: "[2.3-]", or nothing at all.
    bool in_version() {
        if (!take('[')) return true;
        const std::string_view range = word("]");
        take(']');
        const size_t dash = range.find('-');
        const std::string_view since = range.substr(0, dash),
                               until = dash == std::string_view::npos ? range : range.substr(dash + 1);
        return (since.empty() || index_of(since) <= version_) &&
               (until.empty() || version_ <= index_of(until));
    }

    uint32_t type_of(std::string_view word) {
        const auto [known, added] = types_.try_emplace(word, static_cast<uint32_t>(schema_.types_.size()));
        if (!added) return known->second;
        Schema::Type& type = schema_.types_.emplace_back();
        const auto entry = entries().find(word);
        if (entry != entries().end()) {
            type.name = word;
            type.space = entry->second.space;
            waiting_.push_back(known->second);
            return known->second;
        }
        const size_t brace = word.find('{');
        type.kind = word.substr(0, brace);
        type.anything = type.kind == "any";
        CHECK(type.kind.empty() ||
              !(type.kind[0] >= 'A' && type.kind[0] <= 'Z'));  // a type that is not there
        if (brace == std::string_view::npos) return known->second;
        std::string_view list = word.substr(brace + 1, word.size() - brace - 2);
        while (!list.empty()) {
            const std::string_view one = list.substr(0, list.find(','));
            type.attributes.push_back(attribute_of(one.substr(1)));
            list.remove_prefix(std::min(list.size(), one.size() + 1));
        }
        return known->second;
    }

    static Schema::Attribute attribute_of(std::string_view text) {
        Schema::Attribute attribute;
        const size_t colon = text.find(':');
        attribute.name = text.substr(0, colon);
        attribute.kind = colon == std::string_view::npos ? "string" : text.substr(colon + 1);
        attribute.required = attribute.name.ends_with('!');
        if (attribute.required) attribute.name.remove_suffix(1);
        return attribute;
    }

    void compile(Schema::Type& type) {
        const Part whole = body(type, type.name);
        type.first = whole.first;
        type.last = whole.last;
        type.may_be_empty = whole.may_be_empty;
    }

    Part body(Schema::Type& type, std::string_view name) {
        const Entry& entry = entries().at(name);
        const std::string_view outside = std::exchange(text_, entry.body);
        const Schema::Space space_outside = std::exchange(space_, entry.space);
        const Part part = sequence(type);
        text_ = outside;
        space_ = space_outside;
        return part;
    }

    Part sequence(Schema::Type& type) {
        Part all;
        for (skip(); !text_.empty() && !at(')') && !at('|'); skip()) append(type, all, item(type));
        return all;
    }

    Part choice(Schema::Type& type) {
        Part any;
        any.may_be_empty = false;
        do {
            const Part one = sequence(type);
            any.may_be_empty |= one.may_be_empty;
            any.first.insert(any.first.end(), one.first.begin(), one.first.end());
            any.last.insert(any.last.end(), one.last.begin(), one.last.end());
        } while (take('|'));
        return any;
    }

    static void follow(Schema::Type& type, const std::vector<uint32_t>& ends,
                       const std::vector<uint32_t>& begins) {
        for (const uint32_t end : ends)
            for (const uint32_t begin : begins)
                if (auto& after = type.follow[end];
                    std::find(after.begin(), after.end(), begin) == after.end())
                    after.push_back(begin);
    }

    static void append(Schema::Type& type, Part& all, const Part& next) {
        follow(type, all.last, next.first);
        if (all.may_be_empty) all.first.insert(all.first.end(), next.first.begin(), next.first.end());
        if (!next.may_be_empty) all.last.clear();
        all.last.insert(all.last.end(), next.last.begin(), next.last.end());
        all.may_be_empty &= next.may_be_empty;
    }

    Part item(Schema::Type& type) {
        if (take('<')) {
            const std::string_view base = word(" \n[");
            if (!in_version()) return {};
            return body(type, base);
        }
        if (take('=')) {
            const std::string_view kind = word(" \n[");
            if (in_version()) type.kind = kind;
            return {};
        }
        if (take('@')) {
            const Schema::Attribute attribute = attribute_of(word(" \n["));
            if (in_version()) type.attributes.push_back(attribute);
            return {};
        }
        if (!take('(')) return element(type);
        // A group of another version leaves its places behind, which nothing leads to.
        Part group = choice(type);
        take(')');
        return repeated(type, std::move(group), nullptr);
    }

    Part element(Schema::Type& type) {
        Schema::Position position;
        position.space = space_;
        position.name = word(" \n:?*+[)");
        if (position.name == "OTHER") position.wildcard = Schema::Wildcard::other;
        if (position.name == "ANY") position.wildcard = Schema::Wildcard::any;
        position.type = type_of(take(':') ? type_word() : std::string_view("string"));
        const auto place = static_cast<uint32_t>(type.positions.size());
        type.positions.push_back(position);
        type.follow.emplace_back();
        Part part{false, {place}, {place}};
        return repeated(type, std::move(part), &type.positions.back());
    }

    Part repeated(Schema::Type& type, Part part, Schema::Position* alone) {
        const bool optional = at('?') || at('*'), many = at('*') || at('+');
        if (optional || many) text_.remove_prefix(1);
        if (!in_version()) return {};
        if (alone != nullptr) alone->required = !optional;
        if (many) follow(type, part.last, part.first);
        part.may_be_empty |= optional;
        return part;
    }

    size_t version_;
    Schema schema_;
    std::map<std::string_view, uint32_t> types_;
    std::vector<uint32_t> waiting_;
    std::string_view text_;
    Schema::Space space_ = Schema::Space::avails;
};

std::span<const std::string_view> Schema::versions() {
    return known_versions;
}

const Schema* Schema::of(std::string_view version) {
    const size_t index = index_of(version);
    if (index == std::size(known_versions)) return nullptr;
    static std::array<Schema, std::size(known_versions)> compiled;
    static std::array<std::once_flag, std::size(known_versions)> once;
    std::call_once(once[index], [&] { compiled[index] = SchemaCompiler(index).run(); });
    return &compiled[index];
}

const Schema& Schema::nearest_to(std::string_view version) {
    const Schema* known = of(version);
    return known != nullptr ? *known : *of(versions().back());
}

const Schema::Type* Schema::find(std::string_view name) const {
    const auto found =
        std::find_if(types_.begin(), types_.end(), [&](const Type& type) { return type.name == name; });
    return found == types_.end() ? nullptr : &*found;
}

const Schema::Type* Schema::root(std::string_view name) const {
    for (const uint32_t index : roots_)
        if (types_[index].name == name) return &types_[index];
    return nullptr;
}

}  // namespace nuri::avails
