#include "avails/profile.h"

#include <toml++/toml.h>

#include "avails/field.h"
#include "base/text.h"
#include "base/time.h"

namespace nuri::avails {
namespace {

constexpr size_t words_max = 1000;  // of one table

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<std::string> text_of(const toml::node& node, std::string_view key) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    return invalid("'" + std::string(key) + "' wants a text in quotes");
}

Result<const toml::table*> table_of(const toml::node& node, std::string_view key) {
    if (const toml::table* table = node.as_table(); table != nullptr && table->size() <= words_max)
        return table;
    return invalid("'" + std::string(key) + "' is a table of at most " + std::to_string(words_max) +
                   " entries: [" + std::string(key) + "]");
}

/// The column as the specification spells it.
Result<std::string> column_named(std::string_view name) {
    if (const auto found = find_field(name)) return std::string(facts(found->field).column);
    return invalid("'" + std::string(name) + "' is no column of Avails");
}

Result<Profile::Words> words_of(const toml::table& table) {
    Profile::Words words;
    for (const auto& [theirs, ours] : table)
        words.insert_or_assign(to_lower(trim(theirs.str())), TRY(text_of(ours, theirs.str())));
    return words;
}

Result<> take_severities(Profile& profile, const toml::table& table) {
    for (const auto& [code, value] : table) {
        const std::string word = TRY(text_of(value, code.str()));
        const auto severity = parse_severity(word);
        if (find_rule(code.str()) == nullptr)
            return invalid("there is no rule '" + std::string(code.str()) + "'");
        if (!severity) return invalid("'" + word + "' is no severity: off, info, warning or error");
        profile.severities.insert_or_assign(std::string(code.str()), *severity);
    }
    return {};
}

Result<> take_table(Profile& profile, std::string_view key, const toml::table& table) {
    if (key == "severity") return take_severities(profile, table);
    if (key == "columns") {
        for (auto& [theirs, ours] : TRY(words_of(table)))
            profile.columns.insert_or_assign(theirs, TRY(column_named(ours)));
        return {};
    }
    for (const auto& [column, words] : table) {
        const std::string name = TRY(column_named(column.str()));
        profile.words.insert_or_assign(name, TRY(words_of(*TRY(table_of(words, "words." + name)))));
    }
    return {};
}

Result<> take(Profile& profile, std::string_view key, const toml::node& node) {
    if (key == "severity" || key == "columns" || key == "words")
        return take_table(profile, key, *TRY(table_of(node, key)));
    if (key != "date_only_end" && key != "date_order" && key != "zone" && key != "separators" &&
        key != "licensee" && key != "edits")
        return invalid("'" + std::string(key) + "' is no key of a profile");
    std::string text = TRY(text_of(node, key));
    if (key == "date_only_end") {
        if (text != "closes-day" && text != "opens-day")
            return invalid("'date_only_end' is closes-day or opens-day");
        profile.end_closes_day = text == "closes-day";
    } else if (key == "date_order") {
        if (text != "day-first" && text != "month-first")
            return invalid("'date_order' is day-first or month-first; YYYY-MM-DD is always read");
        profile.date_order = text == "day-first" ? DateOrder::day_first : DateOrder::month_first;
    } else if (key == "zone") {
        TRY(day_in(text, Instant{}).context("zone"));
        profile.zone = std::move(text);
    } else if (key == "separators") {
        constexpr std::string_view allowed = "/\\+&\n\t ";
        if (text.empty() || text.find_first_not_of(allowed) != std::string::npos)
            return invalid("'separators' are of / \\ + & line break, tab and blank");
        profile.separators = std::move(text);
    } else if (key == "edits") {
        if (text != "apart" && text != "together") return invalid("'edits' is apart or together");
        profile.edits_apart = text == "apart";
    } else {
        profile.licensee = trim(text);
    }
    return {};
}

}  // namespace

Result<Profile> parse_profile(std::string_view text) {
    Profile profile;
    try {
        const toml::table table = toml::parse(text);
        for (const auto& [key, node] : table) TRY(take(profile, key.str(), node).context("profile"));
    } catch (const toml::parse_error& failure) {
        return invalid("profile, line " + std::to_string(failure.source().begin.line) + ": " +
                       std::string(failure.description()));
    }
    return profile;
}

}  // namespace nuri::avails
