#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav.h"

namespace nuri::media_worker {

/// A delivery, opened by its descriptor and by nothing else: libav is given our reader and may open no further file,
/// address or playlist, whatever the bytes ask for. Only containers and codecs that are named here are tried.
class Source {
  public:
    /// `corrupt` or `unsupported` for what is not such a container, or holds encrypted essence (`unsupported`).
    static Result<Source> open(int descriptor);

    AVFormatContext& format() { return *format_; }
    AVStream& stream(int index) { return *format_->streams[index]; }
    /// A number that names a stream of this kind, from a request; `invalid` otherwise.
    Result<AVStream*> stream_of(int64_t index, AVMediaType kind);

    /// The picture that is shown; cover art and thumbnails are none. -1 without one.
    int video() const { return video_; }
    const std::vector<int>& audio() const { return audio_; }

    /// Other streams' packets are dropped by the demuxer.
    void keep_only(const std::vector<int>& streams);

    /// The next packet; false at the end. A read error in the middle of a file counts as its end: how much was
    /// shown tells the rest.
    bool read(AVPacket& packet);

    /// To the last point at or before `pts` (in the stream's time base) at which decoding can start.
    bool seek(int stream, int64_t pts);

    /// How far into the file reading is, 0 to 1.
    double position() const;

  private:
    struct Reader {
        int descriptor = -1;
        int64_t offset = 0;
        int64_t size = 0;
    };
    static int read_bytes(void* opaque, uint8_t* into, int size);
    static int64_t seek_bytes(void* opaque, int64_t offset, int whence);

    std::unique_ptr<Reader> reader_;
    Owned<AVIOContext> io_;
    Owned<AVFormatContext> format_;  // goes before io_ and reader_, which it uses to its end
    int video_ = -1;
    std::vector<int> audio_;
};

/// A decoder for the stream, of the allowed ones. `threads` 0 lets libav choose.
Result<Owned<AVCodecContext>> open_decoder(const AVStream& stream, int threads);

/// Clockwise quarter turns and a mirror that bring a stored picture upright.
struct Orientation {
    int rotation = 0;  ///< degrees clockwise: 0, 90, 180, 270
    bool mirrored = false;
};
Orientation orientation_of(const AVStream& stream);

/// The width of a pixel over its height. What is within 1 % of square is called square: such ratios come of rounding.
AVRational sample_aspect_of(AVFormatContext& format, AVStream& stream);

}  // namespace nuri::media_worker
