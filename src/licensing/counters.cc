#include "licensing/counters.h"

#include <string>

namespace nuri::licensing {

namespace {

constexpr int64_t everybody = 0;

std::string_view word_of(Counters::Use use) {
    return use == Counters::Use::play ? "play" : "download";
}

Result<> count_down(store::Writer& writer, GrantId grant, std::string_view kind, int64_t account) {
    TRY(writer.execute(
        "UPDATE grant_counters SET used = used - 1 WHERE grant_id = ? AND kind = ? AND account = ?",
        {grant, kind, account}));
    return {};
}

/// One more, if the cap leaves it. The row is locked by the first statement, so that of two who would take
/// the last one the second sees what the first has taken.
Result<bool> count_up(store::Writer& writer, GrantId grant, std::string_view kind, int64_t account,
                      std::optional<int64_t> cap) {
    TRY(writer.execute(
        "INSERT INTO grant_counters (grant_id, kind, account, used) VALUES (?, ?, ?, 0) ON CONFLICT "
        "(grant_id, kind, account) DO NOTHING",
        {grant, kind, account}));
    TRY(writer.execute(
        "UPDATE grant_counters SET used = used + 1 WHERE grant_id = ? AND kind = ? AND account = ?",
        {grant, kind, account}));
    const auto row = TRY(
        writer.query_one("SELECT used FROM grant_counters WHERE grant_id = ? AND kind = ? AND account = ?",
                         {grant, kind, account}));
    if (!cap || row->integer("used") <= *cap) return true;
    TRY(count_down(writer, grant, kind, account));
    return false;
}

}  // namespace

Result<bool> Counters::take(store::Writer& writer, const Claim& claim, Instant now) {
    std::optional<int64_t> of_all, of_account;
    if (claim.use == Use::play) {
        of_all = claim.plays.runs_max;
        of_account = claim.plays.per_account_max;
    } else {
        of_account = claim.downloads_per_account_max;
    }
    if (!of_all && !of_account) return true;
    const std::string_view kind = word_of(claim.use);
    if (TRY(writer.query_one("SELECT taken FROM grant_uses WHERE kind = ? AND transaction_id = ?",
                             {kind, claim.transaction}))) {
        return true;  // told before
    }
    bool counts = true;
    if (claim.use == Use::play) {
        const auto before = TRY(writer.query_one(
            "SELECT taken FROM grant_uses WHERE grant_id = ? AND kind = ? AND account = ? AND title = ? AND "
            "counted = 1 AND taken > ? LIMIT 1",
            {claim.grant, kind, claim.account, claim.title, Instant(now - same_play)}));
        counts = !before.has_value();
    }
    if (counts) {
        if (!TRY(count_up(writer, claim.grant, kind, everybody, of_all))) return false;
        if (!TRY(count_up(writer, claim.grant, kind, claim.account, of_account))) {
            TRY(count_down(writer, claim.grant, kind, everybody));
            return false;
        }
    }
    TRY(writer.execute(
        "INSERT INTO grant_uses (kind, transaction_id, grant_id, title, account, counted, taken) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {kind, claim.transaction, claim.grant, claim.title, claim.account, counts, now}));
    return true;
}

Result<int64_t> Counters::used(store::Reader& reader, GrantId grant, Use use,
                               std::optional<int64_t> account) {
    const auto row = TRY(
        reader.query_one("SELECT used FROM grant_counters WHERE grant_id = ? AND kind = ? AND account = ?",
                         {grant, word_of(use), account.value_or(everybody)}));
    return row ? row->integer("used") : 0;
}

}  // namespace nuri::licensing
