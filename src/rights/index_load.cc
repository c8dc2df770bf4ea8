#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.h"
#include "rights/index.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

constexpr size_t size_max = size_t{16} << 30;

Error corrupt(std::string what) {
    return {ErrorKind::corrupt, "compiled rights: " + std::move(what)};
}

// A block is what it should be: windows with time in them, grants that exist, no bit for a lane that does
// not.
bool is_sound_block(const uint8_t* at, uint32_t lanes, uint32_t atoms, uint32_t grants) {
    const form::BlockParts block(at, lanes, atoms);
    for (uint32_t lane = 0; lane < lanes; ++lane) {
        if (block.starts[lane] >= block.ends[lane] || block.grants[lane] >= grants) return false;
    }
    const uint32_t width = form::row_bytes(lanes);
    const uint8_t* rows = block.rows;
    for (uint32_t byte = lanes / 8; byte < width; ++byte) {
        const uint8_t foreign = byte == lanes / 8 ? static_cast<uint8_t>(0xff << (lanes % 8)) : 0xff;
        for (uint32_t atom = 0; atom < atoms; ++atom) {
            if ((rows[atom * width + byte] & foreign) != 0) return false;
        }
    }
    return true;
}

}  // namespace

namespace form {

uint64_t checksum(std::span<const uint8_t> bytes) {
    constexpr uint64_t multiplier = 0x9e3779b97f4a7c15u;
    uint64_t state[4] = {bytes.size(), 1, 2, 3};
    for (size_t at = 0, i = 0; at + 8 <= bytes.size(); at += 8, ++i) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        if (at == offsetof(Header, checksum)) word = 0;
        state[i % 4] = std::rotl(state[i % 4] ^ word, 29) * multiplier;
    }
    uint64_t sum = 0;
    for (const uint64_t s : state) sum = std::rotl(sum ^ s, 31) * multiplier;
    return sum ^ (sum >> 32);
}

}  // namespace form

Result<> Index::Layout::place_sections() {
    header = reinterpret_cast<const form::Header*>(whole.data());
    const uint8_t* base = whole.data();
    uint64_t at = 0;
    const auto section = [&](uint64_t count, uint64_t size) {
        const uint8_t* start = base + std::min<uint64_t>(at, whole.size());
        at += form::aligned(count * size);  // counts are 32 bits wide, or bounded by the size: no overflow
        return start;
    };
    if (header->atoms < world::territory_count || header->block_bytes > header->size)
        return corrupt("impossible counts");
    section(1, sizeof(form::Header));
    const uint64_t parts = header->atoms - world::territory_count;
    const auto* subdivision_rows = section(parts, sizeof(uint16_t));
    const auto* service_rows = section(header->atoms, sizeof(form::Service));
    const auto* alike_rows = section(header->atoms, sizeof(uint16_t));
    const auto* number_rows = section(header->numbers, sizeof(uint32_t));
    const auto* title_rows = section(header->titles, sizeof(form::Title));
    const auto* edit_rows = section(header->edits, sizeof(form::Edit));
    const auto* grant_rows = section(header->grants, sizeof(form::Grant));
    const auto* term_rows = section(header->terms, sizeof(form::Terms));
    const auto* text_rows = section(header->text_bytes, 1);
    blocks = section(header->block_bytes, 1);
    if (at != header->size || header->size != whole.size() ||
        header->block_bytes % sizeof(form::CacheLine) != 0) {
        return corrupt("sections do not make up the whole");
    }
    subdivisions = {reinterpret_cast<const uint16_t*>(subdivision_rows), parts};
    services = {reinterpret_cast<const form::Service*>(service_rows), header->atoms};
    alike = {reinterpret_cast<const uint16_t*>(alike_rows), header->atoms};
    numbers = {reinterpret_cast<const uint32_t*>(number_rows), header->numbers};
    titles = {reinterpret_cast<const form::Title*>(title_rows), header->titles};
    edits = {reinterpret_cast<const form::Edit*>(edit_rows), header->edits};
    grants = {reinterpret_cast<const form::Grant*>(grant_rows), header->grants};
    terms = {reinterpret_cast<const form::Terms*>(term_rows), header->terms};
    texts = {reinterpret_cast<const char*>(text_rows), header->text_bytes};
    consecutive = !titles.empty() && titles.front().id == header->first_title &&
                  static_cast<uint64_t>(titles.back().id) - static_cast<uint64_t>(header->first_title) ==
                      titles.size() - 1;
    return {};
}

