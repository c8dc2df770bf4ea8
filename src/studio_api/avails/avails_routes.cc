#include "api/call.h"
#include "api/json_input.h"
#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "avails/annotate.h"
#include "avails/write.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "exchange/exchange.h"
#include "exchange/views.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
namespace {

constexpr uint64_t file_bytes_max = 64 << 20;
constexpr size_t listed_max = 2'000;     // findings, changes and titles told at once
constexpr size_t reported_max = 10'000;  // of a report that is asked for by itself
constexpr size_t name_bytes_max = 200, profile_bytes_max = 32 * 1024;

http::Response download(std::string bytes, std::string_view type, std::string_view name) {
    http::Response response = http::text_response(200, std::move(bytes), type);
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
    return response;
}

std::string query(const api::Call& call, std::string_view name) {
    return call.request.query_value(name).value_or("");
}

Result<avails::Format> format_of(const api::Call& call, std::string_view otherwise) {
    const std::string format = call.request.query_value("format").value_or(std::string(otherwise));
    if (format != "xlsx" && format != "xml") return Error{ErrorKind::invalid, "`format` is xlsx or xml"};
    return format == "xml" ? avails::Format::xml : avails::Format::workbook;
}

Result<http::Response> keep_file(api::Call& call) {
    exchange::Exchange& exchange = call.services.exchange;
    // Read before it is kept: what is no Avails file has no place here.
    const auto checked = exchange.check(call.request.body, query(call, "profile"));
    if (!checked) {
        // The bytes are the caller's, not ours: what is wrong with them is for the caller to mend.
        const Error& error = checked.error();
        return Error{error.kind == ErrorKind::corrupt ? ErrorKind::invalid : error.kind, error.message};
    }
    const auto kept =
        TRY(exchange.keep(call.request.body, query(call, "name"), call.staff().who.email, call.now));
    TRY(call.audit("avails.keep", "file " + kept.sha256, "", ""));
    return api::answer(exchange::to_json(kept, *checked, listed_max), 201);
}

Result<http::Response> get_file(api::Call& call) {
    const auto kept = TRY(call.services.exchange.file(call.request.capture("file")));
    return download(TRY(call.services.exchange.bytes_of(kept.sha256)), "application/octet-stream", kept.name);
}

Result<http::Response> check_file(api::Call& call) {
    exchange::Exchange& exchange = call.services.exchange;
    const auto kept = TRY(exchange.file(call.request.capture("file")));
    const auto checked = TRY(exchange.check(TRY(exchange.bytes_of(kept.sha256)), query(call, "profile")));
    return api::answer(exchange::to_json(kept, checked, listed_max));
}

Result<http::Response> annotate_file(api::Call& call) {
    exchange::Exchange& exchange = call.services.exchange;
    const auto kept = TRY(exchange.file(call.request.capture("file")));
    const std::string bytes = TRY(exchange.bytes_of(kept.sha256));
    const auto checked = TRY(exchange.check(bytes, query(call, "profile")));
    const auto annotated = TRY(avails::annotate(as_bytes(bytes), checked.document, checked.findings.kept()));
    return download(std::string(as_text(annotated)), avails::workbook_content_type,
                    kept.name.substr(0, kept.name.rfind('.')) + "-annotated.xlsx");
}

struct TermsInput {
    std::string file, expected;
    exchange::Terms terms;
};

Result<TermsInput> read_terms(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    TermsInput read;
    read.file = input.text("file", 64);
    read.terms.profile = input.optional_text("profile", profile_bytes_max).value_or("");
    read.terms.partner = input.optional_text("partner", name_bytes_max).value_or("");
    const std::string scope = input.optional_text("scope", 16).value_or("entries");
    read.terms.create_titles = input.optional_truth("create_titles").value_or(false);
    read.expected = input.optional_text("expected", 64).value_or("");
    TRY(input.finish());
    read.terms.scope = TRY(exchange::parse_scope(scope).context("scope"));
    return read;
}

Result<http::Response> preview(api::Call& call) {
    const TermsInput read = TRY(read_terms(call));
    const auto snapshot = call.services.plane.current();
    return api::answer(exchange::to_json(TRY(call.services.exchange.preview(read.file, read.terms, call.now)),
                                         *snapshot->catalogue, listed_max));
}

Result<http::Response> import_file(api::Call& call) {
    const TermsInput read = TRY(read_terms(call));
    const auto outcome = TRY(call.services.exchange.import(read.file, read.terms, call.staff().who.email,
                                                           call.now, read.expected));
    TRY(call.services.refresh());
    const auto snapshot = call.services.plane.current();
    return api::answer("{\"import\":" + exchange::to_json(outcome.import) + ",\"preview\":" +
                           exchange::to_json(outcome.preview, *snapshot->catalogue, listed_max) + "}",
                       201);
}

Result<http::Response> list_imports(api::Call& call) {
    exchange::Exchange::ImportFilter filter;
    filter.partner = query(call, "partner");
    filter.before = TRY(call.query_number("before", 1, INT64_MAX)).value_or(0);
    filter.limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    return api::answer("{\"imports\":" + exchange::to_json(TRY(call.services.exchange.imports(filter))) +
                       "}");
}

Result<http::Response> get_import(api::Call& call) {
    const exchange::ImportId id(TRY(call.number("id")));
    const auto import = TRY(call.services.exchange.import(id));
    return api::answer("{\"import\":" + exchange::to_json(import) + ",\"findings\":" +
                       exchange::to_json(TRY(call.services.exchange.findings(id)), listed_max) + "}");
}

Result<http::Response> list_statements(api::Call& call) {
    const exchange::ImportId id(TRY(call.number("id")));
    const int64_t after = TRY(call.query_number("after", 1, INT64_MAX)).value_or(0);
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const auto snapshot = call.services.plane.current();
    return api::answer(
        "{\"statements\":" +
        exchange::to_json(TRY(call.services.exchange.statements(id, after, limit)), *snapshot->catalogue) +
        "}");
}

Result<http::Response> undo_import(api::Call& call) {
    const exchange::ImportId id(TRY(call.number("id")));
    const auto import = TRY(call.services.exchange.undo(id, call.staff().who.email, call.now));
    TRY(call.services.refresh());
    return api::answer(exchange::to_json(import));
}

Result<exchange::Exchange::StatusTerms> status_terms(api::Call& call) {
    exchange::Exchange::StatusTerms terms;
    terms.format = TRY(format_of(call, "xml"));
    terms.is_ready = [assets = call.services.library.index()](TitleId title) {
        return assets->current_of(title).has_value();
    };
    return terms;
}

Result<http::Response> offer_status(api::Call& call) {
    const exchange::ImportId id(TRY(call.number("id")));
    auto status = TRY(call.services.exchange.offer_status(id, TRY(status_terms(call)), call.now));
    return download(std::move(status.bytes), status.content_type, status.name);
}

Result<http::Response> offer_status_since(api::Call& call) {
    const auto since = TRY(call.query_instant("since"));
    if (!since)
        return Error{ErrorKind::invalid, "`since` is missing; give a time such as 2026-06-01T00:00:00Z"};
    auto status = TRY(call.services.exchange.offer_status_since(*since, query(call, "partner"),
                                                                TRY(status_terms(call)), call.now));
    return download(std::move(status.bytes), status.content_type, status.name);
}

Result<http::Response> diff(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const auto before = input.optional_text("before", 64);
    const std::string after = input.text("after", 64);
    exchange::Terms terms;
    terms.partner = input.optional_text("partner", name_bytes_max).value_or("");
    TRY(input.finish());
    exchange::Exchange& exchange = call.services.exchange;
    const std::string bytes = TRY(exchange.bytes_of(after));
    if (!before)
        return api::answer(
            exchange::to_json(TRY(exchange.difference_from_register(bytes, terms)), reported_max));
    const auto old_file = TRY(exchange.check(TRY(exchange.bytes_of(*before)), ""));
    const auto new_file = TRY(exchange.check(bytes, ""));
    return api::answer(
        exchange::to_json(avails::differences(old_file.document, new_file.document), reported_max));
}

Result<exchange::Exported> export_wanted(api::Call& call) {
    return call.services.exchange.export_file(
        {TRY(format_of(call, "xlsx")), query(call, "version"), query(call, "partner")}, call.now);
}

Result<http::Response> export_file(api::Call& call) {
    auto exported = TRY(export_wanted(call));
    return download(std::move(exported.bytes), exported.content_type, exported.name);
}

Result<http::Response> report_export(api::Call& call) {
    const auto exported = TRY(export_wanted(call));
    return api::answer("{\"rows\":" + std::to_string(exported.rows) +
                       ",\"unsaid\":" + exchange::to_json(exported.unsaid, reported_max) + "}");
}

Result<http::Response> list_profiles(api::Call& call) {
    return api::answer("{\"profiles\":" + exchange::to_json(TRY(call.services.exchange.profiles())) + "}");
}

Result<http::Response> set_profile(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string partner = input.text("partner", name_bytes_max);
    const std::string toml = input.text("toml", profile_bytes_max);
    TRY(input.finish());
    TRY(call.services.exchange.set_profile(partner, toml, call.staff().who.email, call.now));
    return api::done();
}

}  // namespace

