#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
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

    // Of each atom, the first that lies in the same of the sets asked for so far.
    std::vector<uint16_t> alike() const {
        std::vector<std::vector<uint32_t>> sets_of(count());
        uint32_t number = 0;
        for (const auto& [set, atoms] : known_) {
            for (const uint16_t atom : atoms) sets_of[atom].push_back(number);
            ++number;
        }
        std::map<std::vector<uint32_t>, uint16_t> firsts;
        std::vector<uint16_t> alike;
        for (uint32_t atom = 0; atom < count(); ++atom)
            alike.push_back(firsts.try_emplace(sets_of[atom], static_cast<uint16_t>(atom)).first->second);
        return alike;
    }

  private:
    std::vector<uint16_t> subdivisions_;
    std::map<world::TerritorySet, std::vector<uint16_t>> known_;
};

// Lines of text, each once.
class Texts {
  public:
    uint32_t line_of(const std::string& line) {
        const auto [found, fresh] = lines_.try_emplace(line, static_cast<uint32_t>(lines_.size()));
        if (fresh) text_ += line + "\n";
        return found->second;
    }
    const std::string& text() const { return text_; }

  private:
    std::unordered_map<std::string, uint32_t> lines_;
    std::string text_;
};

// Terms, each once.
class TermsTable {
  public:
    explicit TermsTable(Texts& texts) : texts_(texts) {}

    uint32_t number_of(const Terms& terms) {
        form::Terms row{};
        row.max_height = static_cast<uint32_t>(terms.max_height.value_or(0));
        row.flags = (terms.hdr ? form::Terms::hdr : 0) | (terms.download ? form::Terms::download : 0);
        row.audio_format = static_cast<uint32_t>(terms.audio_format);
        int kind = 0;
        for (const Languages* languages : {&terms.audio, &terms.subtitles, &terms.dubs, &terms.forced})
            row.languages[kind++] = *languages ? line_of(**languages) : form::none;
        const HeldBack& back = terms.held_back;
        for (const auto* languages : {&back.audio, &back.subtitles, &back.dubs, &back.forced})
            row.languages[kind++] = languages->empty() ? form::none : line_of(*languages);
        row.plays_per_account = static_cast<uint32_t>(terms.plays.per_account_max.value_or(0));
        row.runs_max = terms.plays.runs_max.value_or(0);
        if (const auto& download = terms.download) {
            row.downloads_per_account = static_cast<uint32_t>(download->per_account_max.value_or(0));
            row.keep_s = download->keep.value_or(std::chrono::seconds(0)).count();
            row.watch_s = download->watch.value_or(std::chrono::seconds(0)).count();
        }
        const auto [found, fresh] = numbers_.try_emplace(row, static_cast<uint32_t>(rows_.size()));
        if (fresh) rows_.push_back(row);
        return found->second;
    }
    const std::vector<form::Terms>& rows() const { return rows_; }

  private:
    uint32_t line_of(const std::vector<world::LanguageTag>& languages) {
        std::string line;
        for (const auto& tag : languages) line += (line.empty() ? "" : ",") + tag.text();
        return texts_.line_of(line);
    }

