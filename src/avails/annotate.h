#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"
#include "base/result.h"

namespace nuri::avails {

/// A copy of a workbook with findings as comments of the cells they are about: what is said of a row stands
/// at its first cell, what is said of the file at A1. All else in the workbook is as it was, comments of
/// others too. Of an XML file, and of a workbook that is put together so oddly that nothing can be put into
/// it, it is a workbook made of the rows.
///
/// Spec: ECMA-376 part 1, 18.7 (comments); part 4, 19.1 (the VML that draws them).
Result<std::vector<uint8_t>> annotate(std::span<const uint8_t> file, const Document& document,
                                      const std::vector<Finding>& findings);

}  // namespace nuri::avails
