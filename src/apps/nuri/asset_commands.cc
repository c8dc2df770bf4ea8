#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "base/text.h"
#include "server/registers.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

/// "1:02:03.5", "62:03" or "12.25": hours and minutes may be left out.
Result<std::chrono::milliseconds> parse_position(std::string_view text) {
    const Error wrong{ErrorKind::invalid, fmt::format("\"{}\" is no time; write 0:12 or 1:02:03.5", text)};
    std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() > 3) return wrong;
    const std::vector<std::string_view> last = split(parts.back(), '.');
    if (last.size() > 2) return wrong;
    parts.back() = last[0];
    int64_t seconds = 0;
    for (const std::string_view part : parts) {
        const auto number = parse_integer(part);
        if (!number || *number < 0 || *number > 100'000) return wrong;
        seconds = seconds * 60 + *number;
    }
    int64_t ms = 0;
    if (last.size() == 2) {
        const auto number = parse_integer(last[1]);
        if (!number || *number < 0 || last[1].size() > 3) return wrong;
        ms = *number;
        for (size_t digits = last[1].size(); digits < 3; ++digits) ms *= 10;
    }
    return std::chrono::milliseconds(seconds * 1000 + ms);
}

Result<assets::Marker> parse_mark(const std::string& given) {
    const auto [kind, span] = TRY(key_and_value(given, "KIND=FROM-TO"));
    const size_t dash = span.find('-');
    if (dash == std::string::npos)
        return Error{ErrorKind::invalid, fmt::format("\"{}\" is not FROM-TO, as 0:12-1:30", span)};
    assets::Marker mark;
    mark.kind = TRY(assets::parse_marker_kind(kind).context(kind));
    mark.start = TRY(parse_position(std::string_view(span).substr(0, dash)));
    mark.end = TRY(parse_position(std::string_view(span).substr(dash + 1)));
    return mark;
}

Result<assets::AssetId> asset_of(server::Registers& registers, const std::string& named) {
    if (const auto id = assets::AssetId::parse(named)) return *id;
    const auto current = TRY(registers.assets.current_of(TRY(registers.catalogue.resolve(named))));
    if (!current) return Error{ErrorKind::not_found, fmt::format("{} has no asset that plays", named)};
    return current->id;
}

std::string marks_json(const std::vector<assets::Marker>& marks) {
    json::array list;
    for (const assets::Marker& mark : marks)
        list.push_back(json::object{{"kind", assets::to_string(mark.kind)},
                                    {"start_ms", mark.start.count()},
                                    {"end_ms", mark.end.count()}});
    return json::serialize(json::value{{"marks", std::move(list)}});
}

}  // namespace

Outcome asset_mark(const Workspace& workspace, const AssetMarks& options) {
    std::vector<assets::Marker> marks;
    for (const std::string& given : options.marks) {
        const auto mark = parse_mark(given);
        if (!mark) return misuse(mark.error(), "MARKS");
        marks.push_back(*mark);
    }
    server::Registers& registers = workspace.registers();
    const auto id = asset_of(registers, options.asset);
    if (!id) return id.error();
    const auto after = registers.database.write([&](store::Writer&) -> Result<std::vector<assets::Marker>> {
        const std::string before = marks_json(TRY(registers.assets.marks(*id)));
        TRY(registers.assets.set_marks(*id, marks));
        auto now = TRY(registers.assets.marks(*id));
        TRY(workspace.note("asset.mark", "asset " + id->text(), before, marks_json(now)));
        return now;
    });
    if (!after) return after.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    return Answer{fmt::format("asset {}  {} marks", id->text(), after->size()), marks_json(*after)};
}

}  // namespace nuri::apps
