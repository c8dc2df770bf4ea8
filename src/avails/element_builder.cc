#include "avails/element_builder.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "avails/element_path.h"
#include "avails/read.h"
#include "avails/schema.h"
#include "avails/span.h"
#include "avails/values.h"
#include "avails/xml_rows.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

/// Local names in the order in which the schema has them, whatever they stand in: no two types disagree.
constexpr std::string_view order[] = {
    // Avail
    "ALID", "AssociatedALID", "Disposition", "Licensor", "ServiceProvider", "AvailType", "ShortDescription",
    "Asset", "Transaction", "SharedEntitlement", "ExceptionFlag",
    // Asset
    "WorkType", "Metadata", "EpisodeMetadata", "BundledAsset",
    // Metadata of a series, season, volume or episode
    "SeriesContentID", "SeasonContentID", "VolumeContentID", "VolumeEIDR-URN", "SeriesTitleDisplayUnlimited",
    "SeriesTitleInternalAlias", "SeasonTitleDisplayUnlimited", "SeasonTitleInternalAlias",
    "VolumeTitleDisplayUnlimited", "VolumeTitleInternalAlias", "TitleDisplayUnlimited", "TitleInternalAlias",
    "EditEIDR-URN", "TitleEIDR-URN", "AltIdentifier", "SeasonNumber", "VolumeNumber", "ReleaseDate",
    "RunLength", "People", "ReleaseHistory", "USACaptionsExemptionReason", "Ratings", "EncodeID",
    "LocalizationOffering", "GroupingEntity", "SeriesAltIdentifier", "SeasonAltIdentifier",
    "VolumeAltIdentifier", "NumberOfEpisodes", "NumberOfSeasons", "CompanyDisplayCredit", "EpisodeNumber",
    "VolumeMetadata", "SeasonMetadata", "SeriesMetadata",
    // Transaction
    "Licensee", "LicenseType", "Description", "Territory", "TerritoryExcluded", "Start", "StartCondition",
    "End", "EndCondition", "WindowDuration", "AllowedLanguage", "AssetLanguage", "HoldbackLanguage",
    "LicenseRightsDescription", "FormatProfile", "ContractID", "ReportingID", "RefALID", "Term",
    "OtherInstructions",
    // md
    "Namespace", "Identifier", "Number", "DistributionNumber", "ReleaseType", "Date", "Region", "System",
    "Value", "Reason", "Type", "GroupIdentity", "Job", "Name", "DisplayName"};

constexpr std::string_view of_common_metadata[] = {
    "DisplayName",   "country", "countryRegion", "Namespace", "Identifier",  "Number", "DistributionNumber",
    "ReleaseType",   "Date",    "Rating",        "Region",    "System",      "Value",  "Reason",
    "DisplayString", "Type",    "GroupIdentity", "Job",       "JobFunction", "Name"};

/// What came with a version, and has no place in those before it.
constexpr struct {
    Field field;
    std::string_view since;
} came_with[] = {
    {Field::hdr, "2.2"},
    {Field::wcg, "2.2"},
    {Field::hfr, "2.2"},
    {Field::ng_audio, "2.2"},
    {Field::ref_alid, "2.2"},
    {Field::bundled_alids, "2.2"},
    {Field::start_lag, "2.2.2"},
    {Field::end_lag, "2.2.2"},
    {Field::licensee, "2.3"},
    {Field::window_duration, "2.3"},
    {Field::director, "2.3"},
    {Field::group_identity, "2.3"},
    {Field::required_languages, "2.2.2"},
    {Field::associated_alid, "2.5"},
};

struct Node {
    std::string name, text;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<std::unique_ptr<Node>> children;

    Node& add(std::string_view child, std::string_view value = {}) {
        Node& made = *children.emplace_back(std::make_unique<Node>());
        made.name = child;
        made.text = value;
        return made;
    }
    Node* find(std::string_view child) {
        for (const auto& one : children)
            if (one->name == child) return one.get();
        return nullptr;
    }
    Node& at(std::string_view child) {
        Node* known = find(child);
        return known != nullptr ? *known : add(child);
    }
};

size_t rank(std::string_view name) {
    return static_cast<size_t>(std::find(std::begin(order), std::end(order), name) - std::begin(order));
}

void sort(Node& node) {
    std::stable_sort(node.children.begin(), node.children.end(),
                     [](const auto& a, const auto& b) { return rank(a->name) < rank(b->name); });
    for (const auto& child : node.children) sort(*child);
}

