#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/json_input.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"

namespace nuri::store {
class Writer;
}

namespace nuri::studio_api {

/// How those who keep the catalogue see a title (schema CatalogueTitle), and how a request changes it.

/// The names of a person or genre by locale.
boost::json::object json_of(const std::vector<catalogue::LocalName>& names);

/// All facts, with `version`: a digest of all the rest, so that two documents of one version are equal.
boost::json::object catalogue_title(const catalogue::Snapshot& catalogue, const catalogue::Title& title);

/// The facts as a request changes them; people that are named and not numbered are to be added with the
/// title.
struct TitleChange {
    catalogue::Facts facts;
    std::vector<std::vector<catalogue::LocalName>> new_people;  ///< of each credit; empty for one by number

    /// Adds the people within the transaction that writes the facts.
    Result<> add_people(store::Writer& writer, Instant now);
};

/// Reads what the request names over what is there (schema TitleFacts). The caller finishes the input.
Result<TitleChange> read_title_facts(api::Input& input, catalogue::Facts facts);

/// The members in which two documents of catalogue_title() differ, but for `version`.
std::vector<std::string> differing_members(const boost::json::object& a, const boost::json::object& b);

/// The body of a request that would turn `after` back into `before` in `members`.
boost::json::object reversal(const boost::json::object& before, const boost::json::object& after,
                             const std::vector<std::string>& members);

}  // namespace nuri::studio_api
