#include "member_api/search.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "catalogue/snapshot.h"

namespace nuri::member_api {
namespace {

enum Rank : int { starts_name, starts_word, within_name, person, nothing };

icu::UnicodeString folded(std::string_view text) {
    icu::UnicodeString unicode =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    return unicode.foldCase();
}

Rank rank_of_name(std::string_view name, const icu::UnicodeString& wanted) {
    const icu::UnicodeString text = folded(name);
    Rank best = nothing;
    for (int32_t at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
        if (at == 0) return starts_name;
        const bool word = !u_isalnum(text.char32At(text.moveIndex32(at, -1)));
        best = std::min(best, word ? starts_word : within_name);
    }
    return best;
}

Rank rank_of_title(const catalogue::Snapshot& catalogue, const catalogue::Title& title,
                   const icu::UnicodeString& wanted) {
    Rank best = rank_of_name(title.facts.original_title, wanted);
    for (const catalogue::Text& text : title.facts.texts)
        best = std::min(best, rank_of_name(text.name, wanted));
    if (best != nothing) return best;
    for (const catalogue::Credit& credit : title.facts.credits) {
        const catalogue::Person* who = catalogue.person(credit.person);
        if (who == nullptr) continue;
        for (const catalogue::LocalName& name : who->names) {
            if (rank_of_name(name.name, wanted) != nothing) return person;
        }
    }
    return nothing;
}

}  // namespace

std::vector<TitleId> search(const api::Viewer& viewer, std::string_view words) {
    const icu::UnicodeString wanted = folded(trim(words));
    if (wanted.isEmpty()) return {};
    const catalogue::Snapshot& catalogue = *viewer.snapshot().catalogue;
    std::vector<std::pair<Rank, TitleId>> found;
    for (const TitleId id : viewer.watchable().tops()) {
        const catalogue::Title* title = catalogue.find(id);
        if (title == nullptr) continue;
        const Rank rank = rank_of_title(catalogue, *title, wanted);
        if (rank != nothing) found.emplace_back(rank, id);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second > b.second;
    });
    std::vector<TitleId> titles;
    for (const auto& [rank, id] : found) titles.push_back(id);
    return titles;
}

}  // namespace nuri::member_api
