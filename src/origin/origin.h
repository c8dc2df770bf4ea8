#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "grants/grant.h"
#include "http/message.h"
#include "http/router.h"
#include "origin/manifest_cache.h"
#include "origin/media_source.h"

namespace nuri::origin {

/// Serves media to whoever holds a grant, and not a byte to anybody else:
///
///     /m/{grant}/{asset}/master.m3u8, manifest.mpd
///     /m/{grant}/{asset}/{track}/playlist.m3u8, iframes.m3u8, init.mp4, {n}.m4s, {n}.jpg, subtitles.vtt
///
/// Segments are numbered from 0. The grant is checked first, with no look-up; a bad one is answered with 403
/// and a problem document whose `reason` is the GrantFault, the same whether or not the asset exists. Media
/// never changes, so it is `immutable` with a strong ETag that leaves the grant out; a shared cache in front
/// of us should check the grant itself and key by the path without it (docs/delivery.md). Manifests depend on
/// the grant, so they are `private`.
///
/// Every handler runs on the event loops and reads memory only.
class Origin {
  public:
    /// Borrows the source and the clock, which outlive it.
    Origin(const MediaSource& source, grants::GrantKeys keys, const Clock& clock);

    /// Adds the routes. The origin outlives the router.
    void mount(http::Router& router);

    /// Keys after a rotation; in force for the next request.
    void set_keys(grants::GrantKeys keys);

    /// One GET or HEAD below /m/, as mounted.
    http::Response answer(const http::Request& request) const;

  private:
    http::Response part(const http::Request& request, const ServedAsset& asset, size_t track,
                        std::string_view file, Instant now) const;
    http::Response manifest(const http::Request& request, const ServedAsset& asset, ManifestKind kind,
                            const grants::Grant& grant, size_t track, Instant now) const;

    const MediaSource& source_;
    const Clock& clock_;
    std::shared_ptr<const grants::GrantKeys> keys_;  ///< swapped whole, by the atomic functions of shared_ptr
    mutable ManifestCache manifests_;
};

/// A media path as it may be logged: the grant replaced by the first eight hexadecimal digits of the playback
/// session it claims, "/m/~5f3a09c1/…", or by "~" where it is no grant at all.
std::string redacted(std::string_view path);

}  // namespace nuri::origin
