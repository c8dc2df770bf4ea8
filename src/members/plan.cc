#include "members/plan.h"

#include <fmt/format.h>

#include "base/text.h"
#include "members/account_records.h"
#include "store/database.h"
#include "world/money.h"

namespace nuri::members {
namespace {

constexpr int streams_most = 100;
constexpr int height_most = 8640;

Plan to_plan(const store::Row& row) {
    return {row.text("slug"), row.text("name"), static_cast<int>(row.integer("streams_max")),
            static_cast<int>(row.integer("height_max"))};
}

Price to_price(const store::Row& row) {
    return {row.text("country"), row.integer("amount_minor"), row.text("currency")};
}

}  // namespace

Result<std::vector<Plan>> Plans::list() {
    return database_.read([](store::Reader& reader) -> Result<std::vector<Plan>> {
        std::vector<Plan> plans;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT slug, name, streams_max, height_max FROM plans ORDER BY streams_max, slug"))) {
            plans.push_back(to_plan(row));
        }
        return plans;
    });
}

Result<Plan> Plans::find(std::string_view slug) {
    return database_.read([&](store::Reader& reader) -> Result<Plan> {
        TRY(check_plan(reader, slug));
        const auto row = TRY(
            reader.query_one("SELECT slug, name, streams_max, height_max FROM plans WHERE slug = ?", {slug}));
        return to_plan(*row);
    });
}

Result<> Plans::put(const Plan& plan) {
    if (!is_slug(plan.slug)) {
        return Error{ErrorKind::invalid,
                     fmt::format("\"{}\" is no slug for a plan: a-z, 0-9 and '-'", plan.slug)};
    }
    if (trim(plan.name).empty() || plan.name.size() > 100 || !is_utf8(plan.name)) {
        return Error{ErrorKind::invalid, "a plan's name has 1 to 100 bytes of UTF-8"};
    }
    if (plan.streams_max < 1 || plan.streams_max > streams_most) {
        return Error{ErrorKind::invalid,
                     fmt::format("a plan allows 1 to {} streams, not {}", streams_most, plan.streams_max)};
    }
    if (plan.height_max < 144 || plan.height_max > height_most) {
        return Error{ErrorKind::invalid,
                     fmt::format("a plan allows 144 to {} lines, not {}", height_most, plan.height_max)};
    }
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "INSERT INTO plans (slug, name, streams_max, height_max) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (slug) DO UPDATE SET name = excluded.name,"
            " streams_max = excluded.streams_max, height_max = excluded.height_max",
            {plan.slug, plan.name, plan.streams_max, plan.height_max});
    }));
    return {};
}

Result<std::vector<Price>> Plans::prices(std::string_view slug) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Price>> {
        std::vector<Price> prices;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT country, amount_minor, currency FROM plan_prices WHERE plan = ? ORDER BY country",
                 {slug}))) {
            prices.push_back(to_price(row));
        }
        return prices;
    });
}

Result<std::optional<Price>> Plans::price_in(std::string_view slug, std::string_view country) {
    return database_.read([&](store::Reader& reader) -> Result<std::optional<Price>> {
        const auto row = TRY(reader.query_one(
            "SELECT country, amount_minor, currency FROM plan_prices WHERE plan = ? AND country = ?",
            {slug, country}));
        if (!row) return std::optional<Price>();
        return std::optional(to_price(*row));
    });
}

Result<> Plans::set_price(std::string_view slug, const Price& price) {
    const std::string country = TRY(check_country(price.country));
    const auto currency = TRY(world::Currency::parse(price.currency));
    if (price.amount_minor < 0) return Error{ErrorKind::invalid, "a price is not below 0"};
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(check_plan(writer, slug));
        TRY(writer.execute(
            "INSERT INTO plan_prices (plan, country, amount_minor, currency) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (plan, country) DO UPDATE SET amount_minor = excluded.amount_minor,"
            " currency = excluded.currency",
            {slug, country, price.amount_minor, currency.code()}));
        return {};
    });
}

}  // namespace nuri::members