/// A value as XML Schema writes its kind.
std::string value_of(const RowView& row, const Cell& cell, const FieldFacts& field) {
    const std::string_view text = trim(row.document().text(cell));
    switch (field.kind) {
        case FieldKind::date:
            if (const auto time = read_civil_time(row.document(), cell)) return to_string(*time);
            break;
        case FieldKind::truth:
            if (const auto truth = parse_truth(text)) return *truth ? "true" : "false";
            break;
        case FieldKind::duration:
        case FieldKind::run_time:
            if (const auto duration = read_duration(row.document(), cell, field.kind))
                return to_string(*duration);
            break;
        default:
            break;
    }
    return std::string(text);
}

/// Makes the elements of one row's path.
class Path {
  public:
    Path(Node& base, std::string_view country) : at_(&base), country_(country) {}

    void put(std::string_view path, const std::string& value) {
        std::string key;
        while (!path.empty()) {
            const size_t slash = path.find('/');
            std::string_view step = path.substr(0, slash);
            path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
            if (step.front() == '@') {
                at_->attributes.emplace_back(step.substr(1), value);
                return;
            }
            const size_t bracket = step.find('[');
            if (bracket != std::string_view::npos) {
                key = step.substr(bracket + 1, step.size() - bracket - 2);
                step = step.substr(0, bracket);
                at_ = &at_->add(step);
                identify(step, key, value);
            } else {
                at_ = path.empty() ? &at_->add(step) : &at_->at(step);
                if (step == "Rating" && !country_.empty() && at_->find("Region") == nullptr)
                    at_->at("Region").add("country", country_);
            }
        }
        const bool keyed = at_->name == "Identifier" && !key.empty();
        at_->text = keyed ? key + ":" + value : value;
    }

  private:
    /// What tells an element from others of its name: element_path.h reads the same.
    void identify(std::string_view step, const std::string& key, const std::string& value) {
        if (step == "Term") {
            at_->attributes.emplace_back("termName", key);
        } else if (step == "SharedEntitlement") {
            at_->attributes.emplace_back("ecosystem", key);
        } else if (step == "ReleaseHistory") {
            at_->add("ReleaseType", key);
        } else if (step == "GroupingEntity") {
            at_->add("Type", key);
            at_->add("GroupIdentity", value);
        } else if (step == "People") {
            at_->at("Job").add("JobFunction", key);
        } else {
            at_->add("Namespace", "org:mddf");
        }
    }

    Node* at_;
    std::string_view country_;
};

class AvailBuilder {
  public:
    explicit AvailBuilder(std::string_view version) : version_(version) { avail_.name = "Avail"; }

    /// The first row says what the Avail and its asset are.
    void begin(const RowView& row) {
        work_ = row[Field::work_type];
        for (const std::string_view name : {"Movie", "Short", "Collection", "Season", "Episode", "Series",
                                            "Volume", "Supplemental", "Miniseries", "Promotion"})
            if (equals_ignoring_case(work_, name)) work_ = name;
        Node& asset = avail_.add("Asset");
        asset_ = &asset;
        const std::string_view name = metadata_name(work_);
        own_ = &asset.add(name);
        put_fields(row, false);
        put_asset_id(row);
        avail_.add("AvailType", avail_type(row));
        std::string_view title;
        for (const Field field : {Field::title_display_unlimited, Field::title_internal_alias,
                                  Field::episode_title_internal_alias, Field::season_title_internal_alias,
                                  Field::series_title_internal_alias, Field::alid})
            if (title.empty()) title = row[field];
        avail_.add("ShortDescription", title);
    }

    void add(const RowView& row) {
        transaction_ = &avail_.add("Transaction");
        put_fields(row, true);
        put_transaction(row);
    }

    Node finish() && {
        sort(avail_);
        return std::move(avail_);
    }

  private:
    bool has_place(Field field) const {
        for (const auto& row : came_with)
            if (row.field == field) return row.since <= version_;
        return true;
    }

    std::string avail_type(const RowView& row) const {
        if (work_ == "Movie" || work_ == "Short") return "single";
        if (work_ == "Collection") return row.has(Field::bundled_alids) ? "bundle" : "collection";
        if (work_ == "Supplemental") return "supplement";
        return to_lower(work_);
    }

    /// A volume has no People, and a season no run length: whether the schema has a place for the first step
    /// of a path in the metadata of this work.
    bool own_may_hold(std::string_view path) const {
        const std::string_view name = metadata_name(work_);
        const Schema::Type* type = Schema::nearest_to(version_).find(
            "Avail" + (name == "Metadata" ? std::string("UnitMetadata") : std::string(name)));
        if (path.starts_with('*')) path.remove_prefix(1);
        const std::string_view step = path.substr(0, path.find_first_of("/[@"));
        return type == nullptr ||
               std::any_of(type->positions.begin(), type->positions.end(),
                           [&](const Schema::Position& position) { return position.name == step; });
    }

