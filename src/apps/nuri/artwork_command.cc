#include <fmt/core.h>

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "apps/nuri/commands.h"
#include "catalogue/picture_cuts.h"
#include "catalogue/snapshot.h"
#include "ingest/pictures.h"
#include "io/file.h"
#include "server/data_directory.h"
#include "server/registers.h"
#include "store/objects.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
using catalogue::Artwork;
using catalogue::ArtworkKind;

/// As the studio's log tells it, so that either's change can be taken back there.
std::string record_of(const Artwork& artwork) {
    json::value focus;
    if (const auto& crop = artwork.crop)
        focus = {{"x", crop->x}, {"y", crop->y}, {"width", crop->width}, {"height", crop->height}};
    return json::serialize(
        json::object{{"kind", catalogue::to_string(artwork.kind)},
                     {"locale", artwork.locale ? json::value(artwork.locale->text()) : json::value()},
                     {"object", artwork.object},
                     {"width", artwork.width},
                     {"height", artwork.height},
                     {"focus", std::move(focus)}});
}

/// The picture goes into the object store first and is noted then, with its line in the log, as one change.
Result<Artwork> take_in(const Workspace& workspace, const std::string& reference,
                        const std::filesystem::path& file, ArtworkKind kind,
                        const std::optional<world::LanguageTag>& locale,
                        const std::optional<catalogue::Crop>& focus) {
    server::Registers& registers = workspace.registers();
    const TitleId id = TRY(registers.catalogue.resolve(reference));
    const std::string bytes = TRY(io::read_file(file, ingest::Pictures::bytes_max));
    store::Objects objects = TRY(store::Objects::in(workspace.directory().objects()));
    const ingest::MediaWorker worker(ingest::MediaWorker::beside_this_program(),
                                     ingest::MediaWorker::Limits());
    ingest::Pictures pictures(worker, objects, workspace.directory().work());
    const Artwork taken = TRY(pictures.take_in(bytes, kind, locale, focus).context(file.string()));
    TRY(registers.database.write([&](store::Writer& writer) -> Result<> {
        const auto around = TRY(catalogue::Snapshot::load_around(writer, id));
        const catalogue::Title& title = *around->find(id);
        std::string before;
        for (const Artwork& artwork : title.facts.artwork)
            if (artwork.kind == kind && artwork.locale == locale) before = record_of(artwork);
        TRY(registers.catalogue.set_artwork(id, taken, workspace.now()));
        return workspace.note("artwork.set", "title " + title.slug, before, record_of(taken));
    }));
    return taken;
}

}  // namespace

Outcome title_artwork(const Workspace& workspace, const TitleArtwork& options) {
    const std::array<std::pair<ArtworkKind, const std::string*>, 4> given{
        {{ArtworkKind::poster, &options.poster},
         {ArtworkKind::backdrop, &options.backdrop},
         {ArtworkKind::logo, &options.logo},
         {ArtworkKind::still, &options.still}}};
    const auto chosen =
        std::find_if(given.begin(), given.end(), [](const auto& one) { return !one.second->empty(); });
    if (chosen == given.end()) return misuse({ErrorKind::invalid, "the name of a file is missing"}, "FILE");
    std::optional<world::LanguageTag> locale;
    if (!options.locale.empty()) {
        const auto tag = world::LanguageTag::parse(options.locale);
        if (!tag) return misuse(tag.error(), "--locale");
        locale = *tag;
    }
    std::optional<catalogue::Crop> focus;
    if (!options.focus.empty()) {
        const auto crop = catalogue::parse_crop(options.focus);
        if (!crop) return misuse(crop.error(), "--focus");
        focus = *crop;
    }
    const auto taken = take_in(workspace, options.title, *chosen->second, chosen->first, locale, focus);
    if (!taken) return taken.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    return Answer{fmt::format("{}  {}  {}x{}", options.title, catalogue::to_string(taken->kind), taken->width,
                              taken->height),
                  record_of(*taken)};
}

}  // namespace nuri::apps
