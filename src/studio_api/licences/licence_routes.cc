#include <algorithm>
#include <chrono>

#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "desk/rights_desk.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "licensing/rights_book.h"
#include "studio_api/footprint/territory_view.h"
#include "studio_api/licences/explanation.h"
#include "studio_api/licences/licence_json.h"
#include "studio_api/routes.h"
#include "world/facts.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

/// How many grants one question looks through before it answers with what it has; the rest is the next page.
constexpr size_t looked_at_max = 20'000;
constexpr size_t read_at_once = 2'000;
constexpr std::chrono::days lapsing_within{30};

/// Where a licence stands. One whose time differs by territory runs while any of it does, and ends with the
/// last of it; one that waits for an event nobody has told of is still coming.
struct Standing {
    enum class State { coming, running, ended } state = State::coming;
    std::optional<Instant> end = {};  ///< none: it stays, or nobody knows yet
};

Standing standing_of(const licensing::GrantRecord& record, const licensing::RightsBook& book, Instant now) {
    using enum Standing::State;
    if (record.ended && *record.ended <= now) return {ended, record.ended};
    const auto rights = book.rights_of(record.grant.id);
    if (rights.empty()) return {record.ended ? ended : coming, record.ended};
    Standing standing{ended, rights.front().grant.window.end()};
    for (const rights::Right& right : rights) {
        const rights::Window& window = right.grant.window;
        if (!window.end() || (standing.end && *standing.end < *window.end())) standing.end = window.end();
        if (window.contains(now))
            standing.state = running;
        else if (now < window.start() && standing.state != running)
            standing.state = coming;
    }
    return standing;
}

/// What a list of licences is narrowed by; each that is left out lets all pass.
struct Narrowing {
    std::optional<std::string> partner, contract, state;
    std::optional<world::Territory> territory;
    std::optional<rights::Sign> sign;
    std::optional<rights::LicenseType> type;

    static Result<Narrowing> of(const api::Call& call) {
        Narrowing wanted;
        wanted.partner = call.request.query_value("partner");
        wanted.contract = call.request.query_value("contract");
        wanted.territory = TRY(call.query_territory("territory"));
        wanted.state = call.request.query_value("state");
        const auto states = {"coming", "running", "ended", "lapsing", "timed"};
        if (wanted.state && std::find(states.begin(), states.end(), *wanted.state) == states.end())
            return Error{ErrorKind::invalid, "`state` must be coming, running, lapsing, ended or timed"};
        if (const auto word = call.request.query_value("sign")) {
            wanted.sign = rights::parse_sign(*word);
            if (!wanted.sign) return Error{ErrorKind::invalid, "`sign` must be allow, holdback or blackout"};
        }
        if (const auto word = call.request.query_value("license_type"))
            wanted.type = TRY(rights::parse_license_type(*word));
        return wanted;
    }

    bool lets_pass(const licensing::GrantRecord& record, const Standing& is, Instant now) const {
        const rights::Grant& grant = record.grant;
        if (partner && record.partner != *partner) return false;
        if (contract && record.contract != *contract) return false;
        if (sign && grant.sign != *sign) return false;
        if (type && !grant.license_types.contains(*type)) return false;
        if (territory && !grant.territories.contains(*territory)) return false;
        if (!state) return true;
        using enum Standing::State;
        if (*state == "lapsing") return is.state == running && is.end && *is.end <= now + lapsing_within;
        if (*state == "timed") return record.grant.timing.has_value() && is.state != ended;
        return is.state == (*state == "coming" ? coming : *state == "running" ? running : ended);
    }
};

/// A licence with its title's names and where it stands, for people to read.
json::object listed(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record,
                    const Standing& standing, Instant now) {
    using enum Standing::State;
    json::object document = licence_json(catalogue, record);
    const bool lapsing = standing.state == running && standing.end && *standing.end <= now + lapsing_within;
    document["state"] = lapsing                     ? "lapsing"
                        : standing.state == running ? "running"
                        : standing.state == coming  ? "coming"
                                                    : "ended";
    json::object names;
    if (const catalogue::Title* title = catalogue.find(record.grant.title))
        for (const auto& text : title->facts.texts) names[text.locale.text()] = text.name;
    document["names"] = std::move(names);
    return document;
}

