#include "apps/nuri/demo_media.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <future>
#include <mutex>
#include <set>

#include <boost/json.hpp>

#include "catalogue/snapshot.h"
#include "ingest/pictures.h"
#include "io/file.h"
#include "io/process.h"
#include "server/config.h"
#include "server/data_directory.h"
#include "server/ingest_desk.h"
#include "server/registers.h"
#include "store/objects.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr size_t line_bytes_max = 64 * 1024;
constexpr size_t errors_bytes_max = 16 * 1024;
constexpr size_t jobs_max = 1000;  // the demo has some sixty
constexpr int at_once = 2;         // pictures and films

/// Where `env` finds a program, as a shell would.
Result<std::filesystem::path> program(std::string_view name) {
    const char* path = std::getenv("PATH");
    std::string folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
    for (size_t start = 0; start <= folders.size();) {
        const size_t end = std::min(folders.find(':', start), folders.size());
        const std::filesystem::path candidate =
            std::filesystem::path(folders.substr(start, end - start)) / name;
        std::error_code failure;
        if (std::filesystem::is_regular_file(candidate, failure)) return candidate;
        start = end + 1;
    }
    return Error{
        ErrorKind::unavailable,
        fmt::format("the demo is drawn by {}, which is not installed; ./dev demo installs it", name)};
}

/// The little that the workshop's programs need to know of us: where they are, and where fonts are cached.
std::vector<std::string> environment() {
    std::vector<std::string> kept;
    for (const char* name : {"PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR"}) {
        if (const char* value = std::getenv(name)) kept.push_back(fmt::format("{}={}", name, value));
    }
    kept.emplace_back("LANG=C.UTF-8");
    return kept;
}

struct Picture {
    catalogue::ArtworkKind kind;
    std::string locale;  ///< empty: without words
    std::filesystem::path file;
};

/// "poster.ko.jpg", "backdrop.jpg"; of an episode "s1e2.jpg", which is its still.
Result<std::vector<Picture>> pictures_of(const DemoTitle& title, const std::filesystem::path& media) {
    const std::filesystem::path folder = media / "art" / title.root;
    std::vector<Picture> pictures;
    for (const std::string& name : TRY(io::list_folder(folder))) {
        if (name.starts_with('.')) continue;
        const size_t first = name.find('.'), last = name.rfind('.');
        const std::string head = name.substr(0, first);
        const std::string locale = first == last ? std::string() : name.substr(first + 1, last - first - 1);
        const auto kind = catalogue::parse_artwork_kind(head);
        if (title.place.empty() && title.parent.empty() && kind)
            pictures.push_back({*kind, locale, folder / name});
        if (!title.place.empty() && head == title.place)
            pictures.push_back({catalogue::ArtworkKind::still, {}, folder / name});
    }
    return pictures;
}

std::filesystem::path film_of(const DemoTitle& title, const std::filesystem::path& media) {
    return media / "films" / (title.root + (title.place.empty() ? "" : "-" + title.place) + ".mkv");
}

Result<ingest::Delivery> delivery_of(const DemoTitle& title, TitleId id, const std::filesystem::path& media,
                                     bool quick) {
    ingest::Delivery delivery;
    delivery.title = id;
    delivery.file = film_of(title, media);
    const bool whole = title.film == DemoTitle::Film::whole;
    delivery.ladder = quick   ? std::vector<int>{360}
                      : whole ? std::vector<int>{1080, 540}
                              : std::vector<int>{720, 360};
    const std::string stem = delivery.file.stem().string() + ".";
    for (const std::string& name : TRY(io::list_folder(delivery.file.parent_path()))) {
        if (name.starts_with(stem) && name.ends_with(".vtt"))
            delivery.subtitles.push_back({name.substr(stem.size(), name.size() - stem.size() - 4),
                                          delivery.file.parent_path() / name});
    }
    return ingest::check(std::move(delivery));
}

/// A clip for the title's card: of a series, its first episode's.
Result<std::optional<ingest::Delivery>> preview_of(const DemoScript& script, const DemoTitle& title,
                                                   TitleId id, const std::filesystem::path& media) {
    if (!title.parent.empty()) return std::optional<ingest::Delivery>();
    for (const DemoTitle& candidate : script.titles) {
        if (candidate.root != title.root || candidate.film != DemoTitle::Film::brief) continue;
        ingest::Delivery delivery;
        delivery.title = id;
        delivery.file = film_of(candidate, media);
        delivery.purpose = assets::AssetPurpose::preview;
        delivery.ladder = {360};
        return std::optional(TRY(ingest::check(std::move(delivery))));
    }
    return std::optional<ingest::Delivery>();
}