    Texts& texts_;
    std::map<form::Terms, uint32_t> numbers_;
    std::vector<form::Terms> rows_;
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
        struct Ranked {
            bool allows;
            Standing standing;
            uint32_t number;
        };
        std::vector<Ranked> ranked;
        ranked.reserve(grants_.size());
        for (const Grant& grant : grants_)
            ranked.push_back({!grant.denies(), standing_of(grant), static_cast<uint32_t>(ranked.size())});
        std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
            return a.allows != b.allows ? b.allows : a.standing < b.standing;
        });
        by_rank_.reserve(ranked.size());
        for (const Ranked& one : ranked) by_rank_.push_back(one.number);
        if (auto checked = check_ids(); !checked) return checked;
        for (uint32_t rank = 0; rank < by_rank_.size(); ++rank)
            own_[grants_[by_rank_[rank]].title].push_back(rank);
        for (const Grant& grant : grants_) {
            if (!grant.edit.empty()) edits_[grant.title].insert(grant.edit);
        }
        return {};
    }

    // A title without grants of its own has its parent's block: most episodes do.
    Result<> lay_out_titles() {
        std::unordered_map<TitleId, form::Title> laid_out;
        for (const TitleId title : titles_.titles()) {
            std::vector<TitleId> chain = titles_.chain(title);
            if (!edits_.empty()) TRY(lay_out_edits(chain));
            while (chain.size() > 1 && !own_.contains(chain.front())) chain.erase(chain.begin());
            auto [found, fresh] = laid_out.try_emplace(chain.front());
            if (fresh) found->second = TRY(lay_out_block(chain, {}));
            form::Title record = found->second;
            record.id = title.number();
            records_.push_back(record);
        }
        return {};
    }

    form::Lines bytes() {
        form::Header header{};
        header.magic = form::magic;
        header.version = form::version;
        header.lanes_most = lanes_most_;
        header.territory_edition = world::territory_edition();
        header.atoms = atoms_.count();
        header.titles = static_cast<uint32_t>(records_.size());
        header.edits = static_cast<uint32_t>(edit_records_.size());
        header.grants = static_cast<uint32_t>(grants_.size());
        header.limited = limited_ ? 1 : 0;
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
        TermsTable terms(texts_);
        std::vector<form::Grant> grants;
        grants.reserve(grants_.size());
        const std::vector<bool> everywhere = everywhere_grants();
        for (const uint32_t i : by_rank_) {
            const Grant& grant = grants_[i];
            form::Grant row{};
            row.id = grant.id.number();
            row.terms = terms.number_of(grant.terms);
            row.platforms = grant.platforms.empty() ? form::none : texts_.line_of(join(grant.platforms, ","));
            row.devices = grant.devices.bits();
            row.types = grant.license_types.bits();
            row.flags = static_cast<uint8_t>((grant.denies() ? form::Grant::denies : 0) |
                                             (grant.is_limited() ? form::Grant::limited : 0) |
                                             (everywhere[i] ? form::Grant::everywhere : 0));
            grants.push_back(row);
        }
        header.terms = static_cast<uint32_t>(terms.rows().size());
        header.text_bytes = static_cast<uint32_t>(texts_.text().size());

        form::Lines out;
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
        append_rows(atoms_.alike());
        append_rows(numbers);
        append_rows(records_);
        append_rows(edit_records_);
        append_rows(grants);
        append_rows(terms.rows());
        append_rows(texts_.text());
        append_rows(blocks_);

        auto* written = reinterpret_cast<form::Header*>(out.data());
        written->size = out.size() * sizeof(form::CacheLine);
        written->checksum = form::checksum(
            {reinterpret_cast<const uint8_t*>(out.data()), static_cast<size_t>(written->size)});
        return out;
    }

  private:
    // Several of one id are the parts of one grant (resolve.h), which never meet.
    Result<> check_ids() {
        std::vector<std::pair<GrantId, uint32_t>> ids;
        ids.reserve(grants_.size());
        for (uint32_t i = 0; i < grants_.size(); ++i) ids.emplace_back(grants_[i].id, i);
        std::sort(ids.begin(), ids.end());
        for (size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
            while (end < ids.size() && ids[end].first == ids[begin].first) ++end;
            if (end - begin > 1) in_parts_.insert(ids[begin].first);
            for (size_t a = begin; a < end; ++a) {
                for (size_t b = a + 1; b < end; ++b) {
                    if (meet(grants_[ids[a].second], grants_[ids[b].second])) {
                        return Error{ErrorKind::conflict,
                                     "grant " + std::to_string(ids[a].first.number()) + " is listed twice"};
                    }
                }
            }
        }
        return {};
    }

    bool meet(const Grant& a, const Grant& b) const {
        if (!a.territories.intersects(b.territories)) return false;
        if (a.title == b.title) return true;
        const auto above = [&](const Grant& upper, const Grant& lower) {
            const auto chain = titles_.chain(lower.title);
            return std::find(chain.begin(), chain.end(), upper.title) != chain.end();
        };
        return above(a, b) || above(b, a);
    }

    // Those that hold in every territory where the service is launched or will be, all their parts together.
    std::vector<bool> everywhere_grants() const {
        world::TerritorySet places;
        for (uint32_t atom = 0; atom < atoms_.count(); ++atom) {
            const world::Territory territory = atoms_.territory(atom);
            const bool launched = footprint_.state(territory).presence == world::Presence::launched;
            launched ? places.insert(territory) : places.erase(territory);
        }
        std::unordered_map<GrantId, world::TerritorySet> wholes;
        for (const Grant& grant : grants_) {
            if (in_parts_.contains(grant.id)) wholes[grant.id] |= grant.territories;
        }
        std::map<world::TerritorySet, bool> known;
        std::vector<bool> everywhere;
        everywhere.reserve(grants_.size());
        for (const Grant& grant : grants_) {
            const auto whole = wholes.find(grant.id);
            const auto& set = whole == wholes.end() ? grant.territories : whole->second;
            const auto [found, fresh] = known.try_emplace(set, false);
            if (fresh) found->second = set.includes(places);
            everywhere.push_back(found->second);
        }
        return everywhere;
    }

    // A record for each version that a grant of the title or of one above it names.
    Result<> lay_out_edits(const std::vector<TitleId>& chain) {
        std::set<std::string> names;
        for (const TitleId title : chain) {
            const auto found = edits_.find(title);
            if (found != edits_.end()) names.insert(found->second.begin(), found->second.end());
        }
        for (const std::string& name : names) {
            form::Edit record{};
            record.title = TRY(lay_out_block(chain, name));
            record.title.id = chain.front().number();
            record.name = texts_.line_of(name);
            edit_records_.push_back(record);
        }
        return {};
    }

    Result<form::Title> lay_out_block(std::span<const TitleId> chain, std::string_view edit) {
        Ranks lanes;
        for (const TitleId title : chain) {
            const auto own = own_.find(title);
            if (own == own_.end()) continue;
            for (const uint32_t rank : own->second) {
                const std::string& of = grants_[by_rank_[rank]].edit;
                if (of.empty() || of == edit) lanes.push_back(rank);
            }
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
            if (grant.is_limited()) record.limited = 1, limited_ = true;
            for (int type = 0; type < license_type_count; ++type) {
                if (grant.is_limited() && grant.denies()) break;
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
    std::vector<uint32_t> by_rank_;                             // rank to number in grants_
    std::unordered_set<GrantId> in_parts_;                      // of which there are several grants
    std::unordered_map<TitleId, Ranks> own_;                    // grants of the title itself
    std::unordered_map<TitleId, std::set<std::string>> edits_;  // versions that a title's own grants name
    std::vector<form::Title> records_;                          // by id
    std::vector<form::Edit> edit_records_;                      // by id
    Texts texts_;
    bool limited_ = false;
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
    layout->whole = {reinterpret_cast<const uint8_t*>(layout->storage.data()),
                     layout->storage.size() * sizeof(form::CacheLine)};
    if (auto placed = layout->place_sections(); !placed) return std::move(placed).error();
    if (auto read = layout->read_texts(); !read) return std::move(read).error();
    return Index(std::move(layout));
}

}  // namespace nuri::rights
