#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <unordered_map>

#include "rights/index.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

// A table from id to number pays while the ids lie this close together; a register counts up, so they do.
constexpr uint64_t numbers_per_title_max = 16;

// Territory sets, each once, as the atoms they hold.
class Atoms {
  public:
    Atoms(std::span<const Grant> grants, const world::Footprint& footprint) {
        std::set<uint16_t> named;
        for (const Grant& grant : grants) {
            for (const world::Territory part : grant.territories.exceptions()) {
                named.insert(static_cast<uint16_t>(part.subdivision()));
            }
        }
        for (const auto& [territory, state] : footprint.states()) {
            if (territory.is_subdivision()) named.insert(static_cast<uint16_t>(territory.subdivision()));
        }
        subdivisions_.assign(named.begin(), named.end());
    }

    uint32_t count() const { return static_cast<uint32_t>(world::territory_count + subdivisions_.size()); }
    const std::vector<uint16_t>& subdivisions() const { return subdivisions_; }

    world::Territory territory(uint32_t atom) const {
        return atom < world::territory_count
                   ? world::Territory::from_index(static_cast<int>(atom))
                   : world::Territory::from_subdivision(subdivisions_[atom - world::territory_count]);
    }

    const std::vector<uint16_t>& of(const world::TerritorySet& set) {
        auto [found, fresh] = known_.try_emplace(set);
        if (fresh) {
            for (uint32_t atom = 0; atom < count(); ++atom) {
                if (set.contains(territory(atom))) found->second.push_back(static_cast<uint16_t>(atom));
            }
        }
        return found->second;
    }

  private:
    std::vector<uint16_t> subdivisions_;
    std::map<world::TerritorySet, std::vector<uint16_t>> known_;
};

// Terms and language lists, each once.
class TermsTable {
  public:
    uint32_t number_of(const Terms& terms) {
        const form::Terms row{static_cast<uint32_t>(terms.max_height.value_or(0)), terms.hdr ? 1u : 0u,
                              line_of(terms.audio), line_of(terms.subtitles)};
        const auto key = std::array{row.max_height, row.hdr, row.audio, row.subtitles};
        const auto [found, fresh] = numbers_.try_emplace(key, static_cast<uint32_t>(rows_.size()));
        if (fresh) rows_.push_back(row);
        return found->second;
    }
    const std::vector<form::Terms>& rows() const { return rows_; }
    const std::string& languages() const { return text_; }

  private:
    uint32_t line_of(const Languages& languages) {
        if (!languages) return form::none;
        std::string line;
        for (const auto& tag : *languages) line += (line.empty() ? "" : ",") + tag.text();
        const auto [found, fresh] = lines_.try_emplace(line, static_cast<uint32_t>(lines_.size()));
        if (fresh) text_ += line + "\n";
        return found->second;
    }

    std::map<std::array<uint32_t, 4>, uint32_t> numbers_;
    std::vector<form::Terms> rows_;
    std::map<std::string, uint32_t> lines_;
    std::string text_;
};

// One title's lanes, as rank numbers: denies first, then the preferred, so that the first open lane decides.
using Ranks = std::vector<uint32_t>;

class Compiler {
  public:
    Compiler(const TitleTree& titles, std::span<const Grant> grants, const world::Footprint& footprint)
        : titles_(titles), grants_(grants), footprint_(footprint), atoms_(grants, footprint) {}

    Result<> check() const {
        if (titles_.titles().size() > Index::titles_max || grants_.size() > Index::grants_max) {
            return Error{ErrorKind::too_large, "more than 4,000,000 titles or grants"};
        }
        for (const Grant& grant : grants_) {
            const std::string name = "grant " + std::to_string(grant.id.number());
            if (auto checked = validate(grant); !checked) return std::move(checked).context(name);
            if (!titles_.contains(grant.title)) {
                return Error{
                    ErrorKind::not_found,
                    name + " is of title " + std::to_string(grant.title.number()) + ", which is not listed"};
            }
        }
        return {};
    }

