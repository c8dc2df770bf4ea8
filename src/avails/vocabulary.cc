#include "avails/vocabulary.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace nuri::avails {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view entry_types[] = {"Full Extract", "Full Delete", "Create", "Update", "Delete"};
constexpr std::string_view work_types[] = {"Movie",
                                           "Short",
                                           "Collection",
                                           "Season",
                                           "Episode",
                                           "Series",
                                           "Volume",
                                           "Supplemental",
                                           "Miniseries",
                                           "Promotion",
                                           "Album",
                                           "Song",
                                           "Music Video",
                                           "Ring Tone",
                                           "Other Music",
                                           "Ad",
                                           "Excerpt",
                                           "Franchise",
                                           "Non-episodic Show",
                                           "App",
                                           "Immersive",
                                           "Mixed-Media",
                                           "Gallery",
                                           "Other",
                                           "Visual Art",
                                           "Book",
                                           "Book-series",
                                           "Performing Art",
                                           "Monographic-series",
                                           "Serial",
                                           "Comic Book",
                                           "Comic Strip",
                                           "Competition",
                                           "Amusement",
                                           "AntiPiracy",
                                           "Rating",
                                           "DubbingCredit",
                                           "DistributionLogo",
                                           "Intermission",
                                           "EditNotice",
                                           "Health"};
/// Those of the specification, and those that every licensor uses besides.
constexpr std::string_view license_types[] = {"EST",     "VOD",  "SVOD", "POEST", "Pre-Release",
                                              "Library", "AVOD", "FVOD", "TVOD",  "FAST"};
constexpr std::string_view format_profiles[] = {"SD", "HD", "UHD", "3D", "3DSD", "3DHD", "3DUHD"};
constexpr std::string_view hdr_forms[] = {"True", "False", "HDR10", "DV"};
constexpr std::string_view title_statuses[] = {"Pending", "Approved", "Revoked", "Expired"};
constexpr std::string_view localizations[] = {"sub", "dub", "subdub", "any"};
constexpr std::string_view price_types[] = {
    "Tier", "WSP", "EpisodeWSP", "SeasonWSP", "DMRP",     "SMRP",     "Category",     "LicenseFee",
    "NA",   "SRP", "TPR-Tier",   "TPR-WSP",   "TPR-DMRP", "TPR-SMRP", "TPR-Category", "TPR-LicenseFee"};
constexpr std::string_view reduction_types[] = {"Conditional", "Unconditional", "unspecified"};
constexpr std::string_view exemptions[] = {"1", "2", "3", "4", "5", "6"};
constexpr std::string_view terms[] = {"Tier",
                                      "SRP",
                                      "WSP",
                                      "EpisodeWSP",
                                      "SeasonWSP",
                                      "DMRP",
                                      "SMRP",
                                      "TPR-Tier",
                                      "TPR-SRP",
                                      "TPR-WSP",
                                      "TPR-EpisodeWSP",
                                      "TPR-SeasonWSP",
                                      "TPR-DMRP",
                                      "TPR-SMRP",
                                      "TPR-Category",
                                      "TPR-LicenseFee",
                                      "SRP-PostTax",
                                      "WSP-PostTax",
                                      "EpisodeWSP-PostTax",
                                      "SeasonWSP-PostTax",
                                      "DMRP-PostTax",
                                      "SMRP-PostTax",
                                      "LicenseFee",
                                      "Category",
                                      "Included",
                                      "AnnounceDate",
                                      "PreOrderFulfillDate",
                                      "PreorderFulfillDate",
                                      "SuppressionLiftDate",
                                      "RentalDuration",
                                      "WatchDuration",
                                      "FixedEndDate",
                                      "LocalizationOffering",
                                      "ContractStatus",
                                      "Download",
                                      "Exclusive",
                                      "ExclusiveAttributes",
                                      "BrandingRights",
                                      "BrandingRightsAttributes",
                                      "TitleStatus",
                                      "NA",
                                      "TPRType",
                                      "CampaignID"};
constexpr std::string_view types[] = {"single",     "episode", "season",     "series",    "miniseries",
                                      "collection", "bundle",  "supplement", "promotion", "volume"};

constexpr std::string_view partial[] = {"Partial"};
constexpr std::string_view series_statuses[] = {"Concluded", "Continuing", "Pending"};
constexpr std::string_view uses[] = {"subtitle", "audio", "subdub"};
constexpr std::string_view id_scopes[] = {"Title", "Edit", "Manifestation"};
constexpr std::string_view ecosystems[] = {"MA", "DMA", "UVVU"};
constexpr std::string_view experiences[] = {"Unavailable", "Pre-offer", "Pre-order",
                                            "Hold",        "For-sale",  "Acquired"};
