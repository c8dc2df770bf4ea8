// Compiled rights from bytes that somebody else wrote. The checksum is put right first, for it guards against
// bad disks and not against malice; what is accepted is asked about every title.
//
// An input is a list of (offset, value) changes, three bytes each, to a small index of ours, or the bytes of
// an index.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "rights/index.h"
#include "rights/index_layout.h"
#include "world/territory_expression.h"

namespace {

using namespace nuri;

std::vector<uint8_t> small_index() {
    const Instant june = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    std::vector<rights::TitleNode> nodes;
    std::vector<rights::Grant> grants;
    for (int64_t id = 1; id <= 6; ++id) {
        nodes.push_back({TitleId(id), id == 3 ? std::optional(TitleId(2)) : std::nullopt});
        // Of one lane, of nine (two bytes a row) and of seventy (two words a row).
        for (int64_t lane = 0; lane < (id == 1 ? 1 : id == 2 ? 9 : id == 4 ? 70 : 0); ++lane) {
            rights::Grant grant;
            grant.id = GrantId(static_cast<int64_t>(grants.size()) + 1);
            grant.title = TitleId(id);
            grant.territories = *world::parse_territories(lane % 2 == 0 ? "US + CA-QC" : "001 - US-TX");
            grant.window = rights::Window::from(june + std::chrono::hours(lane));
            if (lane % 5 == 0) grant.terms.audio = {*world::LanguageTag::parse("ko")};
            if (lane % 7 == 6) grant.sign = rights::Sign::blackout;
            if (grant.denies()) grant.terms = {};
            grants.push_back(grant);
        }
    }
    world::Footprint footprint;
    footprint.set(*world::Territory::parse("US"), world::ServiceState::launched());
    const auto index = rights::Index::compile(*rights::TitleTree::from(nodes), grants, footprint);
    return {index->bytes().begin(), index->bytes().end()};
}

void ask(std::vector<uint8_t> bytes) {
    if (bytes.size() >= sizeof(rights::form::Header)) {
        const uint64_t sum = rights::form::checksum(bytes);
        std::memcpy(bytes.data() + offsetof(rights::form::Header, checksum), &sum, sizeof sum);
    }
    const auto index = rights::Index::load(bytes);
    if (!index) return;
    const Instant june = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    for (const char* code : {"US", "US-TX", "CA-QC", "ZW"}) {
        const auto place = *world::Territory::parse(code);
        for (const auto at : {june - std::chrono::hours(1), june + std::chrono::hours(5)}) {
            for (int64_t title = 0; title <= 7; ++title) (void)index->decide({TitleId(title), place, {}, at});
            (void)index->available({place, {}, at});
            std::vector<rights::Verdict> verdicts;
            index->sweep({place, {}, at}, verdicts);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const std::vector<uint8_t> base = small_index();
    ask({data, data + size});
    std::vector<uint8_t> altered = base;
    for (size_t i = 0; i + 3 <= size; i += 3) {
        altered[(data[i] | data[i + 1] << 8) % altered.size()] = data[i + 2];
    }
    ask(std::move(altered));
    return 0;
}