    Result<> rank() {
        by_rank_.resize(grants_.size());
        std::iota(by_rank_.begin(), by_rank_.end(), 0);
        std::sort(by_rank_.begin(), by_rank_.end(), [&](uint32_t a, uint32_t b) {
            const Grant &x = grants_[a], &y = grants_[b];
            return x.denies() != y.denies() ? x.denies() : is_preferred(x, y);
        });
        std::vector<GrantId> ids;
        ids.reserve(grants_.size());
        for (const Grant& grant : grants_) ids.push_back(grant.id);
        std::sort(ids.begin(), ids.end());
        const auto twice = std::adjacent_find(ids.begin(), ids.end());
        if (twice != ids.end()) {
            return Error{ErrorKind::conflict,
                         "grant " + std::to_string(twice->number()) + " is listed twice"};
        }
        for (uint32_t rank = 0; rank < by_rank_.size(); ++rank)
            own_[grants_[by_rank_[rank]].title].push_back(rank);
        return {};
    }

    // A title without grants of its own has its parent's block: most episodes do.
    Result<> lay_out_titles() {
        std::unordered_map<TitleId, form::Title> laid_out;
        for (const TitleId title : titles_.titles()) {
            std::vector<TitleId> chain = titles_.chain(title);
            while (chain.size() > 1 && !own_.contains(chain.front())) chain.erase(chain.begin());
            auto [found, fresh] = laid_out.try_emplace(chain.front());
            if (fresh) found->second = TRY(lay_out_block(chain));
            form::Title record = found->second;
            record.id = title.number();
            records_.push_back(record);
        }
        return {};
    }

    std::vector<form::CacheLine> bytes() {
        form::Header header{};
        header.magic = form::magic;
        header.version = form::version;
        header.lanes_most = lanes_most_;
        header.territory_edition = world::territory_edition();
        header.atoms = atoms_.count();
        header.titles = static_cast<uint32_t>(records_.size());
        header.grants = static_cast<uint32_t>(grants_.size());
        header.block_bytes = blocks_.size() * sizeof(form::CacheLine);

        std::vector<uint32_t> numbers;
        if (!records_.empty()) {
            header.first_title = records_.front().id;
            const auto span =
                static_cast<uint64_t>(records_.back().id) - static_cast<uint64_t>(header.first_title) + 1;
            if (span / numbers_per_title_max <= records_.size()) {
                numbers.assign(span, form::none);
                for (uint32_t i = 0; i < records_.size(); ++i)
                    numbers[records_[i].id - header.first_title] = i;
            }
        }
        header.numbers = static_cast<uint32_t>(numbers.size());

        std::vector<form::Service> services;
        for (uint32_t atom = 0; atom < atoms_.count(); ++atom) {
            const auto& state = footprint_.state(atoms_.territory(atom));
            services.push_back({state.since ? to_unix_ms(*state.since) : INT64_MIN,
                                static_cast<uint32_t>(state.presence), 0});
        }
        TermsTable terms;
        std::vector<form::Grant> grants;
        for (const uint32_t i : by_rank_) {
            grants.push_back({grants_[i].id.number(), terms.number_of(grants_[i].terms), 0});
        }
        header.terms = static_cast<uint32_t>(terms.rows().size());
        header.language_bytes = static_cast<uint32_t>(terms.languages().size());

        std::vector<form::CacheLine> out;
        const auto append = [&](const void* data, size_t size) {
            if (size == 0) return;
            const size_t at = out.size();
            out.resize(at + form::aligned(size) / sizeof(form::CacheLine));
            std::memcpy(out.data() + at, data, size);
        };
        const auto append_rows = [&](const auto& rows) {
            append(rows.data(), rows.size() * sizeof(rows[0]));
        };
        out.reserve(blocks_.size() + blocks_.size() / 8 + 4096);
        append(&header, sizeof header);
        append_rows(atoms_.subdivisions());
        append_rows(services);
        append_rows(numbers);
        append_rows(records_);
        append_rows(grants);
        append_rows(terms.rows());
        append_rows(terms.languages());
        append_rows(blocks_);

        auto* written = reinterpret_cast<form::Header*>(out.data());
        written->size = out.size() * sizeof(form::CacheLine);
        written->checksum = form::checksum(
            {reinterpret_cast<const uint8_t*>(out.data()), static_cast<size_t>(written->size)});
        return out;
    }

