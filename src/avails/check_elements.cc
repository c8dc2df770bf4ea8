#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "avails/check.h"
#include "avails/element_path.h"
#include "avails/ratings.h"
#include "avails/values.h"
#include "avails/vocabulary.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

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
        for (const ElementWords& vocabulary : element_words())
            if (vocabulary.element == name) check_words(element, vocabulary);
        if (name == "StartCondition" || name == "EndCondition") check_condition(element);
        if (name == "Rating") check_rating(element);
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

    void check_words(const Element& element, const ElementWords& vocabulary) {
        if (!vocabulary.parent.empty() &&
            document_.local_name(document_.elements[element.parent]) != vocabulary.parent)
            return;
        const std::string_view word = vocabulary.attribute.empty()
                                          ? text(element)
                                          : trim(document_.attribute(element, vocabulary.attribute));
        if (word.empty() ||
            std::any_of(vocabulary.words.begin(), vocabulary.words.end(),
                        [&](std::string_view one) { return equals_ignoring_case(one, word); }))
            return;
        const std::string_view near = nearest(word, vocabulary.words);
        report(vocabulary.open ? "word_unlisted" : "word_unknown", element,
               "'" + std::string(word.substr(0, 80)) + "' is no " +
                   std::string(vocabulary.attribute.empty() ? vocabulary.element : vocabulary.attribute),
               near.empty() ? "known are " + join(vocabulary.words, ", ")
                            : "did you mean '" + std::string(near) + "'?");
    }

    void check_condition(const Element& element) {
        static constexpr std::string_view known[] = {"Open",      "Immediate", "ESTStart",  "EST",
                                                     "Broadcast", "Completed", "Theatrical"};
        const std::string_view word = text(element);
        const auto condition = parse_condition(word);
        if (condition == Condition::tbd)
            report("condition_tbd", element, "TBD says nothing about a window", "give a date, or Open");
        if (condition || word.empty()) return;
        const std::string_view near = nearest(word, known);
        report("date_unreadable", element,
               "'" + std::string(word.substr(0, 80)) + "' is no condition that a window can wait for",
               near.empty() ? "known are " + join(known, ", ") : "did you mean '" + std::string(near) + "'?");
    }

    void check_rating(const Element& rating) {
        StatedRating stated;
        stated.system = child_text(rating, "System");
        stated.value = child_text(rating, "Value");
        if (stated.system.empty() || stated.value.empty())
            return report("rating_incomplete", rating,
                          stated.system.empty() ? "a rating has no system" : "a rating has no value");
        for (const Element* reason : children(rating, "Reason")) stated.reasons.push_back(text(*reason));
        for (const Element* region : children(rating, "Region"))
            for (const std::string_view kind : {"country", "countryRegion"})
                if (const auto territory = parse_territory_code(child_text(*region, kind)))
                    stated.territories |= *territory;
        for (RatingFault& fault : faults_of(stated))
            report(fault.code, part_of(rating, fault.about), std::move(fault.message), std::move(fault.mend));
    }

    const Element& part_of(const Element& rating, RatingFault::About about) const {
        static constexpr std::pair<RatingFault::About, std::string_view> parts[] = {
            {RatingFault::About::system, "System"},
            {RatingFault::About::value, "Value"},
            {RatingFault::About::reason, "Reason"},
            {RatingFault::About::place, "Region"}};
        for (const auto& [one, name] : parts)
            if (const Element* part = document_.child(rating, name); one == about && part != nullptr)
                return *part;
        return rating;
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
        Works works;
        for (const Element* asset : children(avail, "Asset")) check_asset(*asset, works);
        const Element* type = document_.child(avail, "AvailType");
        if (type != nullptr) check_type(*type, works);
        const std::string_view word = type == nullptr ? std::string_view() : text(*type);
        for (const Element* transaction : children(avail, "Transaction"))
            check_transaction(*transaction, word);
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
        // That there is none at all is the schema's to say.
        const bool another = std::any_of(asset.children.begin(), asset.children.end(), [&](uint32_t child) {
            return document_.local_name(document_.elements[child]).ends_with("Metadata");
        });
        if (!work.empty() && own == nullptr && another)
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