constexpr std::string_view releases[] = {"original",    "Blu-ray",     "Broadcast",    "DVD",   "Festival",
                                         "Hospitality", "InternetBuy", "InternetRent", "local", "PayTV",
                                         "Production",  "Theatrical",  "VOD",          "AVOD",  "PVOD",
                                         "SVOD",        "FOD"};
constexpr std::string_view genders[] = {"male", "female", "neutral", "other"};
constexpr std::string_view groupings[] = {"Publisher", "Universe", "Brand", "Franchise"};
constexpr std::string_view alternates[] = {"alternative", "misspelling", "StartsWith"};
constexpr std::string_view pictures[] = {"Letterbox",    "Pillarbox", "Full", "Stretch",
                                         "Pan and Scan", "360",       "Other"};
constexpr std::string_view parents[] = {"isclipof",       "isepisodeof",   "isseasonof",     "ispartof",
                                        "isderivedfrom",  "iscompositeof", "issupplementto", "ispieceof",
                                        "ispromotionfor", "isbasedon",     "isdescendantof"};

/// Those of Common Metadata are open: a word that is not in them is told of, and harms nothing.
constexpr ElementWords of_elements[] = {{"", "SeasonStatus", "", partial},
                                        {"", "SeriesStatus", "", series_statuses},
                                        {"VolumeMetadata", "Status", "", partial},
                                        {"Transaction", "AllowedLanguage", "asset", uses},
                                        {"Transaction", "AssetLanguage", "asset", uses},
                                        {"Transaction", "HoldbackLanguage", "asset", uses},
                                        {"", "AltIdentifier", "scope", id_scopes},
                                        {"", "SharedEntitlement", "ecosystem", ecosystems, true},
                                        {"", "ExperienceCondition", "", experiences},
                                        {"ReleaseHistory", "ReleaseType", "", releases, true},
                                        {"", "Gender", "", genders, true},
                                        {"GroupingEntity", "Type", "", groupings, true},
                                        {"", "TitleAlternate", "type", alternates, true},
                                        {"", "PictureFormat", "", pictures, true},
                                        {"", "Parent", "relationshipType", parents, true}};

}  // namespace

std::span<const ElementWords> element_words() {
    return of_elements;
}

std::span<const std::string_view> words(Field field) {
    switch (field) {
        case Field::entry_type:
            return entry_types;
        case Field::work_type:
            return work_types;
        case Field::license_type:
        case Field::ref_license_type:
            return license_types;
        case Field::format_profile:
        case Field::ref_format_profile:
            return format_profiles;
        case Field::hdr:
            return hdr_forms;
        case Field::title_status:
            return title_statuses;
        case Field::localization_type:
            return localizations;
        case Field::price_type:
            return price_types;
        case Field::tpr_type:
            return reduction_types;
        case Field::caption_exemption:
            return exemptions;
        default:
            return {};
    }
}

bool is_open(Field field) {
    return field == Field::license_type || field == Field::ref_license_type || field == Field::tpr_type ||
           field == Field::hdr;
}

bool is_word(Field field, std::string_view word) {
    const auto known = words(field);
    return std::any_of(known.begin(), known.end(),
                       [&](std::string_view other) { return equals_ignoring_case(word, other); });
}

std::span<const std::string_view> term_names() {
    return terms;
}
std::span<const std::string_view> avail_types() {
    return types;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> known) {
    constexpr size_t word_bytes_max = 64;
    if (word.empty() || word.size() > word_bytes_max) return {};
    const std::string wanted = to_lower(word);
    std::string_view best;
    size_t best_distance = (wanted.size() < 4 ? 1 : std::max<size_t>(2, wanted.size() / 3)) +
                           1;  // two letters changed round count as two
    for (const std::string_view candidate : known) {
        const std::string other = to_lower(candidate);
        std::vector<size_t> distances(other.size() + 1);
        for (size_t j = 0; j <= other.size(); ++j) distances[j] = j;
        for (size_t i = 1; i <= wanted.size(); ++i) {
            size_t diagonal = std::exchange(distances[0], i);
            for (size_t j = 1; j <= other.size(); ++j) {
                const size_t changed = diagonal + (wanted[i - 1] != other[j - 1]);
                diagonal = distances[j];
                distances[j] = std::min({changed, distances[j] + 1, distances[j - 1] + 1});
            }
        }
        if (distances.back() < best_distance) {
            best_distance = distances.back();
            best = candidate;
        }
    }
    return best;
}

}  // namespace nuri::avails
