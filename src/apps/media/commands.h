#pragma once

#include <string>

#include "base/result.h"
#include "reply.h"
#include "request.h"

/// What nuri-media does, a command each. The answer is the JSON of its "done" line; requests and answers are
/// described in docs/formats/media-worker.md.
namespace nuri::media_worker {

/// What the container says, without decoding.
Result<std::string> probe(const Request& request, Reply& reply);

/// One decode of picture and sound: when every frame is shown, shots, black, silence, loudness, damage.
Result<std::string> analyse(const Request& request, Reply& reply);

/// One chunk of the plan, decoded once and encoded for every rung.
Result<std::string> encode(const Request& request, Reply& reply);

/// One audio stream, whole, as AAC.
Result<std::string> encode_audio(const Request& request, Reply& reply);

/// Sheets of thumbnails, and a poster.
Result<std::string> thumbnails(const Request& request, Reply& reply);

/// A still picture, checked, and cut and scaled as asked, without its metadata.
Result<std::string> picture(const Request& request, Reply& reply);

/// Tries what the sandbox must refuse and says how each attempt ended.
Result<std::string> self_test(const Request& request, Reply& reply);

}  // namespace nuri::media_worker
