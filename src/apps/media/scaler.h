#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav.h"
#include "source.h"

namespace nuri::media_worker {

struct Size {
    int width = 0;
    int height = 0;
};

/// Makes of a source's frames what a rung encodes: upright, progressive, square pixels, 8-bit 4:2:0 in BT.709 studio
/// range, once for each size. HDR is tone-mapped. Frames are known by the number they are pushed with.
class Scaler {
  public:
    struct Options {
        Orientation orientation;
        bool deinterlace = false;
        std::vector<Size> sizes;
    };

    explicit Scaler(Options options) : options_(std::move(options)) {}

    /// The first frame, and any later one of another size or format, (re)builds the filters; what they held comes out
    /// first. Returns false in that case: pull everything, then push the frame again.
    Result<bool> push(const AVFrame& frame, int64_t number);

    /// No more will be pushed.
    Result<> finish();

    /// The next picture of size `index`, if there is one; its number in `number`.
    Result<bool> pull(size_t index, AVFrame& picture, int64_t& number);

  private:
    Result<> build(const AVFrame& like);
    std::string description(const AVFrame& like) const;

    Options options_;
    Owned<AVFilterGraph> graph_;
    AVFilterContext* source_ = nullptr;  // both are the graph's
    std::vector<AVFilterContext*> sinks_;
    int width_ = 0, height_ = 0, format_ = -1;
    bool draining_ = false;
};

}  // namespace nuri::media_worker
