#include "api/call.h"

#include <algorithm>

#include "api/last_known.h"
#include "api/refusal.h"
#include "api/view_as.h"
#include "base/log.h"
#include "base/text.h"
#include "events/audit.h"
#include "http/cookie.h"
#include "http/problem.h"
#include "members/accounts.h"
#include "members/profile.h"
#include "members/secret.h"
#include "members/token.h"
#include "store/database.h"

namespace nuri::api {
namespace {

constexpr std::string_view csrf_header = "X-CSRF-Token";

bool is_unsafe(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

/// A `__Host-` cookie can be set by nobody but this very host over https (RFC 6265bis, 4.1.3.2).
std::string cookie_name(CookieOf whose, bool https) {
    return std::string(https ? "__Host-" : "") +
           (whose == CookieOf::staff ? "nuri_operator" : "nuri_session");
}

bool is_https(const http::Request& request, const Options& options) {
    return request.tls || options.secure_cookies;
}

Result<std::string> own_origin(const http::Request& request, const Options& options) {
    if (!options.public_url.empty()) return options.public_url;
    const std::string_view host = request.headers.get("Host").value_or("");
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-:[]_").find(c) != std::string_view::npos;
    };
    if (host.empty() || host.size() > 255 || !std::all_of(host.begin(), host.end(), fits)) {
        return Error{ErrorKind::invalid, "the Host header names no host"};
    }
    return std::string(request.tls ? "https://" : "http://") + std::string(host);
}

/// Whether a browser says that one of our own pages asks. Programs say nothing, and are believed.
bool comes_from_us(const http::Request& request, const Options& options) {
    const auto site = request.headers.get("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none") return false;
    const auto origin = request.headers.get("Origin");
    if (!origin) return true;
    const auto ours = own_origin(request, options);
    return ours && equals_ignoring_case(*origin, *ours);
}

std::optional<std::string_view> bearer_of(const http::Request& request) {
    const auto header = request.headers.get("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    if (!header || header->size() < scheme.size() ||
        !equals_ignoring_case(header->substr(0, scheme.size()), scheme))
        return {};
    return trim(header->substr(scheme.size()));
}

Result<Caller> caller_of(const Services& services, const members::Subject& subject, Credential credential) {
    if (const auto* account = std::get_if<members::AccountId>(&subject)) {
        return Caller(Member{TRY(services.accounts.get(*account)), std::move(credential)});
    }
    members::Operator who = TRY(services.operators.get(std::get<members::OperatorId>(subject)));
    if (who.status == members::OperatorStatus::disabled)
        return Error{ErrorKind::unauthenticated, "this operator is disabled"};
    return Caller(Staff{std::move(who), std::move(credential)});
}

Result<Caller> caller_by_token(const Services& services, std::string_view secret, Instant now) {
    const auto token = TRY(services.tokens.find(secret, now));
    if (!token) return Error{ErrorKind::unauthenticated, "the token is unknown, withdrawn or over"};
    return caller_of(services, token->subject,
                     {.scopes = token->scopes,
                      .session = {},
                      .csrf_token = {},
                      .token = token->id,
                      .profile = token->profile,
                      .password_said = {}});
}

Result<Caller> caller_by_cookie(const Services& services, const Options& options,
                                const http::Request& request, CookieOf whose, Instant now) {
    const auto secret = request.cookie(cookie_name(whose, is_https(request, options)));
    if (!secret) return Caller(Visitor());
    const auto session = TRY(services.log_ins.find(*secret, now));
    if (!session ||
        std::holds_alternative<members::OperatorId>(session->subject) != (whose == CookieOf::staff))
        return Caller(Visitor());
    const unsigned scopes =
        whose == CookieOf::staff ? members::scope::of_operators : members::scope::of_members;
    return caller_of(services, session->subject,
                     {.scopes = scopes,
                      .session = session->id,
                      .csrf_token = members::csrf_token_of(*secret),
                      .token = {},
                      .profile = session->profile,
                      .password_said = session->password_said});
}

/// A foreign page can make a browser send the cookie, but it can neither read our token nor claim our origin.
Result<> check_not_forged(const http::Request& request, const Options& options, const Rule& rule,
                          const Credential* credential) {
    if (!is_unsafe(request.method) || (credential != nullptr && !credential->session)) return {};
    if (!comes_from_us(request, options))
        return Error{ErrorKind::forbidden, "this came from another site's page"};
    if (rule.callers == Rule::For::anybody || credential == nullptr) return {};
    const std::string_view token = request.headers.get(csrf_header).value_or("");
    if (token.size() == credential->csrf_token.size() &&
        members::equal_in_constant_time(token, credential->csrf_token))
        return {};
    return Error{ErrorKind::forbidden,
                 "the X-CSRF-Token header is missing or not this session's; GET /me tells it"};
}

Error unauthenticated() {
    return {ErrorKind::unauthenticated, "log in, or send a token: Authorization: Bearer nuri_…"};
}

Result<> check_allowed(const Caller& caller, const Rule& rule) {
    const Credential* credential = nullptr;
    if (std::holds_alternative<Visitor>(caller)) return unauthenticated();
    if (rule.callers == Rule::For::members) {
        const auto* member = std::get_if<Member>(&caller);
        if (member == nullptr)
            return Error{ErrorKind::forbidden, "this is for members, and the token is an operator's"};
        credential = &member->credential;
    } else {
        const auto* staff = std::get_if<Staff>(&caller);
        if (staff == nullptr)
            return Error{ErrorKind::forbidden, "this is for operators, and the token is a member's"};
        credential = &staff->credential;
        if (rule.area && !members::may(staff->who.role, *rule.area, rule.access)) {
            return Error{ErrorKind::forbidden,
                         "the role " + std::string(members::to_string(staff->who.role)) + " may not do this"};
        }
    }
    if ((credential->scopes & rule.scope) == rule.scope) return {};
    return Error{ErrorKind::forbidden, "the token lacks the scope " + members::scopes_to_string(rule.scope)};
}

const Credential* credential_of(const Caller& caller) {
    if (const auto* member = std::get_if<Member>(&caller)) return &member->credential;
    if (const auto* staff = std::get_if<Staff>(&caller)) return &staff->credential;
    return nullptr;
}

Result<Caller> authenticate(const Services& services, const Options& options, const http::Request& request,
                            const Rule& rule, Instant now) {
    const CookieOf whose = rule.callers == Rule::For::staff ? CookieOf::staff : CookieOf::member;
    const auto bearer = bearer_of(request);
    const auto credential = bearer ? bearer : request.cookie(cookie_name(whose, is_https(request, options)));
    auto identified = bearer ? caller_by_token(services, *bearer, now)
                             : caller_by_cookie(services, options, request, whose, now);
    if (identified && credential) {
        services.last_known->note(*credential, *identified, now);
    } else if (!identified && !is_unsafe(request.method) && services.database.health().is_away()) {
        if (auto known = services.last_known->caller(*credential, now)) identified = *std::move(known);
    }
    const Caller caller = TRY(std::move(identified));
    if (rule.callers != Rule::For::anybody) TRY(check_allowed(caller, rule));
    TRY(check_not_forged(request, options, rule, credential_of(caller)));
    return caller;
}

/// What a child must not do, and whose profile a PIN keeps shut, wherever it is asked for. None if neither.
Result<std::optional<http::Response>> shut(const Call& call, const Rule& rule) {
    using Refusal = std::optional<http::Response>;
    const Member* member = call.member_if_any();
    if (member == nullptr) return Refusal();
    const Credential& credential = member->credential;
    const auto wanted = call.request.query_value("profile");
    const bool password_needed =
        rule.guarded && credential.session && call.now - credential.password_said >= password_holds;
    if (!wanted && !password_needed) return Refusal();
    for (const members::Profile& profile : TRY(call.profiles())) {
        if (password_needed && profile.settings.kids)
            return Refusal(refuse(403, "password_needed", "say the password again: POST /confirm-password"));
        if (wanted && *wanted == std::to_string(profile.id.number()) && is_locked(profile, credential))
            return Refusal(refuse_locked());
    }
    return Refusal();
}

playback::Place place_of(const Services& services, const Options& options, const http::Request& request) {
    if (options.demo) {
        const auto chosen = world::Territory::parse(request.cookie(demo_place_cookie).value_or(""));
        if (chosen) return {*chosen, playback::PlaceSource::assumed};
    }
    std::optional<std::string_view> header;
    const auto& proxies = options.trusted_proxies;
    const bool trusted = std::any_of(proxies.begin(), proxies.end(), [&](const http::Network& network) {
        return network.contains(request.peer);
    });
    if (trusted && !options.territory_header.empty()) header = request.headers.get(options.territory_header);
    return services.locator.locate(header, http::to_string(request.client));
}

/// "Firefox on Linux" from a User-Agent: for the member's own list of sessions, so the commonest names are
/// enough.
std::string device_label(std::string_view user_agent) {
    const auto first_of =
        [&](std::initializer_list<std::pair<std::string_view, std::string_view>> names) -> std::string_view {
        for (const auto& [mark, name] : names) {
            if (user_agent.find(mark) != std::string_view::npos) return name;
        }
        return {};
    };
    const std::string_view browser = first_of({{"Edg/", "Edge"},
                                               {"OPR/", "Opera"},
                                               {"Firefox/", "Firefox"},
                                               {"Chrom", "Chrome"},
                                               {"Safari/", "Safari"}});
    const std::string_view system = first_of({{"Android", "Android"},
                                              {"iPhone", "iPhone"},
                                              {"iPad", "iPad"},
                                              {"Windows", "Windows"},
                                              {"Mac OS", "macOS"},
                                              {"Linux", "Linux"}});
    if (browser.empty()) return std::string(user_agent.substr(0, user_agent.find_first_of("/ ")));
    return system.empty() ? std::string(browser) : std::string(browser) + " on " + std::string(system);
}

}  // namespace

Rule for_anybody() {
    return {};
}

Rule for_members(unsigned scope) {
    Rule rule{.callers = Rule::For::members, .scope = scope};
    rule.guarded = (scope & members::scope::account) != 0;
    return rule;
}

Rule unguarded(Rule rule) {
    rule.guarded = false;
    return rule;
}

bool is_locked(const members::Profile& profile, const Credential& credential) {
    return profile.has_pin && credential.profile != profile.id;
}

http::Response refuse_locked() {
    return refuse(403, "profile_locked", "this profile has a PIN: POST /me/profiles/{id}/choose");
}

Rule for_staff(std::optional<members::Area> area, members::Access access) {
    const unsigned scope = access == members::Access::read ? members::scope::read : members::scope::write;
    return {.callers = Rule::For::staff, .scope = scope, .area = area, .access = access};
}

const Member& Call::member() const {
    CHECK(std::holds_alternative<Member>(caller));
    return std::get<Member>(caller);
}

const Staff& Call::staff() const {
    CHECK(std::holds_alternative<Staff>(caller));
    return std::get<Staff>(caller);
}

bool Call::can_do_without(const Error& error) const {
    return (error.kind == ErrorKind::unavailable || error.kind == ErrorKind::io) &&
           services.database.health().is_away();
}

Result<std::vector<members::Profile>> Call::profiles() const {
    if (pretended) return std::vector<members::Profile>{*pretended};
    const members::AccountId account = member().account.id;
    auto listed = services.profiles.list(account);
    if (listed) {
        services.last_known->note(account, *listed, now);
    } else if (services.database.health().is_away()) {
        if (auto known = services.last_known->profiles(account, now)) return *std::move(known);
    }
    return listed;
}

members::Visit Call::visit() const {
    return {.address = http::to_string(request.client),
            .device = device_label(request.headers.get("User-Agent").value_or("")),
            .country = place.territory ? place.territory->leaf().code() : std::string()};
}

Result<int64_t> Call::number(std::string_view capture) const {
    const auto number = parse_integer(request.capture(capture));
    if (number && *number > 0) return *number;
    return Error{ErrorKind::not_found, "there is nothing of that number"};
}

Result<std::optional<int64_t>> Call::query_number(std::string_view name, int64_t min, int64_t max) const {
    const auto text = request.query_value(name);
    if (!text) return std::optional<int64_t>();
    const auto number = parse_integer(*text);
    if (number && *number >= min && *number <= max) return std::optional<int64_t>(*number);
    return Error{ErrorKind::invalid, "`" + std::string(name) + "` must be a whole number from " +
                                         std::to_string(min) + " to " + std::to_string(max)};
}

Result<std::optional<bool>> Call::query_truth(std::string_view name) const {
    const auto text = request.query_value(name);
    if (!text) return std::optional<bool>();
    if (*text == "true" || *text == "false") return std::optional<bool>(*text == "true");
    return Error{ErrorKind::invalid, "`" + std::string(name) + "` must be true or false"};
}

Result<std::optional<Instant>> Call::query_instant(std::string_view name) const {
    const auto text = request.query_value(name);
    if (!text) return std::optional<Instant>();
    return std::optional<Instant>(TRY(parse_instant(*text).context("`" + std::string(name) + "`")));
}

Result<std::optional<world::Territory>> Call::query_territory(std::string_view name) const {
    const auto text = request.query_value(name);
    if (!text) return std::optional<world::Territory>();
    return std::optional<world::Territory>(
        TRY(world::Territory::parse(*text).context("`" + std::string(name) + "`")));
}

Result<std::string> Call::base_url() const {
    return own_origin(request, options);
}

Result<int64_t> Call::audit(std::string_view what, std::string subject, std::string before, std::string after,
                            int64_t undoes) const {
    const members::Operator& who = staff().who;
    events::AuditEntry entry;
    entry.at = now;
    entry.who = "operator " + std::to_string(who.id.number()) + " " + who.email;
    entry.what = std::string(what);
    entry.subject = std::move(subject);
    entry.before = std::move(before);
    entry.after = std::move(after);
    entry.undoes = undoes;
    return services.audit.record(entry);
}

Result<> Call::audit(store::Writer&, std::string_view what, std::string subject, std::string before,
                     std::string after) const {
    TRY(audit(what, std::move(subject), std::move(before), std::move(after)));
    return {};
}

void set_session_cookie(const Call& call, CookieOf whose, std::string_view secret, http::Response& response) {
    const bool https = is_https(call.request, call.options);
    http::Cookie cookie;
    cookie.name = cookie_name(whose, https);
    cookie.value = std::string(secret);
    cookie.secure = https;
    cookie.max_age =
        whose == CookieOf::staff ? members::Sessions::operator_idle : members::Sessions::member_idle;
    response.headers.add("Set-Cookie", http::to_string(cookie));
}

void clear_session_cookie(const Call& call, CookieOf whose, http::Response& response) {
    const bool https = is_https(call.request, call.options);
    http::Cookie cookie;
    cookie.name = cookie_name(whose, https);
    cookie.secure = https;
    cookie.max_age = std::chrono::seconds(0);
    response.headers.add("Set-Cookie", http::to_string(cookie));
}

http::Response answer(std::string json, int status) {
    http::Response response = http::json_response(status, std::move(json));
    response.headers.set("Cache-Control", "private, no-store");
    return response;
}

http::Response done() {
    http::Response response;
    response.status = 204;
    response.headers.set("Cache-Control", "private, no-store");
    return response;
}

void add_security_headers(http::Response& response, bool https) {
    http::Headers& headers = response.headers;
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (!headers.has("Content-Security-Policy"))
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (https) headers.set("Strict-Transport-Security", "max-age=31536000");
}

namespace {

/// The call of an operator who looks at the service as somebody else.
Result<Call> call_as(const Services& services, const Options& options, const http::Request& request,
                     std::string_view token, std::string_view path, Instant now) {
    if (!may_view_as(request.method, path))
        return Error{ErrorKind::forbidden, "nobody does this as somebody else: leave out X-Nuri-View-As"};
    const Rule rule = for_staff(members::Area::catalogue, members::Access::read);
    const Caller caller = TRY(authenticate(services, options, request, rule, now));
    const ViewAs viewer =
        TRY(parse_view_as_token(token, std::get<Staff>(caller).who.id, now, options.view_as_key));
    Call call{request, services, options, viewer.at.value_or(now), {}, Visitor()};
    call.place.territory = viewer.territory;
    if (viewer.is_member()) {
        call.caller =
            Member{viewer.account(), {.scopes = members::scope::of_members, .session = {}, .csrf_token = {}}};
        call.pretended = viewer.profile();
    }
    return call;
}

}  // namespace

void Routes::add(http::Method method, std::string_view path, const Rule& rule, Action action,
                 uint64_t body_max) {
    http::RouteOptions route;
    route.body_max = body_max;
    const auto handle = [&services = services_, &options = options_, rule,
                         action = std::move(action)](const http::Request& request) {
        const Instant now = services.clock.now();
        const auto run = [&]() -> Result<http::Response> {
            if (const auto token = request.headers.get(view_as_header)) {
                constexpr size_t prefix = std::string_view("/api/v1").size();
                Call call = TRY(call_as(services, options, request, *token,
                                        std::string_view(request.path).substr(prefix), now));
                if (rule.callers == Rule::For::members && !call.pretended) return unauthenticated();
                return action(call);
            }
            Caller caller = TRY(authenticate(services, options, request, rule, now));
            Call call{request,          services, options, now, place_of(services, options, request),
                      std::move(caller)};
            if (auto refusal = TRY(shut(call, rule))) return *std::move(refusal);
            auto done = action(call);
            if (is_unsafe(request.method)) services.last_known->forget_after_change_by(call.caller);
            return done;
        };
        Result<http::Response> outcome = run();
        http::Response response = outcome ? *std::move(outcome) : http::to_response(outcome.error());
        if (response.status == 401) response.headers.set("WWW-Authenticate", "Bearer realm=\"nuri\"");
        if (response.status >= 500)
            log::error("a request failed",
                       {{"path", request.path}, {"error", outcome ? "" : outcome.error().message}});
        add_security_headers(response, is_https(request, options));
        return response;
    };
    router_.add(method, "/api/v1" + std::string(path), route, handle);
}

}  // namespace nuri::api
