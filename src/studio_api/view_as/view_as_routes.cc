#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "api/artwork_urls.h"
#include "api/call.h"
#include "api/json_input.h"
#include "api/view_as_input.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "base/text.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "members/plan.h"
#include "playback/sessions.h"
#include "studio_api/licences/explanation.h"
#include "studio_api/routes.h"
#include "studio_api/titles/title_rows.h"
#include "world/ratings.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Kind;
using catalogue::Title;
using rights::Reason;

Result<http::Response> begin(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const api::ViewAs viewer = TRY(api::read_view_as(input));
    if (viewer.plan) TRY(call.services.plans.find(*viewer.plan).context("`plan`"));
    const Instant expires = call.now + api::view_as_life;
    return api::answer(
        {{"token", api::view_as_token(viewer, call.staff().who.id, expires, call.options.view_as_key)},
         {"expires_at", to_string(expires)},
         {"viewer", json_of(viewer)}},
        201);
}

Result<api::ViewAs> viewer_of(const api::Call& call) {
    const auto territory = TRY(call.query_territory("territory"));
    if (!territory) return Error{ErrorKind::invalid, "`territory` is missing; give a code such as KR"};
    api::ViewAs viewer{*territory};
    viewer.at = TRY(call.query_instant("at"));
    viewer.home = TRY(call.query_territory("home"));
    viewer.plan = call.request.query_value("plan");
    if (const auto height = TRY(call.query_number("device_height", 1, 16384)))
        viewer.device_height = static_cast<int>(*height);
    if (const auto age = TRY(call.query_number("maturity_age", 0, 21)))
        viewer.maturity_age = static_cast<int>(*age);
    viewer.kids = TRY(call.query_truth("kids")).value_or(false);
    return viewer;
}

/// Asks as playback does: the law, then maturity, device and what there is to play.
class Judge {
  public:
    Judge(api::Call& call, const api::ViewAs& viewer)
        : snapshot_(call.services.plane.current()), library_(call.services.library) {
        audience_.place = viewer.territory;
        audience_.home = viewer.home;
        audience_.at = viewer.at.value_or(call.now);
        audience_.maturity_age = viewer.profile().settings.maturity_age;
        height_max_ = viewer.device_height.value_or(INT32_MAX);
    }

    std::optional<Reason> reason_for(const Title& title, rights::Decision& decision) const {
        decision = snapshot_->decide(audience_, title.id);
        if (!decision.allowed) return decision.reason;
        if (audience_.maturity_age &&
            snapshot_->maturity_of(title.id, audience_.place) > *audience_.maturity_age)
            return Reason::maturity;
        const auto asset = snapshot_->assets->current_of(title.id);
        if (!asset) return Reason::not_ready;
        // Only a small screen or a licence of few languages can leave nothing of an asset that is there, and
        // only then is it worth opening.
        if (height_max_ == INT32_MAX && !decision.audio) return {};
        const auto loaded = library_.open(*asset);
        if (!loaded || playback::allowed_tracks(**loaded, decision, height_max_)) return {};
        return playback::allowed_tracks(**loaded, decision, INT32_MAX) ? Reason::device : Reason::not_ready;
    }

    json::array explain(const Title& title, Reason reason) const {
        if (reason == Reason::not_ready)
            return {snapshot_->assets->current_of(title.id) ? "languages_withheld" : "no_asset"};
        if (reason == Reason::maturity) return {rated(title) ? "rated_above" : "unrated"};
        rights::Query query{title.id, *audience_.place, audience_.home, audience_.at};
        return explanation_codes(*snapshot_, query);
    }

  private:
    bool rated(const Title& title) const {
        if (!title.facts.ratings.empty()) return true;
        const Title* parent = title.parent ? snapshot_->catalogue->find(*title.parent) : nullptr;
        return parent != nullptr && rated(*parent);
    }

    std::shared_ptr<const decision::Snapshot> snapshot_;
    assets::AssetLibrary& library_;
    decision::Audience audience_;
    int height_max_;
};

Result<std::vector<Reason>> reasons_of(const api::Call& call) {
    std::vector<Reason> reasons;
    const auto words = call.request.query_value("reason");
    if (!words) return reasons;
    for (const std::string_view word : split(*words, ',')) {
        const auto reason = rights::parse_reason(word);
        if (!reason) return Error{ErrorKind::invalid, "`reason` knows no " + std::string(word.substr(0, 40))};
        reasons.push_back(*reason);
    }
    return reasons;
}

Result<http::Response> hidden(api::Call& call) {
    const api::ViewAs viewer = TRY(viewer_of(call));
    if (viewer.plan) TRY(call.services.plans.find(*viewer.plan).context("`plan`"));
    const std::vector<Reason> reasons = TRY(reasons_of(call));
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const auto snapshot = call.services.plane.current();
    const catalogue::Snapshot& catalogue = *snapshot->catalogue;
    const Judge judge(call, viewer);

    desk::TitleFinder::Question question;
    question.filter.kinds = {Kind::film, Kind::episode};
    if (const auto kinds = call.request.query_value("kind")) {
        question.filter.kinds.clear();
        for (const std::string_view kind : split(*kinds, ','))
            question.filter.kinds.push_back(TRY(catalogue::parse_kind(kind)));
    }
    question.readers = TRY(readers_of(call));
    const desk::Holdings holdings = holdings_of(call);
    const std::vector<TitleId> all =
        call.services.desk.finder(holdings)->find(question, *call.services.desk.standing(holdings, call.now));

    std::map<Reason, int64_t> counts;
    std::vector<TitleId> found;
    int64_t visible = 0;
    rights::Decision decision;
    for (const TitleId id : all) {
        const Title& title = *catalogue.find(id);
        if (title.kind != Kind::film && title.kind != Kind::episode) continue;
        const auto reason = judge.reason_for(title, decision);
        if (!reason) {
            ++visible;
            continue;
        }
        ++counts[*reason];
        if (reasons.empty() || std::find(reasons.begin(), reasons.end(), *reason) != reasons.end())
            found.push_back(id);
    }
    const Page page = TRY(page_after(call, found, limit));
    json::array titles;
    for (const TitleId id : page.titles) {
        const Title& title = *catalogue.find(id);
        const Reason reason = judge.reason_for(title, decision).value_or(Reason::not_ready);
        const catalogue::View view = catalogue.view(title, question.readers);
        const std::string poster = api::list_picture_url(catalogue, title, question.readers);
        titles.push_back(
            json::object{{"id", id.number()},
                         {"ref", catalogue.reference_of(title)},
                         {"kind", catalogue::to_string(title.kind)},
                         {"name", view.name},
                         {"name_language", view.name_locale.text()},
                         {"reason", rights::to_string(reason)},
                         {"explanation", judge.explain(title, reason)},
                         {"grant", decision.grant ? json::value(decision.grant->number()) : json::value()},
                         {"opens_at", json_of(decision.opens_at)},
                         {"changes_at", json_of(decision.valid_until)},
                         {"poster", poster.empty() ? json::value() : json::value(poster)}});
    }
    json::object told;
    for (const auto& [reason, count] : counts) told[rights::to_string(reason)] = count;
    return api::answer({{"total", found.size()},
                        {"visible", visible},
                        {"counts", std::move(told)},
                        {"titles", std::move(titles)},
                        {"next_cursor", page.next}});
}

}  // namespace

void add_view_as_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::catalogue, members::Access::read);
    routes.add(post, "/operator/view-as", read, begin);
    routes.add(get, "/operator/view-as/hidden", read, hidden);
}

}  // namespace nuri::studio_api
