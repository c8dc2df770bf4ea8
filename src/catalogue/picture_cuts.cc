#include "catalogue/picture_cuts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace nuri::catalogue {
namespace {

struct Shape {
    Place place;
    std::string_view word;
    int across, down;  ///< 0 for the picture's own
    std::vector<int> widths;
};

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all = {
        {Place::full, "full", 0, 0, {320, 640, 1280}},
        {Place::poster, "poster", 2, 3, {160, 320, 480, 640}},
        {Place::card, "card", 16, 9, {320, 480, 640, 960, 1280}},
        {Place::billboard, "billboard", 21, 9, {640, 1280, 1920}},
        {Place::square, "square", 1, 1, {160, 320, 640}},
    };
    return all;
}

/// The largest area of a shape around the focus, or around the middle.
Crop area_of(const Shape& shape, int width, int height, const std::optional<Crop>& focus) {
    if (shape.across == 0) return {0, 0, width, height};
    Crop area{0, 0, width, static_cast<int>(int64_t{width} * shape.down / shape.across)};
    if (area.height > height) {
        area.height = height;
        area.width = static_cast<int>(int64_t{height} * shape.across / shape.down);
    }
    area.width = std::max(area.width, 1);
    area.height = std::max(area.height, 1);
    const Crop seen = focus.value_or(Crop{0, 0, width, height});
    area.x = std::clamp(seen.x + seen.width / 2 - area.width / 2, 0, width - area.width);
    area.y = std::clamp(seen.y + seen.height / 2 - area.height / 2, 0, height - area.height);
    return area;
}

}  // namespace

std::string_view to_string(Place place) {
    for (const Shape& shape : shapes())
        if (shape.place == place) return shape.word;
    return "";
}

Result<Place> parse_place(std::string_view text) {
    for (const Shape& shape : shapes())
        if (shape.word == text) return shape.place;
    return Error{ErrorKind::invalid, "`place` must be full, poster, card, billboard or square"};
}

std::vector<PictureCut> cuts_of(ArtworkKind kind, int width, int height, const std::optional<Crop>& focus) {
    std::vector<PictureCut> cuts;
    for (const Shape& shape : shapes()) {
        if (kind == ArtworkKind::logo && shape.place != Place::full) continue;
        PictureCut cut{shape.place, area_of(shape, width, height, focus), {}};
        const auto add = [&](int to) {
            const double scale = static_cast<double>(to) / cut.area.width;
            cut.sizes.push_back({to, std::max(1, static_cast<int>(std::lround(cut.area.height * scale)))});
        };
        for (const int to : shape.widths)
            if (to < cut.area.width) add(to);
        if (shape.place == Place::full || cut.area.width <= shape.widths.back())
            add(cut.area.width);
        else if (cut.sizes.empty() || cut.sizes.back().width < shape.widths.back())
            add(shape.widths.back());
        cuts.push_back(std::move(cut));
    }
    return cuts;
}

Result<Crop> parse_crop(std::string_view text) {
    constexpr int64_t side_max = 65'535;
    const std::vector<std::string_view> parts = split(text, ',');
    std::array<int, 4> numbers{};
    bool sound = parts.size() == numbers.size();
    for (size_t i = 0; sound && i < numbers.size(); ++i) {
        const auto number = parse_integer(parts[i]);
        sound = number && *number >= 0 && *number <= side_max;
        if (sound) numbers[i] = static_cast<int>(*number);
    }
    if (!sound)
        return Error{ErrorKind::invalid,
                     "\"" + std::string(text.substr(0, 60)) + "\" is not x,y,width,height in pixels"};
    return Crop{numbers[0], numbers[1], numbers[2], numbers[3]};
}

bool has_cuts(std::string_view object) {
    return object.starts_with("artwork/") && object.find("/full.") != std::string_view::npos;
}

std::string cut_object(std::string_view object, Place place, int width) {
    const size_t slash = object.rfind('/');
    const size_t dot = object.rfind('.');
    return std::string(object.substr(0, slash + 1)) + std::string(to_string(place)) + "-" +
           std::to_string(width) + std::string(object.substr(dot));
}

std::string object_for(const Artwork& artwork, Place place, int width) {
    if (!has_cuts(artwork.object)) return artwork.object;
    for (const PictureCut& cut : cuts_of(artwork.kind, artwork.width, artwork.height, artwork.crop)) {
        if (cut.place != place) continue;
        for (const PictureCut::Size& size : cut.sizes) {
            // The whole picture at its own size is the object itself.
            if (place == Place::full && size.width == artwork.width) return artwork.object;
            if (size.width >= width) return cut_object(artwork.object, place, size.width);
        }
        return cut_object(artwork.object, place, cut.sizes.back().width);
    }
    return artwork.object;
}

}  // namespace nuri::catalogue
