#include "media/selection.h"

#include <algorithm>

#include "base/text.h"

namespace nuri::media {
namespace {

/// "pt-BR" for "pt" and the other way round; "und" is nobody's wish.
bool speaks(std::string_view language, std::string_view wanted) {
    if (wanted.empty()) return false;
    if (equals_ignoring_case(language, wanted)) return true;
    return equals_ignoring_case(language.substr(0, language.find('-')), wanted.substr(0, wanted.find('-')));
}

const MediaTrack* choose_default(const std::vector<const MediaTrack*>& audio, std::string_view preferred) {
    const auto plain = [](Role role) { return role == Role::main || role == Role::dub; };
    for (const auto* track : audio) {
        if (equals_ignoring_case(track->info.language, preferred) && plain(track->info.role)) return track;
    }
    for (const auto* track : audio) {
        if (speaks(track->info.language, preferred) && plain(track->info.role)) return track;
    }
    for (const auto* track : audio) {
        if (track->info.role == Role::main) return track;
    }
    return audio.empty() ? nullptr : audio.front();
}

template<typename Track>
std::vector<const Track*> allowed_of(const std::vector<Track>& tracks, const ManifestOptions& options) {
    std::vector<const Track*> allowed;
    for (const auto& track : tracks) {
        if (options.allows(track.id)) allowed.push_back(&track);
    }
    return allowed;
}

}  // namespace

MediaTime Selection::duration() const {
    MediaTime longest;
    for (const auto* list : {&video, &audio}) {
        for (const auto* track : *list) longest = std::max(longest, track->index->presentation_end());
    }
    return longest;
}

Result<Selection> select(const Presentation& presentation, const ManifestOptions& options) {
    Selection selection;
    for (const auto* track : allowed_of(presentation.tracks, options)) {
        (track->info.kind == TrackKind::video ? selection.video : selection.audio).push_back(track);
    }
    selection.texts = allowed_of(presentation.texts, options);
    selection.images = allowed_of(presentation.images, options);
    if (selection.video.empty() && selection.audio.empty())
        return Error{ErrorKind::not_found, "no track that may be played"};
    selection.default_audio = choose_default(selection.audio, options.preferred_audio);
    return selection;
}

std::string track_url(const MediaTrack& track) {
    return percent_encode(track.file);
}

DisplaySize display_size(const TrackInfo& info) {
    return {static_cast<uint32_t>((static_cast<uint64_t>(info.width) * info.sar_width + info.sar_height / 2) /
                                  info.sar_height),
            info.height};
}

}  // namespace nuri::media
