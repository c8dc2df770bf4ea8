#include "avails/profile.h"

#include <toml++/toml.h>

namespace nuri::avails {
namespace {

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<std::string> text_of(const toml::node& node, std::string_view key) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    return invalid("'" + std::string(key) + "' wants a text in quotes");
}

Result<> take(Profile& profile, std::string_view key, const toml::node& node) {
    if (key == "severity") {
        const toml::table* table = node.as_table();
        if (table == nullptr) return invalid("'severity' is a table: [severity]");
        for (const auto& [code, value] : *table) {
            const std::string word = TRY(text_of(value, code.str()));
            const auto severity = parse_severity(word);
            if (find_rule(code.str()) == nullptr)
                return invalid("there is no rule '" + std::string(code.str()) + "'");
            if (!severity) return invalid("'" + word + "' is no severity: off, info, warning or error");
            profile.severities.insert_or_assign(std::string(code.str()), *severity);
        }
        return {};
    }
    if (key != "date_only_end") return invalid("'" + std::string(key) + "' is no key of a profile");
    const std::string text = TRY(text_of(node, key));
    if (text != "closes-day" && text != "opens-day")
        return invalid("'date_only_end' is closes-day or opens-day");
    profile.end_closes_day = text == "closes-day";
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
