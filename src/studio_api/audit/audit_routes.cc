#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/views.h"
#include "events/audit.h"
#include "members/operators.h"
#include "studio_api/audit/undo.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
namespace {

namespace json = boost::json;
using events::AuditEntry;
using members::Access;
using members::Area;

/// Whose business an entry is, by the noun that its `what` begins with. What is not here is the owner's.
constexpr std::pair<std::string_view, Area> areas[] = {
    {"title.", Area::catalogue},    {"artwork.", Area::catalogue}, {"licence.", Area::licensing},
    {"contract.", Area::licensing}, {"partner.", Area::licensing}, {"obligation.", Area::licensing},
    {"release.", Area::licensing},  {"avails.", Area::licensing},  {"job.", Area::media},
    {"upload.", Area::media},       {"asset.", Area::media},       {"member.", Area::members},
};

bool is_business_of(members::Role role, std::string_view what) {
    if (role == members::Role::owner) return true;
    for (const auto& [noun, area] : areas)
        if (what.starts_with(noun)) return members::may(role, area, Access::write);
    return false;
}

json::value parsed(const std::string& text) {
    json::error_code fault;
    json::value value = json::parse(text, fault);
    return fault ? json::value() : value;
}

json::value number_or_null(int64_t number) {
    return number > 0 ? json::value(number) : json::value();
}

/// What an entry of a list may carry of each side; a change of thousands of titles tells of itself alone.
constexpr size_t listed_bytes_max = 64 * 1024;

enum class Told { whole, listed };

json::object entry_json(const AuditEntry& entry, Told how) {
    const bool abridged =
        how == Told::listed && std::max(entry.before.size(), entry.after.size()) > listed_bytes_max;
    return {{"number", entry.number},
            {"at", to_string(entry.at)},
            {"who", entry.who},
            {"what", entry.what},
            {"subject", entry.subject},
            {"before", abridged ? json::value() : parsed(entry.before)},
            {"after", abridged ? json::value() : parsed(entry.after)},
            {"abridged", abridged},
            {"undoable", entry.undone_by == 0 && can_be_undone(entry)},
            {"undoes", number_or_null(entry.undoes)},
            {"undone_by", number_or_null(entry.undone_by)}};
}

Result<AuditEntry> entry_in_path(const api::Call& call) {
    AuditEntry entry = TRY(call.services.audit.get(TRY(call.number("id"))));
    if (is_business_of(call.staff().who.role, entry.what)) return entry;
    return Error{ErrorKind::not_found, "there is nothing of that number"};
}

Result<http::Response> list(api::Call& call) {
    const members::Role role = call.staff().who.role;
    events::AuditQuery query;
    query.who = call.request.query_value("who").value_or("");
    query.what = call.request.query_value("what").value_or("");
    query.subject = call.request.query_value("subject").value_or("");
    if (query.who.size() > 254 || query.what.size() > 64 || query.subject.size() > 300)
        return Error{ErrorKind::invalid, "`who`, `what` or `subject` is too long"};
    query.from = TRY(call.query_instant("from"));
    query.to = TRY(call.query_instant("to"));
    query.before_number = TRY(call.query_number("before", 1, INT64_MAX)).value_or(0);
    query.count_max = static_cast<int>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    if (role != members::Role::owner) {
        for (const auto& [noun, area] : areas)
            if (members::may(role, area, Access::write)) query.among.emplace_back(noun);
        if (query.among.empty()) return api::answer({{"entries", json::array()}, {"next_before", nullptr}});
    }
    const std::vector<AuditEntry> found = TRY(call.services.audit.read(query));
    json::array entries;
    for (const AuditEntry& entry : found) entries.push_back(entry_json(entry, Told::listed));
    const bool more = static_cast<int>(found.size()) == query.count_max;
    return api::answer({{"entries", std::move(entries)},
                        {"next_before", more ? json::value(found.back().number) : json::value()}});
}

Result<http::Response> show(api::Call& call) {
    return api::answer(entry_json(TRY(entry_in_path(call)), Told::whole));
}

Result<http::Response> take_back(api::Call& call) {
    const AuditEntry entry = TRY(entry_in_path(call));
    if (entry.undone_by > 0)
        return Error{ErrorKind::conflict,
                     "entry " + std::to_string(entry.undone_by) + " took this back already"};
    TRY(call.change([&](store::Writer& writer) { return undo(call, writer, entry); }));
    const AuditEntry undone = TRY(call.services.audit.get(entry.number));
    return api::answer(entry_json(TRY(call.services.audit.get(undone.undone_by)), Told::listed));
}

}  // namespace

void add_audit_routes(api::Routes& routes) {
    using enum http::Method;
    routes.add(get, "/operator/audit", api::for_staff({}, Access::read), list);
    routes.add(get, "/operator/audit/{id}", api::for_staff({}, Access::read), show);
    routes.add(post, "/operator/audit/{id}/undo", api::for_staff({}, Access::write), take_back);
}

}  // namespace nuri::studio_api
