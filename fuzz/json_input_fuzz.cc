// The body of an API request: read member by member, it hands over nothing beyond the bounds it was asked
// with, and its fault is one line of UTF-8.
#include <cstdint>

#include "api/json_input.h"
#include "base/check.h"
#include "base/text.h"

namespace {

void read(nuri::api::Input& input) {
    CHECK(input.text("title", 8).size() <= 8);
    if (const auto text = input.optional_text("name", 16)) CHECK(text->size() <= 16 && nuri::is_utf8(*text));
    if (const auto number = input.optional_integer("number", -5, 5)) CHECK(*number >= -5 && *number <= 5);
    input.optional_truth("truth");
    input.optional_instant("at");
    if (const auto texts = input.optional_texts("list", 3, 4)) CHECK(texts->size() <= 3);
    if (const auto texts = input.optional_text_map("names", 3, 4)) CHECK(texts->size() <= 3);
    input.null("none");
}

void finish(nuri::api::Input& input) {
    const auto finished = input.finish();
    if (!finished) CHECK(nuri::is_utf8(finished.error().message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    nuri::http::Request request;
    request.headers.add("Content-Type", "application/json");
    request.body = nuri::as_text({data, size});
    auto input = nuri::api::Input::of(request);
    if (!input) return 0;
    read(*input);
    if (auto within = input->optional_object("device")) {
        read(*within);
        finish(*within);
    }
    if (auto items = input->optional_objects("items", 4)) {
        for (auto& item : *items) {
            read(item);
            finish(item);
        }
    }
    finish(*input);
    return 0;
}
