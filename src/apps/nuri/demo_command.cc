#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/demo_media.h"
#include "apps/nuri/demo_registers.h"
#include "apps/nuri/progress_bar.h"
#include "apps/nuri/serve_loop.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "http/address.h"
#include "io/file.h"
#include "io/process.h"
#include "server/config.h"
#include "server/data_directory.h"
#include "server/registers.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr size_t note_bytes_max = 64 * 1024;
constexpr int connections_max = 1000;  // who tries it out is not a crowd, and a shell allows few open files
/// A season of licences reaches until the second month after that of its start (titles' own files say so).
constexpr int season_months = 2;

/// `demo.json` in the data directory: that it is the demo's, since when, and what of it is whole.
struct DemoNote {
    Instant first_start;
    Instant season_start;  ///< of the licences added last
    std::string whole;     ///< what was asked for when everything was last found in place; empty: nothing yet
};

std::filesystem::path note_path(const server::DataDirectory& directory) {
    return directory.root() / "demo.json";
}

Result<std::optional<DemoNote>> read_note(const server::DataDirectory& directory) {
    std::error_code failure;
    if (!std::filesystem::exists(note_path(directory), failure)) return std::optional<DemoNote>();
    const json::value written =
        json::parse(TRY(io::read_file(note_path(directory), note_bytes_max)), failure);
    const json::object* object = failure ? nullptr : written.if_object();
    const auto text = [&](std::string_view key) {
        const json::value* value = object ? object->if_contains(key) : nullptr;
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    DemoNote note;
    note.first_start = TRY(parse_instant(text("first_start")).context(note_path(directory).string()));
    note.season_start = TRY(parse_instant(text("season_start")).context(note_path(directory).string()));
    note.whole = text("whole");
    return std::optional(note);
}

Result<> write_note(const server::DataDirectory& directory, const DemoNote& note) {
    const json::object object{{"first_start", to_string(note.first_start)},
                              {"season_start", to_string(note.season_start)},
                              {"whole", note.whole}};
    return io::write_file_atomically(note_path(directory), json::serialize(object) + "\n");
}

/// Files of the demo lie beside the program: `bin/nuri`, `share/nuri/demo`.
std::filesystem::path script_folder() {
    return io::own_path().parent_path().parent_path() / "share" / "nuri" / "demo";
}

/// One line for each part, with how long it took, and a bar while it works.
class Narrator {
  public:
    explicit Narrator(bool quiet) : quiet_(quiet), bar_(quiet) {}

    Result<> part(std::string_view name, const std::function<Result<>(const DemoProgress&)>& work) {
        const auto began = std::chrono::steady_clock::now();
        TRY(work([&](double fraction, std::string_view what) {
            bar_.show(fraction, fmt::format("{}: {}", name, what));
        }));
        bar_.clear();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        if (!quiet_) fmt::print(stderr, "  {:<44} {:>6.1f} s\n", name, took.count());
        return {};
    }

  private:
    bool quiet_;
    ProgressBar bar_;
};

struct Filling {
    server::Registers& registers;
    const server::DataDirectory& directory;
    const server::Config& config;
    const DemoScript& script;
    const DemoOptions& options;
    DemoNote& note;
};

Result<> fill(const Filling& f, Narrator& narrator, Instant now) {
    const DemoWorkshop workshop{script_folder(), f.directory.root() / "media", f.options.titles,
                                f.options.quick};
    DemoRegisters registers(f.registers, f.script, f.note.first_start);
    TRY(narrator.part("pictures drawn", [&](const DemoProgress& progress) {
        return make_media(workshop, "pictures", progress);
    }));
    TRY(narrator.part("films rendered",
                      [&](const DemoProgress& progress) { return make_media(workshop, "films", progress); }));
    TRY(narrator.part("catalogue, footprint, prices, licences", [&](const DemoProgress&) -> Result<> {
        TRY(registers.offer(now));
        TRY(registers.titles(now));
        return registers.licences(f.note.season_start, now);
    }));
    TRY(narrator.part("pictures taken in", [&](const DemoProgress& progress) {
        return take_in_pictures(f.registers, f.directory, f.script, workshop.media, progress);
    }));
    TRY(narrator.part("operators, members, profiles", [&](const DemoProgress& progress) {
        return registers.people(f.options.quick, now, [&](size_t done, size_t of) {
            progress(static_cast<double>(done) / static_cast<double>(of), "members");
        });
    }));
    TRY(narrator.part("films packaged for every screen", [&](const DemoProgress& progress) {
        return ingest_films(f.registers, f.directory, f.config, f.script, workshop.media, f.options.quick,
                            progress);
    }));
    return narrator.part("histories",
                         [&](const DemoProgress&) { return registers.histories(f.directory.spool(), now); });
}

/// "127.0.0.1:8080": whether only this machine can reach it.
bool is_loopback(std::string_view listen) {
    const size_t colon = listen.rfind(':');
    const std::string_view host = listen.substr(0, colon == std::string_view::npos ? listen.size() : colon);
    if (host == "localhost") return true;
    const auto address = http::Address::parse(host);
    return address && address->is_loopback();
}

/// The page, where there is a desktop to open it on. The browser outlives the call and not the service.
std::optional<io::Process> open_page(const std::string& url) {
    const char* const program = "/usr/bin/xdg-open";
    if ((!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) || !::isatty(STDERR_FILENO) ||
        ::access(program, X_OK) != 0)
        return {};
    std::vector<std::string> environment;
    for (const char* name : {"PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR",
                             "DBUS_SESSION_BUS_ADDRESS", "XDG_CURRENT_DESKTOP"}) {
        if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
    }
    auto browser = io::Process::start({program, {url}, {}, environment});
    if (!browser) return {};
    return *std::move(browser);
}

void say_what_to_try(const std::string& url, const std::filesystem::path& data) {
    fmt::print(
        stderr,
        "\n  The demo is open:   {0}\n\n"
        "  Sign in with one click as a viewer in Mexico, in Korea, as a child in the US, or as an operator.\n"
        "  Then try: \"Watching from\" at the foot of the page; Dawn Over Hanok from Mexico and from Korea;\n"
        "  Tide Line with English sound and Spanish subtitles; {0}/studio as the operator.\n\n"
        "  Your own film:   nuri --data {1} title add my-film --kind film --name en=\"My film\"\n"
        "                   nuri --data {1} licence add --title my-film --territories world --from "
        "2020-01-01\n"
        "                   nuri --data {1} ingest FILE --title my-film\n\n"
        "  Ctrl-C stops it; the same command starts it again in a moment.\n\n",
        url, data.string());
}

}  // namespace

