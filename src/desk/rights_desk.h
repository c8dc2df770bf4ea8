#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "catalogue/snapshot.h"
#include "licensing/rights_book.h"
#include "rights/conflicts.h"
#include "store/database.h"

namespace nuri::desk {

/// The rights book and its conflicts, made when first asked for and kept until the catalogue or the licences
/// change. Safe to use from many threads; of two who ask first at the same moment, one waits for the other.
/// Borrows the database.
class RightsDesk {
  public:
    explicit RightsDesk(store::Database& database) : database_(database) {}

    /// At least as new as `licensing_revision`, over these titles.
    Result<std::shared_ptr<const licensing::RightsBook>> book(const catalogue::Snapshot& titles,
                                                              int64_t licensing_revision);

    /// All conflicts of the book over these titles.
    Result<std::shared_ptr<const rights::Conflicts>> conflicts(const catalogue::Snapshot& titles,
                                                               int64_t licensing_revision);

  private:
    Result<> load(const catalogue::Snapshot& titles, int64_t licensing_revision);

    store::Database& database_;
    std::mutex mutex_;
    int64_t catalogue_revision_ = -1;
    std::shared_ptr<const licensing::RightsBook> book_;
    std::shared_ptr<const rights::Conflicts> conflicts_;  ///< of book_; null until asked for
};

}  // namespace nuri::desk
