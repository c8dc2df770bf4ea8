#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "rights/decision.h"
#include "rights/grant.h"
#include "rights/title_tree.h"
#include "world/footprint.h"

namespace nuri::rights {

/// The answer without its language lists: what fits in registers, for whoever asks for thousands of titles.
struct Verdict {
    static constexpr int64_t never = INT64_MAX;

    Reason reason = Reason::no_licence;
    uint32_t grant = UINT32_MAX;  ///< number in the index of the grant that decides; UINT32_MAX if none does
    int64_t valid_until_ms = never;  ///< Unix milliseconds; `never` if nothing will change
    bool allowed() const { return reason == Reason::licensed; }
};

/// Every licence compiled against every title and the service footprint, to answer "may this title be seen
/// here and now" in some nanoseconds. Immutable: a changed register is compiled anew and swapped in
/// (`std::shared_ptr<const Index>`), which takes a tenth of a second for 90,000 grants.
///
/// The compiled form is one run of bytes without pointers, so that a node writes it to a file and starts
/// from it while the database is away. docs/rights.md describes it to the byte.
///
/// Safe to read from any number of threads.
class Index {
  public:
    /// `not_found` for a grant of a title that is not in the tree; `conflict` for two grants of one id;
    /// `too_large` past the bounds (below); what `validate` says of a bad grant.
    static Result<Index> compile(const TitleTree& titles, std::span<const Grant> grants,
                                 const world::Footprint& footprint);

    /// Writes down the answers of `present` for these territories and licence types, a row each, so that
    /// questions about that moment and later are a single look: until an answer's `valid_until` it is copied,
    /// and judged anew after. Answers are the same with and without. To be called before the index is shared.
    /// Rows past `board_bytes_max` are not written. Sixteen bytes a title and row; territories that all
    /// grants treat alike share one.
    void prepare(Instant present, std::span<const world::Territory> territories, LicenseTypes types);
    static constexpr size_t board_bytes_max = size_t{512} << 20;

    /// Bytes that prepare() has taken.
    size_t board_bytes() const;

    /// As load(), without a copy: the bytes (a mapped file) stay where they are, on a multiple of 64,
    /// unchanged for as long as `keeper` lives, which the index holds on to.
    static Result<Index> over(std::span<const uint8_t> bytes, std::shared_ptr<const void> keeper);

    /// From the bytes of an earlier compilation, which are copied. `corrupt` unless all that a question
    /// could touch has been checked, whoever wrote the bytes; `unsupported` for another version of the form
    /// or another edition of the territories: compile anew.
    static Result<Index> load(std::span<const uint8_t> bytes);

    /// What `load` takes. Borrowed from the index.
    std::span<const uint8_t> bytes() const;

    Index(Index&&) noexcept;
    Index& operator=(Index&&) noexcept;
    ~Index();

    /// A title that is not in the index has no licence.
    Decision decide(const Query& query) const;

    /// The hot part of decide().
    Verdict verdict(const Query& query) const;

    /// One question about every title in the index, answered exactly as decide() would: for pages, search
    /// and counts. Costs some nanoseconds a title, and no look-up of any.
    struct SweepQuery {
        world::Territory territory;
        std::optional<world::Territory> home;
        Instant at;
        LicenseType license_type = LicenseType::svod;
        Circumstances circumstances = {};
    };
    /// The verdict on titles()[i] in out[i]. `out` is resized; keep it for the next sweep.
    void sweep(const SweepQuery& query, std::vector<Verdict>& out) const;
    /// The titles that are allowed, by id.
    std::vector<TitleId> available(const SweepQuery& query) const;

    /// Every title, by id.
    std::vector<TitleId> titles() const;

    /// Of a verdict's grant number.
    GrantId grant_id(uint32_t grant) const;
    const Terms& terms(uint32_t grant) const;

    size_t title_count() const;
    size_t grant_count() const;

    static constexpr size_t titles_max = 4'000'000;
    static constexpr size_t grants_max = 4'000'000;
    /// Grants that bear on one title, its ancestors' included.
    static constexpr size_t lanes_max = 4096;

    struct Layout;  ///< index_layout.h

  private:
    explicit Index(std::unique_ptr<Layout> layout);
    std::unique_ptr<Layout> layout_;
};

}  // namespace nuri::rights
