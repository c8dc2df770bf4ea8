// A workbook of 100,000 rows: what it takes to read it, to check it, and to set it beside another, and how
// much memory that is at its peak. With --smoke a small one, whose peak must stay below what a hundred bytes
// a cell come to.
//
//     avails_bench [--smoke] [--rows N]
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "avails/check.h"
#include "avails/difference.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"

namespace {

using namespace nuri;
using namespace nuri::avails;

constexpr Field columns[] = {Field::display_name,   Field::alid,
                             Field::avail_id,       Field::entry_type,
                             Field::work_type,      Field::content_id,
                             Field::territory,      Field::license_type,
                             Field::start,          Field::end,
                             Field::format_profile, Field::contract_id,
                             Field::description,    Field::title_internal_alias,
                             Field::release_year,   Field::price_type,
                             Field::price_value,    Field::price_currency,
                             Field::asset_language, Field::rating_system};

/// The most memory that was held since the start, or since `forget_peak` (Linux, proc(5)).
double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

void forget_peak() {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";
}

template<typename F>
auto timed(const char* what, F&& f) {
    const auto start = std::chrono::steady_clock::now();
    auto result = f();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%-24s %9.1f ms   peak %7.1f MiB\n", what, took.count(), peak_mib());
    return result;
}

/// Rows that differ in most of their cells, as no real file's do: the worst for a pool of texts.
Result<std::vector<uint8_t>> workbook(int rows) {
    Document document;
    Sheet sheet;
    sheet.name = "AllAvails";
    for (const Field field : columns)
        sheet.columns.push_back({std::string(facts(field).section), std::string(facts(field).column), field,
                                 static_cast<uint16_t>(sheet.columns.size())});
    const auto value = [](Field field, int row) -> std::string {
        const std::string number = std::to_string(row);
        switch (field) {
            case Field::display_name:
                return "Northwind";
            case Field::entry_type:
                return "Full Extract";
            case Field::work_type:
                return "Movie";
            case Field::territory:
                return "KR";
            case Field::license_type:
                return "SVOD";
            case Field::format_profile:
                return "HD";
            case Field::start:
                return "2026-01-01";
            case Field::end:
                return "Open";
            case Field::alid:
                return "md:alid:org:northwind.example:" + number;
            case Field::content_id:
                return "md:cid:org:northwind.example:" + number;
            default:
                return std::string(facts(field).column) + " " + number;
        }
    };
    for (int i = 0; i < rows; ++i) {
        Row row;
        row.number = static_cast<uint32_t>(i + 4);
        for (uint16_t c = 0; c < std::size(columns); ++c)
            row.cells.push_back({c, CellKind::text, document.texts.intern(value(columns[c], i)), 0});
        sheet.rows.push_back(std::move(row));
    }
    document.sheets.push_back(std::move(sheet));
    return write_workbook(document);
}

}  // namespace

int main(int argc, char** argv) {
    int rows = 100'000;
    bool smoke = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--smoke") == 0) smoke = true;
        if (std::strcmp(argv[i], "--rows") == 0 && i + 1 < argc) rows = std::stoi(argv[++i]);
    }
    if (smoke) rows = 5'000;
    const auto bytes = workbook(rows);
    if (!bytes) {
        std::fprintf(stderr, "%s\n", bytes.error().message.c_str());
        return 1;
    }
    forget_peak();  // that of the maker is of no interest
    std::printf("%d rows, %zu columns, %.1f MiB packed\n", rows, std::size(columns),
                static_cast<double>(bytes->size()) / (1 << 20));
    Findings findings;
    const auto document = timed("read", [&] { return read_workbook(*bytes, findings); });
    if (!document || static_cast<int>(document->row_count()) != rows) {
        std::fprintf(stderr, "the workbook was not read back\n");
        return 1;
    }
    timed("check", [&] {
        check(*document, {}, findings);
        return 0;
    });
    const auto changes = timed("compare with itself", [&] { return differences(*document, *document); });
    if (!changes.empty()) {
        std::fprintf(stderr, "the workbook differs from itself\n");
        return 1;
    }
    constexpr double bytes_a_cell = 300, bytes_aside = 64 << 20;
    const double allowed_mib =
        (bytes_aside + bytes_a_cell * rows * static_cast<double>(std::size(columns))) / (1 << 20);
    if (peak_mib() > allowed_mib) {
        std::fprintf(stderr, "the peak of %.1f MiB is over %.1f MiB\n", peak_mib(), allowed_mib);
        return 1;
    }
    return 0;
}