  private:
    Result<form::Title> lay_out_block(std::span<const TitleId> chain) {
        Ranks lanes;
        for (const TitleId title : chain) {
            const auto own = own_.find(title);
            if (own != own_.end()) lanes.insert(lanes.end(), own->second.begin(), own->second.end());
        }
        if (lanes.size() > Index::lanes_max) {
            return Error{ErrorKind::too_large, "title " + std::to_string(chain.front().number()) + " has " +
                                                   std::to_string(lanes.size()) +
                                                   " grants; at most 4096 may bear on one"};
        }
        std::sort(lanes.begin(), lanes.end());
        const auto count = static_cast<uint32_t>(lanes.size());
        lanes_most_ = std::max(lanes_most_, count);
        form::Title record{};
        if (blocks_.size() > form::blocks_max)
            return Error{ErrorKind::too_large, "compiled rights pass 256 GiB"};
        record.block = static_cast<uint32_t>(blocks_.size());
        record.lanes = static_cast<uint16_t>(count);
        record.row_bytes = form::row_bytes(count);
        blocks_.resize(blocks_.size() + form::block_bytes(count, atoms_.count()) / sizeof(form::CacheLine));

        if (count == 0) return record;
        const form::BlockParts block(reinterpret_cast<uint8_t*>(blocks_.data() + record.block), count,
                                     atoms_.count());
        const uint32_t width = form::row_bytes(count);
        for (uint32_t lane = 0; lane < count; ++lane) {
            const Grant& grant = grants_[by_rank_[lanes[lane]]];
            block.starts[lane] = to_unix_ms(grant.window.start());
            block.ends[lane] = grant.window.end() ? to_unix_ms(*grant.window.end()) : form::never;
            block.grants[lane] = lanes[lane];
            for (int type = 0; type < license_type_count; ++type) {
                if (!grant.license_types.contains(static_cast<LicenseType>(type))) continue;
                block.types[type * form::words(count) + lane / 64] |= uint64_t{1} << (lane % 64);
            }
            if (grant.denies()) ++record.denies;
            const auto bit = static_cast<uint8_t>(1u << (lane % 8));
            for (const uint16_t atom : atoms_.of(grant.territories))
                block.rows[atom * width + lane / 8] |= bit;
        }
        return record;
    }

    const TitleTree& titles_;
    std::span<const Grant> grants_;
    const world::Footprint& footprint_;
    Atoms atoms_;
    std::vector<uint32_t> by_rank_;           // rank to number in grants_
    std::unordered_map<TitleId, Ranks> own_;  // grants of the title itself
    std::vector<form::Title> records_;        // by id
    std::vector<form::CacheLine> blocks_;
    uint32_t lanes_most_ = 0;
};

}  // namespace

Result<Index> Index::compile(const TitleTree& titles, std::span<const Grant> grants,
                             const world::Footprint& footprint) {
    Compiler compiler(titles, grants, footprint);
    if (auto checked = compiler.check(); !checked) return std::move(checked).error();
    if (auto ranked = compiler.rank(); !ranked) return std::move(ranked).error();
    if (auto laid_out = compiler.lay_out_titles(); !laid_out) return std::move(laid_out).error();
    auto layout = std::make_unique<Layout>();
    layout->storage = compiler.bytes();
    if (auto placed = layout->place_sections(); !placed) return std::move(placed).error();
    if (auto read = layout->read_languages(); !read) return std::move(read).error();
    return Index(std::move(layout));
}

}  // namespace nuri::rights
