#include "server/service.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "api/api.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "events/event_log.h"
#include "events/spool.h"
#include "http/problem.h"
#include "http/server.h"
#include "ingest/pictures.h"
#include "io/process.h"
#include "licensing/law.h"
#include "member_api/routes.h"
#include "members/mail.h"
#include "members/postman.h"
#include "members/secret.h"
#include "members/subscriptions.h"
#include "members/test_payment.h"
#include "origin/origin.h"
#include "playback/place.h"
#include "playback/popular.h"
#include "playback/sessions.h"
#include "server/control_socket.h"
#include "server/ingest_desk.h"
#include "server/library_source.h"
#include "server/metrics.h"
#include "server/notice_post.h"
#include "server/registers.h"
#include "server/settings.h"
#include "store/objects.h"
#include "studio_api/routes.h"

namespace nuri::server {
namespace {

using namespace std::chrono_literals;

/// How often we look whether a register was changed by somebody who could not tell us.
constexpr auto look_every = 500ms;
constexpr auto letters_every = 1s;
constexpr auto notices_every = 60s;
constexpr auto drain_every = 5s;
constexpr auto sweep_every = 1h;
constexpr auto popular_every = 5min;
constexpr auto billing_every = 20s;

/// Calls one thing after another, each in its own rhythm, on one thread until it goes. What fails is logged
/// and tried again the next time; what goes on failing is not logged anew until it has worked again.
class Housekeeping {
  public:
    struct Chore {
        std::string_view name;
        std::chrono::milliseconds every;
        std::function<Result<>()> work;
    };

    explicit Housekeeping(std::vector<Chore> chores)
        : chores_(std::move(chores)), thread_([this] { run(); }) {}

    ~Housekeeping() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

  private:
    void run() {
        using Moment = std::chrono::steady_clock::time_point;
        std::vector<Moment> due(chores_.size(), std::chrono::steady_clock::now());
        std::vector<bool> failing(chores_.size());
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            const size_t next = static_cast<size_t>(std::min_element(due.begin(), due.end()) - due.begin());
            if (wake_.wait_until(lock, due[next], [this] { return stopping_; })) return;
            lock.unlock();
            const auto done = chores_[next].work();
            if (!done && !failing[next])
                log::warning("housekeeping failed",
                             {{"chore", chores_[next].name}, {"why", done.error().message}});
            if (done && failing[next]) log::info("housekeeping goes on", {{"chore", chores_[next].name}});
            failing[next] = !done;
            lock.lock();
            due[next] = std::chrono::steady_clock::now() + chores_[next].every;
        }
    }

    std::vector<Chore> chores_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

Result<std::vector<http::Network>> networks_of(const std::vector<std::string>& texts) {
    std::vector<http::Network> networks;
    for (const std::string& text : texts)
        networks.push_back(TRY(http::Network::parse(text).context("place.trusted_proxies")));
    return networks;
}

/// Null where the operator names no lists.
Result<std::shared_ptr<const playback::Anonymisers>> anonymisers_of(const Config& config) {
    using rights::Anonymiser;
    auto lists = std::make_shared<playback::Anonymisers>();
    bool any = false;
    for (const auto& [kind, files] : {std::pair(Anonymiser::vpn, &config.vpn_lists),
                                      {Anonymiser::proxy, &config.proxy_lists},
                                      {Anonymiser::hosting, &config.hosting_lists}}) {
        for (const std::filesystem::path& file : *files) {
            TRY(lists->add_networks(kind, file).context("reading a list of anonymisers"));
            any = true;
        }
    }
    if (!config.anonymiser_database.empty()) {
        TRY(lists->add_database(config.anonymiser_database));
        any = true;
    }
    return any ? std::shared_ptr<const playback::Anonymisers>(std::move(lists)) : nullptr;
}

Result<playback::Locator> locator_of(const Config& config) {
    std::shared_ptr<const playback::GeoDatabase> database;
    if (!config.geo_database.empty()) {
        database =
            std::make_shared<playback::GeoDatabase>(TRY(playback::GeoDatabase::open(config.geo_database)));
        log::info("addresses are looked up", {{"database", database->description()}});
    }
    std::optional<world::Territory> assumed;
    if (!config.assumed_territory.empty())
        assumed = TRY(world::Territory::parse(config.assumed_territory).context("place.assumed_territory"));
    return playback::Locator(std::move(database), assumed, TRY(anonymisers_of(config)));
}

/// Pages lie beside the program: `bin/nuri`, `share/nuri/web`.
std::filesystem::path web_folder() {
    return io::own_path().parent_path().parent_path() / "share" / "nuri" / "web";
}

}  // namespace

struct Service::State {
    State(const DataDirectory& data, Config options) : directory(data), config(std::move(options)) {}

