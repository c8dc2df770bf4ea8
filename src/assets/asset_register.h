#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assets/asset_document.h"
#include "assets/asset_index.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::store {
class Database;
}

namespace nuri::assets {

enum class AssetState {
    preparing,  ///< being made
    ready,      ///< published: plays, unless a later one of its title is ready too
    failed,     ///< could not be made
    withdrawn,  ///< was ready, and plays no more; its files stay until it is removed
};
std::string_view to_string(AssetState state);

struct Asset {
    AssetId id;
    TitleId title;
    AssetState state = AssetState::preparing;
    AssetPurpose purpose = AssetPurpose::main;
    std::string source;   ///< JSON
    std::string summary;  ///< of the tracks, for lists: "1080 720 480 · ko, en · 3 subtitles"
    std::string failure;  ///< why it failed
    std::chrono::milliseconds duration{0};
    uint64_t size_bytes = 0;
    Instant created;
    std::optional<Instant> published;
};

/// The register of assets, and the folder `assets/` that they lie in. Several processes may use one.
///
/// Publishing is a rename and then a row. A process killed between the two leaves a folder without a row,
/// which the next start finds (recover()) and registers. Safe to use from many threads. Borrows the database.
class AssetRegister {
  public:
    /// What the register calls itself in `revisions` (store/revision.h): goes up with each change of what
    /// plays.
    static constexpr std::string_view revision_name = "assets";

    AssetRegister(store::Database& database, std::filesystem::path folder)
        : database_(database), folder_(std::move(folder)) {}

    /// Notes that an asset is being made; doing it again does nothing. Publishing does not need it.
    Result<> begin(AssetId id, TitleId title, std::string_view source, Instant now);
    Result<> fail(AssetId id, std::string_view why, Instant now);

    /// Publishes a sealed folder (seal_folder) on the same file system: verifies every file, moves the folder
    /// to `assets/<id>` and registers it. It plays from now on in place of older ones of its title. Doing it
    /// again, also after it was cut short anywhere, finishes the work; the folder may then be there no more.
    /// `conflict` if that id was withdrawn.
    Result<> publish(AssetId id, const std::filesystem::path& sealed, Instant now);

    /// Ends its playing. Manifests in use fail from the next snapshot on.
    Result<> withdraw(AssetId id, Instant now);

    /// Deletes the files and the record. `conflict` for the one that plays: withdraw it first.
    Result<> remove(AssetId id);

    Result<Asset> get(AssetId id);
    /// The main asset that plays.
    Result<std::optional<Asset>> current_of(TitleId title);
    /// Newest first; of one title, or of all when it names none.
    Result<std::vector<Asset>> list(TitleId title, int count_max);

    /// The parts of an asset that viewers may skip, in order of time: those an operator has set, else those
    /// of its document, which are read from its folder. `not_found` for an asset that is not there.
    Result<std::vector<Marker>> marks(AssetId id);
    /// Sets them in place of whatever there was; an asset's files never change. `invalid` for more than
    /// `marks_max`, one that ends before it starts or after the asset does, or two of a kind that overlap;
    /// `conflict` for an asset that is not ready.
    Result<> set_marks(AssetId id, std::vector<Marker> marks);
    static constexpr size_t marks_max = 64;

    struct Recovered {
        std::vector<AssetId> registered;  ///< had been moved into place and not yet been noted
        std::vector<AssetId> removed;  ///< folders that nobody had acknowledged and that do not hold together
        std::vector<AssetId> missing;  ///< ready by the record, and their folder is not there
    };
    /// To be called at a start, before the index is made. What is missing is set to failed, so that it is not
    /// promised.
    Result<Recovered> recover(Instant now);

    /// The snapshot of what is ready now.
    Result<std::shared_ptr<const AssetIndex>> build_index();

    const std::filesystem::path& folder() const { return folder_; }

  private:
    Result<> note_ready(const AssetDocument& document, Instant now);

    store::Database& database_;
    std::filesystem::path folder_;
};

}  // namespace nuri::assets
