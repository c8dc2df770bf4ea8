#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/file.h"

namespace nuri::ingest {

/// The folder in which a job does its work. A document that is there is whole, and the step that left it is done.
class JobFolder {
  public:
    /// Makes it, and holds it until this goes; `unavailable` if another process works in it.
    static Result<JobFolder> open(const std::filesystem::path& path);

    std::filesystem::path file(std::string_view name) const { return path_ / name; }
    bool has(std::string_view name) const;
    Result<std::string> read(std::string_view name) const;
    /// Appears at once or not at all.
    Result<> write(std::string_view name, std::string_view content) const;
    /// What a worker was to fill under `name` lies beside it until it is whole.
    std::filesystem::path unfinished(std::string_view name) const { return path_ / (std::string(name) + ".part"); }
    Result<> finish(std::string_view name) const;

    /// The folder that becomes the asset's.
    std::filesystem::path asset() const { return path_ / "asset"; }

  private:
    JobFolder(std::filesystem::path path, io::Fd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
    std::filesystem::path path_;
    io::Fd lock_;
};

}  // namespace nuri::ingest
