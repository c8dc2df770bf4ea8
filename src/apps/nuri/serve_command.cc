#include <fmt/core.h>

#include <csignal>

#include "apps/nuri/commands.h"
#include "apps/nuri/serve_loop.h"
#include "base/log.h"
#include "server/config.h"
#include "server/data_directory.h"
#include "server/service.h"

namespace nuri::apps {

Result<> serve_until_stopped(const server::DataDirectory& directory, const server::Config& config,
                             const std::function<void(const std::vector<std::string>& urls)>& started) {
    using namespace std::chrono_literals;
    // Blocked before any thread starts, so that all inherit it and sigwait alone hears them.
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto service = TRY(server::Service::start(directory, config).context("starting"));
    started(service->urls());
    while (true) {
        int number = 0;
        ::sigwait(&signals, &number);
        if (number != SIGHUP) break;
        if (const auto reloaded = service->reload(); !reloaded) {
            log::error("the certificate could not be read again; the old one stays",
                       {{"why", reloaded.error().message}});
        } else {
            log::info("certificate read again");
        }
    }
    log::info("stopping");
    service->stop(10s);
    return {};
}

Outcome serve(const std::filesystem::path& data, const Serve& options) {
    const auto directory = server::DataDirectory::open(data);
    if (!directory) return directory.error();
    auto loaded = server::load_config(directory->root(), options.config);
    if (!loaded) return Failure{loaded.error(), loaded.error().kind == ErrorKind::invalid ? 2 : 1};
    server::Config config = *std::move(loaded);
    if (!options.listen.empty()) config.listen = options.listen;
    if (!options.territory_header.empty()) config.territory_header = options.territory_header;
    if (!options.roles.empty()) {
        const auto roles = server::Roles::parse(options.roles);
        if (!roles) return misuse(roles.error(), "--roles");
        config.roles = *roles;
    }
    log::configure(config.log_level, config.log_format);

    const auto served = serve_until_stopped(*directory, config, [&](const std::vector<std::string>& urls) {
        for (const std::string& url : urls)
            log::info("serving", {{"url", url}, {"data", directory->root().string()}});
    });
    if (!served) return served.error();
    return Answer{};
}

}  // namespace nuri::apps
