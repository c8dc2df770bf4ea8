#include "server/notice_post.h"

#include <string>

#include <fmt/format.h>

#include "base/log.h"
#include "catalogue/snapshot.h"
#include "desk/notice_letters.h"
#include "licensing/law.h"
#include "licensing/rights_book.h"
#include "members/mail.h"
#include "server/registers.h"

namespace nuri::server {
namespace {

using Kind = desk::Notice::Kind;

constexpr size_t told_at_once = 100;  // of one letter; the rest is counted, and on the page

struct Words {
    std::string_view subject, opening, more;
    std::string_view licence_opens, licence_ends, contract_ends, obligation, fee_due, assignment_due;

    std::string_view of(Kind kind) const {
        switch (kind) {
            case Kind::licence_opens:
                return licence_opens;
            case Kind::licence_ends:
                return licence_ends;
            case Kind::contract_ends:
                return contract_ends;
            case Kind::obligation:
                return obligation;
            case Kind::fee_due:
                return fee_due;
            case Kind::assignment_due:
                return assignment_due;
        }
        return {};
    }
};

constexpr Words english{"{} notices of the rights desk",
                        "This comes up within the next {} days, or is overdue:",
                        "… and {} more, on the page of notices.",
                        "licence opens",
                        "licence ends",
                        "contract ends",
                        "obligation due",
                        "payment due",
                        "promised work due"};
constexpr Words korean{"권리 데스크 알림 {}건",
                       "앞으로 {}일 안에 예정되었거나 기한이 지난 일입니다.",
                       "… 그 밖에 {}건은 알림 페이지에서 볼 수 있습니다.",
                       "라이선스 시작",
                       "라이선스 종료",
                       "계약 종료",
                       "의무 이행 기한",
                       "지급 기한",
                       "맡은 일의 기한"};

std::string line_of(const desk::Notice& notice, const Words& words, const catalogue::Snapshot& catalogue,
                    const licensing::RightsBook& book, const std::vector<world::LanguageTag>& chain) {
    std::string line = to_string(notice.at).substr(0, 10) + "  " + std::string(words.of(notice.kind));
    if (const catalogue::Title* title = notice.title ? catalogue.find(*notice.title) : nullptr)
        line += ": " + std::string(catalogue.view(*title, chain).name);
    if (!notice.text.empty()) line += ": " + notice.text;
    if (const licensing::GrantRecord* record = notice.grant ? book.record(*notice.grant) : nullptr)
        line += " (" + record->territories + (record->partner.empty() ? "" : ", " + record->partner) + ")";
    return line + "\n";
}

}  // namespace

Result<int> send_notice_letters(Registers& registers, members::MailPort& mail, Instant now) {
    const auto wishes =
        TRY(registers.database.read([](store::Reader& reader) { return desk::NoticeLetters::list(reader); }));
    if (wishes.empty()) return 0;
    const auto snapshot = registers.plane.current();
    const auto book =
        TRY(registers.rights_desk.book(*snapshot->catalogue, snapshot->law->licensing_revision));
    int sent = 0;
    for (const desk::LetterWish& wish : wishes) {
        const auto reader = TRY(registers.operators.find(wish.email));
        if (!reader || reader->status != members::OperatorStatus::active) continue;
        const bool money = members::may(reader->role, members::Area::contracts, members::Access::read);
        const auto notices =
            TRY(registers.database.read([&](store::Reader& records) -> Result<std::vector<desk::Notice>> {
                return desk::NoticeLetters::untold(
                    records, wish.email,
                    TRY(desk::notices(records, *book,
                                      money ? desk::NoticeScope::contracts_too : desk::NoticeScope::rights,
                                      now, wish.ahead)));
            }));
        if (notices.empty()) continue;
        const bool in_korean = wish.locale.starts_with("ko");
        const Words& words = in_korean ? korean : english;
        const auto chain = world::fallback_chain(TRY(world::LanguageTag::parse(in_korean ? "ko" : "en")),
                                                 TRY(world::LanguageTag::parse("en")));
        members::Letter letter{TRY(members::EmailAddress::parse(reader->email)),
                               fmt::format(fmt::runtime(words.subject), notices.size()),
                               fmt::format(fmt::runtime(words.opening), wish.ahead.count()) + "\n\n",
                               in_korean ? "ko" : "en"};
        for (size_t i = 0; i < std::min(notices.size(), told_at_once); ++i)
            letter.text += line_of(notices[i], words, *snapshot->catalogue, *book, chain);
        if (notices.size() > told_at_once)
            letter.text += fmt::format(fmt::runtime(words.more), notices.size() - told_at_once) + "\n";
        if (const auto gone = mail.send(letter, now); !gone) {
            log::warning("a letter about notices could not be sent and will be tried again",
                         {{"operator", reader->id.number()}, {"error", gone.error().message}});
            continue;
        }
        TRY(registers.database.write([&](store::Writer& writer) {
            return desk::NoticeLetters::note_told(writer, wish.email, notices, now);
        }));
        ++sent;
    }
    return sent;
}

}  // namespace nuri::server
