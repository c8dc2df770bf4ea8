#include "world/language.h"

#include <algorithm>

#include "base/text.h"
#include "world/data.h"
#include "world/territory_expression.h"

namespace nuri::world {
namespace {

bool is_alpha(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
}
bool is_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_alphanumeric(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_alpha({&c, 1}) || is_digits({&c, 1});
    });
}

const data::LanguageRow* language_row(std::string_view code) {
    return data::find(data::languages, &data::LanguageRow::code, code);
}

bool is_region(std::string_view subtag) {
    return (subtag.size() == 2 && is_alpha(subtag)) || (subtag.size() == 3 && is_digits(subtag));
}
bool is_known_region(const std::string& upper) {
    return data::find(data::territories, &data::TerritoryRow::code, upper) != nullptr ||
           data::find(data::groups, &data::GroupRow::code, upper) != nullptr;
}

// RFC 5646, section 2.1: variants are 5 to 8 letters or digits, or 4 that begin with a digit.
bool is_variant(std::string_view subtag) {
    return (subtag.size() >= 5 && subtag.size() <= 8) ||
           (subtag.size() == 4 && is_digits(subtag.substr(0, 1)));
}

std::string capitalised(std::string_view text) {
    return to_upper(text.substr(0, 1)) + to_lower(text.substr(1));
}

bool same_region_or_member(std::string_view range, std::string_view region) {
    if (range == region) return true;
    if (region.empty()) return false;
    const auto group = territory_group(range);
    const auto territory = Territory::parse(region);
    return group && territory && group->contains(*territory);
}

// The tag whose texts are read next where this one has none; empty at the root.
std::string parent_of(const LanguageTag& tag) {
    if (const auto* row = data::find(data::parent_locales, &data::PairRow::first, tag.text())) {
        return std::string(row->second);
    }
    // A region that writes otherwise than the language at large keeps its script: zh-TW > zh-Hant, not zh.
    if (tag.script().empty() && !tag.region().empty()) {
        const std::string regional = std::string(tag.language()) + "-" + std::string(tag.region());
        if (const auto* row = data::find(data::regional_scripts, &data::PairRow::first, regional)) {
            return std::string(tag.language()) + "-" + std::string(row->second);
        }
    }
    size_t cut = tag.text().rfind('-');
    if (cut == std::string::npos) return {};
    // Never end in a singleton, "en-u" of "en-u-ca-buddhist" (RFC 4647, section 3.4).
    if (cut >= 2 && tag.text()[cut - 2] == '-') cut -= 2;
    return tag.text().substr(0, cut);
}

std::string name_in(const LanguageTag& tag, bool korean) {
    const data::LanguageRow* language = language_row(tag.language());
    if (language == nullptr) return tag.text();
    const std::string_view name = korean && !language->korean.empty() ? language->korean : language->english;
    std::vector<std::string> details;
    if (const auto* script = data::find(data::scripts, &data::ScriptRow::code, tag.script())) {
        details.emplace_back(korean && !script->korean.empty() ? script->korean : script->english);
    }
    if (const auto* t = data::find(data::territories, &data::TerritoryRow::code, tag.region())) {
        details.emplace_back(korean ? t->korean : t->english);
    } else if (const auto* g = data::find(data::groups, &data::GroupRow::code, tag.region())) {
        details.emplace_back(korean ? g->korean : g->english);
    }
    if (details.empty()) return std::string(name);
    return std::string(name) + (korean ? "(" : " (") + join(details, ", ") + ")";
}

}  // namespace

