#include "desk/notices.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "desk/assignments.h"
#include "licensing/contracts.h"

namespace nuri::desk {

namespace {

using licensing::Contracts;
using rights::Right;

/// The openings and endings of licences, each licence once: one whose time differs by territory opens when
/// the first of them does, and ends when the last has.
void add_licences(const licensing::RightsBook& book, Instant from, Instant to, std::vector<Notice>& notices) {
    struct Span {
        TitleId title;
        Instant start;
        std::optional<Instant> end;
    };
    std::map<GrantId, Span> spans;
    for (const Right& right : book.rights()) {
        if (right.flow != rights::Flow::in || right.grant.denies()) continue;
        const rights::Window& window = right.grant.window;
        const auto [at, added] =
            spans.try_emplace(right.grant.id, Span{right.grant.title, window.start(), window.end()});
        if (added) continue;
        at->second.start = std::min(at->second.start, window.start());
        if (!window.end())
            at->second.end.reset();
        else if (at->second.end)
            at->second.end = std::max(*at->second.end, *window.end());
    }
    const auto within = [&](Instant moment) { return moment >= from && moment < to; };
    for (const auto& [id, span] : spans) {
        const licensing::GrantRecord& record = *book.record(id);
        const auto contract = record.grant.contract ? std::optional(record.grant.contract) : std::nullopt;
        if (within(span.start))
            notices.push_back({Notice::Kind::licence_opens, span.start, span.title, id, contract, {}});
        if (span.end && within(*span.end))
            notices.push_back({Notice::Kind::licence_ends, *span.end, span.title, id, contract, {}});
    }
}

Result<> add_contracts(store::Reader& reader, Instant from, Instant to, std::vector<Notice>& notices) {
    for (const store::Row& row : TRY(reader.query("SELECT id, reference, ends FROM contracts WHERE status = "
                                                  "'active' AND ends >= ? AND ends < ? ORDER BY ends LIMIT ?",
                                                  {from, to, notices_max})))
        notices.push_back({Notice::Kind::contract_ends,
                           row.instant("ends"),
                           {},
                           {},
                           row.id<ContractId>("id"),
                           row.text("reference")});
    for (const auto& due : TRY(Contracts::fees_due(reader, from, to, notices_max)))
        notices.push_back({Notice::Kind::fee_due, *due.fee.due, {}, {}, due.contract, due.fee.what});
    for (const auto& obligation : TRY(Contracts::coming(reader, from, notices_max)))
        notices.push_back(
            {Notice::Kind::obligation, obligation.due, {}, {}, obligation.contract, obligation.what});
    return {};
}

}  // namespace

std::string_view to_string(Notice::Kind kind) {
    switch (kind) {
        case Notice::Kind::licence_opens:
            return "licence_opens";
        case Notice::Kind::licence_ends:
            return "licence_ends";
        case Notice::Kind::contract_ends:
            return "contract_ends";
        case Notice::Kind::obligation:
            return "obligation";
        case Notice::Kind::fee_due:
            return "fee_due";
        case Notice::Kind::assignment_due:
            return "assignment_due";
    }
    CHECK(false);
}

Result<std::vector<Notice>> notices(store::Reader& reader, const licensing::RightsBook& book,
                                    NoticeScope scope, Instant at, std::chrono::days ahead) {
    std::vector<Notice> notices;
    const Instant to = at + ahead;
    add_licences(book, at, to, notices);
    if (scope == NoticeScope::contracts_too) TRY(add_contracts(reader, at, to, notices));
    for (const Assignment& task : TRY(Assignments::due(reader, to, notices_max)))
        notices.push_back({Notice::Kind::assignment_due, *task.deadline, task.title, {}, {}, task.missing});
    std::stable_sort(notices.begin(), notices.end(),
                     [](const Notice& a, const Notice& b) { return a.at < b.at; });
    if (notices.size() > notices_max) notices.resize(notices_max);
    return notices;
}

}  // namespace nuri::desk
