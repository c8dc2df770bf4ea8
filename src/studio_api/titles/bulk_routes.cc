#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "store/revision.h"
#include "studio_api/routes.h"
#include "studio_api/titles/bulk.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Catalogue;
using catalogue::Facts;
using catalogue::Snapshot;
using store::Writer;

constexpr uint64_t body_bytes_max = 4u << 20;
constexpr size_t titles_max = 20'000;
constexpr size_t list_max = 100;
constexpr size_t sample_max = 10;

/// Lists as a request names them, checked.
struct Lists {
    std::optional<std::vector<std::string>> genres, advisories;
    std::optional<std::vector<world::Territory>> countries;
    std::vector<catalogue::Rating> ratings;
};

Result<Lists> read_lists(api::Input& input) {
    Lists lists;
    lists.genres = input.optional_texts("genres", list_max, 96);
    lists.advisories = input.optional_texts("advisories", list_max, 96);
    if (const auto codes = input.optional_texts("countries", list_max, 6)) {
        lists.countries.emplace();
        for (const std::string& code : *codes)
            lists.countries->push_back(TRY(world::Territory::parse(code).context("`countries`")));
    }
    return lists;
}

Result<std::optional<Lists>> read_edit(api::Input& input, std::string_view name) {
    auto object = input.optional_object(name);
    if (!object) return std::optional<Lists>();
    Lists lists = TRY(read_lists(*object));
    if (auto ratings = object->optional_objects("ratings", list_max)) {
        for (api::Input& item : *ratings) {
            lists.ratings.push_back({item.text("system", 32), item.text("label", 32)});
            TRY(item.finish());
        }
    }
    TRY(object->finish());
    return std::optional(std::move(lists));
}

struct Edit {
    std::optional<Lists> set, add, remove;
    std::optional<world::LanguageTag> language;
    bool no_language = false;
    std::optional<int> year;
    bool no_year = false;
};

Result<Edit> read_edits(api::Input& input) {
    Edit edit;
    if (auto set = input.optional_object("set")) {
        edit.set = TRY(read_lists(*set));
        if (const auto language = set->optional_text("original_language", 64))
            edit.language = TRY(world::LanguageTag::parse(*language).context("`original_language`"));
        edit.no_language = set->null("original_language");
        if (const auto year = set->optional_integer("release_year", 1870, 2200))
            edit.year = static_cast<int>(*year);
        edit.no_year = set->null("release_year");
        TRY(set->finish());
    }
    edit.add = TRY(read_edit(input, "add"));
    edit.remove = TRY(read_edit(input, "remove"));
    return edit;
}

template<typename T>
void apply_to(std::vector<T>& list, const std::optional<std::vector<T>>& set,
              const std::optional<std::vector<T>>& add, const std::optional<std::vector<T>>& remove) {
    if (set) list = *set;
    if (add) {
        for (const T& element : *add)
            if (std::find(list.begin(), list.end(), element) == list.end()) list.push_back(element);
    }
    if (remove) {
        std::erase_if(list, [&](const T& element) {
            return std::find(remove->begin(), remove->end(), element) != remove->end();
        });
    }
}

Facts edited(Facts facts, const Edit& edit) {
    static const Lists nothing;
    const Lists &set = edit.set ? *edit.set : nothing, &add = edit.add ? *edit.add : nothing,
                &remove = edit.remove ? *edit.remove : nothing;
    apply_to(facts.genres, set.genres, add.genres, remove.genres);
    apply_to(facts.advisories, set.advisories, add.advisories, remove.advisories);
    apply_to(facts.countries, set.countries, add.countries, remove.countries);
    for (const catalogue::Rating& rating : add.ratings) {
        std::erase_if(facts.ratings, [&](const auto& there) { return there.system == rating.system; });
        facts.ratings.push_back(rating);
    }
    for (const catalogue::Rating& rating : remove.ratings) std::erase(facts.ratings, rating);
    if (edit.language) facts.original_language = edit.language;
    if (edit.no_language) facts.forget_language();
    if (edit.year) facts.release_year = edit.year;
    if (edit.no_year) facts.release_year.reset();
    // As the register keeps them, so that what is the same is seen to be.
    std::sort(facts.ratings.begin(), facts.ratings.end(),
              [](const auto& a, const auto& b) { return a.system < b.system; });
    return facts;
}

