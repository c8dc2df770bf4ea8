#include "avails/xml_rows.h"

#include <array>

#include "avails/element_path.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

struct Value {
    std::string text;
    uint32_t line = 0;
};
using Values = std::array<Value, field_count>;

class RowMaker {
  public:
    explicit RowMaker(Document& document) : document_(document) { sheet_.name = xml_sheet_name; }

    /// The place that the next rows have.
    void at(uint32_t element, uint32_t asset, uint32_t transaction) {
        place_of_row_ = {0, false, {}, element, asset, transaction};
    }

    void add(const Element& avail, const Element* asset, const Element* transaction) {
        Values values;
        for (const FieldFacts& field : fields()) {
            const Element* from = base_of(document_, field.base, avail, asset, transaction);
            if (from == nullptr) continue;
            const bool many = field.path.starts_with('*');
            for (const Found& found : many ? follow_all(document_, *from, field.path.substr(1))
                                           : std::vector<Found>{follow(document_, *from, field.path)}) {
                if (found.element == nullptr || found.text.empty()) continue;
                std::string text(found.text);
                if (field.kind == FieldKind::languages) {
                    const std::string_view use = document_.attribute(*found.element, "asset");
                    if (!use.empty()) text += ":" + std::string(use);
                }
                put(values, field.id, text, *found.element, field.kind == FieldKind::identifiers ? ";" : ",");
            }
        }
        if (transaction != nullptr) add_transaction(values, *transaction);
        if (asset != nullptr) add_asset(values, *asset);
        keep(values, transaction != nullptr ? transaction->line : avail.line);
    }

    size_t count() const { return sheet_.rows.size(); }

    void finish() && {
        for (size_t i = 0; i < field_count; ++i) {
            if (!used_[i]) continue;
            const FieldFacts& field = fields()[i];
            place_[i] = static_cast<uint16_t>(sheet_.columns.size());
            sheet_.columns.push_back(
                {std::string(field.section), std::string(field.column), field.id, place_[i]});
        }
        for (Row& row : sheet_.rows)
            for (Cell& cell : row.cells) cell.column = place_[cell.column];
        document_.sheets.push_back(std::move(sheet_));
    }

  private:
    void put(Values& values, Field field, std::string_view text, const Element& element,
             std::string_view separator = ",") {
        Value& value = values[static_cast<size_t>(field)];
        if (!value.text.empty())
            value.text += separator;
        else
            value.line = element.line;
        value.text += text;
    }

    void put_regions(Values& values, Field field, const Element& transaction, std::string_view name) {
        for (const std::string_view kind : {"/country", "/countryRegion"})
            for (const Found& found :
                 follow_all(document_, transaction, std::string(name) + std::string(kind)))
                put(values, field, found.text, *found.element);
    }

    void add_transaction(Values& values, const Element& transaction) {
        put_regions(values, Field::territory, transaction, "Territory");
        put_regions(values, Field::territory_exclusion, transaction, "TerritoryExcluded");
        for (const auto& [field, name] : {std::pair{Field::start, "Start"}, std::pair{Field::end, "End"}}) {
            Found found = follow(document_, transaction, name);
            if (found.element == nullptr)
                found = follow(document_, transaction, std::string(name) + "Condition");
            if (found.element != nullptr) put(values, field, found.text, *found.element);
        }
        for (const Found& found : follow_all(document_, transaction, "AssetLanguage"))
            if (equals_ignoring_case(document_.attribute(*found.element, "assetProvided"), "true"))
                put(values, Field::required_languages, found.text, *found.element);
        add_price(values, transaction);
    }

    /// The first term that is a price; a suggested retail price has a column of its own.
    void add_price(Values& values, const Element& transaction) {
        static constexpr std::string_view prices[] = {"Tier", "WSP",      "EpisodeWSP", "SeasonWSP", "DMRP",
                                                      "SMRP", "Category", "LicenseFee", "NA"};
        for (const uint32_t index : transaction.children) {
            const Element& term = document_.elements[index];
            if (document_.local_name(term) != "Term") continue;
            std::string_view name = document_.attribute(term, "termName");
            const std::string_view bare = name.starts_with("TPR-") ? name.substr(4) : name;
            bool price = false;
            for (const std::string_view other : prices) price |= bare == other;
            if (!price) continue;
            put(values, Field::price_type, name, term);
            for (const std::string_view kind : {"Money", "Text", "Number"}) {
                const Element* value = document_.child(term, kind);
                if (value == nullptr) continue;
                put(values, Field::price_value, trim(document_.texts[value->text]), *value);
                const std::string_view currency = document_.attribute(*value, "currency");
                if (!currency.empty()) put(values, Field::price_currency, currency, *value);
                return;
            }
            return;
        }
    }

    void add_asset(Values& values, const Element& asset) {
        const std::string_view id = document_.attribute(asset, "contentID");
        const std::string_view work = values[static_cast<size_t>(Field::work_type)].text;
        const Field field = work == "Episode" ? Field::episode_content_id : Field::content_id;
        // Seasons, series and volumes name theirs in their metadata, which the columns take it from.
        if (!id.empty() && (field == Field::episode_content_id || metadata_name(work) == "Metadata"))
            put(values, field, id, asset);
        // A reason for having no captions says that there are none; without one there are.
        const bool exempt = !values[static_cast<size_t>(Field::caption_exemption)].text.empty();
        if (exempt) put(values, Field::caption_included, "No", asset);
    }

    void keep(const Values& values, uint32_t line) {
        Row row = place_of_row_;
        row.number = line;
        for (size_t i = 0; i < field_count; ++i) {
            if (values[i].text.empty()) continue;
            used_[i] = true;
            row.cells.push_back({static_cast<uint16_t>(i), CellKind::text,
                                 document_.texts.intern(values[i].text), values[i].line});
        }
        sheet_.rows.push_back(std::move(row));
    }

    Document& document_;
    Sheet sheet_;
    Row place_of_row_;
    std::array<bool, field_count> used_{};
    std::array<uint16_t, field_count> place_{};
};

}  // namespace

bool make_rows(Document& document, size_t rows_max) {
    bool complete = true;
    RowMaker rows(document);
    for (const uint32_t index : document.elements.front().children) {
        const Element& avail = document.elements[index];
        if (document.local_name(avail) != "Avail") continue;
        std::vector<const Element*> assets, transactions;
        for (const uint32_t child : avail.children) {
            const Element& element = document.elements[child];
            if (document.local_name(element) == "Asset") assets.push_back(&element);
            if (document.local_name(element) == "Transaction") transactions.push_back(&element);
        }
        if (assets.empty()) assets.push_back(nullptr);
        if (transactions.empty()) transactions.push_back(nullptr);
        for (size_t i = 0; i < assets.size() && complete; ++i)
            for (size_t k = 0; k < transactions.size(); ++k) {
                complete = rows.count() < rows_max;
                if (!complete) break;
                rows.at(index, static_cast<uint32_t>(i), static_cast<uint32_t>(k));
                rows.add(avail, assets[i], transactions[k]);
            }
        if (!complete) break;
    }
    std::move(rows).finish();
    return complete;
}

}  // namespace nuri::avails
