#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nuri::server {
class DataDirectory;
class Registers;
}  // namespace nuri::server

namespace nuri::apps {

/// What a command has to say. `exit` is 1 where the answer is "no".
struct Answer {
    std::string text;  ///< for people
    std::string json;  ///< one JSON document
    int exit = 0;
    std::vector<std::string> notes = {};  ///< what should be known besides, for standard error
};

/// Why a command could not be carried out: exit 2 for words that cannot be read, 1 for all else.
struct Failure {
    Error error;
    int exit = 1;
};

/// A value of an option that cannot be read at all.
inline Failure misuse(Error error, std::string_view option) {
    return {std::move(error).context(option), 2};
}

/// A data directory with its registers, opened for one command.
class Workspace {
  public:
    static Result<Workspace> open(const std::filesystem::path& data);
    Workspace(Workspace&&) noexcept;
    ~Workspace();

    const server::DataDirectory& directory() const { return *directory_; }
    server::Registers& registers() const { return *registers_; }
    Instant now() const;

    /// Notes a change in the audit log, made by "command line" and the operating system's name of whoever
    /// runs the command. `before` and `after` are JSON or empty. To be called within the transaction of the
    /// change itself (store::Database::write): either both are there or neither.
    Result<> note(std::string_view what, std::string subject, std::string before, std::string after) const;

    /// Tells a running server to look again; "done" is not said before it has.
    Result<> announce_change() const;

  private:
    Workspace();
    std::unique_ptr<server::DataDirectory> directory_;
    std::unique_ptr<server::Registers> registers_;
};

/// How a command ends: with an Answer or a Failure.
class Outcome {
  public:
    Outcome(Answer answer) : answer_(std::move(answer)) {}            // NOLINT: an answer is an outcome
    Outcome(Failure failure) : failure_(std::move(failure)) {}        // NOLINT
    Outcome(Error error) : failure_(Failure{std::move(error), 1}) {}  // NOLINT
    const std::optional<Answer>& answer() const { return answer_; }
    const Failure& failure() const { return *failure_; }