    DataDirectory directory;
    Config config;
    SystemClock clock;
    std::vector<http::Network> trusted;
    std::unique_ptr<Registers> registers;
    std::unique_ptr<store::Objects> objects;
    std::unique_ptr<events::Spool> spool;
    std::unique_ptr<events::EventLog> events;
    std::unique_ptr<playback::Locator> locator;
    std::unique_ptr<playback::Sessions> playback;
    std::unique_ptr<members::TestPayments> test_payments;
    std::unique_ptr<members::Subscriptions> subscriptions;
    std::unique_ptr<playback::Popular> popular;
    std::unique_ptr<members::MailPort> mail;
    std::unique_ptr<members::Postman> postman;
    std::unique_ptr<LibrarySource> source;
    std::unique_ptr<origin::Origin> origin;
    std::unique_ptr<IngestDesk> desk;  ///< hands deliveries in; the runner has a desk of its own
    std::unique_ptr<ingest::Pictures> pictures;
    std::unique_ptr<api::Api> api;
    Metrics metrics;
    std::atomic<bool> ready{false};
    http::Router router;
    // From here on in the order of their beginning: what goes first was begun last.
    std::unique_ptr<ControlSocket> control;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<Housekeeping> housekeeping;
    std::unique_ptr<Housekeeping> billing;  ///< apart: a payment provider may take its time
    std::unique_ptr<IngestRunner> ingest;