    /// Null where the work has no such metadata: the other way round of `base_of`.
    Node* base(Base base) {
        const std::string_view name = metadata_name(work_);
        const auto season = [&]() -> Node* {
            if (name == "SeasonMetadata") return own_;
            return name == "EpisodeMetadata" || name == "VolumeMetadata" ? &own_->at("SeasonMetadata")
                                                                         : nullptr;
        };
        const auto series = [&]() -> Node* {
            if (name == "SeriesMetadata") return own_;
            Node* above = season();
            return above == nullptr ? nullptr : &above->at("SeriesMetadata");
        };
        switch (base) {
            case Base::avail:
                return &avail_;
            case Base::asset:
                return asset_;
            case Base::transaction:
                return transaction_;
            case Base::work:
                return own_;
            case Base::movie:
                return name == "Metadata" ? own_ : nullptr;
            case Base::episode:
                return name == "EpisodeMetadata" ? own_ : nullptr;
            case Base::volume:
                return name == "VolumeMetadata" ? own_ : nullptr;
            case Base::season:
                return season();
            case Base::series:
                return series();
            case Base::credit:
                return name == "Metadata" ? own_ : series();
            default:
                return nullptr;
        }
    }

    void put_fields(const RowView& row, bool of_transaction) {
        std::string_view country;
        for (const std::string_view code : list_parts(row[Field::territory]))
            if (country.empty()) country = code;
        for (const FieldFacts& field : fields()) {
            const Cell* cell = row.cell(field.id);
            if (cell == nullptr || !row.has(field.id) || field.path.empty() || !has_place(field.id)) continue;
            if ((field.base == Base::transaction) != of_transaction) continue;
            Node* from = base(field.base);
            if (from == nullptr || (from == own_ && !own_may_hold(field.path))) continue;
            if (field.id == Field::start_lag || field.id == Field::end_lag)
                continue;  // with their conditions
            const bool many = field.path.starts_with('*');
            const std::string_view path = many ? field.path.substr(1) : field.path;
            if (field.kind == FieldKind::languages) {
                put_languages(*from, path, row, field.id);
            } else if (many) {
                put_many(*from, path, row[field.id], country);
            } else if (field.path.starts_with("FormatProfile")) {
                Node& profile = from->at("FormatProfile");
                if (field.id == Field::format_profile)
                    profile.text = row[field.id];
                else
                    profile.attributes.emplace_back(field.path.substr(field.path.find('@') + 1),
                                                    hdr_value(row, field));
            } else {
                Path(*from, country).put(path, value_of(row, *cell, field));
            }
            if (field.id == Field::srp && row.has(Field::price_currency))
                currency(*from->children.back()->find("Money"), row);
        }
    }

    static std::string hdr_value(const RowView& row, const FieldFacts& field) {
        const std::string_view text = row[field.id];
        const auto truth = parse_truth(text);
        return truth ? *truth ? "true" : "false" : std::string(text);
    }

    static void currency(Node& money, const RowView& row) {
        money.attributes.emplace_back("currency", row[Field::price_currency]);
    }

    static void put_many(Node& from, std::string_view path, std::string_view list, std::string_view country) {
        // "*BundledAsset/BundledALID": an element for each. Reasons of a rating share the rating.
        for (const std::string_view part : list_parts(list)) {
            if (path.starts_with("BundledAsset")) {
                Node& bundled = from.add("BundledAsset");
                bundled.add("BundledALID", part);
            } else {
                Path(from, country).put(path, std::string(part));
            }
        }
    }

    void put_languages(Node& from, std::string_view path, const RowView& row, Field field) {
        std::vector<std::string> required;
        if (field == Field::asset_language && has_place(Field::required_languages))
            for (const std::string_view part : list_parts(row[Field::required_languages]))
                required.push_back(to_lower(part.substr(0, part.find(':'))));
        for (const std::string_view part : list_parts(row[field])) {
            const size_t colon = part.find(':');
            const std::string_view tag = trim(part.substr(0, colon));
            Node& language = from.add(path, tag);
            if (colon != std::string_view::npos)
                language.attributes.emplace_back("asset", trim(part.substr(colon + 1)));
            if (std::find(required.begin(), required.end(), to_lower(tag)) != required.end())
                language.attributes.emplace_back("assetProvided", "true");
        }
    }

    void put_asset_id(const RowView& row) {
        Field field = Field::content_id;
        if (work_ == "Episode") field = Field::episode_content_id;
        if (work_ == "Season") field = Field::season_content_id;
        if (work_ == "Series" || work_ == "Miniseries") field = Field::series_content_id;
        if (work_ == "Volume") field = Field::volume_content_id;
        if (row.has(field)) asset_->attributes.emplace_back("contentID", row[field]);
    }

