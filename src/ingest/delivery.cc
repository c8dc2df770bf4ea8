#include "ingest/delivery.h"

#include <fmt/core.h>

#include <algorithm>

#include "ingest/plan.h"
#include "world/language.h"

namespace nuri::ingest {

Result<Delivery> check(Delivery delivery) {
    if (!delivery.ladder.empty()) delivery.ladder = TRY(check_ladder(std::move(delivery.ladder)));
    if (!delivery.audio_language.empty()) {
        delivery.audio_language =
            TRY(world::LanguageTag::parse(delivery.audio_language).context("the audio's language")).text();
    }
    if (delivery.subtitles.size() > Delivery::subtitles_max) {
        return Error{ErrorKind::too_large,
                     fmt::format("{} subtitle files are given; an asset takes at most {}",
                                 delivery.subtitles.size(), Delivery::subtitles_max)};
    }
    for (auto subtitle = delivery.subtitles.begin(); subtitle != delivery.subtitles.end(); ++subtitle) {
        subtitle->language =
            TRY(world::LanguageTag::parse(subtitle->language).context("a subtitle's language")).text();
        const bool again = std::any_of(delivery.subtitles.begin(), subtitle, [&](const SubtitleFile& other) {
            return other.language == subtitle->language;
        });
        if (again)
            return Error{ErrorKind::invalid,
                         fmt::format("two subtitle files are given for {}", subtitle->language)};
    }
    return delivery;
}

}  // namespace nuri::ingest
