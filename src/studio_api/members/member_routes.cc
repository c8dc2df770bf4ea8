#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "events/playback_report.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/session.h"
#include "members/subscriptions.h"
#include "members/support.h"
#include "playback/sessions.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using members::Account;
using members::AccountId;
using store::Writer;

constexpr std::chrono::hours failures_kept{30 * 24};
constexpr int failures_max = 100;
constexpr int notes_max = 200;

std::string subject_of(AccountId id) {
    return "account " + std::to_string(id.number());
}

/// Found by words, one by address, or all in order of number.
Result<http::Response> list(api::Call& call) {
    json::array members;
    const int limit = static_cast<int>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    if (const auto words = call.request.query_value("q")) {
        if (words->size() > 254) return Error{ErrorKind::invalid, "`q` is too long"};
        members::Support support(call.services.database);
        for (const AccountId id : TRY(support.search(*words, limit)))
            members.push_back(json_of(TRY(call.services.accounts.get(id))));
        return api::answer({{"members", std::move(members)}});
    }
    if (const auto email = call.request.query_value("email")) {
        const auto account = TRY(call.services.accounts.find(*email));
        if (account) members.push_back(json_of(*account));
        return api::answer({{"members", std::move(members)}});
    }
    const AccountId after(TRY(call.query_number("after", 1, INT64_MAX)).value_or(0));
    for (const Account& account : TRY(call.services.accounts.list(after, limit)))
        members.push_back(json_of(account));
    return api::answer({{"members", std::move(members)}});
}

json::object note_json(const members::MemberNote& note) {
    return {{"id", note.id},
            {"at", to_string(note.at)},
            {"by", note.by},
            {"kind", members::to_string(note.kind)},
            {"text", note.text},
            {"amount_minor", note.amount_minor ? json::value(*note.amount_minor) : json::value()},
            {"currency", note.currency.empty() ? json::value() : json::value(note.currency)}};
}

json::object profile_json(const members::Profile& profile) {
    const members::ProfileSettings& settings = profile.settings;
    return {{"id", profile.id.number()},
            {"name", settings.name},
            {"language", settings.language},
            {"maturity_age", settings.maturity_age ? json::value(*settings.maturity_age) : json::value()},
            {"kids", settings.kids},
            {"has_pin", profile.has_pin}};
}

/// How far the membership is paid for: what support is asked about, and nothing of the card.
Result<json::object> subscription_json(api::Call& call, AccountId id) {
    const members::Subscription subscription = TRY(call.services.subscriptions.get(id));
    const bool begun = subscription.period_end > Instant();
    const std::string& next_plan = subscription.next_plan;
    return json::object{
        {"state", members::to_string(subscription.state)},
        {"entitled", TRY(call.services.subscriptions.entitled(id, call.now))},
        {"period_start", begun ? json::value(to_string(subscription.period_start)) : json::value()},
        {"period_end", begun ? json::value(to_string(subscription.period_end)) : json::value()},
        {"next_plan", next_plan.empty() ? json::value() : json::value(next_plan)},
        {"pauses_until", json_of(subscription.pauses_until)},
        {"attempts", subscription.attempts}};
}

Result<json::array> failures_json(api::Call& call, AccountId id) {
    const auto catalogue = call.services.plane.current()->catalogue;
    json::array failures;
    for (const events::PlaybackEvent& event : TRY(events::failures_of(
             call.services.database, id.number(), call.now - failures_kept, failures_max))) {
        const catalogue::Title* title = catalogue->find(TitleId(event.title));
        failures.push_back(json::object{
            {"at", to_string(event.at)},
            {"kind", events::to_string(event.kind)},
            {"reason", event.detail},
            {"title", title != nullptr ? json::value(catalogue->reference_of(*title)) : json::value()},
            {"territory", event.territory},
            {"device", event.device}});
    }
    return failures;
}

Result<http::Response> show(api::Call& call) {
    const AccountId id(TRY(call.number("id")));
    const Account account = TRY(call.services.accounts.get(id));
    json::array profiles, sessions, streams, notes;
    for (const members::Profile& profile : TRY(call.services.profiles.list(id)))
        profiles.push_back(profile_json(profile));
    for (const members::Session& session : TRY(call.services.log_ins.list(id, call.now))) {
        sessions.push_back(json::object{{"id", session.id.number()},
                                        {"device", session.device},
                                        {"country", session.country},
                                        {"created", to_string(session.created)},
                                        {"last_seen", to_string(session.last_seen)},
                                        {"expires", to_string(session.expires)}});
    }
    for (const playback::Stream& stream : TRY(call.services.playback.streams(id, call.now))) {
        streams.push_back(json::object{{"id", stream.session},
                                       {"device", stream.device},
                                       {"territory", stream.territory},
                                       {"started", to_string(stream.started)},
                                       {"lease_until", to_string(stream.lease_until)}});
    }
    members::Support support(call.services.database);
    for (const members::MemberNote& note : TRY(support.notes_of(id, notes_max)))
        notes.push_back(note_json(note));
    const auto plan = call.services.plans.find(account.plan);
    TRY(call.audit("member.look", subject_of(id), "", ""));
    return api::answer({{"member", json_of(account)},
                        {"plan", plan ? json::value(json_of(*plan)) : json::value()},
                        {"subscription", TRY(subscription_json(call, id))},
                        {"profiles", std::move(profiles)},
                        {"sessions", std::move(sessions)},
                        {"streams", std::move(streams)},
                        {"failures", TRY(failures_json(call, id))},
                        {"notes", std::move(notes)}});
}

