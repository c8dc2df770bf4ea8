#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "decision/decision_plane.h"
#include "events/audit.h"
#include "http/problem.h"
#include "studio_api/routes.h"
#include "studio_api/titles/catalogue_title.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Catalogue;
using catalogue::Snapshot;
using store::Writer;

constexpr uint64_t body_bytes_max = 1 << 20;  // forty locales of synopsis
constexpr size_t children_max = 5000;

http::Response title_answer(json::object document, const std::vector<std::string>& warnings,
                            int status = 200) {
    const std::string etag = "\"" + std::string(document.at("version").as_string()) + "\"";
    document["warnings"] = json_of(warnings);
    http::Response response = api::answer(document, status);
    response.headers.set("ETag", etag);
    return response;
}

Result<http::Response> show(api::Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    const TitleId id = TRY(title_in_path(call));
    const json::object document = catalogue_title(*catalogue, *catalogue->find(id));
    http::Response response = api::answer(document);
    response.headers.set("ETag", "\"" + std::string(document.at("version").as_string()) + "\"");
    return response;
}

Result<http::Response> add(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    Catalogue::NewTitle title;
    title.slug = input.text("slug", 96);
    const std::string kind = input.text("kind", 16);
    const auto parent = input.optional_text("parent", 300);
    if (const auto number = input.optional_integer("number", 0, 100'000))
        title.number = static_cast<int>(*number);
    TitleChange change = TRY(read_title_facts(input, {}));
    TRY(input.finish());
    title.kind = TRY(catalogue::parse_kind(kind));
    if (parent) title.parent = TRY(call.services.catalogue.resolve(*parent));
    json::object document;
    const auto added = TRY(call.change([&](Writer& writer) -> Result<Catalogue::Added> {
        TRY(change.add_people(writer, call.now));
        title.facts = std::move(change.facts);
        auto made = TRY(Catalogue::add(writer, title, call.now));
        const auto around = TRY(Snapshot::load_around(writer, made.id));
        document = catalogue_title(*around, *around->find(made.id));
        TRY(call.audit("title.add", "title " + title.slug, "", json::serialize(document)));
        return made;
    }));
    return title_answer(std::move(document), added.warnings, 201);
}

/// 412: what the caller had is not what there is.
Result<http::Response> overtaken(api::Call& call, const json::object& current, std::string_view wanted) {
    constexpr int look_back_max = 50;
    json::value fields, by, at;
    const std::string subject = "title " + std::string(current.at("slug").as_string());
    for (const events::AuditEntry& entry : TRY(call.services.audit.read(
             {.who = "", .what = "title.", .subject = subject, .count_max = look_back_max}))) {
        if (by.is_null()) {
            by = entry.who;
            at = to_string(entry.at);
        }
        json::error_code fault;
        const json::value before = json::parse(entry.before, fault);
        const json::object* known = fault ? nullptr : before.if_object();
        if (known == nullptr || !known->contains("version") || known->at("version").as_string() != wanted)
            continue;
        json::array names;
        for (const std::string& member : differing_members(current, *known)) names.emplace_back(member);
        fields = std::move(names);
        break;
    }
    const json::object problem{{"type", "about:blank"},
                               {"title", "Precondition Failed"},
                               {"status", 412},
                               {"detail", "somebody has changed this title since you read it"},
                               {"reason", "conflict"},
                               {"current", current},
                               {"fields", std::move(fields)},
                               {"changed_by", std::move(by)},
                               {"changed_at", std::move(at)}};
    http::Response response = api::answer(problem, 412);
    response.headers.set("Content-Type", "application/problem+json");
    return response;
}

Result<http::Response> change(api::Call& call) {
    const TitleId id = TRY(title_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    std::optional<json::object> current;
    const std::string_view if_match = call.request.headers.get("If-Match").value_or("");
    const auto written = TRY(call.change([&](Writer& writer) -> Result<WrittenTitle> {
        const auto around = TRY(Snapshot::load_around(writer, id));
        json::object before = catalogue_title(*around, *around->find(id));
        if (!if_match.empty() && if_match != "*" &&
            if_match != "\"" + std::string(before.at("version").as_string()) + "\"") {
            current = std::move(before);
            return WrittenTitle();
        }
        return write_title(call, writer, id, input, "title.change", 0);
    }));
    if (current) {
        const std::string_view wanted = if_match.size() > 2 ? if_match.substr(1, if_match.size() - 2) : "";
        return overtaken(call, *current, wanted);
    }
    return title_answer(written.document, written.warnings);
}

Result<http::Response> order(api::Call& call) {
    const TitleId id = TRY(title_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    const auto numbers = input.optional_integers("children", children_max);
    const int first = static_cast<int>(input.optional_integer("first", 0, 99'999).value_or(1));
    if (!numbers) input.fault("children", "is missing; name them all, by id");
    TRY(input.finish());
    std::vector<TitleId> children(numbers->begin(), numbers->end());
    TRY(call.change(
        [&](Writer& writer) -> Result<> { return write_order(call, writer, id, children, first, 0); }));
    return api::answer({{"children", title_rows(call, TRY(readers_of(call)), children)}});
}

}  // namespace

Result<WrittenTitle> write_title(api::Call& call, Writer& writer, TitleId id, api::Input& input,
                                 std::string_view what, int64_t undoes) {
    const auto around = TRY(Snapshot::load_around(writer, id));
    const catalogue::Title& title = *around->find(id);
    TitleChange change = TRY(read_title_facts(input, title.facts));
    TRY(input.finish());
    TRY(change.add_people(writer, call.now));
    WrittenTitle written;
    written.warnings = TRY(Catalogue::set_facts(writer, id, change.facts, call.now)).warnings;
    const auto changed = TRY(Snapshot::load_around(writer, id));
    written.document = catalogue_title(*changed, *changed->find(id));
    written.audit =
        TRY(call.audit(what, "title " + title.slug, json::serialize(catalogue_title(*around, title)),
                       json::serialize(written.document), undoes));
    return written;
}

Result<> write_order(api::Call& call, Writer& writer, TitleId id, const std::vector<TitleId>& children,
                     int first, int64_t undoes) {
    const auto around = TRY(Snapshot::load_around(writer, id));
    const auto told = [](const std::vector<TitleId>& ids, int number) {
        json::array numbers;
        for (const TitleId child : ids) numbers.push_back(child.number());
        return json::serialize(json::object{{"first", number}, {"children", std::move(numbers)}});
    };
    const auto was = around->children(id);
    const int first_was = was.empty() ? 1 : around->find(was.front())->number.value_or(1);
    TRY(Catalogue::order(writer, id, children, first, call.now));
    TRY(call.audit("title.order", "title " + around->find(id)->slug,
                   told({was.begin(), was.end()}, first_was), told(children, first), undoes));
    return {};
}

Result<TitleId> title_in_path(const api::Call& call) {
    std::string ref(call.request.capture("ref"));
    if (const std::string_view place = call.request.capture("place"); !place.empty())
        ref += "/" + std::string(place);
    return call.services.plane.current()->catalogue->resolve(ref);
}

void add_title_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::catalogue, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::catalogue, members::Access::write);
    routes.add(post, "/operator/titles", write, add, body_bytes_max);
    routes.add(get, "/operator/titles/{ref...}", read, show);
    routes.add(patch, "/operator/titles/{ref...}", write, change, body_bytes_max);
    for (const char* path : {"/operator/titles/{ref}/order", "/operator/titles/{ref}/{place}/order"})
        routes.add(post, path, write, order);
}

}  // namespace nuri::studio_api