void add_avails_routes(api::Routes& routes) {
    using enum http::Method;
    using members::Access;
    using members::Area;
    const api::Rule read = api::for_staff(Area::licensing, Access::read);
    const api::Rule write = api::for_staff(Area::licensing, Access::write);
    routes.add(post, "/operator/avails/files", write, keep_file, file_bytes_max);
    routes.add(get, "/operator/avails/files/{file}", read, get_file);
    routes.add(get, "/operator/avails/files/{file}/check", read, check_file);
    routes.add(get, "/operator/avails/files/{file}/annotated", read, annotate_file);
    routes.add(post, "/operator/avails/preview", read, preview);
    routes.add(get, "/operator/avails/imports", read, list_imports);
    routes.add(post, "/operator/avails/imports", write, import_file);
    routes.add(get, "/operator/avails/imports/{id}", read, get_import);
    routes.add(get, "/operator/avails/imports/{id}/statements", read, list_statements);
    routes.add(post, "/operator/avails/imports/{id}/undo", write, undo_import);
    routes.add(get, "/operator/avails/imports/{id}/offer-status", read, offer_status);
    routes.add(get, "/operator/avails/offer-status", read, offer_status_since);
    routes.add(post, "/operator/avails/diff", read, diff);
    routes.add(get, "/operator/avails/export", read, export_file);
    routes.add(get, "/operator/avails/export-report", read, report_export);
    routes.add(get, "/operator/avails/profiles", read, list_profiles);
    routes.add(put, "/operator/avails/profiles", write, set_profile);
}

}  // namespace nuri::studio_api