/// What bulk edits touch of a title: enough to tell whether one did, and to put it back.
json::object record_of(const catalogue::Title& title) {
    const Facts& facts = title.facts;
    const auto language = facts.known_language();
    json::array countries, ratings;
    for (const world::Territory country : facts.countries) countries.emplace_back(country.code());
    for (const catalogue::Rating& rating : facts.ratings)
        ratings.push_back(json::object{{"system", rating.system}, {"label", rating.label}});
    return {{"id", title.id.number()},
            {"original_language", language ? json::value(language->text()) : json::value()},
            {"release_year", facts.release_year ? json::value(*facts.release_year) : json::value()},
            {"genres", json_of(facts.genres)},
            {"advisories", json_of(facts.advisories)},
            {"countries", std::move(countries)},
            {"ratings", std::move(ratings)}};
}

std::string told(json::array titles) {
    return json::serialize(json::object{{"titles", std::move(titles)}});
}

Result<std::vector<TitleId>> selected(api::Call& call, api::Input& input) {
    auto select = input.optional_object("select");
    if (!select) return Error{ErrorKind::invalid, "`select` is missing; give `ids` or a `filter`"};
    const auto ids = select->optional_integers("ids", titles_max);
    auto filter = select->optional_object("filter");
    TRY(select->finish());
    if (ids.has_value() == filter.has_value())
        return Error{ErrorKind::invalid, "`select` takes `ids` or a `filter`, and not both"};
    if (ids) return std::vector<TitleId>(ids->begin(), ids->end());
    const desk::Holdings holdings = holdings_of(call);
    desk::TitleFinder::Question question;
    question.filter = TRY(title_filter(call, *filter));
    std::vector<TitleId> found =
        call.services.desk.finder(holdings)->find(question, *call.services.desk.standing(holdings, call.now));
    if (found.size() > titles_max)
        return Error{ErrorKind::too_large, "the filter selects " + std::to_string(found.size()) +
                                               " titles; at most " + std::to_string(titles_max) + " at once"};
    return found;
}

/// The catalogue as it is within a transaction: the one in memory, where nobody has changed it since.
Result<std::shared_ptr<const Snapshot>> snapshot_now(const api::Call& call, Writer& writer) {
    auto current = call.services.plane.current()->catalogue;
    if (current->revision() == TRY(store::revision(writer, Catalogue::revision_name))) return current;
    return Snapshot::load(call.services.database);
}

/// What an edit would change; it points into the snapshot for as long as that is there.
struct Plan {
    std::vector<Catalogue::CommonChange> changes;
    json::array before, after;  ///< as records
    json::array sample;
};

Result<Plan> planned(const Snapshot& snapshot, const std::vector<TitleId>& titles, const Edit& edit) {
    Plan plan;
    for (const TitleId id : titles) {
        const catalogue::Title* title = snapshot.find(id);
        if (title == nullptr)
            return Error{ErrorKind::not_found, "there is no title " + std::to_string(id.number())};
        catalogue::Title then{.id = id, .facts = edited(title->facts, edit)};
        json::object was = record_of(*title), becomes = record_of(then);
        if (was == becomes) continue;
        if (plan.sample.size() < sample_max) plan.sample.emplace_back(snapshot.reference_of(*title));
        plan.before.push_back(std::move(was));
        plan.after.push_back(std::move(becomes));
        plan.changes.push_back({title, std::move(then.facts)});
    }
    return plan;
}

