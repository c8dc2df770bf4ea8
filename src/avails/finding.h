#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nuri::avails {

/// How grave a finding is. An error keeps a file from being imported; the others do not.
enum class Severity { off, info, warning, error };
std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view word);

/// Where something stands. In a workbook `line` is the row, from 1; in XML the line of the file. 0 is the
/// file as a whole.
struct Place {
    std::string sheet;  ///< empty in XML
    uint32_t line = 0;
    std::string column;  ///< the column's name, or the XML element's; empty for a whole row
    friend bool operator==(const Place&, const Place&) = default;
};

struct Finding {
    std::string code;  ///< of `rules()`: "window_order"
    Severity severity = Severity::error;
    Place place;
    std::string message;  ///< what is so, with the values
    std::string mend;     ///< what to do about it; may be empty
};

/// A rule that a file can break, and how grave that is unless a profile says otherwise.
struct Rule {
    std::string_view code;
    Severity severity;
    std::string_view
        source;  ///< who else looks for it, by the numbers of docs/avails.md: "MovieLabs 7"; or "ours"
    std::string_view says;
};
/// All rules, ordered by code. docs/avails.md explains each.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view code);

/// Other severities than the rules' own, by code: a partner's profile.
using Severities = std::map<std::string, Severity, std::less<>>;

/// What was found in one file. Keeps the first `kept_max` and counts the rest, so that a hostile file costs
/// no more than a bad one.
class Findings {
  public:
    static constexpr size_t kept_max = 20'000;

    explicit Findings(Severities severities = {}) : severities_(std::move(severities)) {}

    /// `code` is one of `rules()`. Dropped where the profile has it off.
    void add(std::string_view code, Place place, std::string message, std::string mend = {});

    const std::vector<Finding>& kept() const { return kept_; }
    /// Also of those that were not kept.
    size_t count(Severity severity) const { return counts_[static_cast<size_t>(severity)]; }
    bool has_errors() const { return count(Severity::error) != 0; }
    /// By place: sheet in the order of the file, then line.
    void sort();

  private:
    Severities severities_;
    std::vector<Finding> kept_;
    std::array<size_t, 4> counts_{};
};

}  // namespace nuri::avails
