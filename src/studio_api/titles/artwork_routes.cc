#include <algorithm>
#include <boost/json.hpp>

#include "api/artwork_urls.h"
#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "decision/decision_plane.h"
#include "ingest/pictures.h"
#include "studio_api/routes.h"
#include "studio_api/titles/artwork.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
namespace {

namespace json = boost::json;
using catalogue::Artwork;
using catalogue::Catalogue;
using catalogue::Crop;
using catalogue::PictureCut;
using catalogue::Snapshot;
using store::Writer;

json::value focus_json(const std::optional<Crop>& focus) {
    if (!focus) return nullptr;
    return json::object{{"x", focus->x}, {"y", focus->y}, {"width", focus->width}, {"height", focus->height}};
}

json::object item_json(const Artwork& artwork) {
    json::array places;
    auto cuts = catalogue::cuts_of(artwork.kind, artwork.width, artwork.height, artwork.crop);
    if (!catalogue::has_cuts(artwork.object)) {
        cuts.resize(1);  // the whole, as it is
        cuts[0].sizes = {{artwork.width, artwork.height}};
    }
    for (const PictureCut& cut : cuts) {
        json::array widths;
        for (const PictureCut::Size& size : cut.sizes) widths.push_back(size.width);
        const PictureCut::Size& largest = cut.sizes.back();
        places.push_back(json::object{
            {"place", catalogue::to_string(cut.place)},
            {"widths", std::move(widths)},
            {"width", largest.width},
            {"height", largest.height},
            {"url", api::operator_picture_url(catalogue::object_for(artwork, cut.place, largest.width))}});
    }
    return {{"kind", catalogue::to_string(artwork.kind)},
            {"locale", artwork.locale ? json::value(artwork.locale->text()) : json::value()},
            {"width", artwork.width},
            {"height", artwork.height},
            {"focus", focus_json(artwork.crop)},
            {"url", api::operator_picture_url(artwork.object)},
            {"places", std::move(places)}};
}

/// Which picture the path and `?locale=` name.
struct Named {
    TitleId title;
    catalogue::ArtworkKind kind;
    std::optional<world::LanguageTag> locale;
};
Result<Named> named(const api::Call& call) {
    const auto kind = catalogue::parse_artwork_kind(call.request.capture("kind"));
    if (!kind) return Error{ErrorKind::not_found, "there is no such kind of artwork"};
    Named name{TRY(title_in_path(call)), *kind, {}};
    if (const auto locale = call.request.query_value("locale"))
        name.locale = TRY(world::LanguageTag::parse(*locale).context("`locale`"));
    return name;
}

const Artwork* find(const catalogue::Title& title, const Named& name) {
    const auto& all = title.facts.artwork;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Artwork& artwork) {
        return artwork.kind == name.kind && artwork.locale == name.locale;
    });
    return found == all.end() ? nullptr : &*found;
}

Result<std::optional<Crop>> focus_of(const api::Call& call) {
    const auto text = call.request.query_value("focus");
    if (!text) return std::optional<Crop>();
    return std::optional(TRY(catalogue::parse_crop(*text).context("`focus`")));
}

Result<http::Response> list(api::Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    const TitleId id = TRY(title_in_path(call));
    json::array artwork;
    for (const Artwork& one : catalogue->find(id)->facts.artwork) artwork.push_back(item_json(one));
    return api::answer({{"artwork", std::move(artwork)}});
}

Result<http::Response> put_picture(api::Call& call) {
    const Named name = TRY(named(call));
    const std::string_view type = call.request.headers.get("Content-Type").value_or("");
    if (type != "image/jpeg" && type != "image/png" && type != "image/webp")
        return Error{ErrorKind::unsupported,
                     "send the picture itself, as image/jpeg, image/png or image/webp"};
    // Looked at before the transaction: it takes a while, and no writer is to wait for it.
    const Artwork artwork =
        TRY(call.services.pictures.take_in(call.request.body, name.kind, name.locale, TRY(focus_of(call))));
    TRY(call.change([&](Writer& writer) {
        return write_artwork(call, writer, name.title, name.kind, name.locale, artwork, 0);
    }));
    return api::answer(item_json(artwork));
}

