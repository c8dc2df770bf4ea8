#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "libav.h"

namespace nuri::media_worker {

/// Looks at each frame as a small grey picture: does a new shot begin, is it black?
class Shots {
  public:
    struct Look {
        bool cut = false;    ///< this frame is the first of a shot
        bool black = false;
    };
    Result<Look> look(const AVFrame& frame);

  private:
    static constexpr int width = 320;
    static constexpr int height = 180;

    Owned<SwsContext> scaler_;
    int from_width_ = 0, from_height_ = 0, from_format_ = AV_PIX_FMT_NONE;
    std::vector<uint8_t> now_, before_;
    double change_before_ = 0;
    bool first_ = true;
};

}  // namespace nuri::media_worker
