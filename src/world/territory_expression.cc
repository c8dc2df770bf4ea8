#include "world/territory_expression.h"

#include "base/text.h"
#include "world/data.h"

namespace nuri::world {
namespace {

bool is_code_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Recursive descent; as deep as the parentheses, which are counted.
class Parser {
  public:
    Parser(std::string_view text, const TerritoryGroups& groups) : text_(text), groups_(groups) {}

    Result<TerritorySet> whole() {
        TerritorySet set = TRY(expression(0));
        if (at_ < text_.size()) {
            if (text_[at_] == ')') return fail(at_, "\")\" without a \"(\" before it");
            const std::string_view next = word().empty() ? text_.substr(at_, 1) : word();
            return fail(at_, "expected \"+\", \"-\" or \",\" before \"" + std::string(next) + "\"");
        }
        if (set.empty()) return Error{ErrorKind::invalid, "no territory is left of \"" + shown() + "\""};
        return set;
    }

  private:
    Result<TerritorySet> expression(int depth) {
        TerritorySet set = TRY(term(depth));
        for (;;) {
            skip_space();
            if (at_ >= text_.size()) return set;
            const char sign = text_[at_];
            if (sign != '+' && sign != ',' && sign != '-') return set;
            ++at_;
            const TerritorySet other = TRY(term(depth));
            if (sign == '-') {
                set -= other;
            } else {
                set |= other;
            }
        }
    }

    Result<TerritorySet> term(int depth) {
        skip_space();
        if (at_ >= text_.size()) return fail(at_, "expected a territory");
        const size_t start = at_;
        if (text_[at_] == '(') {
            if (depth >= expression_depth_max) {
                return Error{ErrorKind::too_large, "territory expression is nested more than " +
                                                       std::to_string(expression_depth_max) + " deep"};
            }
            ++at_;
            TerritorySet set = TRY(expression(depth + 1));
            skip_space();
            if (at_ >= text_.size() || text_[at_] != ')') return fail(at_, "expected \")\"");
            ++at_;
            return set;
        }
        if (text_[at_] == '@') {
            ++at_;
            const std::string_view name = group_name();
            const auto found = groups_.find(name);
            if (found == groups_.end()) {
                return fail(start, "unknown group \"@" + std::string(name) + "\"" + known_groups());
            }
            return found->second;
        }
        const std::string_view code = word();
        if (code.empty())
            return fail(at_, "expected a territory before \"" + std::string(1, text_[at_]) + "\"");
        at_ += code.size();
        if (equals_ignoring_case(code, "world")) return TerritorySet::all();
        if (auto group = territory_group(code)) return group;
        if (code.size() == 2 && at_ + 1 < text_.size() && text_[at_] == '-' &&
            is_code_character(text_[at_ + 1])) {
            return subdivision(start);
        }
        const auto territory = Territory::parse(code);
        if (!territory) return fail(start, territory.error().message);
        return TerritorySet{*territory};
    }

    // A country's letters with a '-' and more letters or digits right behind them.
    Result<TerritorySet> subdivision(size_t start) {
        ++at_;
        at_ += word().size();
        const std::string_view code = text_.substr(start, at_ - start);
        const auto territory = Territory::parse(code);
        if (territory) return TerritorySet{*territory};
        if (!Territory::parse(code.substr(0, 2))) return fail(start, territory.error().message);
        return fail(start, "unknown subdivision \"" + std::string(code) + "\"; to leave " +
                               std::string(code.substr(3)) + " out, put spaces around the minus");
    }

    std::string_view word() const {
        size_t end = at_;
        while (end < text_.size() && is_code_character(text_[end])) ++end;
        return text_.substr(at_, end - at_);
    }

    std::string_view group_name() {
        const size_t start = at_;
        while (at_ < text_.size() && (is_code_character(text_[at_]) || text_[at_] == '_')) ++at_;
        return text_.substr(start, at_ - start);
    }

    void skip_space() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
            ++at_;
        }
    }

    std::string known_groups() const {
        std::string names;
        for (const auto& [name, set] : groups_) names += (names.empty() ? "; there are @" : ", @") + name;
        return names.empty() ? "; the contract defines none" : names;
    }

    std::string shown() const { return std::string(trim(text_.substr(0, 80))); }

    // "… at column 9; did you mean …": the place comes before the advice.
    static Error fail(size_t at, std::string message) {
        const size_t advice = message.find(';');
        const std::string place = " at column " + std::to_string(at + 1);
        message.insert(advice == std::string::npos ? message.size() : advice, place);
        return {ErrorKind::invalid, std::move(message)};
    }

    std::string_view text_;
    const TerritoryGroups& groups_;
    size_t at_ = 0;
};

}  // namespace

Result<TerritorySet> parse_territories(std::string_view text, const TerritoryGroups& groups) {
    if (text.size() > expression_length_max) {
        return Error{ErrorKind::too_large, "territory expression of " + std::to_string(text.size()) +
                                               " bytes; at most " + std::to_string(expression_length_max)};
    }
    if (trim(text).empty()) return Error{ErrorKind::invalid, "territory expression is empty"};
    return Parser(text, groups).whole();
}

Result<TerritorySet> territory_group(std::string_view code) {
    const auto* row = data::find(data::groups, &data::GroupRow::code, to_upper(code));
    if (row == nullptr) {
        return Error{ErrorKind::not_found, "unknown group of territories \"" + std::string(code) + "\""};
    }
    TerritorySet set;
    for (int i = 0; i < territory_count; ++i) {
        if ((row->leaves[i / 64] >> (i % 64) & 1) != 0) set.insert(Territory::from_index(i));
    }
    return set;
}

}  // namespace nuri::world
