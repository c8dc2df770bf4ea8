#include "http/conditional.h"

#include <algorithm>

#include "base/text.h"
#include "http/date.h"

namespace nuri::http {
namespace {

std::string_view opaque(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

bool strongly_equal(std::string_view a, std::string_view b) {
    return !a.empty() && a == b && !a.starts_with("W/");
}

bool weakly_equal(std::string_view a, std::string_view b) {
    return !a.empty() && opaque(a) == opaque(b);
}

/// Whether a list of entity tags, or "*", names `etag`. An opaque tag may hold a comma, so tags are read
/// quote by quote.
template<typename Equal>
bool names(std::string_view list, std::string_view etag, Equal equal) {
    if (trim(list) == "*") return true;
    while (true) {
        const size_t begin = list.find_first_not_of(" \t,");
        if (begin == std::string_view::npos) return false;
        list.remove_prefix(begin);
        const size_t open = list.starts_with("W/") ? 2 : 0;
        if (open >= list.size() || list[open] != '"') return false;
        const size_t close = list.find('"', open + 1);
        if (close == std::string_view::npos) return false;
        if (equal(list.substr(0, close + 1), etag)) return true;
        list.remove_prefix(close + 1);
    }
}

/// HTTP dates know whole seconds, and so must the comparison.
std::optional<Instant> whole_seconds(std::optional<Instant> moment) {
    if (!moment) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(*moment);
}

std::optional<Instant> date_of(const Request& request, std::string_view name, Instant now) {
    const auto value = request.headers.get(name);
    return value ? parse_http_date(*value, now) : std::nullopt;
}

/// RFC 9110 section 13.1.5: only a strong validator joins a part to parts fetched before.
bool if_range_holds(std::string_view value, const Validators& validators, Instant now) {
    value = trim(value);
    if (value.starts_with('"') || value.starts_with("W/")) return strongly_equal(value, validators.etag);
    const auto date = parse_http_date(value, now);
    return date && date == whole_seconds(validators.last_modified);
}

}  // namespace

std::optional<RangeRequest> parse_range(std::string_view header, uint64_t size) {
    const size_t equals = header.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(trim(header.substr(0, equals)), "bytes"))
        return std::nullopt;
    const std::string_view spec = trim(header.substr(equals + 1));
    const size_t dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return std::nullopt;
    const auto is_digits = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const std::string_view first_text = spec.substr(0, dash);
    const std::string_view last_text = spec.substr(dash + 1);
    if (!is_digits(first_text) || !is_digits(last_text)) return std::nullopt;
    const auto first = parse_integer(first_text);
    const auto last = parse_integer(last_text);
    if (first_text.empty()) {
        if (!last) return std::nullopt;
        const auto suffix = std::min<uint64_t>(static_cast<uint64_t>(*last), size);
        if (suffix == 0) return RangeRequest{false, {}};
        return RangeRequest{true, {size - suffix, size - 1}};
    }
    if (!first || (!last_text.empty() && !last)) return std::nullopt;
    if (last && *last < *first) return std::nullopt;
    if (static_cast<uint64_t>(*first) >= size) return RangeRequest{false, {}};
    const uint64_t end = last ? std::min<uint64_t>(static_cast<uint64_t>(*last), size - 1) : size - 1;
    return RangeRequest{true, {static_cast<uint64_t>(*first), end}};
}

Selection select(const Request& request, const Validators& validators, uint64_t size, Instant now) {
    const Headers& headers = request.headers;
    const auto modified = whole_seconds(validators.last_modified);
    // RFC 9110 section 13.2.2, steps 1 to 5.
    if (headers.has("If-Match")) {
        if (!names(headers.all("If-Match"), validators.etag, strongly_equal)) return {412, {}};
    } else if (const auto unmodified_since = date_of(request, "If-Unmodified-Since", now);
               unmodified_since && modified) {
        if (*modified > *unmodified_since) return {412, {}};
    }
    const bool reads = request.method == Method::get || request.method == Method::head;
    if (headers.has("If-None-Match")) {
        if (names(headers.all("If-None-Match"), validators.etag, weakly_equal))
            return {reads ? 304 : 412, {}};
    } else if (const auto modified_since = date_of(request, "If-Modified-Since", now);
               reads && modified_since && modified) {
        if (*modified <= *modified_since) return {304, {}};
    }
    const auto range = headers.get("Range");
    if (request.method != Method::get || !range) return {};
    if (const auto if_range = headers.get("If-Range");
        if_range && !if_range_holds(*if_range, validators, now))
        return {};
    const auto wanted = parse_range(*range, size);
    if (!wanted) return {};
    if (!wanted->satisfiable) return {416, {}};
    return {206, wanted->range};
}

std::string content_range(const std::optional<ByteRange>& range, uint64_t size) {
    std::string text = "bytes ";
    if (range) {
        text += std::to_string(range->first) + "-" + std::to_string(range->last);
    } else {
        text += "*";
    }
    return text + "/" + std::to_string(size);
}

void serve(const Request& request, Response& response, const Validators& validators, Body body, Instant now) {
    const uint64_t size = size_of(body);
    const Selection selection = select(request, validators, size, now);
    response.status = selection.status;
    if (!validators.etag.empty()) response.headers.add("ETag", validators.etag);
    if (validators.last_modified)
        response.headers.add("Last-Modified", to_http_date(*validators.last_modified));
    response.headers.add("Accept-Ranges", "bytes");
    if (selection.status == 200) {
        response.body = std::move(body);
        return;
    }
    if (selection.status == 416) response.headers.add("Content-Range", content_range(std::nullopt, size));
    if (!selection.range) return;
    response.headers.add("Content-Range", content_range(selection.range, size));
    const ByteRange& range = *selection.range;
    if (auto* file = std::get_if<FileRange>(&body)) {
        response.body = FileRange{std::move(file->file), file->offset + range.first, range.size()};
    } else if (const auto* text = std::get_if<std::string>(&body)) {
        response.body = text->substr(range.first, range.size());
    } else {
        response.body = std::get<std::shared_ptr<const std::string>>(body)->substr(range.first, range.size());
    }
}

}  // namespace nuri::http
