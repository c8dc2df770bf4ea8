#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "avails/check.h"
#include "avails/element_path.h"
#include "avails/values.h"
#include "avails/vocabulary.h"
#include "base/text.h"
#include "world/language.h"

namespace nuri::avails {
namespace {

/// Elements whose text the schema requires.
constexpr std::string_view required_texts[] = {"ALID",
                                               "EntryType",
                                               "AvailType",
                                               "WorkType",
                                               "LicenseType",
                                               "FormatProfile",
                                               "TitleInternalAlias",
                                               "country",
                                               "Start",
                                               "End",
                                               "StartCondition",
                                               "EndCondition",
                                               "SeasonContentID",
                                               "SeriesContentID",
                                               "VolumeContentID",
                                               "BundledALID",
                                               "Money"};

class ElementCheck {
  public:
    ElementCheck(const Document& document, Findings& findings) : document_(document), findings_(findings) {}

    void run() {
        for (const Element& element : document_.elements) check_one(element);
        for (const uint32_t index : document_.elements.front().children) {
            const Element& avail = document_.elements[index];
            if (document_.local_name(avail) == "Avail") check_avail(avail);
        }
    }

  private:
    std::string_view text(const Element& element) const { return trim(document_.texts[element.text]); }
    std::string_view child_text(const Element& element, std::string_view name) const {
        const Element* found = document_.child(element, name);
        return found == nullptr ? std::string_view() : text(*found);
    }
    std::vector<const Element*> children(const Element& parent, std::string_view name) const {
        std::vector<const Element*> found;
        for (const uint32_t index : parent.children)
            if (document_.local_name(document_.elements[index]) == name)
                found.push_back(&document_.elements[index]);
        return found;
    }
    void report(std::string_view code, const Element& at, std::string message, std::string mend = {}) {
        findings_.add(code, {"", at.line, std::string(document_.local_name(at))}, std::move(message),
                      std::move(mend));
    }

    void check_one(const Element& element) {
        const std::string_view name = document_.local_name(element);
        if (element.children.empty() && text(element).empty() &&
            std::find(std::begin(required_texts), std::end(required_texts), name) != std::end(required_texts))
            report("element_empty", element, "'" + std::string(name) + "' is empty");
        for (const Attribute& attribute : element.attributes) {
            const std::string_view attribute_name = document_.texts[attribute.name];
            if (attribute_name != "language" && attribute_name != "Language") continue;
            if (!world::LanguageTag::parse(trim(document_.texts[attribute.value])))
                report("language_unknown", element,
                       "'" + std::string(document_.texts[attribute.value].substr(0, 80)) + "' is no language",
                       "write an RFC 5646 tag, such as es-419");
        }
        if (name == "Term") {
            const std::string_view term = document_.attribute(element, "termName");
            const auto known = term_names();
            if (std::none_of(known.begin(), known.end(),
                             [&](std::string_view other) { return equals_ignoring_case(other, term); })) {
                const std::string_view near = nearest(term, known);
                report("term_unknown", element,
                       "'" + std::string(term.substr(0, 80)) + "' is no term of the specification",
                       near.empty() ? "" : "did you mean '" + std::string(near) + "'?");
            }
        }
    }

    struct Works {
        std::map<std::string, size_t, std::less<>> count;
        size_t all = 0, bundled = 0;
        size_t of(std::string_view work) const {
            const auto found = count.find(work);
            return found == count.end() ? 0 : found->second;
        }
    };

    void check_avail(const Element& avail) {
        const std::string_view alid = child_text(avail, "ALID");
        const auto [first, added] = alids_.try_emplace(std::string(alid), avail.line);
        if (!added && !alid.empty())
            report("alid_repeated", avail,
                   "ALID '" + std::string(alid.substr(0, 100)) + "' heads the Avail in line " +
                       std::to_string(first->second) + " already",
                   "put their transactions into one Avail");
        if (alid.empty() && document_.child(avail, "ALID") == nullptr)
            report("structure", avail, "the Avail has no ALID");
        Works works;
        for (const Element* asset : children(avail, "Asset")) check_asset(*asset, works);
        if (works.all == 0) report("structure", avail, "the Avail has no Asset");
        const Element* type = document_.child(avail, "AvailType");
        if (type == nullptr)
            report("structure", avail, "the Avail has no AvailType");
        else
            check_type(*type, works);
        const auto transactions = children(avail, "Transaction");
        const std::string_view entry = follow(document_, avail, "Disposition/EntryType").text;
        if (transactions.empty() && !entry.ends_with("Delete"))
            report("structure", avail, "the Avail has no Transaction");
        const std::string_view word = type == nullptr ? std::string_view() : text(*type);
        for (const Element* transaction : transactions) check_transaction(*transaction, word);
    }

    void check_asset(const Element& asset, Works& works) {
        const std::string_view work = child_text(asset, "WorkType");
        ++works.count[std::string(work)];
        ++works.all;
        const auto bundled = children(asset, "BundledAsset");
        works.bundled += bundled.size();
        if (!bundled.empty() && work != "Collection")
            report("bundle_members", *bundled.front(), "a " + std::string(work) + " has bundled assets",
                   "only a Collection has");
        const std::string_view metadata = metadata_name(work);
        const Element* own = document_.child(asset, metadata);
        if (!work.empty() && own == nullptr)
            report("metadata_missing", asset,
                   "the " + std::string(work) + " has no '" + std::string(metadata) + "'");
        check_sequence(bundled);
        if (work == "Volume" && own != nullptr) check_volume(*own);
    }

