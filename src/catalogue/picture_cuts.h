#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/title.h"

namespace nuri::catalogue {

/// Where a picture is shown, and so in which shape: not cut at all, 2:3, 16:9, 21:9, 1:1.
enum class Place { full, poster, card, billboard, square };
std::string_view to_string(Place place);
/// `invalid` names the places there are.
Result<Place> parse_place(std::string_view word);

/// One place's part of a picture and the sizes in which it is kept.
struct PictureCut {
    struct Size {
        int width = 0, height = 0;
        friend bool operator==(const Size&, const Size&) = default;
    };
    Place place = Place::full;
    Crop area;                ///< in pixels of the picture
    std::vector<Size> sizes;  ///< the smallest first; never larger than the area, and at least one
};

/// How a picture is cut: the largest area of each place's shape, with the focus in its middle as far as the
/// picture reaches. A logo is scaled and not cut.
std::vector<PictureCut> cuts_of(ArtworkKind kind, int width, int height, const std::optional<Crop>& focus);

/// The part of a picture that must be seen, as people write it: "x,y,width,height" in pixels. Whether it lies
/// within the picture is for the register to say.
Result<Crop> parse_crop(std::string_view text);

/// Pictures that came in through the studio are kept as a folder of objects: "artwork/<32 digits>/full.jpg"
/// is the picture itself, beside it lie its cuts. Others are single objects, whole as they were put in.
bool has_cuts(std::string_view object);
/// "artwork/…/card-640.jpg" of that picture's object.
std::string cut_object(std::string_view object, Place place, int width);

/// The object to send for a picture where `width` pixels are wanted: the smallest that has as many, else the
/// largest. The picture itself where it has no such cut.
std::string object_for(const Artwork& artwork, Place place, int width);

}  // namespace nuri::catalogue