Result<http::Response> sign_out(api::Call& call) {
    const AccountId id(TRY(call.number("id")));
    std::optional<int64_t> session;
    if (!call.request.body.empty()) {
        api::Input input = TRY(api::Input::of(call.request));
        session = input.optional_integer("session", 1, INT64_MAX);
        TRY(input.finish());
    }
    const int64_t ended = TRY(call.change([&](Writer&) -> Result<int64_t> {
        TRY(call.services.accounts.get(id));
        int64_t count = 1;
        if (session)
            TRY(call.services.log_ins.revoke(id, members::SessionId(*session)));
        else
            count = TRY(call.services.log_ins.revoke_all(id, members::SessionId()));
        TRY(call.audit("member.sign_out", subject_of(id), "",
                       json::serialize(json::object{{"ended", count}})));
        return count;
    }));
    return api::answer({{"ended", ended}});
}

Result<http::Response> stop_stream(api::Call& call) {
    const AccountId id(TRY(call.number("id")));
    const std::string session(call.request.capture("session"));
    TRY(call.change([&](Writer&) -> Result<> {
        TRY(call.services.accounts.get(id));
        TRY(call.services.playback.stop(id, session, {}, call.now));
        TRY(call.audit("member.stop_stream", subject_of(id), "",
                       json::serialize(json::object{{"session", session}})));
        return {};
    }));
    return api::done();
}

Result<http::Response> add_note(api::Call& call) {
    members::MemberNote note;
    note.account = AccountId(TRY(call.number("id")));
    api::Input input = TRY(api::Input::of(call.request));
    const std::string kind = input.text("kind", 16);
    if (kind != "note" && kind != "refund") input.fault("kind", "must be note or refund");
    note.kind = kind == "refund" ? members::NoteKind::refund : members::NoteKind::note;
    note.text = input.text("text", 2000);
    note.amount_minor = input.optional_integer("amount_minor", 1, 100'000'000'000);
    note.currency = input.optional_text("currency", 3).value_or("");
    TRY(input.finish());
    note.at = call.now;
    note.by = call.staff().who.email;
    TRY(call.change([&](Writer&) -> Result<> {
        members::Support support(call.services.database);
        note.id = TRY(support.add(note));
        TRY(call.audit("member.note", subject_of(note.account), "", json::serialize(note_json(note))));
        return {};
    }));
    return api::answer(note_json(note), 201);
}

/// What suspending and resuming have in common.
Result<http::Response> set_status(api::Call& call, Result<> (members::Accounts::*act)(AccountId, Instant),
                                  std::string_view what) {
    const AccountId id(TRY(call.number("id")));
    const auto status_json = [](const Account& account) {
        return json::serialize(json::object{{"status", members::to_string(account.status)}});
    };
    const Account after = TRY(call.change([&](Writer&) -> Result<Account> {
        const Account before = TRY(call.services.accounts.get(id));
        TRY((call.services.accounts.*act)(id, call.now));
        Account changed = TRY(call.services.accounts.get(id));
        TRY(call.audit(what, subject_of(id), status_json(before), status_json(changed)));
        return changed;
    }));
    return api::answer(json_of(after));
}

}  // namespace

void add_member_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::members, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::members, members::Access::write);
    routes.add(get, "/operator/members", read, list);
    routes.add(get, "/operator/members/{id}", read, show);
    routes.add(post, "/operator/members/{id}/sign-out", write, sign_out);
    routes.add(post, "/operator/members/{id}/streams/{session}/stop", write, stop_stream);
    routes.add(post, "/operator/members/{id}/notes", write, add_note);
    routes.add(post, "/operator/members/{id}/suspend", write, [](api::Call& call) {
        return set_status(call, &members::Accounts::suspend, "member.suspend");
    });
    routes.add(post, "/operator/members/{id}/resume", write,
               [](api::Call& call) { return set_status(call, &members::Accounts::resume, "member.resume"); });
}

}  // namespace nuri::studio_api
