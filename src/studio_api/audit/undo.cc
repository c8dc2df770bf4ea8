#include "studio_api/audit/undo.h"

#include <boost/json.hpp>

#include "api/views.h"
#include "assets/asset_register.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "members/accounts.h"
#include "studio_api/footprint/territory_view.h"
#include "studio_api/media/asset_marks.h"
#include "studio_api/operators/operator_json.h"
#include "studio_api/titles/artwork.h"
#include "studio_api/titles/bulk.h"
#include "studio_api/titles/catalogue_title.h"
#include "studio_api/titles/releases.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Snapshot;
using events::AuditEntry;
using store::Writer;

Error overlaid() {
    return {ErrorKind::conflict, "a later change lies on top of this one: take that back first"};
}

/// `before` or `after` of an entry. We wrote it; one that cannot be read is damage.
Result<json::object> told(const std::string& text) {
    json::error_code fault;
    json::value value = json::parse(text, fault);
    if (!fault && value.is_object()) return std::move(value.get_object());
    return Error{ErrorKind::conflict, "this entry does not tell what was there before"};
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    const json::string* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string();
}

int64_t number_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    const int64_t* number = value != nullptr ? value->if_int64() : nullptr;
    return number != nullptr ? *number : 0;
}

/// The name after the noun: "tide-line" of "title tide-line".
std::string_view named(const AuditEntry& entry) {
    const size_t space = entry.subject.find(' ');
    return space == std::string::npos ? std::string_view()
                                      : std::string_view(entry.subject).substr(space + 1);
}

Result<TitleId> title_of(Writer& writer, const AuditEntry& entry) {
    return catalogue::Catalogue::resolve(writer, named(entry));
}

Result<> undo_title(api::Call& call, Writer& writer, const AuditEntry& entry) {
    const json::object before = TRY(told(entry.before)), after = TRY(told(entry.after));
    const TitleId id = TRY(title_of(writer, entry));
    const auto around = TRY(Snapshot::load_around(writer, id));
    const json::object now = catalogue_title(*around, *around->find(id));
    const std::vector<std::string> members = differing_members(before, after);
    for (const std::string& member : members) {
        if (!now.contains(member) || now.at(member) != after.at(member)) return overlaid();
    }
    api::Input input = api::Input::of(reversal(before, after, members));
    TRY(write_title(call, writer, id, input, "title.change", entry.number));
    return {};
}

std::vector<TitleId> children_in(const json::object& order) {
    std::vector<TitleId> children;
    if (const json::value* list = order.if_contains("children")) {
        for (const json::value& number : list->as_array()) children.emplace_back(number.as_int64());
    }
    return children;
}

Result<> undo_order(api::Call& call, Writer& writer, const AuditEntry& entry) {
    const json::object before = TRY(told(entry.before)), after = TRY(told(entry.after));
    const TitleId id = TRY(title_of(writer, entry));
    const auto around = TRY(Snapshot::load_around(writer, id));
    const auto now = around->children(id);
    if (std::vector<TitleId>(now.begin(), now.end()) != children_in(after)) return overlaid();
    return write_order(call, writer, id, children_in(before), static_cast<int>(number_of(before, "first")),
                       entry.number);
}

Result<std::optional<catalogue::Artwork>> artwork_in(const std::string& text) {
    if (text.empty()) return std::optional<catalogue::Artwork>();
    const json::object object = TRY(told(text));
    catalogue::Artwork artwork;
    artwork.kind = TRY(catalogue::parse_artwork_kind(text_of(object, "kind")));
    if (const std::string locale = text_of(object, "locale"); !locale.empty())
        artwork.locale = TRY(world::LanguageTag::parse(locale));
    artwork.object = text_of(object, "object");
    artwork.width = static_cast<int>(number_of(object, "width"));
    artwork.height = static_cast<int>(number_of(object, "height"));
    if (const json::value* focus = object.if_contains("focus"); focus != nullptr && focus->is_object()) {
        const auto side = [&](std::string_view name) {
            return static_cast<int>(number_of(focus->get_object(), name));
        };
        artwork.crop = catalogue::Crop{side("x"), side("y"), side("width"), side("height")};
    }
    return std::optional(artwork);
}