Result<> Index::Layout::check() const {
    if (header->titles > titles_max || header->grants > grants_max || header->lanes_most > lanes_max) {
        return corrupt("more titles, grants or lanes than there may be");
    }
    for (size_t i = 0; i < subdivisions.size(); ++i) {
        if (subdivisions[i] == 0 || subdivisions[i] > world::subdivision_count() ||
            (i > 0 && subdivisions[i - 1] >= subdivisions[i])) {
            return corrupt("subdivisions out of order");
        }
    }
    for (const auto& service : services) {
        if (service.presence > static_cast<uint32_t>(world::Presence::launched))
            return corrupt("unknown presence");
    }
    for (size_t i = 0; i < alike.size(); ++i) {
        if (alike[i] > i || alike[alike[i]] != alike[i]) return corrupt("territories alike to nothing");
    }
    for (size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] != form::none &&
            (numbers[i] >= titles.size() ||
             static_cast<uint64_t>(titles[numbers[i]].id) - static_cast<uint64_t>(header->first_title) !=
                 i)) {
            return corrupt("a title's number leads elsewhere");
        }
    }
    for (const auto& grant : grants) {
        if (grant.id <= 0 || grant.terms >= terms.size() ||
            (grant.platforms != form::none && grant.platforms >= lines.size())) {
            return corrupt("a grant without id or terms");
        }
    }

    // Titles share blocks whole or not at all, so that this walks over no byte twice.
    std::vector<const form::Title*> by_block;
    const auto is_sound = [&](const form::Title& title) {
        return title.id > 0 && title.lanes <= header->lanes_most && title.denies <= title.lanes &&
               title.row_bytes == form::row_bytes(title.lanes);
    };
    for (size_t i = 0; i < titles.size(); ++i) {
        if (!is_sound(titles[i])) return corrupt("a title has too many lanes, or rows of another width");
        if (i > 0 && titles[i - 1].id >= titles[i].id) return corrupt("titles out of order");
        if (titles[i].lanes > 0) by_block.push_back(&titles[i]);
    }
    for (size_t i = 0; i < edits.size(); ++i) {
        if (!is_sound(edits[i].title) || edits[i].name >= lines.size())
            return corrupt("a version has too many lanes, or no name");
        if (i > 0 && edits[i - 1].title.id > edits[i].title.id) return corrupt("versions out of order");
        if (edits[i].title.lanes > 0) by_block.push_back(&edits[i].title);
    }
    std::sort(by_block.begin(), by_block.end(),
              [](const auto* a, const auto* b) { return a->block < b->block; });
    uint64_t end = 0;
    const form::Title* last = nullptr;
    for (const form::Title* title : by_block) {
        if (last != nullptr && last->block == title->block) {
            if (last->lanes != title->lanes || last->denies != title->denies)
                return corrupt("a block is shared in part");
            continue;
        }
        const uint64_t start = uint64_t{title->block} * sizeof(form::CacheLine);
        if (start < end) return corrupt("blocks overlap");
        end = start + form::block_bytes(title->lanes, header->atoms);
        if (end > header->block_bytes) return corrupt("a block ends outside");
        if (!is_sound_block(blocks + start, title->lanes, header->atoms, header->grants))
            return corrupt("a block is not sound");
        last = title;
    }
    return {};
}

