#include "playback/decision_plane.h"

#include <algorithm>

#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "base/check.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "store/revision.h"
#include "world/ratings.h"

namespace nuri::playback {
namespace {

/// The age by the ratings that a title itself carries; none if it carries none.
std::optional<int> age_by_ratings(const catalogue::Title& title,
                                  const std::optional<world::Territory>& place) {
    if (title.facts.ratings.empty()) return {};
    std::optional<int> here;
    int anywhere = 0;
    for (const catalogue::Rating& rating : title.facts.ratings) {
        const int age = world::age_of(rating.system, rating.label);
        anywhere = std::max(anywhere, age);
        const auto system = world::rating_system(rating.system);
        if (place && system && (*system)->territory.leaf() == place->leaf())
            here = std::max(here.value_or(0), age);
    }
    return here ? here : anywhere;
}

bool plays(catalogue::Kind kind) {
    return kind == catalogue::Kind::film || kind == catalogue::Kind::episode;
}

}  // namespace

rights::Decision decide(const Snapshot& snapshot, const Audience& audience, TitleId title) {
    if (!audience.place) {
        rights::Decision decision;
        decision.reason = rights::Reason::service_unavailable;
        return decision;
    }
    return snapshot.law->index.decide({title, *audience.place, audience.home, audience.at,
                                       audience.license_type, circumstances_of(snapshot, audience)});
}

rights::Circumstances circumstances_of(const Snapshot& snapshot, const Audience& audience) {
    return {{}, audience.device, audience.platform, audience.anonymiser, snapshot.rules};
}

int maturity_of(const Snapshot& snapshot, TitleId id, const std::optional<world::Territory>& place) {
    for (const catalogue::Title* title = snapshot.catalogue->find(id); title != nullptr;
         title = title->parent ? snapshot.catalogue->find(*title->parent) : nullptr) {
        if (const auto age = age_by_ratings(*title, place)) return *age;
    }
    return world::unrated_age;
}

std::optional<Instant> leaves_at(const Snapshot& snapshot, const Audience& audience, TitleId title) {
    constexpr int changes_max = 16;
    Audience later = audience;
    for (int change = 0; change < changes_max; ++change) {
        const rights::Decision decision = decide(snapshot, later, title);
        if (!decision.allowed) return change == 0 ? std::nullopt : std::optional(later.at);
        if (!decision.valid_until) return {};
        later.at = *decision.valid_until;
    }
    return {};
}

Watchable::Watchable(std::shared_ptr<const Snapshot> snapshot, const Audience& audience)
    : snapshot_(std::move(snapshot)), audience_(audience) {
    if (!audience_.place) return;
    const catalogue::Snapshot& catalogue = *snapshot_->catalogue;
    for (const TitleId id :
         snapshot_->law->index.available({*audience_.place, audience_.home, audience_.at,
                                          audience_.license_type, circumstances_of(*snapshot_, audience_)})) {
        const catalogue::Title* title = catalogue.find(id);
        if (title == nullptr || !plays(title->kind) || !snapshot_->assets->current_of(id)) continue;
        if (audience_.maturity_age && maturity_of(*snapshot_, id, audience_.place) > *audience_.maturity_age)
            continue;
        visible_.push_back(id);
        while (title->parent) {
            title = catalogue.find(*title->parent);
            CHECK(title != nullptr);  // the catalogue holds every parent
            visible_.push_back(title->id);
        }
        tops_.push_back(title->id);
    }
    for (auto* ids : {&visible_, &tops_}) {
        std::sort(ids->begin(), ids->end());
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
}

bool Watchable::contains(TitleId title) const {
    return std::binary_search(visible_.begin(), visible_.end(), title);
}

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

}  // namespace nuri::playback
