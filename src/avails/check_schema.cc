#include "avails/check_schema.h"

#include <algorithm>
#include <optional>
#include <set>

#include "avails/values.h"
#include "avails/vocabulary.h"
#include "avails/xml_value.h"
#include "base/text.h"
#include "world/language.h"
#include "world/money.h"

namespace nuri::avails {
namespace {

using Type = Schema::Type;
using Position = Schema::Position;
using Places = std::vector<uint32_t>;

constexpr std::string_view instance_namespace = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::string_view movielabs = "http://www.movielabs.com/schema/";
constexpr size_t told_max = 120;  // bytes of a value in a message
constexpr size_t choices_told_max = 4;

std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, told_max)) + "'";
}

std::string_view local(std::string_view name) {
    const size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
std::string_view prefix(std::string_view name) {
    const size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

class SchemaCheck {
  public:
    SchemaCheck(const Document& document, Findings& findings)
        : document_(document),
          findings_(findings),
          known_(Schema::of(document.version) != nullptr),
          schema_(Schema::nearest_to(document.version)) {}

    void run() {
        const Element& root = document_.elements.front();
        if (const Type* type = schema_.root(document_.local_name(root))) {
            Position position;
            position.name = type->name;
            check(root, position, *type);
        }
    }

  private:
    std::string_view text(const Element& element) const { return document_.texts[element.text]; }
    void report(std::string_view code, const Element& at, std::string message, std::string mend = {}) {
        findings_.add(code, {"", at.line, std::string(document_.local_name(at))}, std::move(message),
                      std::move(mend));
    }

    // --- Namespaces

    /// None for a prefix that is bound to nothing.
    std::optional<std::string_view> uri_of(std::string_view prefix) const {
        for (auto bound = bound_.rbegin(); bound != bound_.rend(); ++bound)
            if (bound->first == prefix) return bound->second;
        if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
        return prefix.empty() ? std::optional<std::string_view>("") : std::nullopt;
    }

    size_t bind(const Element& element) {
        size_t count = 0;
        for (const Attribute& attribute : element.attributes) {
            const std::string_view name = document_.texts[attribute.name];
            if (name != "xmlns" && !name.starts_with("xmlns:")) continue;
            bound_.emplace_back(name == "xmlns" ? std::string_view() : local(name),
                                document_.texts[attribute.value]);
            ++count;
        }
        return count;
    }

    /// Of a namespace that is nobody's but a vendor's.
    bool is_foreign(const Element& element) const {
        const auto uri = uri_of(prefix(document_.texts[element.name]));
        return known_ && uri && !uri->empty() && !uri->starts_with(movielabs);
    }

    void check_namespace(const Element& element, Schema::Space space) {
        const std::string_view name = document_.texts[element.name];
        const auto uri = uri_of(prefix(name));
        const std::string& wanted = schema_.uri(space);
        if (!known_ || (uri && *uri == wanted)) return;
        const std::string said = uri ? std::string(*uri) : "\n" + std::string(prefix(name));
        if (!told_.emplace(said, wanted).second) return;
        report("namespace", element,
               uri ? quoted(name) + " is in the namespace " + quoted(*uri) + "; version " +
                         std::string(schema_.version()) + " has it in " + quoted(wanted)
                   : "the prefix of " + quoted(name) + " is bound to no namespace",
               "bind it to " + wanted);
    }

    // --- Elements

    void check(const Element& element, const Position& position, const Type& type) {
        const size_t bound = bind(element);
        check_namespace(element, position.space);
        if (!type.anything) {
            check_attributes(element, type);
            check_text(element, position, type);
            check_children(element, type);
        }
        bound_.resize(bound_.size() - bound);
    }

    void check_text(const Element& element, const Position& position, const Type& type) {
        const std::string_view value = text(element), name = document_.local_name(element);
        if (type.kind.empty()) {
            if (!trim(value).empty())
                report("structure", element,
                       quoted(name) + " holds the text " + quoted(trim(value)) +
                           ", and may hold elements alone");
            return;
        }
        if (!element.children.empty()) return;
        // An empty text in Common Metadata is a text; an Avail's own are there to say something.
        if (trim(value).empty() && position.required && position.space == Schema::Space::avails)
            report("element_empty", element, quoted(name) + " is empty");
        else
            check_value(element, name, value, type.kind);
    }

    void check_attributes(const Element& element, const Type& type) {
        for (const Attribute& attribute : element.attributes) {
            const std::string_view name = document_.texts[attribute.name];
            if (name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xml:") ||
                (!prefix(name).empty() && uri_of(prefix(name)) == instance_namespace))
                continue;
            const auto known = std::find_if(type.attributes.begin(), type.attributes.end(),
                                            [&](const Schema::Attribute& one) { return one.name == name; });
            const std::string_view value = document_.texts[attribute.value];
            if (known == type.attributes.end())
                report("structure", element,
                       quoted(document_.local_name(element)) + " has no attribute " + quoted(name) +
                           in_version());
            else if (known->required && trim(value).empty())
                report("element_empty", element, "attribute " + quoted(name) + " is empty");
            else
                check_value(element, name, value, known->kind);
        }
        for (const Schema::Attribute& attribute : type.attributes)
            if (attribute.required && !has_attribute(element, attribute.name))
                report(
                    "structure", element,
                    quoted(document_.local_name(element)) + " lacks its attribute " + quoted(attribute.name));
    }

    bool has_attribute(const Element& element, std::string_view name) const {
        return std::any_of(
            element.attributes.begin(), element.attributes.end(),
            [&](const Attribute& attribute) { return document_.texts[attribute.name] == name; });
    }

    std::string in_version() const { return " in version " + std::string(schema_.version()); }

    // --- Children: a walk through the automaton

    const Places& after(const Type& type, std::optional<uint32_t> place) const {
        return place ? type.follow[*place] : type.first;
    }

    static bool may_end(const Type& type, std::optional<uint32_t> place) {
        return place ? std::find(type.last.begin(), type.last.end(), *place) != type.last.end()
                     : type.may_be_empty;
    }

    /// The place among these where the element may stand: by its name, or else as somebody's own.
    std::optional<uint32_t> place_among(const Type& type, const Places& places, const Element& child) const {
        const bool foreign = is_foreign(child);
        std::optional<uint32_t> wild;
        for (const uint32_t place : places) {
            const Position& position = type.positions[place];
            if (position.wildcard == Schema::Wildcard::none && !foreign &&
                position.name == document_.local_name(child))
                return place;
            if (position.wildcard == Schema::Wildcard::any ||
                (position.wildcard == Schema::Wildcard::other && foreign))
                wild = place;
        }
        return wild;
    }

    /// The least that must come in between: from place to place until `arrived`, without it. None if there is
    /// no way.
    template<typename Arrived>
    std::optional<Places> way(const Type& type, std::optional<uint32_t> from, Arrived arrived) const {
        std::vector<std::optional<uint32_t>> came_from(type.positions.size());
        std::vector<bool> seen(type.positions.size());
        Places queue;
        const auto look = [&](std::optional<uint32_t> at) {
            for (const uint32_t next : after(type, at)) {
                if (seen[next]) continue;
                seen[next] = true;
                came_from[next] = at;
                queue.push_back(next);
            }
        };
        look(from);
        for (size_t i = 0; i < queue.size(); ++i) {
            if (arrived(queue[i])) {
                Places between;
                for (auto at = came_from[queue[i]]; at != from; at = came_from[*at]) between.push_back(*at);
                std::reverse(between.begin(), between.end());
                between.push_back(queue[i]);
                return between;
            }
            look(queue[i]);
        }
        return {};
    }

    /// "'Start' or 'StartCondition'": the step, and what might be taken in its stead.
    std::string step_told(const Type& type, std::optional<uint32_t> from, uint32_t step,
                          std::optional<uint32_t> to) const {
        std::vector<std::string> names;
        for (const uint32_t other : after(type, from)) {
            const Places& next = type.follow[other];
            const bool serves =
                to ? std::find(next.begin(), next.end(), *to) != next.end() : may_end(type, other);
            if (other != step && (!serves || !type.positions[other].required)) continue;
            if (names.size() < choices_told_max) names.push_back(quoted(type.positions[other].name));
        }
        return join(names, " or ");
    }

    void report_missing(const Element& parent, const Element* before, const Type& type,
                        std::optional<uint32_t> from, const Places& missing, std::optional<uint32_t> to) {
        std::vector<std::string> told;
        for (size_t i = 0; i < missing.size(); ++i)
            told.push_back(step_told(type, i == 0 ? from : missing[i - 1], missing[i],
                                     i + 1 < missing.size() ? missing[i + 1] : to));
        report("structure", before == nullptr ? parent : *before,
               quoted(document_.local_name(parent)) + " lacks " + join(told, ", then ") +
                   (before == nullptr ? "" : " before " + quoted(document_.local_name(*before))));
    }

    void check_children(const Element& parent, const Type& type) {
        std::optional<uint32_t> place;
        std::set<std::string_view> excused;  // stand too late, as was said where they were missed
        for (size_t i = 0; i < parent.children.size(); ++i) {
            const Element& child = document_.elements[parent.children[i]];
            const size_t bound = bind(child);
            const auto next = place_of(parent, type, place, i, excused);
            const auto any_place = next ? next : by_name(type, child);
            bound_.resize(bound_.size() - bound);
            if (next) place = next;
            if (!any_place) continue;
            const Position& position = type.positions[*any_place];
            if (position.wildcard == Schema::Wildcard::none)
                check(child, position, schema_.type(position.type));
        }
        if (may_end(type, place)) return;
        auto missing = way(type, place, [&](uint32_t at) { return may_end(type, at); });
        if (!missing) return;
        std::erase_if(*missing, [&](uint32_t at) { return excused.contains(type.positions[at].name); });
        if (!missing->empty()) report_missing(parent, nullptr, type, place, *missing, {});
    }

    std::optional<uint32_t> by_name(const Type& type, const Element& child) const {
        Places all(type.positions.size());
        for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint32_t>(i);
        std::erase_if(all, [&](uint32_t at) { return !is_reachable(type, at); });
        return place_among(type, all, child);
    }

    /// Places of other versions are left behind in a type, and nothing leads to them.
    static bool is_reachable(const Type& type, uint32_t place) {
        if (std::find(type.first.begin(), type.first.end(), place) != type.first.end()) return true;
        return std::any_of(type.follow.begin(), type.follow.end(), [&](const Places& next) {
            return std::find(next.begin(), next.end(), place) != next.end();
        });
    }

    /// Where the child stands, when the one before it stood at `place`; says what is wrong with that. None
    /// where it has no place, and the walk stays where it is.
    std::optional<uint32_t> place_of(const Element& parent, const Type& type, std::optional<uint32_t> place,
                                     size_t index, std::set<std::string_view>& excused) {
        const Element& child = document_.elements[parent.children[index]];
        const std::string_view name = document_.local_name(child);
        if (const auto next = place_among(type, after(type, place), child)) return next;
        const auto fits = [&](uint32_t at) { return place_among(type, {at}, child).has_value(); };
        if (auto missing = way(type, place, fits)) {
            const uint32_t there = missing->back();
            missing->pop_back();
            std::vector<std::string_view> later;
            for (const uint32_t at : *missing)
                if (stands_after(parent, index, type.positions[at].name))
                    later.push_back(type.positions[at].name);
            if (later.size() == missing->size() && !later.empty()) {
                report("structure", child,
                       quoted(name) + " stands before " + quoted(later.front()) + ", and belongs behind it" +
                           in_version());
            } else {
                report_missing(parent, &child, type, place, *missing, there);
            }
            excused.insert(later.begin(), later.end());
            return there;
        }
        if (excused.contains(name)) return {};
        const auto known = by_name(type, child);
        if (!known) {
            std::vector<std::string_view> names;
            for (const Position& position : type.positions) names.push_back(position.name);
            const std::string_view near = nearest(name, names);
            report("structure", child,
                   quoted(name) + " is no element of " + quoted(document_.local_name(parent)) + in_version() +
                       (is_foreign(child) ? ", which has no place for others' elements" : ""),
                   near.empty() ? "" : "did you mean " + quoted(near) + "?");
        } else if (place && type.positions[*place].name == name) {
            report("structure", child, quoted(name) + " stands there twice, and may once" + in_version());
        } else {
            report("structure", child,
                   quoted(name) + " stands where " + quoted(document_.local_name(parent)) +
                       " has no place for it" + in_version(),
                   expected_told(type, place));
        }
        return {};
    }

    bool stands_after(const Element& parent, size_t index, std::string_view name) const {
        return std::any_of(
            parent.children.begin() + static_cast<ptrdiff_t>(index) + 1, parent.children.end(),
            [&](uint32_t child) { return document_.local_name(document_.elements[child]) == name; });
    }

    std::string expected_told(const Type& type, std::optional<uint32_t> place) const {
        std::vector<std::string> names;
        for (const uint32_t next : after(type, place))
            if (type.positions[next].wildcard == Schema::Wildcard::none && names.size() < choices_told_max)
                names.push_back(quoted(type.positions[next].name));
        return names.empty() ? std::string() : "what may stand there is " + join(names, ", ");
    }

    // --- Values

    void check_value(const Element& element, std::string_view name, std::string_view value,
                     std::string_view kind) {
        const std::string_view bare = trim(value);
        if (name.ends_with("anguage") && !bare.empty()) return check_language(element, bare);
        const bool region = kind.find("country") != std::string_view::npos || name == "region";
        if (region && !bare.empty() && !parse_territory_code(bare))
            return report("country_unknown", element, quoted(bare) + " is no territory",
                          "write an ISO 3166 code, such as KR or CA-QC");
        // ISO 4217 keeps XTS for tests and XXX for "no currency".
        if (name == "currency" && !world::Currency::parse(bare) && !equals_ignoring_case(bare, "XTS") &&
            !equals_ignoring_case(bare, "XXX"))
            return report("currency_unknown", element, quoted(bare) + " is no currency in use",
                          "write an ISO 4217 code, such as USD");
        if (!is_xml_value(value, kind))
            report("value_type", element,
                   quoted(bare) + " is no " + describe_kind(kind) + ", as " + quoted(name) + " must be");
    }

    void check_language(const Element& element, std::string_view value) {
        const auto tag = world::LanguageTag::parse(value);
        if (!tag)
            report("language_unknown", element, quoted(value) + " is no language: " + tag.error().message,
                   "write an RFC 5646 tag, such as es-419");
        else if (world::english_name(*tag) == tag->text())
            report("language_unlisted", element,
                   quoted(value) + " is well formed, but no language that we have a name for");
    }

    const Document& document_;
    Findings& findings_;
    bool known_;
    const Schema& schema_;
    std::vector<std::pair<std::string_view, std::string_view>> bound_;
    std::set<std::pair<std::string, std::string>> told_;
};

}  // namespace

void check_schema(const Document& document, Findings& findings) {
    SchemaCheck(document, findings).run();
}

}  // namespace nuri::avails
