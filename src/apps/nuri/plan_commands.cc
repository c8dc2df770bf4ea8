#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "server/registers.h"
#include "world/money.h"

namespace nuri::apps {

namespace json = boost::json;

Outcome plan_list(const Workspace& workspace) {
    members::Plans& plans = workspace.registers().plans;
    const auto all = plans.list();
    if (!all) return all.error();
    Answer answer;
    json::array list;
    for (const members::Plan& plan : *all) {
        const auto prices = plans.prices(plan.slug);
        if (!prices) return prices.error();
        answer.text += fmt::format("{}{:<12} {} at a time, {} lines", answer.text.empty() ? "" : "\n",
                                   plan.slug, plan.streams_max, plan.height_max);
        json::array listed;
        for (const members::Price& price : *prices) {
            const auto currency = world::Currency::parse(price.currency);
            if (!currency) return currency.error();
            answer.text += fmt::format("\n    {}  {}", price.country,
                                       to_string(world::Money(price.amount_minor, *currency)));
            listed.push_back(json::object{{"country", price.country},
                                          {"amount_minor", price.amount_minor},
                                          {"currency", price.currency}});
        }
        list.push_back(json::object{{"slug", plan.slug},
                                    {"name", plan.name},
                                    {"streams_max", plan.streams_max},
                                    {"height_max", plan.height_max},
                                    {"prices", std::move(listed)}});
    }
    answer.json = json::serialize(json::value{{"plans", std::move(list)}});
    return answer;
}

Outcome plan_set_price(const Workspace& workspace, const PlanPrice& options) {
    const auto currency = world::Currency::parse(options.currency);
    if (!currency) return misuse(currency.error(), "CURRENCY");
    const auto money = world::Money::parse(options.amount, *currency);
    if (!money) return misuse(money.error(), "AMOUNT");
    const json::object after{{"plan", options.plan},
                             {"country", options.country},
                             {"amount_minor", money->minor_units()},
                             {"currency", currency->code()}};
    const auto set = workspace.registers().database.write([&](store::Writer&) -> Result<> {
        TRY(workspace.registers().plans.set_price(
            options.plan, {options.country, money->minor_units(), std::string(currency->code())}));
        return workspace.note("plan.set_price", "plan " + options.plan, "", json::serialize(after));
    });
    if (!set) return set.error();
    return Answer{fmt::format("{} costs {} a month in {}", options.plan, to_string(*money), options.country),
                  json::serialize(after)};
}

}  // namespace nuri::apps