Result<> mark_credits(server::Registers& registers, TitleId title, std::chrono::milliseconds scene) {
    const auto asset = TRY(registers.assets.current_of(title));
    if (!asset) return {};
    const auto length = asset->duration;
    if (length <= 2 * scene || !TRY(registers.assets.marks(asset->id)).empty()) return {};
    return registers.assets.set_marks(asset->id, {{assets::MarkerKind::intro, 0ms, scene},
                                                  {assets::MarkerKind::credits, length - scene, length}});
}

/// Does `work` on several threads, each until it finds nothing more; the last failure, where one fails.
Result<> side_by_side(const std::function<Result<>()>& work) {
    std::vector<std::future<Result<>>> workers;
    for (int i = 0; i < at_once; ++i) workers.push_back(std::async(std::launch::async, work));
    Result<> all;
    for (auto& worker : workers) {
        if (auto done = worker.get(); !done) all = std::move(done);
    }
    return all;
}

/// The queue of films, as several threads empty it together.
class Queue {
  public:
    Queue(store::Jobs& jobs, const DemoProgress& progress) : jobs_(jobs), progress_(progress) {}

    /// Until nothing waits. A film that is refused ends it: ours are never to be.
    Result<> work(server::IngestDesk& desk) {
        while (true) {
            const auto worked = TRY(desk.ingest().run_next(
                desk.owner(), [&](store::JobId, const ingest::Progress& step) { return report(step); }));
            if (!worked) return {};
            if (worked->state == store::JobState::failed) {
                return Error{ErrorKind::invalid,
                             fmt::format("the film of {} was refused: {}", worked->subject,
                                         worked->error ? worked->error->why : std::string())};
            }
        }
    }

  private:
    bool report(const ingest::Progress& step) {
        const std::lock_guard lock(mutex_);
        size_t over = 0;
        const auto jobs = jobs_.list({.kind = std::string(ingest::Ingest::job_kind), .limit = jobs_max});
        if (!jobs || jobs->empty()) return true;
        for (const store::Job& job : *jobs) over += job.state == store::JobState::done;
        progress_(static_cast<double>(over) / static_cast<double>(jobs->size()), to_string(step.step));
        return true;
    }

    store::Jobs& jobs_;
    const DemoProgress& progress_;
    std::mutex mutex_;
};

}  // namespace

Result<> make_media(const DemoWorkshop& workshop, std::string_view only, const DemoProgress& progress) {
    std::vector<std::string> arguments = {(workshop.script_folder / "make.mjs").string(), "--out",
                                          workshop.media.string(), "--only", std::string(only)};
    if (!workshop.titles.empty()) arguments.insert(arguments.end(), {"--titles", workshop.titles});
    if (workshop.quick) arguments.emplace_back("--quick");
    for (const char* tool : {"rsvg-convert", "ffmpeg", "espeak-ng"}) TRY(program(tool));
    io::Process process = TRY(io::Process::start({TRY(program("node")), arguments, {}, environment()}));
    process.input() = io::Fd();  // nothing is said to it
    io::LineReader lines(process.output(), line_bytes_max);
    std::string line;
    while (true) {
        const auto state = TRY(lines.next(line, 1h));
        if (state != io::LineReader::State::line) break;
        json::error_code failure;
        const json::value said = json::parse(line, failure);
        const json::object* object = said.if_object();
        if (failure || !object || !object->contains("done") || !object->contains("of")) continue;
        progress(object->at("done").to_number<double>(failure) / object->at("of").to_number<double>(failure),
                 object->contains("name") && object->at("name").is_string()
                     ? std::string_view(object->at("name").get_string())
                     : std::string_view());
    }
    std::string complaint, more;
    io::LineReader errors(process.errors(), errors_bytes_max);
    while (TRY(errors.next(more, 1s)) == io::LineReader::State::line) complaint = more;
    const io::ExitStatus status = TRY(process.wait());
    if (status.success()) return {};
    return Error{ErrorKind::unavailable,
                 complaint.empty() ? "the demo's workshop ended with " + to_string(status) : complaint};
}