Result<LanguageTag> LanguageTag::parse(std::string_view text) {
    constexpr size_t longest = 64;
    const auto refuse = [&](const std::string& why) {
        return Error{ErrorKind::invalid,
                     "language tag \"" + std::string(text.substr(0, longest)) + "\" " + why};
    };
    if (text.empty()) return Error{ErrorKind::invalid, "language tag is empty"};
    if (text.size() > longest) return refuse("is longer than 64 bytes");

    const auto parts = split(text, '-');
    for (const auto part : parts) {
        if (part.empty() || part.size() > 8 || !is_alphanumeric(part)) {
            return refuse("is not well formed (BCP 47: ko, es-419, zh-Hant-TW)");
        }
    }
    std::string language = to_lower(parts[0]);
    if (language.size() < 2 || language.size() > 3 || !is_alpha(language)) {
        return refuse("does not begin with a language of two or three letters");
    }
    size_t next = 1;
    // "zh-cmn", "zh-yue": the extended language alone is the canonical form (RFC 5646, section 4.5).
    if (next < parts.size() && parts[next].size() == 3 && is_alpha(parts[next])) {
        language = to_lower(parts[next]);
        ++next;
    }
    if (const auto* alias = data::find(data::language_aliases, &data::PairRow::first, language)) {
        language = alias->second;
    }
    if (language.size() == 2 && language_row(language) == nullptr)
        return refuse("names a language that does not exist");

    LanguageTag tag;
    tag.text_ = language;
    tag.language_size_ = static_cast<uint8_t>(language.size());
    const auto append = [&](const std::string& subtag) {
        tag.text_ += '-';
        const auto at = static_cast<uint8_t>(tag.text_.size());
        tag.text_ += subtag;
        return at;
    };
    if (next < parts.size() && parts[next].size() == 4 && is_alpha(parts[next])) {
        const std::string script = capitalised(parts[next++]);
        if (data::find(data::scripts, &data::ScriptRow::code, script) == nullptr) {
            return refuse("names a script that does not exist");
        }
        tag.script_at_ = append(script);
    }
    if (next < parts.size() && is_region(parts[next])) {
        const std::string region = to_upper(parts[next++]);
        if (!is_known_region(region)) return refuse("names a region that does not exist");
        tag.region_size_ = static_cast<uint8_t>(region.size());
        tag.region_at_ = append(region);
    }
    while (next < parts.size() && is_variant(parts[next])) append(to_lower(parts[next++]));
    // Extensions and private use: a singleton and at least one subtag behind it.
    if (next < parts.size() && parts[next].size() != 1) return refuse("is not well formed");
    for (; next < parts.size(); ++next) {
        if (parts[next].size() == 1 && (next + 1 == parts.size() || parts[next + 1].size() == 1)) {
            return refuse("has an extension without content");
        }
        append(to_lower(parts[next]));
    }
    return tag;
}

std::string to_string(const LanguageTag& tag) {
    return tag.text();
}

std::string_view script_of(const LanguageTag& tag) {
    if (!tag.script().empty()) return tag.script();
    if (!tag.region().empty()) {
        const std::string regional = std::string(tag.language()) + "-" + std::string(tag.region());
        if (const auto* row = data::find(data::regional_scripts, &data::PairRow::first, regional))
            return row->second;
    }
    const data::LanguageRow* row = language_row(tag.language());
    return row == nullptr ? std::string_view() : row->script;
}

std::vector<LanguageTag> fallback_chain(const LanguageTag& tag, const LanguageTag& last) {
    constexpr size_t chain_max = 16;  // the data has no circle; this holds even if an edition had
    std::vector<LanguageTag> chain{tag};
    while (chain.size() < chain_max) {
        const std::string parent = parent_of(chain.back());
        if (parent.empty()) break;
        const auto next = LanguageTag::parse(parent);
        if (!next) break;
        chain.push_back(*next);
    }
    if (std::find(chain.begin(), chain.end(), last) == chain.end()) chain.push_back(last);
    return chain;
}

bool matches(const LanguageTag& range, const LanguageTag& tag) {
    if (range.language() != tag.language()) return false;
    if (!range.script().empty() && range.script() != script_of(tag)) return false;
    if (!range.region().empty() && !same_region_or_member(range.region(), tag.region())) return false;
    return true;
}

const LanguageTag* best_match(const LanguageTag& wanted, std::span<const LanguageTag> offered) {
    const std::vector<LanguageTag> chain = fallback_chain(wanted, wanted);
    for (const LanguageTag& link : chain) {
        for (const LanguageTag& tag : offered) {
            if (tag == link) return &tag;
        }
    }
    for (const LanguageTag& link : chain) {
        for (const LanguageTag& tag : offered) {
            if (matches(link, tag)) return &tag;
        }
    }
    for (const LanguageTag& tag : offered) {
        if (tag.language() == wanted.language() && script_of(tag) == script_of(wanted)) return &tag;
    }
    return nullptr;
}

std::string english_name(const LanguageTag& tag) {
    return name_in(tag, false);
}
std::string korean_name(const LanguageTag& tag) {
    return name_in(tag, true);
}

std::string native_name(const LanguageTag& tag) {
    if (const auto* row = data::find(data::native_languages, &data::PairRow::first, tag.text())) {
        return std::string(row->second);
    }
    return tag.text();
}

std::vector<LanguageTag> common_languages() {
    std::vector<LanguageTag> out;
    for (const auto& row : data::native_languages) out.push_back(*LanguageTag::parse(row.first));
    return out;
}

}  // namespace nuri::world
