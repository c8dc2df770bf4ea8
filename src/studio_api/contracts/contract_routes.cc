#include <boost/json.hpp>
#include <map>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "io/file.h"
#include "licensing/contracts.h"
#include "store/objects.h"
#include "studio_api/contracts/contract_json.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using licensing::Contracts;
using licensing::Licensing;
using store::Reader;
using store::Writer;

constexpr size_t document_bytes_max = 32u << 20;
constexpr size_t name_bytes_max = 200;
constexpr size_t coming_max = 1000;

std::string subject_of(ContractId id) {
    return "contract " + std::to_string(id.number());
}

Result<licensing::ContractFile> file_of(api::Call& call, ContractId id) {
    return call.services.database.read([&](Reader& reader) { return Contracts::file(reader, id); });
}

/// Changes a contract together with its line of the audit log, puts it into force, and answers with all of
/// it.
template<typename Change>
Result<http::Response> change_contract(api::Call& call, ContractId id, std::string_view what, Change change,
                                       int status = 200) {
    TRY(call.services.database.write([&](Writer& writer) -> Result<> {
        const auto before = TRY(Contracts::file(writer, id));
        TRY(change(writer));
        TRY(call.audit(what, subject_of(id), json::serialize(json_of(before)),
                       json::serialize(json_of(TRY(Contracts::file(writer, id))))));
        return {};
    }));
    TRY(call.services.refresh());
    return api::answer(json_of(TRY(file_of(call, id))), status);
}

Result<ContractId> contract_in_path(const api::Call& call) {
    return ContractId(TRY(call.number("id")));
}

Result<http::Response> list_partners(api::Call& call) {
    json::array partners;
    for (const auto& partner : TRY(call.services.licensing.partners()))
        partners.push_back(json::object{{"id", partner.id.number()}, {"name", partner.name}});
    return api::answer({{"partners", std::move(partners)}});
}

Result<http::Response> list_contracts(api::Call& call) {
    const auto partner = call.request.query_value("partner");
    const auto direction = call.request.query_value("direction");
    const auto status = call.request.query_value("status");
    std::map<PartnerId, std::string> names;
    for (const auto& one : TRY(call.services.licensing.partners())) names.emplace(one.id, one.name);
    json::array contracts;
    for (const auto& contract : TRY(call.services.licensing.contracts())) {
        const std::string& name = names[contract.partner];
        if (partner && name != *partner) continue;
        if (direction && licensing::to_string(contract.direction) != *direction) continue;
        if (status && licensing::to_string(contract.status) != *status) continue;
        contracts.push_back(json_of(contract, name));
    }
    return api::answer({{"contracts", std::move(contracts)}});
}

Result<http::Response> open_contract(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string partner = input.text("partner", name_bytes_max);
    const std::string reference = input.text("reference", name_bytes_max);
    const std::string direction = input.text("direction", 3);
    if (direction != "in" && direction != "out") input.fault("direction", "must be in or out");
    licensing::ContractTerms terms;
    if (auto object = input.optional_object("terms")) {
        terms = contract_terms(*object);
        if (const auto fine = object->finish(); !fine)
            input.fault("terms", "are wrong: " + fine.error().message);
    }
    TRY(input.finish());
    const auto id = TRY(call.services.database.write([&](Writer& writer) -> Result<ContractId> {
        const ContractId opened =
            TRY(Contracts::open(writer, partner, reference,
                                direction == "in" ? licensing::Direction::in : licensing::Direction::out,
                                terms, call.staff().who.email, call.now));
        TRY(call.audit("contract.open", subject_of(opened), "",
                       json::serialize(json_of(TRY(Contracts::file(writer, opened))))));
        return opened;
    }));
    TRY(call.services.refresh());
    return api::answer(json_of(TRY(file_of(call, id))), 201);
}

Result<http::Response> show_contract(api::Call& call) {
    return api::answer(json_of(TRY(file_of(call, TRY(contract_in_path(call))))));
}

Result<http::Response> write_terms(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    const auto expected = input.optional_integer("expected", 0, 1'000'000);
    const auto terms = contract_terms(input);
    TRY(input.finish());
    return change_contract(call, id, "contract.write", [&](Writer& writer) {
        return Contracts::write(writer, id, terms, call.staff().who.email,
                                expected ? std::optional(static_cast<int>(*expected)) : std::nullopt,
                                call.now);
    });
}

Result<http::Response> submit(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    return change_contract(call, id, "contract.submit",
                           [&](Writer& writer) { return Contracts::submit(writer, id, call.now); });
}

Result<http::Response> decide_version(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    const std::string decision = input.text("decision", 16);
    const std::string note = input.optional_text("note", 4000).value_or("");
    if (decision != "approve" && decision != "reject") input.fault("decision", "must be approve or reject");
    TRY(input.finish());
    const auto& who = call.staff().who;
    const auto eyes = who.role == members::Role::owner ? licensing::Eyes::two : licensing::Eyes::four;
    return change_contract(call, id, "contract." + decision, [&](Writer& writer) {
        return Contracts::decide(writer, id, decision == "approve", who.email, eyes, note, call.now);
    });
}

Result<http::Response> end_contract(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    return change_contract(call, id, "contract.end",
                           [&](Writer& writer) { return Contracts::end(writer, id, call.now); });
}

licensing::Obligation obligation_of(api::Input& input) {
    licensing::Obligation obligation;
    obligation.what = input.text("what", 500);
    const auto due = input.optional_instant("due");
    if (!due) input.fault("due", "is missing: RFC 3339, or a bare date");
    obligation.due = due.value_or(Instant{});
    obligation.notice_days = static_cast<int>(input.optional_integer("notice_days", 0, 3650).value_or(30));
    obligation.owner = input.optional_text("owner", 320).value_or("");
    return obligation;
}