Result<http::Response> list_licences(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const Narrowing wanted = TRY(Narrowing::of(call));
    licensing::Licensing::Filter filter;
    if (const auto ref = call.request.query_value("title"))
        filter.title = TRY(snapshot->catalogue->resolve(*ref));
    filter.after = TRY(call.query_number("after", 1, INT64_MAX)).value_or(0);
    filter.limit = read_at_once;
    const auto book =
        TRY(call.services.rights_desk.book(*snapshot->catalogue, snapshot->law->licensing_revision));
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    json::array licences;
    bool more = true;
    for (size_t looked_at = 0; more && licences.size() < limit && looked_at < looked_at_max;) {
        const auto records = TRY(call.services.licensing.list(filter));
        more = records.size() == filter.limit;
        looked_at += records.size();
        for (const licensing::GrantRecord& record : records) {
            if (licences.size() == limit) {
                more = true;
                break;
            }
            filter.after = record.grant.id.number();
            const Standing standing = standing_of(record, *book, call.now);
            if (wanted.lets_pass(record, standing, call.now))
                licences.push_back(listed(*snapshot->catalogue, record, standing, call.now));
        }
    }
    return api::answer({{"licences", std::move(licences)},
                        {"next_after", more ? json::value(filter.after) : json::value()}});
}

Result<http::Response> get_licence(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const GrantId id(TRY(call.number("id")));
    const licensing::GrantRecord record = TRY(call.services.licensing.get(id));
    const auto book =
        TRY(call.services.rights_desk.book(*snapshot->catalogue, snapshot->law->licensing_revision));
    return api::answer(listed(*snapshot->catalogue, record, standing_of(record, *book, call.now), call.now));
}

Result<http::Response> add_licence(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const licensing::NewGrant grant = TRY(licence_wish(call, *snapshot->catalogue));
    json::object document;
    const auto added = TRY(call.change([&](store::Writer&) -> Result<licensing::Licensing::Added> {
        auto made = TRY(call.services.licensing.add(grant, snapshot->catalogue->tree(), call.now));
        document = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(made.id)));
        TRY(call.audit("licence.add", "licence " + std::to_string(made.id.number()), "",
                       json::serialize(document)));
        return made;
    }));
    json::array findings;
    for (const licensing::Finding& finding : added.findings) {
        findings.push_back(json::object{
            {"code", finding.code}, {"other", finding.other.number()}, {"message", finding.message}});
    }
    document["findings"] = std::move(findings);
    return api::answer(document, 201);
}

Result<http::Response> end_licence(api::Call& call) {
    const GrantId id(TRY(call.number("id")));
    Instant when = call.now;
    if (!call.request.body.empty()) {
        api::Input input = TRY(api::Input::of(call.request));
        when = input.optional_instant("when").value_or(call.now);
        TRY(input.finish());
    }
    const auto snapshot = call.services.plane.current();
    json::object after;
    TRY(call.change([&](store::Writer&) -> Result<> {
        const json::object before = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(id)));
        TRY(call.services.licensing.end(id, when, call.staff().who.email, call.now));
        after = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(id)));
        TRY(call.audit("licence.end", "licence " + std::to_string(id.number()), json::serialize(before),
                       json::serialize(after)));
        return {};
    }));
    return api::answer(after);
}

/// A question to the law alone, as `nuri decide` and `nuri available` ask it.
Result<rights::Query> read_query(const api::Call& call) {
    const auto territory = TRY(call.query_territory("territory"));
    if (!territory) return Error{ErrorKind::invalid, "`territory` is missing; give a code such as KR"};
    rights::Query query{TitleId(), *territory, {}, call.now};
    query.at = TRY(call.query_instant("at")).value_or(call.now);
    query.home = TRY(call.query_territory("home"));
    if (const auto type = call.request.query_value("license_type"))
        query.license_type = TRY(rights::parse_license_type(*type));
    return query;
}

Result<http::Response> decide(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    rights::Query query = TRY(read_query(call));
    const std::string ref = call.request.query_value("title").value_or("");
    query.title = TRY(snapshot->catalogue->resolve(ref));
    json::object document{{"title", ref}, {"territory", query.territory.code()}, {"at", to_string(query.at)}};
    const json::object decision = json_of(snapshot->law->index.decide(query));
    document.insert(decision.begin(), decision.end());
    document["explanation"] = explanation_codes(*snapshot, query);
    document["considered"] = TRY(considered_grants(call, *snapshot, query));
    return api::answer(document);
}

Result<http::Response> available(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const rights::Query query = TRY(read_query(call));
    json::array titles;
    for (const TitleId id :
         snapshot->law->index.available({query.territory, query.home, query.at, query.license_type})) {
        titles.emplace_back(snapshot->catalogue->find(id)->slug);
    }
    return api::answer({{"titles", std::move(titles)}});
}

}  // namespace

void add_licence_routes(api::Routes& routes) {
    using enum http::Method;
    using members::Access;
    using members::Area;
    const api::Rule read = api::for_staff(Area::licensing, Access::read);
    const api::Rule write = api::for_staff(Area::licensing, Access::write);
    routes.add(get, "/operator/licences", read, list_licences);
    routes.add(post, "/operator/licences", write, add_licence);
    routes.add(get, "/operator/licences/{id}", read, get_licence);
    routes.add(post, "/operator/licences/{id}/end", write, end_licence);
    routes.add(get, "/operator/decide", read, decide);
    routes.add(get, "/operator/available", read, available);
}

}  // namespace nuri::studio_api