http::Response result_of(const Plan& plan, const std::vector<TitleId>& titles, json::value audit) {
    return api::answer({{"matched", titles.size()},
                        {"changed", plan.changes.size()},
                        {"sample", plan.sample},
                        {"audit", std::move(audit)}});
}

Result<http::Response> change(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::vector<TitleId> titles = TRY(selected(call, input));
    const Edit edit = TRY(read_edits(input));
    const bool dry_run = input.optional_truth("dry_run").value_or(false);
    const auto expected = input.optional_integer("expected", 0, INT64_MAX);
    TRY(input.finish());
    if (expected && *expected != static_cast<int64_t>(titles.size()))
        return Error{ErrorKind::conflict, "the selection has " + std::to_string(titles.size()) +
                                              " titles now, not " + std::to_string(*expected) +
                                              ": look again"};
    if (dry_run)
        return result_of(TRY(planned(*call.services.plane.current()->catalogue, titles, edit)), titles, {});
    json::value audit;
    const Plan plan = TRY(call.change([&](Writer& writer) -> Result<Plan> {
        const auto snapshot = TRY(snapshot_now(call, writer));
        Plan plan = TRY(planned(*snapshot, titles, edit));
        TRY(Catalogue::set_common_facts(writer, plan.changes, call.now));
        if (!plan.changes.empty())
            audit = TRY(call.audit("title.bulk", std::to_string(plan.changes.size()) + " titles",
                                   told(std::move(plan.before)), told(std::move(plan.after))));
        return plan;
    }));
    return result_of(plan, titles, std::move(audit));
}

Result<json::array> titles_in(const std::string& text) {
    json::error_code fault;
    const json::value value = json::parse(text, fault);
    const json::object* object = fault ? nullptr : value.if_object();
    const json::value* titles = object != nullptr ? object->if_contains("titles") : nullptr;
    if (titles == nullptr || !titles->is_array())
        return Error{ErrorKind::conflict, "this entry does not tell what was there before"};
    return titles->get_array();
}

}  // namespace

Result<> undo_bulk(api::Call& call, Writer& writer, const events::AuditEntry& entry) {
    const json::array before = TRY(titles_in(entry.before)), after = TRY(titles_in(entry.after));
    const auto snapshot = TRY(snapshot_now(call, writer));
    std::vector<Catalogue::CommonChange> changes;
    for (size_t i = 0; i < before.size() && i < after.size(); ++i) {
        json::object was = before[i].as_object();
        const TitleId id(was.at("id").as_int64());
        const catalogue::Title* title = snapshot->find(id);
        if (title == nullptr || record_of(*title) != after[i].as_object())
            return Error{ErrorKind::conflict, "a later change of title " + std::to_string(id.number()) +
                                                  " lies on top of this one: take that back first"};
        was.erase("id");
        api::Input input = api::Input::of(std::move(was));
        Facts facts = title->facts;
        Edit edit;
        edit.set = TRY(read_lists(input));
        if (const auto language = input.optional_text("original_language", 64))
            edit.language = TRY(world::LanguageTag::parse(*language));
        edit.no_language = input.null("original_language");
        if (const auto year = input.optional_integer("release_year", 1870, 2200))
            edit.year = static_cast<int>(*year);
        edit.no_year = input.null("release_year");
        facts.ratings.clear();
        edit.add.emplace();
        if (auto ratings = input.optional_objects("ratings", list_max)) {
            for (api::Input& item : *ratings)
                edit.add->ratings.push_back({item.text("system", 32), item.text("label", 32)});
        }
        TRY(input.finish());
        changes.push_back({title, edited(std::move(facts), edit)});
    }
    TRY(Catalogue::set_common_facts(writer, changes, call.now));
    TRY(call.audit("title.bulk", entry.subject, entry.after, entry.before, entry.number));
    return {};
}

void add_bulk_routes(api::Routes& routes) {
    routes.add(http::Method::post, "/operator/titles/bulk",
               api::for_staff(members::Area::catalogue, members::Access::write), change, body_bytes_max);
}

}  // namespace nuri::studio_api