Result<http::Response> add_obligation(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    licensing::Obligation obligation = obligation_of(input);
    TRY(input.finish());
    obligation.contract = id;
    return change_contract(
        call, id, "obligation.add",
        [&](Writer& writer) { return Contracts::add_obligation(writer, obligation); }, 201);
}

Result<licensing::Obligation> obligation_in_path(api::Call& call) {
    const licensing::ObligationId id(TRY(call.number("id")));
    return call.services.database.read([&](Reader& reader) { return Contracts::obligation(reader, id); });
}

Result<http::Response> change_obligation(api::Call& call) {
    const licensing::Obligation was = TRY(obligation_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    licensing::Obligation obligation = obligation_of(input);
    TRY(input.finish());
    obligation.id = was.id;
    return change_contract(call, was.contract, "obligation.change",
                           [&](Writer& writer) { return Contracts::change_obligation(writer, obligation); });
}

Result<http::Response> finish_obligation(api::Call& call) {
    const licensing::Obligation was = TRY(obligation_in_path(call));
    return change_contract(call, was.contract, "obligation.done", [&](Writer& writer) {
        return Contracts::finish_obligation(writer, was.id, call.staff().who.email, call.now);
    });
}

Result<http::Response> list_obligations(api::Call& call) {
    const Instant at = TRY(call.query_instant("at")).value_or(call.now);
    const auto coming = TRY(call.services.database.read(
        [&](Reader& reader) { return Contracts::coming(reader, at, coming_max); }));
    json::array obligations;
    for (const auto& obligation : coming) obligations.push_back(json_of(obligation));
    return api::answer({{"obligations", std::move(obligations)}});
}

Result<http::Response> add_document(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    const auto name = call.request.query_value("name");
    if (!name || trim(*name).empty() || name->size() > name_bytes_max)
        return Error{ErrorKind::invalid, "`name` must say the file's name, in at most 200 bytes"};
    if (call.request.body.empty()) return Error{ErrorKind::invalid, "the document has no bytes"};
    const auto type = call.request.headers.get("Content-Type");
    const auto content = TRY(call.services.objects.take_in(as_bytes(call.request.body)));
    const licensing::Document document{.id = {},
                                       .contract = id,
                                       .name = *name,
                                       .media_type = std::string(type.value_or("application/octet-stream")),
                                       .object = content.key,
                                       .sha256 = content.sha256,
                                       .size_bytes = content.size_bytes,
                                       .added = call.now,
                                       .added_by = call.staff().who.email};
    return change_contract(
        call, id, "contract.document",
        [&](Writer& writer) { return Contracts::add_document(writer, document); }, 201);
}

/// Always as a download: what a partner sent is never shown as a page of ours.
Result<http::Response> show_document(api::Call& call) {
    const licensing::DocumentId id(TRY(call.number("id")));
    const auto document =
        TRY(call.services.database.read([&](Reader& reader) { return Contracts::document(reader, id); }));
    http::Response response;
    response.headers.set("Content-Type", "application/octet-stream");
    response.headers.set("Content-Disposition",
                         "attachment; filename*=UTF-8''" + percent_encode(document.name));
    response.headers.set("Cache-Control", "private, no-store");
    auto file = std::make_shared<const io::Fd>(TRY(call.services.objects.open(document.object)));
    response.body = http::FileRange{std::move(file), 0, document.size_bytes};
    return response;
}

Result<http::Response> add_payment(api::Call& call) {
    const ContractId id = TRY(contract_in_path(call));
    api::Input input = TRY(api::Input::of(call.request));
    const std::string what = input.text("what", 500);
    const auto amount = money(input);
    const auto paid = input.optional_instant("paid");
    const std::string note = input.optional_text("note", 4000).value_or("");
    TRY(input.finish());
    const licensing::Payment payment{
        {}, id, what, *amount, paid.value_or(call.now), note, call.staff().who.email};
    return change_contract(
        call, id, "contract.payment", [&](Writer& writer) { return Contracts::add_payment(writer, payment); },
        201);
}

Result<http::Response> list_groups(api::Call& call) {
    json::array groups;
    for (const auto& [name, set] : TRY(call.services.licensing.groups(TRY(contract_in_path(call)))))
        groups.push_back(json::object{{"name", name}, {"territories", world::to_string(set)}});
    return api::answer({{"groups", std::move(groups)}});
}

}  // namespace

void add_contract_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::contracts, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::contracts, members::Access::write);
    routes.add(get, "/operator/partners", read, list_partners);
    routes.add(get, "/operator/contracts", read, list_contracts);
    routes.add(post, "/operator/contracts", write, open_contract);
    routes.add(get, "/operator/contracts/{id}", read, show_contract);
    routes.add(put, "/operator/contracts/{id}/terms", write, write_terms);
    routes.add(post, "/operator/contracts/{id}/submit", write, submit);
    routes.add(post, "/operator/contracts/{id}/decide", write, decide_version);
    routes.add(post, "/operator/contracts/{id}/end", write, end_contract);
    routes.add(get, "/operator/contracts/{id}/groups", read, list_groups);
    routes.add(post, "/operator/contracts/{id}/obligations", write, add_obligation);
    routes.add(post, "/operator/contracts/{id}/documents", write, add_document, document_bytes_max);
    routes.add(post, "/operator/contracts/{id}/payments", write, add_payment);
    routes.add(get, "/operator/obligations", read, list_obligations);
    routes.add(patch, "/operator/obligations/{id}", write, change_obligation);
    routes.add(post, "/operator/obligations/{id}/done", write, finish_obligation);
    routes.add(get, "/operator/documents/{id}", read, show_document);
}

}  // namespace nuri::studio_api