Outcome demo(const std::filesystem::path& data, const DemoOptions& options, bool quiet) {
    const auto work = [&]() -> Result<> {
        const auto directory = TRY(server::DataDirectory::open(data));
        server::Config config = TRY(server::load_config(directory.root(), {}));
        if (!options.listen.empty()) config.listen = options.listen;
        if (!options.expose && (!is_loopback(config.listen) || !config.tls_listen.empty())) {
            return Error{
                ErrorKind::invalid,
                fmt::format("the demo lets anybody sign in, so it listens on this machine alone; {} is "
                            "another's to reach. Add --expose to do it all the same",
                            config.tls_listen.empty() ? config.listen : config.tls_listen)};
        }
        if (config.assumed_territory.empty()) config.assumed_territory = "US";
        if (config.log_level == log::Level::info) config.log_level = log::Level::warning;
        log::configure(config.log_level, config.log_format);

        std::vector<std::string> only;
        for (const std::string_view slug : split(std::string_view(options.titles), ',')) {
            if (!slug.empty()) only.emplace_back(slug);
        }
        const DemoScript script = TRY(DemoScript::load(script_folder(), only));
        const Instant now = SystemClock().now();
        auto registers = TRY(server::Registers::open(directory, now));
        auto note = TRY(read_note(directory));
        if (!note) {
            if (!TRY(catalogue::Snapshot::load(registers->database))->titles().empty()) {
                return Error{
                    ErrorKind::conflict,
                    fmt::format("{} holds a service that is not the demo; name another folder with --data",
                                directory.root().string())};
            }
            note = DemoNote{now, now, {}};
            TRY(write_note(directory, *note));
        }
        const bool season_over = now >= DemoMoment{season_months, false}.from(note->season_start);
        const std::string wanted =
            fmt::format("{} {}{}", NURI_VERSION, options.titles, options.quick ? " quick" : "");
        if (note->whole != wanted || season_over) {
            if (!quiet)
                fmt::print(stderr, "Making the demo in {} (once; it is kept)\n", directory.root().string());
            if (season_over) note->season_start = now;
            note->whole.clear();
            TRY(write_note(directory, *note));
            server::Config making = config;
            making.encode_preset = "superfast";
            Narrator narrator(quiet);
            TRY(fill({*registers, directory, making, script, options, *note}, narrator, now));
            note->whole = wanted;
            TRY(write_note(directory, *note));
        }
        registers.reset();
        if (options.no_serve) return {};
        config.demo = std::make_shared<const api::Demo>(script.demo);
        config.payment_provider = "test";  // signing up shows what it costs, and no money moves
        config.connections_max = connections_max;
        std::optional<io::Process> browser;
        return serve_until_stopped(directory, config, [&](const std::vector<std::string>& urls) {
            say_what_to_try(urls.front(), data);
            if (auto opened = open_page(urls.front())) browser.emplace(*std::move(opened));
        });
    };
    const auto done = work();
    if (!done) return Failure{done.error(), done.error().kind == ErrorKind::invalid ? 2 : 1};
    return Answer{};
}

}  // namespace nuri::apps
