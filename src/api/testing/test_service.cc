#include "api/testing/test_service.h"

#include "desk/assignments.h"
#include "licensing/contracts.h"

#include <gtest/gtest.h>

#include "assets/schema.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "events/schema.h"
#include "http/form.h"
#include "io/file.h"
#include "io/random.h"
#include "members/schema.h"
#include "members/support.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::api {
namespace {

constexpr std::string_view password = "a long and quiet password";

std::filesystem::path new_folder() {
    const auto folder = std::filesystem::temp_directory_path() / ("nuri-api-test-" + io::random_hex(8));
    CHECK(io::make_folder(folder));
    return folder;
}

std::unique_ptr<store::Database> new_database(Instant now) {
    auto database = *store::Database::open_temporary();
    for (const store::Schema* schema :
         {&store::revision_schema(), &store::Jobs::schema(), &catalogue::Catalogue::schema(),
          &licensing::Licensing::schema(), &licensing::FootprintRegister::schema(), &members::schema(),
          &members::Operators::access_schema(), &events::schema(), &assets::schema(),
          &playback::Sessions::schema(), &members::Support::schema(), &ingest::Uploads::schema(),
          &exchange::Exchange::schema(), &licensing::Contracts::schema(), &desk::Assignments::schema()}) {
        CHECK(store::migrate(*database, *schema, now));
    }
    return database;
}

}  // namespace

TestService::TestService(std::initializer_list<Api::AddRoutes> audiences)
    : folder_(new_folder()),
      database_(new_database(now)),
      objects_(*store::Objects::in(folder_ / "objects")),
      spool_(*events::Spool::open(folder_ / "spool")),
      assets_(*database_, folder_ / "assets"),
      library_(folder_ / "assets"),
      playback_({*database_, accounts_, plans_, profiles_, subscriptions_, progress_, events_, library_},
                plane_, *grants::GrantKeys::make(grants::GrantKeys::generate(1)), {}) {
    CHECK(io::make_folder(folder_ / "assets"));
    CHECK(plane_.refresh());
    Options options;
    options.territory_header = "Nuri-Territory";
    options.view_as_key = "a key of the tests";
    api_ = *Api::make({*database_,
                       catalogue_,
                       licensing_,
                       footprint_,
                       accounts_,
                       log_ins_,
                       tokens_,
                       operators_,
                       profiles_,
                       plans_,
                       subscriptions_,
                       &payments_,
                       lists_,
                       audit_,
                       progress_,
                       assets_,
                       library_,
                       jobs_,
                       exchange_,
                       objects_,
                       plane_,
                       playback_,
                       popular_,
                       locator_,
                       rights_desk_,
                       clock_,
                       [this]() -> Result<> {
                           TRY(plane_.refresh());
                           return {};
                       },
                       desk_,
                       ingest_,
                       uploads_,
                       pictures_},
                      options);
    api_->mount(router_, audiences);
    for (const char* code : {"MX", "KR"}) {
        CHECK(footprint_.set(*world::Territory::parse(code), world::ServiceState::launched(), "test", now));
    }
    CHECK(footprint_.set(*world::Territory::parse("JP"), world::ServiceState::announced(now), "test", now));
    CHECK(plane_.refresh());
}

TestService::~TestService() {
    CHECK(io::remove_all(folder_));
}

http::Response TestService::ask(http::Method method, std::string_view target, std::string body,
                                const Headers& headers) {
    http::Request request;
    request.method = method;
    request.target = std::string(target);
    const size_t question = target.find('?');
    CHECK(http::decode_path(target.substr(0, question), request.path));
    if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
    request.headers.add("Host", "nuri.test");
    for (const auto& [name, value] : headers) request.headers.set(name, value);
    if (!body.empty() && !request.headers.has("Content-Type"))
        request.headers.add("Content-Type", "application/json");
    if (!request.headers.has("Nuri-Territory")) request.headers.add("Nuri-Territory", "MX");
    request.body = std::move(body);
    request.peer = request.client = *http::Address::parse("127.0.0.1");
    const auto match = router_.find(request);
    if (match.route == nullptr) return http::refuse(request, match);
    return match.route->handler(request);
}

TestService::Headers TestService::member(std::string_view email, unsigned scopes) {
    const auto id = *accounts_.add({.email = std::string(email),
                                    .password = std::string(password),
                                    .country = "MX",
                                    .locale = "es-MX",
                                    .plan = ""},
                                   now);
    return {{"Authorization", "Bearer " + tokens_.create(id, "test", scopes, {}, now)->secret}};
}

TestService::Headers TestService::staff(members::Role role, unsigned scopes) {
    const std::string email = std::string(members::to_string(role)) + io::random_hex(4) + "@nuri.example";
    const auto id = *operators_.add(email, "Test", role, password, now);
    return {{"Authorization", "Bearer " + tokens_.create(id, "test", scopes, {}, now)->secret}};
}

TestService::Headers TestService::browser(std::string_view email) {
    (void)member(email);
    const http::Response response =
        post("/api/v1/log-in",
             R"({"email": ")" + std::string(email) + R"(", "password": ")" + std::string(password) + R"("})");
    CHECK(response.status == 200);
    const std::string_view cookie = *response.headers.get("Set-Cookie");
    const std::string body = body_of(response);
    const size_t token = body.find(R"("csrf_token":")") + 14;
    return {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
            {"X-CSRF-Token", body.substr(token, body.find('"', token) - token)}};
}

TitleId TestService::film(std::string_view slug, std::string_view territories, bool ready) {
    catalogue::Catalogue::NewTitle title;
    title.slug = std::string(slug);
    title.facts.texts = {
        {*world::LanguageTag::parse("en"), "The Name of " + std::string(slug), "A secret synopsis"},
        {*world::LanguageTag::parse("ko"), "이름 " + std::string(slug), ""}};
    const TitleId id = catalogue_.add(title, now)->id;
    CHECK(plane_.refresh());
    licensing::NewGrant grant;
    grant.title = id;
    grant.territories = std::string(territories);
    grant.from = now - std::chrono::hours(1);
    grant.to = now + std::chrono::hours(24);
    if (!territories.empty()) CHECK(licensing_.add(grant, plane_.current()->catalogue->tree(), now));
    if (ready) {
        // Ready by its record, which is all that these tests ask; nobody opens its folder.
        const auto asset = assets::AssetId::random();
        CHECK(assets_.begin(asset, id, "{}", now));
        CHECK(database_->write([&](store::Writer& writer) -> Result<> {
            TRY(writer.execute("UPDATE assets SET state = 'ready', published = ? WHERE id = ?",
                               {now, asset.text()}));
            return store::bump_revision(writer, assets::AssetRegister::revision_name);
        }));
    }
    CHECK(plane_.refresh());
    return id;
}

std::string body_of(const http::Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) return **shared;
    return {};
}

}  // namespace nuri::api
