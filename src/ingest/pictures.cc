#include "ingest/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "assets/asset_folder.h"
#include "catalogue/picture_cuts.h"
#include "io/file.h"

namespace nuri::ingest {
namespace {

namespace json = boost::json;
using catalogue::Artwork;
using catalogue::ArtworkKind;
using catalogue::Crop;
using catalogue::PictureCut;
using catalogue::Place;

constexpr int jpeg_quality = 3;

bool keeps_alpha(ArtworkKind kind) {
    return kind == ArtworkKind::logo;
}

/// The worker's answer, which is as little to be trusted as the picture.
struct Seen {
    int width = 0, height = 0;
};
Result<Seen> parse_seen(std::string_view text) {
    json::error_code fault;
    const json::value value = json::parse(text, fault);
    const json::object* object = fault ? nullptr : value.if_object();
    const auto side = [&](std::string_view name) -> int {
        const json::value* member = object != nullptr ? object->if_contains(name) : nullptr;
        const int64_t* number = member != nullptr ? member->if_int64() : nullptr;
        return number != nullptr && *number > 0 && *number <= 65'535 ? static_cast<int>(*number) : 0;
    };
    const Seen seen{side("width"), side("height")};
    if (seen.width == 0 || seen.height == 0)
        return Error{ErrorKind::corrupt, "the media worker told no size of the picture"};
    return seen;
}

Result<> check_focus(const std::optional<Crop>& focus, int width, int height) {
    if (!focus) return {};
    const bool within = focus->x >= 0 && focus->y >= 0 && focus->width > 0 && focus->height > 0 &&
                        focus->x <= width - focus->width && focus->y <= height - focus->height;
    if (within) return {};
    return Error{ErrorKind::invalid,
                 fmt::format("the focus does not lie within the picture's {} x {} pixels", width, height)};
}

/// Names the folder of a picture's objects: by its bytes and where its focus is.
std::string object_of(std::string_view sha256, ArtworkKind kind, const std::optional<Crop>& focus) {
    uint64_t where = 0xcbf29ce484222325u;  // FNV-1a over the focus and the kind
    const Crop seen = focus.value_or(Crop{-1, -1, -1, -1});
    for (const int part : {seen.x, seen.y, seen.width, seen.height, static_cast<int>(kind)})
        where = (where ^ static_cast<uint32_t>(part)) * 0x100000001b3u;
    return fmt::format("artwork/{}{:016x}/full.{}", sha256.substr(0, 16), where,
                       keeps_alpha(kind) ? "png" : "jpg");
}

std::string request_of(const json::array& cuts, ArtworkKind kind) {
    return json::serialize(
        json::object{{"cuts", cuts}, {"keep_alpha", keeps_alpha(kind)}, {"quality", jpeg_quality}});
}

}  // namespace

Result<Artwork> Pictures::take_in(std::string_view bytes, ArtworkKind kind,
                                  const std::optional<world::LanguageTag>& locale,
                                  const std::optional<Crop>& focus) {
    if (bytes.size() > bytes_max)
        return Error{ErrorKind::too_large, fmt::format("a picture has at most {} bytes", bytes_max)};
    TRY(io::make_folder(work_));
    const io::TemporaryFolder folder = TRY(io::TemporaryFolder::make(work_, "picture-"));
    const std::filesystem::path file = folder.path() / "delivered";
    TRY(io::write_file_atomically(file, bytes));
    const auto on = [](double) { return true; };
    const Seen seen = TRY(parse_seen(TRY(worker_.run(
        {.command = "picture", .request = request_of({}, kind), .inputs = {file}, .outputs = {}}, on))));
    if (std::min(seen.width, seen.height) < side_min)
        return Error{ErrorKind::invalid,
                     fmt::format("the picture has {} x {} pixels; the shorter side needs {}", seen.width,
                                 seen.height, side_min)};
    TRY(check_focus(focus, seen.width, seen.height));

    const double scale =
        std::min(1.0, static_cast<double>(side_kept_max) / std::max(seen.width, seen.height));
    const auto scaled = [scale](int length) { return static_cast<int>(std::lround(length * scale)); };
    Artwork artwork;
    artwork.kind = kind;
    artwork.locale = locale;
    artwork.width = std::max(1, scaled(seen.width));
    artwork.height = std::max(1, scaled(seen.height));
    if (focus) {
        Crop kept{std::min(scaled(focus->x), artwork.width - 1),
                  std::min(scaled(focus->y), artwork.height - 1), 0, 0};
        kept.width = std::clamp(scaled(focus->width), 1, artwork.width - kept.x);
        kept.height = std::clamp(scaled(focus->height), 1, artwork.height - kept.y);
        artwork.crop = kept;
    }
    artwork.object = object_of(TRY(assets::sha256_of_file(file)), kind, artwork.crop);
    TRY(cut(file, 1 / scale, artwork, true));
    return artwork;
}

Result<Artwork> Pictures::refocus(const Artwork& artwork, const std::optional<Crop>& focus) {
    if (!catalogue::has_cuts(artwork.object))
        return Error{ErrorKind::conflict, "this picture was put in as it is; upload it to have it cut"};
    TRY(check_focus(focus, artwork.width, artwork.height));
    const std::filesystem::path whole = TRY(objects_.path_of(artwork.object));
    Artwork anew = artwork;
    anew.crop = focus;
    anew.object = object_of(TRY(assets::sha256_of_file(whole)), artwork.kind, focus);
    TRY(objects_.put(anew.object, TRY(io::read_file(whole, size_t{256} << 20))));
    TRY(cut(whole, 1, anew, false));
    return anew;
}

/// Has the worker make every size, and keeps them; the picture itself last, so that it is there only when all
/// is. `scale` is from the picture as kept to the source.
Result<> Pictures::cut(const std::filesystem::path& source, double scale, const Artwork& artwork,
                       bool with_whole) {
    const Seen whole = [&] {
        const auto back = [&](int length) { return static_cast<int>(std::lround(length * scale)); };
        return Seen{back(artwork.width), back(artwork.height)};
    }();
    struct Output {
        std::string object;
        std::filesystem::path file;
    };
    const io::TemporaryFolder folder = TRY(io::TemporaryFolder::make(work_, "cuts-"));
    json::array cuts;
    std::vector<Output> outputs;
    const auto add = [&](const Crop& area, const PictureCut::Size& size, std::string object) {
        const auto back = [&](int length, int most) {
            return std::min(static_cast<int>(std::lround(length * scale)), most);
        };
        const int x = back(area.x, whole.width - 1), y = back(area.y, whole.height - 1);
        cuts.push_back(json::object{{"x", x},
                                    {"y", y},
                                    {"width", std::max(1, back(area.width, whole.width - x))},
                                    {"height", std::max(1, back(area.height, whole.height - y))},
                                    {"to_width", size.width},
                                    {"to_height", size.height}});
        outputs.push_back({std::move(object), folder.path() / std::to_string(outputs.size())});
    };
    for (const PictureCut& one : cuts_of(artwork.kind, artwork.width, artwork.height, artwork.crop)) {
        for (const PictureCut::Size& size : one.sizes) {
            if (one.place == Place::full && size.width == artwork.width) continue;
            add(one.area, size, catalogue::cut_object(artwork.object, one.place, size.width));
        }
    }
    if (with_whole)
        add({0, 0, artwork.width, artwork.height}, {artwork.width, artwork.height}, artwork.object);
    std::vector<std::filesystem::path> files;
    for (const Output& output : outputs) files.push_back(output.file);
    const auto on = [](double) { return true; };
    TRY(worker_.run({.command = "picture",
                     .request = request_of(cuts, artwork.kind),
                     .inputs = {source},
                     .outputs = files},
                    on));
    for (const Output& output : outputs) {
        const std::string bytes = TRY(io::read_file(output.file, size_t{256} << 20));
        TRY(objects_.put(output.object, bytes));
    }
    return {};
}

}  // namespace nuri::ingest