    void put_transaction(const RowView& row) {
        for (const auto& [field, name] : {std::pair{Field::territory, "Territory"},
                                          std::pair{Field::territory_exclusion, "TerritoryExcluded"}})
            for (const std::string_view code : list_parts(row[field]))
                transaction_->add(name).add(code.size() == 2 ? "country" : "countryRegion", code);
        put_bound(row, Field::start, Field::start_lag, "Start", "T00:00:00");
        put_bound(row, Field::end, Field::end_lag, "End", "T23:59:59");
        put_price(row);
    }

    void put_bound(const RowView& row, Field field, Field lag, const std::string& name,
                   std::string_view time_of_day) {
        const Cell* cell = row.cell(field);
        if (cell == nullptr || !row.has(field)) return;
        const auto bound = read_bound(row.document(), *cell);
        if (bound && bound->condition) {
            Node& condition = transaction_->add(name + "Condition", row[field]);
            if (row.has(lag) && has_place(lag))
                condition.attributes.emplace_back("lag", value_of(row, *row.cell(lag), facts(lag)));
        } else if (bound) {
            transaction_->add(
                name, to_string(*bound->time) + (bound->time->date_only ? std::string(time_of_day) : ""));
        } else {
            transaction_->add(name, row[field]);
        }
    }

    void put_price(const RowView& row) {
        if (!row.has(Field::price_type)) return;
        const std::string_view type = row[Field::price_type], value = row[Field::price_value];
        Node& term = transaction_->add("Term");
        term.attributes.emplace_back("termName", type);
        const bool amount = value.find_first_not_of("0123456789.") == std::string_view::npos &&
                            !value.empty() &&
                            (row.has(Field::price_currency) || to_upper(type).find("P") != std::string::npos);
        if (amount) {
            Node& money = term.add("Money", value);
            if (row.has(Field::price_currency)) currency(money, row);
        } else if (!value.empty()) {
            Node& text = term.add("Text", value);
            if (row.has(Field::price_currency)) currency(text, row);
        }
    }

    std::string_view version_;
    Node avail_;
    std::string work_;
    Node *asset_ = nullptr, *own_ = nullptr, *transaction_ = nullptr;
};

/// What makes rows of one ALID rows of one Avail: they say the same of everything but the transaction.
std::string avail_key(const RowView& row) {
    std::string key;
    for (const FieldFacts& field : fields()) {
        if (field.base == Base::transaction) continue;
        if (field.base == Base::special && field.id != Field::content_id &&
            field.id != Field::episode_content_id)
            continue;
        key += std::string(row[field.id]) + "\n";
    }
    return key;
}

void append(Document& document, const Node& node, uint32_t parent) {
    const uint32_t index = static_cast<uint32_t>(document.elements.size());
    const bool common = std::find(std::begin(of_common_metadata), std::end(of_common_metadata), node.name) !=
                        std::end(of_common_metadata);
    Element element;
    element.name = document.texts.intern((common ? "md:" : "avails:") + node.name);
    element.text = document.texts.intern(node.text);
    element.line = index + 1;
    element.parent = parent;
    for (const auto& [name, value] : node.attributes)
        element.attributes.push_back({document.texts.intern(name), document.texts.intern(value)});
    document.elements.push_back(std::move(element));
    if (index != 0) document.elements[parent].children.push_back(index);
    for (const auto& child : node.children) append(document, *child, index);
}

Node root_of(std::string_view version) {
    Node root;
    root.name = "AvailList";
    const Schema& schema = Schema::nearest_to(version);
    root.attributes = {{"xmlns:avails", schema.uri(Schema::Space::avails)},
                       {"xmlns:md", schema.uri(Schema::Space::md)}};
    return root;
}

}  // namespace

Document build_elements(const Document& source, std::string_view version) {
    std::map<std::string, size_t> places;
    std::vector<AvailBuilder> builders;
    for (const Sheet& sheet : source.sheets) {
        RowView view(source, sheet);
        for (const Row& row : sheet.rows) {
            if (row.comment) continue;
            view.look_at(row);
            const auto [place, added] = places.try_emplace(avail_key(view), builders.size());
            if (added) builders.emplace_back(version).begin(view);
            builders[place->second].add(view);
        }
    }
    Document document;
    document.format = Format::xml;
    document.version = version;
    append(document, root_of(version), 0);
    for (AvailBuilder& builder : builders) append(document, std::move(builder).finish(), 0);
    make_rows(document, ReadLimits().rows_max);
    return document;
}

}  // namespace nuri::avails