Result<> undo_artwork(api::Call& call, Writer& writer, const AuditEntry& entry) {
    const auto before = TRY(artwork_in(entry.before)), after = TRY(artwork_in(entry.after));
    const catalogue::Artwork& either = before ? *before : *after;
    const TitleId id = TRY(title_of(writer, entry));
    const auto around = TRY(Snapshot::load_around(writer, id));
    std::optional<catalogue::Artwork> now;
    for (const catalogue::Artwork& artwork : around->find(id)->facts.artwork)
        if (artwork.kind == either.kind && artwork.locale == either.locale) now = artwork;
    if (now != after) return overlaid();
    return write_artwork(call, writer, id, either.kind, either.locale, before, entry.number);
}

Result<> undo_territories(api::Call& call, Writer&, const AuditEntry& entry) {
    const TerritoryStates before = TRY(read_territories(entry.before)),
                          after = TRY(read_territories(entry.after));
    const world::Footprint now = TRY(call.services.footprint.load());
    for (const auto& [territory, state] : after)
        if (now.state(territory) != state) return overlaid();
    TRY(write_territories(call, before, entry.number));
    return {};
}

Result<> undo_operator(api::Call& call, Writer&, const AuditEntry& entry) {
    const json::object before = TRY(told(entry.before)), after = TRY(told(entry.after));
    const members::OperatorId id(number_of(before, "id"));
    const json::object now = json_of(TRY(call.services.operators.get(id)));
    if (now != after) return overlaid();
    OperatorChange change;
    if (before.at("name") != after.at("name")) change.name = text_of(before, "name");
    if (before.at("role") != after.at("role"))
        change.role = TRY(members::parse_role(text_of(before, "role")));
    if (before.at("status") != after.at("status")) change.disabled = text_of(before, "status") == "disabled";
    TRY(write_operator(call, id, change, entry.number));
    return {};
}

/// Suspending is taken back by resuming, and the other way round.
Result<> undo_member(api::Call& call, Writer&, const AuditEntry& entry) {
    const auto number = parse_integer(named(entry));
    if (!number) return Error{ErrorKind::conflict, "this entry names no account"};
    const members::AccountId id(*number);
    const json::object before = TRY(told(entry.before)), after = TRY(told(entry.after));
    const auto status = [&]() -> Result<std::string> {
        return std::string(members::to_string(TRY(call.services.accounts.get(id)).status));
    };
    if (TRY(status()) != text_of(after, "status")) return overlaid();
    const bool was_suspended = text_of(before, "status") == "suspended";
    if (was_suspended)
        TRY(call.services.accounts.suspend(id, call.now));
    else
        TRY(call.services.accounts.resume(id, call.now));
    TRY(call.audit(was_suspended ? "member.suspend" : "member.resume", entry.subject, entry.after,
                   json::serialize(json::object{{"status", TRY(status())}}), entry.number));
    return {};
}

Result<> undo_marks(api::Call& call, Writer&, const AuditEntry& entry) {
    const auto id = assets::AssetId::parse(named(entry));
    if (!id) return Error{ErrorKind::conflict, "this entry names no asset"};
    const auto before = TRY(read_marks(api::Input::of(TRY(told(entry.before)))));
    const json::object after = TRY(told(entry.after));
    if (marks_json(TRY(call.services.assets.marks(*id))) != after) return overlaid();
    TRY(write_marks(call, *id, before, entry.number));
    return {};
}

constexpr struct {
    std::string_view what;
    Result<> (*undo)(api::Call&, Writer&, const AuditEntry&);
} kinds[] = {
    {"title.change", undo_title},       {"title.order", undo_order},
    {"title.bulk", undo_bulk},          {"artwork.set", undo_artwork},
    {"artwork.remove", undo_artwork},   {"territory.set", undo_territories},
    {"operator.change", undo_operator}, {"member.suspend", undo_member},
    {"member.resume", undo_member},     {"territory.bulk", undo_territories},
    {"asset.mark", undo_marks},         {"release.set", undo_releases},
    {"release.clear", undo_releases},
};

}  // namespace

bool can_be_undone(const AuditEntry& entry) {
    for (const auto& [what, undo] : kinds)
        if (what == entry.what) return true;
    return false;
}

Result<> undo(api::Call& call, Writer& writer, const AuditEntry& entry) {
    for (const auto& [what, undo] : kinds)
        if (what == entry.what) return undo(call, writer, entry);
    return Error{ErrorKind::conflict, entry.what +
                                          " cannot be taken back; what was done is done, or is ended by a "
                                          "change of its own"};
}

}  // namespace nuri::studio_api