    void check_sequence(const std::vector<const Element*>& bundled) {
        std::vector<int64_t> numbers;
        for (const Element* asset : bundled) {
            const std::string_view number = document_.attribute(*asset, "sequence");
            if (number.empty()) continue;
            numbers.push_back(parse_integer(number).value_or(-1));
        }
        if (numbers.empty()) return;
        std::sort(numbers.begin(), numbers.end());
        for (size_t i = 0; i < numbers.size(); ++i) {
            if (numbers[i] == numbers[0] + static_cast<int64_t>(i) && numbers[0] <= 1) continue;
            report("sequence_broken", *bundled.front(),
                   "the bundled assets are not numbered one after the other");
            return;
        }
    }

    /// A volume covers the episodes from its first on; two of one season share none.
    void check_volume(const Element& volume) {
        const auto begin = parse_integer(child_text(volume, "VolumeFirstEpisodeNumber")),
                   count = parse_integer(child_text(volume, "VolumeNumberOfEpisodes"));
        constexpr int64_t episodes_max = 10'000;
        if (!begin || !count || *count < 0 || *count > episodes_max) return;
        const std::string season(follow(document_, volume, "SeasonMetadata/SeasonContentID").text);
        const std::string id(child_text(volume, "VolumeContentID"));
        for (int64_t episode = *begin; episode < *begin + *count; ++episode) {
            const auto [other, added] = volumes_.try_emplace({season, episode}, id);
            if (added || other->second == id) continue;
            report("volume_episode_shared", volume,
                   "episode " + std::to_string(episode) + " is in volume '" + other->second + "' and in '" +
                       id + "'",
                   "let each volume begin where the last ends");
            return;
        }
    }

    void check_type(const Element& type, const Works& works) {
        const std::string_view word = text(type);
        const auto known = avail_types();
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            const std::string_view near = nearest(word, known);
            report("word_unknown", type, "'" + std::string(word.substr(0, 80)) + "' is no AvailType",
                   near.empty() ? "known are " + join(known, ", ")
                                : "did you mean '" + std::string(near) + "'?");
            return;
        }
        const auto wrong = [&](std::string wants) {
            report("work_avail_type", type,
                   "an Avail of type " + std::string(word) + " has " + std::move(wants));
        };
        if (word == "single" && works.of("Movie") + works.of("Short") != 1)
            wrong("one Movie or Short, and this one has not");
        if (word == "single" && works.of("Series") + works.of("Season") + works.of("Collection") != 0)
            wrong("no Series, Season or Collection");
        static constexpr std::array<std::string_view, 2> singles[] = {
            {"episode", "Episode"}, {"season", "Season"}, {"series", "Series"}, {"volume", "Volume"}};
        for (const auto& [avail_type, work] : singles)
            if (word == avail_type && works.of(work) != 1)
                wrong("one " + std::string(work) + ", and this one has " + std::to_string(works.of(work)));
        if (word == "miniseries" && works.of("Series") + works.of("Miniseries") + works.of("Season") != 1)
            wrong("one Series or Season, and this one has not");
        if (word == "collection" && works.all + works.bundled < 2)
            wrong("two assets or more, and this one has " + std::to_string(works.all));
        if (word == "bundle" && (works.of("Collection") != 1 || works.bundled == 0))
            wrong("one Collection with bundled assets, and this one has not");
        if (word == "supplement" && works.of("Supplemental") + works.of("Supplement") == 0)
            wrong("a Supplemental, and this one has none");
        if (word == "promotion" && works.of("Promotion") == 0) wrong("a Promotion, and this one has none");
    }

    void check_transaction(const Element& transaction, std::string_view avail_type) {
        const bool refers = avail_type == "supplement" || avail_type == "promotion";
        const Element* reference = document_.child(transaction, "RefALID");
        if (refers && reference == nullptr)
            report("ref_alid", transaction, "a " + std::string(avail_type) + " refers to no ALID",
                   "name the title it comes with");
        if (!refers && reference != nullptr)
            report("ref_alid", *reference,
                   "an Avail of type " + std::string(avail_type) + " refers to an ALID");
        std::multiset<std::string, std::less<>> terms;
        for (const Element* term : children(transaction, "Term"))
            terms.emplace(document_.attribute(*term, "termName"));
        if (terms.count("SuppressionLiftDate") > 1)
            report("suppression_date", transaction,
                   "the transaction has " + std::to_string(terms.count("SuppressionLiftDate")) +
                       " SuppressionLiftDates");
        static constexpr std::array<std::string_view, 2> sides[] = {{"Start", "StartCondition"},
                                                                    {"End", "EndCondition"}};
        for (const auto& [time, condition] : sides) {
            const size_t count = children(transaction, time).size() + children(transaction, condition).size();
            if (count > 1)
                report("structure", transaction, "the transaction has more than one " + std::string(time));
        }
    }

    const Document& document_;
    Findings& findings_;
    std::map<std::string, uint32_t> alids_;
    std::map<std::pair<std::string, int64_t>, std::string> volumes_;
};

}  // namespace

void check_elements(const Document& document, Findings& findings) {
    ElementCheck(document, findings).run();
}

}  // namespace nuri::avails
