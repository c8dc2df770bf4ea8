#include "desk/desk.h"

#include "assets/asset_library.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"

namespace nuri::desk {
namespace {

bool same(const Holdings& a, const Holdings& b) {
    return a.catalogue == b.catalogue && a.law == b.law && a.assets == b.assets;
}

void add_language(std::vector<world::LanguageTag>& languages, const std::string& text) {
    const auto tag = world::LanguageTag::parse(text);
    if (tag && tag->text() != "und") languages.push_back(*tag);
}

}  // namespace

std::shared_ptr<const TitleFinder> Desk::finder(const Holdings& holdings) {
    const std::lock_guard lock(mutex_);
    if (!finder_ || &finder_->catalogue() != holdings.catalogue.get())
        finder_ = std::make_shared<const TitleFinder>(holdings.catalogue);
    return finder_;
}

std::shared_ptr<const Standing> Desk::standing(const Holdings& holdings, Instant now) {
    const std::lock_guard lock(mutex_);
    const bool fits = standing_ && same(standing_->holdings(), holdings) && now >= standing_->at() &&
                      (!standing_->valid_until() || now < *standing_->valid_until());
    if (!fits) standing_ = std::make_shared<const Standing>(holdings, now);
    return standing_;
}

std::shared_ptr<const Readiness> Desk::readiness(const Holdings& holdings, std::chrono::days ahead,
                                                 Instant now) {
    constexpr std::chrono::minutes age_max{1};
    const std::lock_guard lock(mutex_);
    const bool fits = readiness_ && same(readiness_->holdings(), holdings) && readiness_->ahead() == ahead &&
                      now >= readiness_->at() && now < readiness_->at() + age_max;
    if (!fits) {
        const LanguagesOf languages = [&](TitleId title) {
            const auto asset = holdings.assets->current_of(title);
            return asset ? languages_of(*asset) : std::make_shared<const AssetLanguages>();
        };
        readiness_ = std::make_shared<const Readiness>(holdings, languages, now, ahead);
        std::erase_if(languages_, [&](const auto& entry) { return !holdings.assets->contains(entry.first); });
    }
    return readiness_;
}

std::shared_ptr<const AssetLanguages> Desk::languages_of(assets::AssetId id) {
    if (const auto known = languages_.find(id); known != languages_.end()) return known->second;
    auto languages = std::make_shared<AssetLanguages>();
    const auto asset = library_.open(id);
    if (!asset) return languages;  // not kept: it may be readable the next time
    for (const assets::AssetTrack& track : (*asset)->document.tracks)
        if (track.info.kind == media::TrackKind::audio) add_language(languages->audio, track.info.language);
    for (const media::TextTrack& text : (*asset)->document.texts)
        add_language(languages->subtitles, text.language);
    languages_.emplace(id, languages);
    return languages;
}

}  // namespace nuri::desk
