#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "catalogue/title.h"
#include "ingest/worker.h"
#include "store/objects.h"

namespace nuri::ingest {

/// Takes artwork in: has the foreign bytes looked at in the sandbox and nowhere else, and keeps what comes
/// out of it, whole and cut for every place it is shown (catalogue/picture_cuts.h), without metadata. The
/// same bytes and focus give the same objects, so doing it again does nothing twice. Safe to use from several
/// threads. Borrows both; `work` is a folder for what is under way.
class Pictures {
  public:
    static constexpr size_t bytes_max = 20u << 20;
    /// Shorter side, in pixels: less is no picture for a television.
    static constexpr int side_min = 200;
    /// Longer side of what is kept; a larger picture is scaled down.
    static constexpr int side_kept_max = 3840;

    Pictures(const MediaWorker& worker, store::Objects& objects, std::filesystem::path work)
        : worker_(worker), objects_(objects), work_(std::move(work)) {}

    /// What to note in the catalogue. `focus` is in pixels of the picture as delivered, the answer's in those
    /// of the picture as kept. `invalid` for a picture that is too small or a focus that is not within it;
    /// `unsupported`, `corrupt`, `too_large` as the worker says.
    Result<catalogue::Artwork> take_in(std::string_view bytes, catalogue::ArtworkKind kind,
                                       const std::optional<world::LanguageTag>& locale,
                                       const std::optional<catalogue::Crop>& focus);

    /// Cuts a picture anew around another focus; the picture itself stays as it is, to the byte. `conflict`
    /// for one that did not come in here.
    Result<catalogue::Artwork> refocus(const catalogue::Artwork& artwork,
                                       const std::optional<catalogue::Crop>& focus);

  private:
    Result<> cut(const std::filesystem::path& source, double scale, const catalogue::Artwork& artwork,
                 bool with_whole);

    const MediaWorker& worker_;
    store::Objects& objects_;
    std::filesystem::path work_;
};

}  // namespace nuri::ingest