Result<http::Response> focus(api::Call& call) {
    const Named name = TRY(named(call));
    api::Input input = TRY(api::Input::of(call.request));
    std::optional<Crop> crop;
    if (auto given = input.optional_object("focus")) {
        const auto number = [&](std::string_view member, int least) {
            const auto value = given->optional_integer(member, least, 65'535);
            if (!value) given->fault(member, "is missing; give pixels");
            return static_cast<int>(value.value_or(0));
        };
        crop = Crop{number("x", 0), number("y", 0), number("width", 1), number("height", 1)};
        TRY(given->finish());
    } else if (!input.null("focus")) {
        input.fault("focus", "is missing; give a rectangle, or null for the middle");
    }
    TRY(input.finish());
    const auto catalogue = call.services.plane.current()->catalogue;
    const Artwork* artwork = find(*catalogue->find(name.title), name);
    if (artwork == nullptr) return Error{ErrorKind::not_found, "this title has no such artwork"};
    const Artwork anew = TRY(call.services.pictures.refocus(*artwork, crop));
    TRY(call.change([&](Writer& writer) {
        return write_artwork(call, writer, name.title, name.kind, name.locale, anew, 0);
    }));
    return api::answer(item_json(anew));
}

Result<http::Response> remove(api::Call& call) {
    const Named name = TRY(named(call));
    TRY(call.change([&](Writer& writer) {
        return write_artwork(call, writer, name.title, name.kind, name.locale, {}, 0);
    }));
    return api::done();
}

Result<http::Response> picture(api::Call& call) {
    const std::string key(call.request.capture("key"));
    // Other objects of the store are not pictures of titles: contracts, deliveries.
    const auto catalogue = call.services.plane.current()->catalogue;
    bool known = key.starts_with("artwork/");
    for (const catalogue::Title& title : catalogue->titles()) {
        if (known) break;
        known = std::any_of(title.facts.artwork.begin(), title.facts.artwork.end(),
                            [&](const Artwork& artwork) { return artwork.object == key; });
    }
    if (!known) return Error{ErrorKind::not_found, "there is no such picture"};
    return api::send_picture(call, key, "private, max-age=31536000, immutable");
}

}  // namespace

json::value artwork_record(const Artwork* artwork) {
    if (artwork == nullptr) return nullptr;
    return json::object{{"kind", catalogue::to_string(artwork->kind)},
                        {"locale", artwork->locale ? json::value(artwork->locale->text()) : json::value()},
                        {"object", artwork->object},
                        {"width", artwork->width},
                        {"height", artwork->height},
                        {"focus", focus_json(artwork->crop)}};
}

Result<> write_artwork(api::Call& call, Writer& writer, TitleId id, catalogue::ArtworkKind kind,
                       const std::optional<world::LanguageTag>& locale, const std::optional<Artwork>& artwork,
                       int64_t undoes) {
    const auto around = TRY(Snapshot::load_around(writer, id));
    const catalogue::Title& title = *around->find(id);
    const Artwork* before = find(title, {id, kind, locale});
    if (artwork)
        TRY(call.services.catalogue.set_artwork(id, *artwork, call.now));
    else
        TRY(call.services.catalogue.remove_artwork(id, kind, locale, call.now));
    const auto told = [](const Artwork* one) {
        return one == nullptr ? std::string() : json::serialize(artwork_record(one));
    };
    TRY(call.audit(artwork ? "artwork.set" : "artwork.remove", "title " + title.slug, told(before),
                   told(artwork ? &*artwork : nullptr), undoes));
    return {};
}

void add_artwork_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::catalogue, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::catalogue, members::Access::write);
    for (const std::string title : {"/operator/titles/{ref}", "/operator/titles/{ref}/{place}"}) {
        routes.add(get, title + "/artwork", read, list);
        routes.add(http::Method::put, title + "/artwork/{kind}", write, put_picture,
                   ingest::Pictures::bytes_max);
        routes.add(patch, title + "/artwork/{kind}", write, focus);
        routes.add(delete_, title + "/artwork/{kind}", write, remove);
    }
    routes.add(get, "/operator/pictures/{key...}", read, picture);
}

}  // namespace nuri::studio_api