Result<> Index::Layout::read_texts() {
    for (std::string_view rest = texts; !rest.empty();) {
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos) return corrupt("a text without an end");
        lines.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    const auto languages_of = [&](uint32_t line) -> Result<std::vector<world::LanguageTag>> {
        std::vector<world::LanguageTag> tags;
        if (line >= lines.size()) return corrupt("terms without their languages");
        for (const auto tag : split(lines[line], ',')) {
            auto read = world::LanguageTag::parse(tag);
            if (!read || read->text() != tag) return corrupt("a language list that does not read");
            tags.push_back(*std::move(read));
        }
        return tags;
    };
    read_terms.reserve(terms.size());
    for (const auto& row : terms) {
        Terms& made = read_terms.emplace_back();
        if (row.max_height != 0) made.max_height = static_cast<int>(row.max_height);
        made.hdr = (row.flags & form::Terms::hdr) != 0;
        if (row.audio_format > static_cast<uint32_t>(AudioFormat::immersive))
            return corrupt("terms of an unknown sound");
        made.audio_format = static_cast<AudioFormat>(row.audio_format);
        int kind = 0;
        for (Languages* languages : {&made.audio, &made.subtitles, &made.dubs, &made.forced}) {
            const uint32_t line = row.languages[kind++];
            if (line != form::none) *languages = TRY(languages_of(line));
        }
        HeldBack& back = made.held_back;
        for (auto* languages : {&back.audio, &back.subtitles, &back.dubs, &back.forced}) {
            const uint32_t line = row.languages[kind++];
            if (line != form::none) *languages = TRY(languages_of(line));
        }
        if (row.plays_per_account != 0) made.plays.per_account_max = static_cast<int>(row.plays_per_account);
        if (row.runs_max != 0) made.plays.runs_max = row.runs_max;
        if ((row.flags & form::Terms::download) == 0) continue;
        DownloadTerms& download = made.download.emplace();
        if (row.downloads_per_account != 0)
            download.per_account_max = static_cast<int>(row.downloads_per_account);
        if (row.keep_s != 0) download.keep = std::chrono::seconds(row.keep_s);
        if (row.watch_s != 0) download.watch = std::chrono::seconds(row.watch_s);
    }
    return {};
}

Result<> Index::Layout::read() {
    if (whole.size() < sizeof(form::Header)) return corrupt("shorter than its header");
    if (whole.size() > size_max || whole.size() % sizeof(form::CacheLine) != 0)
        return corrupt("impossible size");
    if (reinterpret_cast<uintptr_t>(whole.data()) % alignof(form::CacheLine) != 0)
        return Error{ErrorKind::invalid, "compiled rights must lie on a multiple of 64"};
    const auto& head = *reinterpret_cast<const form::Header*>(whole.data());
    if (head.magic != form::magic) return corrupt("not compiled rights");
    if (head.version != form::version) {
        return Error{ErrorKind::unsupported, "compiled rights of version " + std::to_string(head.version) +
                                                 "; this program reads " + std::to_string(form::version)};
    }
    if (head.territory_edition != world::territory_edition())
        return Error{ErrorKind::unsupported, "compiled rights of another edition of the territories"};
    if (head.checksum != form::checksum(whole)) return corrupt("checksum does not match");
    TRY(place_sections());
    TRY(read_texts());
    return check();
}

Result<Index> Index::load(std::span<const uint8_t> bytes) {
    auto layout = std::make_unique<Layout>();
    layout->storage.resize((std::min(bytes.size(), size_max) + sizeof(form::CacheLine) - 1) /
                           sizeof(form::CacheLine));
    if (!bytes.empty()) std::memcpy(layout->storage.data(), bytes.data(), std::min(bytes.size(), size_max));
    layout->whole = {reinterpret_cast<const uint8_t*>(layout->storage.data()), bytes.size()};
    if (auto read = layout->read(); !read) return std::move(read).error();
    return Index(std::move(layout));
}

Result<Index> Index::over(std::span<const uint8_t> bytes, std::shared_ptr<const void> keeper) {
    auto layout = std::make_unique<Layout>();
    layout->keeper = std::move(keeper);
    layout->whole = bytes;
    if (auto read = layout->read(); !read) return std::move(read).error();
    return Index(std::move(layout));
}

}  // namespace nuri::rights