    Result<> open();
    Result<> mount();
    Result<> listen();
    void mount_health();
    std::string exposition();
    std::vector<Housekeeping::Chore> chores();
    std::vector<Housekeeping::Chore> billing_chores();
    Result<> close_accounts();
};

Result<> Service::State::open() {
    // The lock that comes with it makes us the only server on this directory; it answers once there is a
    // snapshot.
    control = TRY(ControlSocket::listen(directory.run(), [this](std::string_view line) -> std::string {
        if (line != "refresh") return "error no such request";
        const auto refreshed = registers ? registers->plane.refresh() : Result<bool>(false);
        return refreshed ? "ok" : "error " + refreshed.error().message;
    }));
    return {};
}

Result<> Service::State::mount() {
    trusted = TRY(networks_of(config.trusted_proxies));
    locator = std::make_unique<playback::Locator>(TRY(locator_of(config)));
    const grants::GrantKeys keys = TRY(directory.grant_keys());
    objects = std::make_unique<store::Objects>(TRY(store::Objects::in(directory.objects())));
    spool = std::make_unique<events::Spool>(TRY(events::Spool::open(directory.spool())));
    events = std::make_unique<events::EventLog>(*spool, registers->database);
    members::Subscriptions::Options charging{nullptr, config.trial_days};
    if (config.payment_provider == "test") {
        if (!config.demo)
            log::warning("payments are the test provider's: members pay nothing, whatever pages say", {});
        test_payments = std::make_unique<members::TestPayments>(registers->database, members::new_secret());
        charging.provider = test_payments.get();
    }
    subscriptions = std::make_unique<members::Subscriptions>(registers->database, charging);
    popular = std::make_unique<playback::Popular>(registers->viewers, config.popular_viewers_min);
    playback = std::make_unique<playback::Sessions>(
        playback::Sessions::Registers{registers->database, registers->accounts, registers->plans,
                                      registers->profiles, *subscriptions, registers->progress, *events,
                                      registers->library},
        registers->plane, keys, playback::Sessions::Options{config.grant_life, config.stream_lease});

    const auto sender = TRY(members::EmailAddress::parse("no-reply@nuri.invalid"));
    mail = std::make_unique<members::FolderMail>(
        config.mail_folder.empty() ? directory.mail() : config.mail_folder, members::Sender{"nuri", sender});
    members::Postman::Settings letters;
    letters.public_url = config.public_url.empty() ? "http://" + config.listen : config.public_url;
    postman = std::make_unique<members::Postman>(registers->database, *mail, std::move(letters));

    if (config.roles.api) {
        api::Options options;
        options.public_url = config.public_url;
        options.territory_header = config.territory_header;
        options.trusted_proxies = trusted;
        options.secure_cookies = config.public_url.starts_with("https://");
        options.web_folder = web_folder();
        options.version = NURI_VERSION;
        options.settings = settings_of(config);
        options.data_folder = directory.root();
        options.view_as_key = TRY(directory.operators_key());
        desk = std::make_unique<IngestDesk>(*registers, directory, config);
        pictures = std::make_unique<ingest::Pictures>(desk->worker(), *objects, directory.work());
        if (config.demo) options.demo = *config.demo;
        api = TRY(api::Api::make({registers->database,
                                  registers->catalogue,
                                  registers->licensing,
                                  registers->footprint,
                                  registers->accounts,
                                  registers->sessions,
                                  registers->tokens,
                                  registers->operators,
                                  registers->profiles,
                                  registers->plans,
                                  *subscriptions,
                                  test_payments.get(),
                                  registers->lists,
                                  registers->audit,
                                  registers->progress,
                                  registers->assets,
                                  registers->library,
                                  registers->jobs,
                                  registers->exchange,
                                  *objects,
                                  registers->plane,
                                  *playback,
                                  *popular,
                                  *locator,
                                  registers->rights_desk,
                                  clock,
                                  [this]() -> Result<> {
                                      TRY(registers->plane.refresh());
                                      return {};
                                  },
                                  registers->desk,
                                  desk->ingest(),
                                  registers->uploads,
                                  *pictures},
                                 std::move(options)));
        api->mount(router, {member_api::add_routes, studio_api::add_routes});
    }
    if (config.roles.origin) {
        source = std::make_unique<LibrarySource>(registers->library);
        origin = std::make_unique<origin::Origin>(*source, keys, clock);
        origin->mount(router);
    }
    mount_health();
    return {};
}

void Service::State::mount_health() {
    // For the operator's own machines: whether we live, and how we are, is nobody else's business.
    const auto add = [this](std::string_view path, http::Run run,
                            const std::function<http::Response()>& work) {
        http::RouteOptions options;
        options.run = run;
        options.body_max = 0;
        router.add(http::Method::get, path, options, [this, work](const http::Request& request) {
            const bool ours = std::any_of(trusted.begin(), trusted.end(), [&](const http::Network& network) {
                return network.contains(request.client);
            });
            if (!ours) return to_response(http::Problem{404, {}, {}, "not here", {}, {}});
            http::Response response = work();
            response.headers.add("Cache-Control", "no-store");
            return response;
        });
    };
    add("/healthz", http::Run::inline_, [] { return http::text_response(200, "ok\n"); });
    add("/readyz", http::Run::inline_, [this] {
        if (!ready) return http::text_response(503, "not ready\n");
        const auto health = registers->database.health();
        if (health.is_whole()) return http::text_response(200, "ready\n");
        // Not a reason to send viewers elsewhere: pages and films go on from what this node holds.
        const Instant since = health.unread_since ? *health.unread_since : *health.unwritten_since;
        return http::text_response(200, fmt::format("ready; the records cannot be {} since {}\n",
                                                    health.is_away() ? "read" : "written", to_string(since)));
    });
    add("/metrics", http::Run::pooled, [this] {
        return http::text_response(200, exposition(), "text/plain; version=0.0.4; charset=utf-8");
    });
}

std::string Service::State::exposition() {
    const auto snapshot = registers->plane.current();
    Metrics::Gauges gauges;
    // The first request may come before listen() has put the server in its place; it has once we are ready.
    if (ready) gauges.http = server->counters();
    gauges.titles = static_cast<int64_t>(snapshot->catalogue->titles().size());
    gauges.grants = static_cast<int64_t>(snapshot->law->grants.size());
    gauges.assets = static_cast<int64_t>(snapshot->assets->size());
    gauges.playback_sessions = playback->active_count(clock.now()).value_or(0);
    gauges.spool_bytes = spool->waiting_bytes();
    return metrics.exposition(gauges);
}

std::vector<Housekeeping::Chore> Service::State::chores() {
    return {
        {"look", look_every,
         [this]() -> Result<> {
             TRY(registers->plane.refresh());
             return {};
         }},
        {"letters", letters_every,
         [this]() -> Result<> {
             TRY(postman->deliver_due(clock.now()));
             return {};
         }},
        {"notices", notices_every,
         [this]() -> Result<> {
             TRY(send_notice_letters(*registers, *mail, clock.now()));
             return {};
         }},
        {"events", drain_every,
         [this]() -> Result<> {
             TRY(events->drain());
             return {};
         }},
        {"sweep", sweep_every,
         [this]() -> Result<> {
             TRY(registers->accounts.sweep(clock.now()));
             TRY(registers->sessions.sweep(clock.now()));
             TRY(registers->uploads.sweep(clock.now()));
             TRY(registers->viewers.sweep(clock.now()));
             return close_accounts();
         }},
        {"popular", popular_every,
         [this] { return popular->refresh(*registers->plane.current()->catalogue, clock.now()); }},
    };
}

std::vector<Housekeeping::Chore> Service::State::billing_chores() {
    return {{"billing", billing_every, [this]() -> Result<> {
                 TRY(subscriptions->run_due(clock.now()));
                 return {};
             }}};
}

/// What other registers keep of a member goes first: killed in between, the account is found again.
Result<> Service::State::close_accounts() {
    for (const members::AccountId account : TRY(registers->accounts.closings_due(clock.now()))) {
        for (const members::Profile& profile : TRY(registers->profiles.list(account)))
            TRY(registers->progress.forget_profile(profile.id.number()));
        TRY(registers->viewers.forget(account.number()));
        TRY(registers->accounts.close(account, clock.now()));
        log::info("an account was closed as its owner had asked", {{"account", account.number()}});
    }
    return {};
}

Result<> Service::State::listen() {
    http::ServerOptions options;
    options.listeners.push_back({config.listen, false, "cubic"});
    if (!config.tls_listen.empty()) {
        options.listeners.push_back({config.tls_listen, true, "cubic"});
        options.tls = {config.tls_certificate.string(), config.tls_key.string()};
    }
    options.limits.connections_max = static_cast<size_t>(config.connections_max);
    // A shell gives 1024, and past that nobody could connect and no segment be opened.
    constexpr uint64_t files_of_ours = LibrarySource::files_usual + 1024;
    const uint64_t wanted = options.limits.connections_max + files_of_ours;
    if (const uint64_t allowed = TRY(io::allow_descriptors(wanted)); allowed < wanted) {
        log::warning(
            "the limit of open files is low for http.connections_max; raise it (ulimit -Hn, LimitNOFILE)",
            {{"limit", allowed}, {"wanted", wanted}});
    }
    options.loops = config.loops > 0 ? static_cast<unsigned>(config.loops)
                                     : std::max(1u, std::thread::hardware_concurrency());
    options.workers = static_cast<unsigned>(config.pool_threads);
    options.trusted_proxies = trusted;
    options.on_access = [this](const http::Access& access) {
        metrics.count(access);
        log::debug("request", {{"method", to_string(access.request.method)},
                               {"path", access.path},
                               {"status", access.status},
                               {"bytes", access.sent_bytes},
                               {"us", access.took.count()},
                               {"whole", access.whole}});
    };
    server = TRY(http::Server::start(std::move(options), router));
    return {};
}

Service::Service(std::unique_ptr<State> state) : state_(std::move(state)) {}

Service::~Service() {
    stop(0ms);
}

Result<std::unique_ptr<Service>> Service::start(const DataDirectory& directory, const Config& config) {
    auto state = std::make_unique<State>(directory, config);
    state->registers = TRY(Registers::open(directory, state->clock.now()));
    state->registers->plane.configure(
        {{*rights::parse_travel_rule(config.travel), *rights::parse_anonymiser_policy(config.anonymisers)},
         directory.run()});
    TRY(state->open());
    const auto recovered =
        TRY(state->registers->assets.recover(state->clock.now()).context("looking through the assets"));
    for (const assets::AssetId& id : recovered.registered)
        log::info("an asset was found whole and registered", {{"asset", id.text()}});
    for (const assets::AssetId& id : recovered.removed)
        log::warning("a half-made asset was removed", {{"asset", id.text()}});
    for (const assets::AssetId& id : recovered.missing)
        log::error("an asset's folder is missing; ingest it again", {{"asset", id.text()}});
    TRY(state->registers->plane.refresh());
    TRY(state->mount());
    TRY(state->listen());
    state->housekeeping = std::make_unique<Housekeeping>(state->chores());
    state->billing = std::make_unique<Housekeeping>(state->billing_chores());
    if (config.roles.worker)
        state->ingest = std::make_unique<IngestRunner>(*state->registers, directory, config);
    state->ready = true;
    return std::unique_ptr<Service>(new Service(std::move(state)));
}

void Service::stop(std::chrono::milliseconds grace) {
    state_->ready = false;
    state_->ingest.reset();
    if (state_->server) state_->server->stop(grace);
    state_->billing.reset();
    state_->housekeeping.reset();
    if (state_->events) {
        if (const auto drained = state_->events->drain(); !drained)
            log::warning("events wait for the next start", {{"why", drained.error().message}});
    }
    state_->control.reset();
}

std::vector<std::string> Service::urls() const {
    std::vector<std::string> urls;
    bool tls = false;
    for (const std::string& address : state_->server->addresses()) {
        urls.push_back((tls ? "https://" : "http://") + address);
        tls = true;  // plain comes first, then TLS: see listen()
    }
    return urls;
}

Result<> Service::reload() {
    return state_->server->reload_certificates();
}

}  // namespace nuri::server
