#include "studio_api/contracts/contract_json.h"

#include <boost/json.hpp>

#include "api/views.h"
#include "base/text.h"

namespace nuri::studio_api {
using api::json_of;

namespace json = boost::json;
using licensing::Contract;
using licensing::ContractFile;
using licensing::Contracts;
using licensing::ContractTerms;
using licensing::ContractVersion;
using licensing::Fee;
using licensing::Obligation;
using licensing::Royalty;

namespace {

using nuri::studio_api::json_of;  // which our own overloads would hide

constexpr int64_t minor_units_max = 1'000'000'000'000'000;

void put_money(json::object& object, const world::Money& amount) {
    object["amount_minor"] = amount.minor_units();
    object["currency"] = amount.currency().code();
}

json::array types_json(rights::LicenseTypes types) {
    json::array words;
    const std::string text = rights::to_string(types);
    for (const std::string_view word : split(text, ',')) words.emplace_back(word);
    return words;
}

json::object json_of(const ContractTerms& terms) {
    json::array fees, royalties, sources;
    for (const Fee& fee : terms.fees) {
        json::object line{{"what", fee.what}, {"due", json_of(fee.due)}};
        put_money(line, fee.amount);
        fees.push_back(std::move(line));
    }
    for (const Royalty& royalty : terms.royalties) {
        json::object line{{"basis", licensing::to_string(royalty.basis)},
                          {"share_ppm", royalty.share_ppm},
                          {"amount_minor", nullptr},
                          {"currency", nullptr},
                          {"territories", royalty.territories},
                          {"license_types", types_json(royalty.license_types)},
                          {"from_units", royalty.from_units}};
        if (royalty.amount) put_money(line, *royalty.amount);
        royalties.push_back(std::move(line));
    }
    for (const ContractId source : terms.sources) sources.push_back(source.number());
    json::value guarantee;
    if (terms.guarantee) {
        json::object line{{"due", json_of(terms.guarantee->due)},
                          {"recoupable", terms.guarantee->recoupable}};
        put_money(line, terms.guarantee->amount);
        guarantee = std::move(line);
    }
    return {{"summary", terms.summary},          {"starts", json_of(terms.starts)},
            {"ends", json_of(terms.ends)},       {"fees", std::move(fees)},
            {"guarantee", std::move(guarantee)}, {"royalties", std::move(royalties)},
            {"sources", std::move(sources)}};
}

json::object json_of(const ContractVersion& version) {
    return {{"number", version.number},
            {"state", licensing::to_string(version.state)},
            {"author", version.author},
            {"written", to_string(version.written)},
            {"submitted", json_of(version.submitted)},
            {"decided", json_of(version.decided)},
            {"decided_by", version.decided_by},
            {"decision_note", version.decision_note},
            {"terms", json_of(version.terms)}};
}

json::object json_of(const licensing::Document& document) {
    return {{"id", document.id.number()},        {"name", document.name},
            {"media_type", document.media_type}, {"sha256", document.sha256},
            {"size_bytes", document.size_bytes}, {"added", to_string(document.added)},
            {"added_by", document.added_by}};
}

json::object json_of(const licensing::Payment& payment) {
    json::object line{{"id", payment.id.number()},
                      {"what", payment.what},
                      {"paid", to_string(payment.paid)},
                      {"note", payment.note},
                      {"recorded_by", payment.recorded_by}};
    put_money(line, payment.amount);
    return line;
}

template<typename Range>
json::array array_of(const Range& range) {
    json::array array;
    for (const auto& item : range) array.push_back(json_of(item));
    return array;
}

Royalty royalty(api::Input& line) {
    Royalty royalty;
    if (const auto basis = licensing::parse_royalty_basis(line.text("basis", 40))) {
        royalty.basis = *basis;
    } else {
        line.fault("basis", "must be gross_receipts, net_receipts, view or minute");
    }
    royalty.share_ppm = line.optional_integer("share_ppm", 0, 1'000'000).value_or(0);
    const auto minor = line.optional_integer("amount_minor", 1, minor_units_max);
    const auto currency = line.optional_text("currency", 3);
    if (minor.has_value() != currency.has_value()) line.fault("amount_minor", "goes with `currency`");
    if (minor && currency) {
        if (const auto known = world::Currency::parse(*currency))
            royalty.amount.emplace(*minor, *known);
        else
            line.fault("currency", "must be an ISO 4217 code");
    }
    royalty.territories = line.optional_text("territories", 16'384).value_or("");
    if (const auto types = line.optional_texts("license_types", rights::license_type_count, 8)) {
        if (const auto known = rights::parse_license_types(join(*types, ",")))
            royalty.license_types = *known;
        else
            line.fault("license_types", "must be some of SVOD, AVOD, FVOD, TVOD, EST, POEST");
    }
    royalty.from_units = line.optional_integer("from_units", 0, minor_units_max).value_or(0);
    return royalty;
}

/// Hands each object of a list to `read`, and its first fault on to the whole.
template<typename Read>
void each_line(api::Input& input, std::string_view name, Read read) {
    auto lines = input.optional_objects(name, Contracts::lines_max);
    if (!lines) return;
    for (api::Input& line : *lines) {
        read(line);
        if (const auto fine = line.finish(); !fine)
            input.fault(name, "has a line in which " + fine.error().message);
    }
}

}  // namespace

json::object json_of(const Contract& contract, const std::string& partner) {
    return {{"id", contract.id.number()},
            {"partner", partner},
            {"reference", contract.reference},
            {"direction", licensing::to_string(contract.direction)},
            {"status", licensing::to_string(contract.status)},
            {"starts", json_of(contract.starts)},
            {"ends", json_of(contract.ends)}};
}

json::object json_of(const Obligation& obligation) {
    return {{"id", obligation.id.number()},
            {"contract", obligation.contract.number()},
            {"what", obligation.what},
            {"due", to_string(obligation.due)},
            {"notice_days", obligation.notice_days},
            {"owner", obligation.owner},
            {"done", json_of(obligation.done)},
            {"done_by", obligation.done_by}};
}

json::object json_of(const ContractFile& file) {
    json::object document = json_of(file.contract, file.partner);
    const ContractVersion* in_force = file.in_force();
    document["in_force"] = in_force != nullptr ? json::value(in_force->number) : json::value();
    document["versions"] = array_of(file.versions);
    document["obligations"] = array_of(file.obligations);
    document["documents"] = array_of(file.documents);
    document["payments"] = array_of(file.payments);
    return document;
}

std::optional<world::Money> money(api::Input& input) {
    const auto minor = input.optional_integer("amount_minor", -minor_units_max, minor_units_max);
    const std::string code = input.text("currency", 3);
    const auto currency = world::Currency::parse(code);
    if (!minor) input.fault("amount_minor", "is missing: a whole number of the currency's minor unit");
    if (!currency) input.fault("currency", "must be an ISO 4217 code");
    if (!minor || !currency) return {};
    return world::Money(*minor, *currency);
}

ContractTerms contract_terms(api::Input& input) {
    ContractTerms terms;
    terms.summary = input.optional_text("summary", Contracts::text_bytes_max).value_or("");
    terms.starts = input.optional_instant("starts");
    terms.ends = input.optional_instant("ends");
    each_line(input, "fees", [&](api::Input& line) {
        const std::string what = line.text("what", 500);
        const auto due = line.optional_instant("due");
        if (const auto amount = money(line)) terms.fees.push_back({what, *amount, due});
    });
    if (auto line = input.optional_object("guarantee")) {
        const auto due = line->optional_instant("due");
        const bool recoupable = line->optional_truth("recoupable").value_or(true);
        if (const auto amount = money(*line))
            terms.guarantee = licensing::MinimumGuarantee{*amount, due, recoupable};
        if (const auto fine = line->finish(); !fine)
            input.fault("guarantee", "is wrong: " + fine.error().message);
    }
    each_line(input, "royalties", [&](api::Input& line) { terms.royalties.push_back(royalty(line)); });
    if (const auto sources = input.optional_integers("sources", Contracts::lines_max, 1, INT64_MAX))
        for (const int64_t source : *sources) terms.sources.emplace_back(source);
    return terms;
}

}  // namespace nuri::studio_api
