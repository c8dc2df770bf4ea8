#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"
#include "api/json_input.h"
#include "desk/holdings.h"
#include "rights/ids.h"
#include "world/language.h"

namespace nuri::desk {
struct TitleFilter;
}

namespace nuri::studio_api {

/// What the studio's routes about titles share.

/// The title that `{ref}`, or `{ref}/{place}`, names.
Result<TitleId> title_in_path(const api::Call& call);

/// Languages in which an operator reads names: `?locale=`, else Accept-Language.
Result<std::vector<world::LanguageTag>> readers_of(const api::Call& call);

desk::Holdings holdings_of(const api::Call& call);

/// Schema TitleRow of each.
boost::json::array title_rows(const api::Call& call, const std::vector<world::LanguageTag>& readers,
                              const std::vector<TitleId>& titles);

/// A page of a list that is made anew for each request.
struct Page {
    std::vector<TitleId> titles;
    boost::json::value next;  ///< the cursor: the place in the list and the last title; null on the last page
};
/// What follows `?cursor=` in `found`: after the title that it names, wherever it is now, else from its place
/// on.
Result<Page> page_after(const api::Call& call, const std::vector<TitleId>& found, size_t limit);

/// Reads schema TitleFilter: from the query of a list, or from a member of a body.
Result<desk::TitleFilter> title_filter(const api::Call& call);
Result<desk::TitleFilter> title_filter(const api::Call& call, api::Input& input);

struct WrittenTitle {
    boost::json::object document;  ///< as catalogue_title
    std::vector<std::string> warnings;
    int64_t audit = 0;
};
/// Writes the facts that `input` names, with their line in the audit log, within a transaction.
Result<WrittenTitle> write_title(api::Call& call, store::Writer& writer, TitleId id, api::Input& input,
                                 std::string_view what, int64_t undoes);
/// Likewise the order of what lies below a title.
Result<> write_order(api::Call& call, store::Writer& writer, TitleId id, const std::vector<TitleId>& children,
                     int first, int64_t undoes);

}  // namespace nuri::studio_api
