#include "desk/rights_desk.h"

namespace nuri::desk {

Result<> RightsDesk::load(const catalogue::Snapshot& titles, int64_t licensing_revision) {
    if (book_ && catalogue_revision_ == titles.revision() && book_->revision() >= licensing_revision)
        return {};
    book_ = TRY(licensing::RightsBook::load(database_, titles.tree()));
    catalogue_revision_ = titles.revision();
    conflicts_ = nullptr;
    return {};
}

Result<std::shared_ptr<const licensing::RightsBook>> RightsDesk::book(const catalogue::Snapshot& titles,
                                                                      int64_t licensing_revision) {
    const std::lock_guard lock(mutex_);
    TRY(load(titles, licensing_revision));
    return book_;
}

Result<std::shared_ptr<const rights::Conflicts>> RightsDesk::conflicts(const catalogue::Snapshot& titles,
                                                                       int64_t licensing_revision) {
    const std::lock_guard lock(mutex_);
    TRY(load(titles, licensing_revision));
    if (!conflicts_)
        conflicts_ =
            std::make_shared<const rights::Conflicts>(rights::find_conflicts(titles.tree(), book_->rights()));
    return conflicts_;
}

}  // namespace nuri::desk
