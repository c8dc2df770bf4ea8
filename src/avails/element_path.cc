#include "avails/element_path.h"

#include "base/text.h"

namespace nuri::avails {
namespace {

struct Step {
    std::string_view name, key;
};

Step take_step(std::string_view& path) {
    const size_t slash = path.find('/');
    std::string_view step = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    const size_t bracket = step.find('[');
    if (bracket == std::string_view::npos) return {step, {}};
    return {step.substr(0, bracket), step.substr(bracket + 1, step.size() - bracket - 2)};
}

std::string_view child_text(const Document& document, const Element& element, std::string_view name) {
    const Element* child = document.child(element, name);
    return child == nullptr ? std::string_view() : trim(document.texts[child->text]);
}

bool begins_with_key(std::string_view text, std::string_view key) {
    return text.size() > key.size() && text.starts_with(key) && text[key.size()] == ':';
}

bool answers(const Document& document, const Element& element, std::string_view key) {
    const std::string_view name = document.local_name(element);
    if (name == "Term") return equals_ignoring_case(document.attribute(element, "termName"), key);
    if (name == "SharedEntitlement") {
        const std::string_view ecosystem = document.attribute(element, "ecosystem");
        return key == "UVVU" ? ecosystem.starts_with("UV") : ecosystem.starts_with(key);
    }
    if (name == "ReleaseHistory")
        return equals_ignoring_case(child_text(document, element, "ReleaseType"), key);
    if (name == "GroupingEntity") return equals_ignoring_case(child_text(document, element, "Type"), key);
    if (name == "People") return equals_ignoring_case(follow(document, element, "Job/JobFunction").text, key);
    return begins_with_key(child_text(document, element, "Identifier"), key);
}

void walk(const Document& document, const Element& from, std::string_view path, std::string_view key,
          bool all, std::vector<Found>& found) {
    if (path.empty()) {
        std::string_view text = trim(document.texts[from.text]);
        if (document.local_name(from) == "Identifier" && begins_with_key(text, key))
            text.remove_prefix(key.size() + 1);
        found.push_back({&from, text});
        return;
    }
    if (path.front() == '@') {
        const std::string_view text = document.attribute(from, path.substr(1));
        if (!text.empty()) found.push_back({&from, text});
        return;
    }
    const Step step = take_step(path);
    for (const uint32_t index : from.children) {
        const Element& child = document.elements[index];
        if (document.local_name(child) != step.name ||
            (!step.key.empty() && !answers(document, child, step.key)))
            continue;
        walk(document, child, path, step.key.empty() ? key : step.key, all, found);
        if (!all && !found.empty()) return;
    }
}

}  // namespace

Found follow(const Document& document, const Element& from, std::string_view path) {
    std::vector<Found> found;
    walk(document, from, path, {}, false, found);
    return found.empty() ? Found{} : found.front();
}

std::vector<Found> follow_all(const Document& document, const Element& from, std::string_view path) {
    std::vector<Found> found;
    walk(document, from, path, {}, true, found);
    return found;
}

std::string_view metadata_name(std::string_view work_type) {
    if (work_type == "Episode") return "EpisodeMetadata";
    if (work_type == "Season") return "SeasonMetadata";
    if (work_type == "Series" || work_type == "Miniseries") return "SeriesMetadata";
    if (work_type == "Volume") return "VolumeMetadata";
    return "Metadata";
}

const Element* base_of(const Document& document, Base base, const Element& avail, const Element* asset,
                       const Element* transaction) {
    if (base == Base::avail) return &avail;
    if (base == Base::transaction) return transaction;
    if (asset == nullptr || base == Base::special || base == Base::none) return nullptr;
    if (base == Base::asset) return asset;
    const auto below = [&](const Element* parent, std::string_view name) {
        return parent == nullptr ? nullptr : document.child(*parent, name);
    };
    const std::string_view work = metadata_name(child_text(document, *asset, "WorkType"));
    const Element* own = document.child(*asset, work);
    const Element* season = work == "SeasonMetadata" ? own : below(own, "SeasonMetadata");
    switch (base) {
        case Base::work:
            return own;
        case Base::movie:
            return work == "Metadata" ? own : nullptr;
        case Base::episode:
            return work == "EpisodeMetadata" ? own : nullptr;
        case Base::volume:
            return work == "VolumeMetadata" ? own : nullptr;
        case Base::season:
            return season;
        default:
            break;
    }
    const Element* series = work == "SeriesMetadata" ? own : below(season, "SeriesMetadata");
    if (series == nullptr) series = below(own, "SeriesMetadata");
    return base == Base::credit && work == "Metadata" ? own : series;
}

}  // namespace nuri::avails