Result<> take_in_pictures(server::Registers& registers, const server::DataDirectory& directory,
                          const DemoScript& script, const std::filesystem::path& media,
                          const DemoProgress& progress) {
    store::Objects objects = TRY(store::Objects::in(directory.objects()));
    const ingest::MediaWorker worker(ingest::MediaWorker::beside_this_program(),
                                     ingest::MediaWorker::Limits());
    ingest::Pictures pictures(worker, objects, directory.work());
    const auto catalogue = TRY(catalogue::Snapshot::load(registers.database));
    std::atomic<size_t> next = 0;
    std::mutex telling;
    const auto take_in = [&](const DemoTitle& wanted) -> Result<> {
        const catalogue::Title& title = *catalogue->find(wanted.title.slug);
        for (const Picture& picture : TRY(pictures_of(wanted, media))) {
            const auto there = [&](const catalogue::Artwork& artwork) {
                return artwork.kind == picture.kind &&
                       (artwork.locale ? artwork.locale->text() : std::string()) == picture.locale;
            };
            const auto& artwork = title.facts.artwork;
            if (std::any_of(artwork.begin(), artwork.end(), there)) continue;
            std::optional<world::LanguageTag> locale;
            if (!picture.locale.empty()) locale = TRY(world::LanguageTag::parse(picture.locale));
            const std::string bytes = TRY(io::read_file(picture.file, ingest::Pictures::bytes_max));
            const auto taken =
                TRY(pictures.take_in(bytes, picture.kind, locale, {}).context(picture.file.string()));
            TRY(registers.catalogue.set_artwork(title.id, taken, SystemClock().now()));
        }
        return {};
    };
    return side_by_side([&]() -> Result<> {
        for (size_t i = next++; i < script.titles.size(); i = next++) {
            {
                const std::lock_guard lock(telling);
                progress(static_cast<double>(i) / static_cast<double>(script.titles.size()),
                         script.titles[i].title.slug);
            }
            TRY(take_in(script.titles[i]));
        }
        return {};
    });
}

Result<> ingest_films(server::Registers& registers, const server::DataDirectory& directory,
                      const server::Config& config, const DemoScript& script,
                      const std::filesystem::path& media, bool quick, const DemoProgress& progress) {
    server::IngestDesk desk(registers, directory, config);
    TRY(desk.ingest().tidy());
    TRY(desk.free_abandoned());
    TRY(registers.plane.refresh());
    const auto catalogue = TRY(catalogue::Snapshot::load(registers.database));
    const auto index = registers.plane.current()->assets;
    std::set<std::string> queued;  // by an earlier run that was cut short
    for (const store::Job& job :
         TRY(registers.jobs.list({.kind = std::string(ingest::Ingest::job_kind), .limit = jobs_max}))) {
        if (job.state == store::JobState::failed) TRY(registers.jobs.retry(job.id, SystemClock().now()));
        queued.insert(job.input);
    }
    const auto submit = [&](const ingest::Delivery& delivery, const std::string& subject) -> Result<> {
        if (queued.contains(ingest::to_json(delivery))) return {};
        TRY(desk.ingest().submit(delivery, subject).context(subject));
        return {};
    };
    for (const DemoTitle& wanted : script.titles) {
        const catalogue::Title& title = *catalogue->find(wanted.title.slug);
        const std::string subject = catalogue->reference_of(title);
        if (wanted.film != DemoTitle::Film::none && !index->current_of(title.id))
            TRY(submit(TRY(delivery_of(wanted, title.id, media, quick)), subject));
        if (quick || index->preview_of(title.id)) continue;
        if (const auto preview = TRY(preview_of(script, wanted, title.id, media)))
            TRY(submit(*preview, subject));
    }
    // Much of a short film's way is done by one core, so that two films go side by side, each encoded by one.
    Queue queue(registers.jobs, progress);
    server::Config one_process = config;
    one_process.encode_processes = 1;
    TRY(side_by_side([&]() -> Result<> {
        server::IngestDesk own(registers, directory, one_process);
        return queue.work(own);
    }));
    for (const DemoTitle& wanted : script.titles) {
        if (wanted.film == DemoTitle::Film::whole && !quick)
            TRY(mark_credits(registers, catalogue->find(wanted.title.slug)->id, 8s));
    }
    return {};
}

}  // namespace nuri::apps
