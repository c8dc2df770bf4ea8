#include "decision/decision_plane.h"

#include <atomic>

#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "store/revision.h"

namespace nuri::decision {
DecisionPlane::DecisionPlane(store::Database& database, assets::AssetRegister& assets,
                             assets::AssetLibrary& library)
    : database_(database), assets_(assets), library_(library) {}

DecisionPlane::~DecisionPlane() = default;

void DecisionPlane::configure(Options options) {
    options_ = std::move(options);
}

std::shared_ptr<const Snapshot> DecisionPlane::current() const {
    return std::atomic_load(&current_);
}

Result<bool> DecisionPlane::refresh() {
    const std::lock_guard lock(refreshing_);
    const auto before = current();
    // Read first: whatever changes while we compile is found to have changed the next time.
    auto revisions = TRY(store::revisions(database_));
    if (before && before->revisions == revisions) return false;
    const auto changed = [&](std::string_view name) {
        const std::string key(name);
        return !before || before->revisions.count(key) != revisions.count(key) ||
               (revisions.count(key) != 0 && before->revisions.at(key) != revisions.at(key));
    };
    auto next = std::make_shared<Snapshot>();
    if (before) *next = *before;
    next->rules = options_.rules;
    const bool new_catalogue = changed(catalogue::Catalogue::revision_name);
    if (new_catalogue)
        next->catalogue = TRY(catalogue::Snapshot::load(database_).context("loading the catalogue"));
    if (new_catalogue || changed(licensing::Licensing::revision_name) ||
        changed(licensing::FootprintRegister::revision_name)) {
        const licensing::Present present{SystemClock().now(), {rights::LicenseType::svod}};
        const auto compile = [&] {
            return licensing::compile_law(database_, next->catalogue->tree(), present, options_.folder)
                .context("compiling the licences");
        };
        next->law = TRY(compile());
        if (next->law->left_out > 0) {
            // A title and its licence came in between: look again, with the title.
            next->catalogue = TRY(catalogue::Snapshot::load(database_).context("loading the catalogue"));
            next->law = TRY(compile());
        }
    }
    if (changed(assets::AssetRegister::revision_name)) {
        next->assets = TRY(assets_.build_index().context("listing the assets"));
        library_.put_in_force(next->assets);
    }
    next->revisions = std::move(revisions);
    std::atomic_store(&current_, std::shared_ptr<const Snapshot>(std::move(next)));
    return true;
}

}  // namespace nuri::decision
