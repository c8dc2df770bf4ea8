#include "api/artwork_urls.h"

#include <array>

#include "base/text.h"
#include "http/conditional.h"
#include "store/objects.h"

namespace nuri::api {
namespace {

std::string_view picture_type(std::span<const uint8_t> head) {
    const std::string_view text = as_text(head);
    if (text.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
    if (text.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
    if (text.starts_with("RIFF") && text.substr(8, 4) == "WEBP") return "image/webp";
    if (text.substr(4, 8) == "ftypavif") return "image/avif";
    return {};
}

}  // namespace

std::string operator_picture_url(std::string_view object) {
    return "/api/v1/operator/pictures/" + std::string(object);
}

std::string list_picture_url(const catalogue::Snapshot& catalogue, const catalogue::Title& title,
                             const std::vector<world::LanguageTag>& readers) {
    constexpr int width = 160;
    using catalogue::ArtworkKind;
    for (const ArtworkKind kind : {ArtworkKind::poster, ArtworkKind::backdrop, ArtworkKind::still}) {
        const catalogue::Artwork* picture = catalogue.artwork(title, kind, readers);
        if (picture != nullptr)
            return operator_picture_url(catalogue::object_for(*picture, catalogue::Place::poster, width));
    }
    return {};
}

Result<http::Response> send_picture(const Call& call, const std::string& object, std::string_view cache) {
    auto file = std::make_shared<const io::Fd>(TRY(call.services.objects.open(object)));
    std::array<uint8_t, 12> head{};
    const uint64_t size = TRY(io::size_of(*file));
    const size_t read = TRY(io::read_at(*file, 0, head));
    const std::string_view type = picture_type({head.data(), read});
    if (type.empty()) return Error{ErrorKind::corrupt, "artwork " + object + " is no picture that we know"};
    http::Response response;
    response.headers.set("Content-Type", type);
    response.headers.set("Cache-Control", cache);
    const std::string etag = "\"" + percent_encode(object) + "\"";
    http::serve(call.request, response, {.etag = etag, .last_modified = {}},
                http::FileRange{std::move(file), 0, size}, call.now);
    return response;
}

}  // namespace nuri::api
