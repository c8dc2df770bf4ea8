#pragma once

#include <filesystem>

#include "base/result.h"
#include "grants/grant.h"

namespace nuri::server {

/// The folder that holds all of a service (docs/architecture.md). Making one makes its folders, those with
/// secrets or people in them closed to everybody else.
class DataDirectory {
  public:
    static Result<DataDirectory> open(const std::filesystem::path& root);

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path assets() const { return root_ / "assets"; }
    std::filesystem::path intake() const { return root_ / "intake"; }
    std::filesystem::path work() const { return root_ / "work"; }
    std::filesystem::path objects() const { return root_ / "objects"; }
    std::filesystem::path mail() const { return root_ / "mail"; }
    std::filesystem::path spool() const { return root_ / "spool"; }
    std::filesystem::path run() const { return root_ / "run"; }
    std::filesystem::path uploads() const { return root_ / "uploads"; }

    /// The keys that playback grants are signed with, made on first use (`keys/grant`, and
    /// `keys/grant.previous` while grants of an older key are about).
    Result<grants::GrantKeys> grant_keys() const;

    /// The secret with which operators' short-lived tokens are signed, made on first use (`keys/operators`).
    Result<std::string> operators_key() const;

  private:
    explicit DataDirectory(std::filesystem::path root) : root_(std::move(root)) {}
    std::filesystem::path root_;
};

}  // namespace nuri::server
