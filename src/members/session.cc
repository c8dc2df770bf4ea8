#include "members/session.h"

#include <fmt/format.h>

#include "base/log.h"
#include "members/account_records.h"
#include "members/secret.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr std::string_view columns =
    "s.id, s.account, s.operator, s.device, s.country, s.created, s.last_seen, s.expires, s.profile, "
    "s.password_said";

Session to_session(const store::Row& row) {
    Session session;
    session.id = row.id<SessionId>("id");
    session.subject = subject_of(row);
    session.device = row.text("device");
    session.country = row.text("country");
    session.created = row.instant("created");
    session.last_seen = row.instant("last_seen");
    session.expires = row.instant("expires");
    if (!row.is_null("profile")) session.profile = row.id<ProfileId>("profile");
    session.password_said = row.instant("password_said");
    return session;
}

std::chrono::hours idle_of(const Subject& subject) {
    return std::holds_alternative<AccountId>(subject) ? Sessions::member_idle : Sessions::operator_idle;
}

/// The first 100 characters of a label, without control characters.
std::string shown_label(std::string_view text) {
    std::string label;
    size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if ((byte & 0xC0) != 0x80 && ++characters > 100) break;
        label += byte < 0x20 || byte == 0x7f ? ' ' : c;
    }
    return label;
}

}  // namespace

std::string csrf_token_of(std::string_view session_secret) {
    return mac_of(session_secret, "nuri csrf 1");
}

bool csrf_matches(std::string_view session_secret, std::string_view csrf_token) {
    return equal_in_constant_time(csrf_token_of(session_secret), csrf_token);
}

Result<OpenedSession> Sessions::open(Subject subject, const Visit& visit, Instant now) {
    OpenedSession opened;
    opened.secret = new_secret();
    opened.csrf = csrf_token_of(opened.secret);
    Session& session = opened.session;
    session.subject = subject;
    session.device = shown_label(visit.device);
    session.country = visit.country;
    session.created = session.last_seen = now;
    session.expires = now + idle_of(subject);
    session.password_said = now;
    const std::string_view column = subject_column(subject);
    session.id = TRY(database_.write([&](store::Writer& writer) -> Result<SessionId> {
        const store::Rows there = TRY(writer.query(
            fmt::format("SELECT id FROM sessions WHERE {} = ? ORDER BY last_seen DESC, id DESC", column),
            {subject_number(subject)}));
        for (size_t n = per_subject_max - 1; n < there.size(); ++n) {
            TRY(writer.execute("DELETE FROM sessions WHERE id = ?", {there[n].integer(0)}));
        }
        return SessionId(TRY(writer.insert_returning_id(
            fmt::format("INSERT INTO sessions (digest, {}, device, country, created, last_seen, expires,"
                        " password_said) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        column),
            {digest_of(opened.secret), subject_number(subject), session.device, session.country, now, now,
             session.expires, now})));
    }));
    return opened;
}

Result<std::optional<Session>> Sessions::find(std::string_view secret, Instant now) {
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format(
                "SELECT {} FROM sessions s LEFT JOIN accounts a ON a.id = s.account"
                " WHERE s.digest = ? AND s.expires > ? AND (s.operator IS NOT NULL OR a.status = 'active')",
                columns),
            {digest_of(secret), now});
    }));
    if (!row) return std::optional<Session>();
    Session session = to_session(*row);
    if (now - session.last_seen >= touch_every) {
        session.last_seen = now;
        session.expires = now + idle_of(session.subject);
        const auto touched = database_.write([&](store::Writer& writer) {
            return writer.execute("UPDATE sessions SET last_seen = ?, expires = ? WHERE id = ?",
                                  {session.last_seen, session.expires, session.id});
        });
        // The session holds all the same; what is lost is five minutes of its expiry.
        if (!touched)
            log::warning("could not note that a session was used", {{"error", touched.error().message}});
    }
    return std::optional(std::move(session));
}

Result<std::vector<Session>> Sessions::list(Subject subject, Instant now) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Session>> {
        std::vector<Session> sessions;
        for (const store::Row& row :
             TRY(reader.query(fmt::format("SELECT {} FROM sessions s WHERE s.{} = ? AND s.expires > ?"
                                          " ORDER BY s.last_seen DESC, s.id DESC",
                                          columns, subject_column(subject)),
                              {subject_number(subject), now}))) {
            sessions.push_back(to_session(row));
        }
        return sessions;
    });
}

Result<> Sessions::choose_profile(SessionId session, ProfileId profile, bool child) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "UPDATE sessions SET profile = ?, password_said = CASE WHEN ? = 1 THEN 0 ELSE"
            " password_said END WHERE id = ?",
            {profile, child, session});
    }));
    return {};
}

Result<> Sessions::note_password(SessionId session, Instant now) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("UPDATE sessions SET password_said = ? WHERE id = ?", {now, session});
    }));
    return {};
}

Result<> Sessions::revoke(Subject subject, SessionId session) {
    const int64_t gone = TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            fmt::format("DELETE FROM sessions WHERE id = ? AND {} = ?", subject_column(subject)),
            {session, subject_number(subject)});
    }));
    if (gone == 0)
        return Error{ErrorKind::not_found, fmt::format("there is no session {}", session.number())};
    return {};
}

Result<int64_t> Sessions::revoke_all(Subject subject, SessionId keep) {
    return database_.write([&](store::Writer& writer) { return delete_sessions(writer, subject, keep); });
}

Result<int64_t> Sessions::sweep(Instant now) {
    return database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM sessions WHERE expires <= ?", {now});
    });
}

}  // namespace nuri::members
