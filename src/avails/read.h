#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "avails/document.h"
#include "avails/finding.h"
#include "avails/profile.h"
#include "base/result.h"

namespace nuri::avails {

/// Bounds of what is read, whatever a file says of itself.
struct ReadLimits {
    uint64_t file_bytes_max = 256ull << 20;
    uint64_t unpacked_bytes_max = 2ull << 30;  ///< of all parts of a workbook together
    uint64_t ratio_max = 200;                  ///< unpacked to packed, once a part is over `ratio_from_bytes`
    uint64_t ratio_from_bytes = 16ull << 20;
    size_t parts_max = 4096;
    size_t sheets_max = 64;
    size_t shared_strings_max = 2'000'000;
    uint64_t text_bytes_max = 512ull << 20;  ///< of all texts kept
    size_t rows_max = 250'000;               ///< of all sheets
    size_t columns_max = 1024;
    size_t elements_max = 8'000'000;
};

/// Whether the bytes are a zip archive, as a workbook is.
bool looks_like_workbook(std::span<const uint8_t> file);

/// Reads a workbook (.xlsx) or an XML file, whichever the bytes are. What it holds amiss, and can be read
/// past, goes into `findings`; the Result fails only where there is no document to speak of: `corrupt` for
/// bytes that are neither or contradict themselves, `too_large` for what is over a limit, `unsupported` for
/// the old .xls, an encrypted workbook, a document type declaration or an encoding other than UTF-8.
///
/// Headers, words and dates are read as the profile says; what stands in the file is kept beside it.
///
/// Spec: ECMA-376 part 1, clause 18 (sheets); MovieLabs Avails 2.1 to 2.7.
Result<Document> read_document(std::span<const uint8_t> file, Findings& findings,
                               const ReadLimits& limits = {}, const Profile& profile = {});

/// The two by themselves.
Result<Document> read_workbook(std::span<const uint8_t> file, Findings& findings,
                               const ReadLimits& limits = {}, const Profile& profile = {});
Result<Document> read_xml(std::span<const uint8_t> file, Findings& findings, const ReadLimits& limits = {},
                          const Profile& profile = {});
/// The elements and the schema's version of any XML file, such as an OfferStatusList; no rows are made of it.
Result<Document> read_elements(std::span<const uint8_t> file, const ReadLimits& limits = {});

}  // namespace nuri::avails