  private:
    std::optional<Answer> answer_;
    std::optional<Failure> failure_;
};

struct TerritorySet {
    std::string territories;  ///< a code, or an expression for many at once
    std::string presence;
    std::string on;
    std::string reason;
};
Outcome territory_set(const Workspace& workspace, const TerritorySet& options);
Outcome territory_list(const Workspace& workspace);

struct TitleAdd {
    std::string slug, kind, parent, original_language, original_title, alid, eidr;
    std::optional<int> number, year, runtime_minutes;
    std::vector<std::string> names, synopses;  ///< LOCALE=TEXT
    std::vector<std::string> countries, genres;
    std::vector<std::string> ratings;  ///< SYSTEM=LABEL
    bool original = false;
};
Outcome title_add(const Workspace& workspace, TitleAdd options);
Outcome title_list(const Workspace& workspace);
Outcome title_show(const Workspace& workspace, const std::string& reference);

struct TitleArtwork {
    std::string title, poster, backdrop, logo, still;  ///< files; exactly one is given
    std::string locale;                                ///< of the words in the picture; empty: without words
    std::string focus;                                 ///< X,Y,WIDTH,HEIGHT in pixels of the file
};
Outcome title_artwork(const Workspace& workspace, const TitleArtwork& options);

struct LicenceAdd {
    std::string title, territories, from, to, deny, license_type = "SVOD", partner, contract, note;
    std::optional<std::string> audio, subtitles, dubs, forced;  ///< BCP 47, separated by commas
    std::string hold_audio, hold_subtitles, hold_dubs, hold_forced;
    std::optional<int> max_height;
    std::string edit, length, sound = "immersive", devices = "all", platforms, turn = "unstated";
    bool download = false;
    std::string download_keep, download_watch;  ///< ISO 8601 durations
    std::optional<int> downloads_max, plays_max;
    std::optional<int64_t> runs_max;
    bool no_hdr = false;
    bool exclusive = false;
    int priority = 0;
};
Outcome licence_add(const Workspace& workspace, const LicenceAdd& options);
Outcome licence_list(const Workspace& workspace, const std::string& title);
Outcome licence_end(const Workspace& workspace, int64_t id, const std::string& at);

struct Question {
    std::string title;  ///< of decide
    std::string territory, home, at, license_type = "SVOD";
    std::string edit, device, platform, anonymiser = "none", travel = "portability", anonymisers = "ignore";
    bool explain = false;         ///< of decide
    std::string language = "en";  ///< of the explanation
};
Outcome decide(const Workspace& workspace, const Question& options);
Outcome available(const Workspace& workspace, const Question& options);

struct EventSet {
    std::string event, title, territories, at;
    bool clear = false;  ///< takes back what was said
};
Outcome event_set(const Workspace& workspace, const EventSet& options);
Outcome event_list(const Workspace& workspace, const std::string& title);

struct AvailsCheck {
    std::string file, profile;  ///< profile: a TOML file, or empty
    std::string annotate;       ///< where to write a copy of the workbook with the findings in it, or empty
};
Outcome avails_check(const AvailsCheck& options);
/// Exit 1 where they differ.
Outcome avails_diff(const std::string& before, const std::string& after);
struct AvailsConvert {
    std::string in, out, version;  ///< version of the format that `out` has by its name; empty: the newest
};
Outcome avails_convert(const AvailsConvert& options);

struct AvailsImport {
    std::string file, profile, partner, scope = "entries";
    bool dry_run = false, create_titles = false;
};
/// Exit 1 where findings stop it.
Outcome avails_import(const Workspace& workspace, const AvailsImport& options);
/// A file against what its licensor has stated before. Exit 1 where they differ.
Outcome avails_diff_register(const Workspace& workspace, const std::string& file, const std::string& partner);
struct AvailsExport {
    std::string format = "xlsx", version, partner, to;
};
Outcome avails_export(const Workspace& workspace, const AvailsExport& options);
Outcome avails_undo(const Workspace& workspace, int64_t id);
Outcome avails_imports(const Workspace& workspace, const std::string& partner);
struct AvailsStatus {
    int64_t id = 0;
    std::string since, partner, to;
};
Outcome avails_status(const Workspace& workspace, const AvailsStatus& options);

/// The content of a file, as far as Avails files go; and of a profile, "" for no path.
Result<std::string> avails_file(const std::string& path);
Result<std::string> avails_profile(const std::string& path);

struct PlanPrice {
    std::string plan, country, amount, currency;  ///< amount as people write it: "139.00"
};
Outcome plan_list(const Workspace& workspace);
Outcome plan_set_price(const Workspace& workspace, const PlanPrice& options);

struct AssetMarks {
    std::string asset;               ///< id, or REF of the title whose asset plays
    std::vector<std::string> marks;  ///< KIND=FROM-TO, as "intro=0:12-1:30.5"; none: it has none
};
Outcome asset_mark(const Workspace& workspace, const AssetMarks& options);

struct MemberAdd {
    std::string email, country, plan, locale;
    bool password_stdin = false;  ///< the only way there is: a password on a command line is everybody's
};
Outcome member_add(const Workspace& workspace, const MemberAdd& options);
struct OperatorAdd {
    std::string email, name, role = "owner";
    bool password_stdin = false;
};
Outcome operator_add(const Workspace& workspace, const OperatorAdd& options);
struct TokenCreate {
    std::string member, operator_, name = "command line";
};
Outcome token_create(const Workspace& workspace, const TokenCreate& options);

struct Ingest {
    std::string file, title, audio, ladder, purpose = "main";
    std::vector<std::string> subtitles;  ///< LANG=FILE
    int64_t retry = 0;                   ///< a failed job to take up again, instead of a file
};
Outcome ingest(const Workspace& workspace, const Ingest& options, bool quiet);
Outcome job_list(const Workspace& workspace);

struct Package {
    std::vector<std::string> inputs;  ///< files, or LANG=FILE
    std::string out, protect, key, key_id, key_uri = "key";
    bool hls = false, dash = false;  ///< neither: both
    double segment_seconds = 6;
};
Outcome package(const Package& options, bool quiet);

struct Serve {
    std::string listen, roles, config, territory_header;
};
Outcome serve(const std::filesystem::path& data, const Serve& options);

struct DemoOptions {
    std::string listen;
    std::string titles;     ///< slugs, separated by commas; empty: all
    bool quick = false;     ///< films of a few seconds, small: for tests
    bool no_serve = false;  ///< only fills the data directory
    bool expose = false;    ///< listen on other addresses than loopback too
};
Outcome demo(const std::filesystem::path& data, const DemoOptions& options, bool quiet);

/// "es=El alba", cut at the first '='. `invalid` without one.
Result<std::pair<std::string, std::string>> key_and_value(const std::string& text, std::string_view form);

/// Standard input's first line, for secrets that must not stand on a command line.
Result<std::string> read_secret_line();

}  // namespace nuri::apps
