#include "apps/nuri/command_line.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <functional>

#include <fmt/core.h>

#include "apps/nuri/commands.h"
#include "http/problem.h"

namespace nuri::apps {
namespace {

/// What was asked for on the command line, once it has been read.
struct Request {
    std::string data = "nuri-data";
    bool json = false;
    bool quiet = false;
    std::function<Outcome()> work;
};

/// A command that works on the data directory.
template<typename Work>
void on_workspace(CLI::App& command, Request& request, Work work) {
    command.callback([&request, work] {
        request.work = [&request, work]() -> Outcome {
            auto workspace = Workspace::open(request.data);
            if (!workspace) return workspace.error();
            return work(*workspace);
        };
    });
}

void add_territory(CLI::App& app, Request& request, TerritorySet& options) {
    CLI::App& territory =
        *app.add_subcommand("territory", "Where the service is offered")->require_subcommand(1);
    CLI::App& set = *territory.add_subcommand("set", "Launch, announce or close the service in a territory");
    set.add_option("CC", options.territories, "ISO 3166 code, or an expression such as \"US + CA + 419\"")
        ->required();
    set.add_option("STATE", options.presence, "launched, announced or unavailable")
        ->required()
        ->check(CLI::IsMember({"launched", "announced", "unavailable"}));
    set.add_option("--on", options.on,
                   "launched: from when; announced: for when (RFC 3339; a bare date is UTC midnight)");
    set.add_option("--reason", options.reason, "unavailable: why, as viewers may read it");
    on_workspace(set, request, [&](const Workspace& w) { return territory_set(w, options); });
    on_workspace(*territory.add_subcommand("list", "Every territory that has been set"), request,
                 territory_list);
}

void add_title(CLI::App& app, Request& request, TitleAdd& options, TitleArtwork& picture,
               std::string& reference) {
    CLI::App& title = *app.add_subcommand("title", "The catalogue")->require_subcommand(1);
    CLI::App& add = *title.add_subcommand("add", "Add a film, series, season or episode");
    add.add_option("SLUG", options.slug, "its name in URLs: a-z, 0-9 and '-'");  // asked for in title_add
    add.add_option("--kind", options.kind, "film, series, season or episode")
        ->required()
        ->check(CLI::IsMember({"film", "series", "season", "episode"}));
    add.add_option("--parent", options.parent, "REF of the series or season it belongs to");
    add.add_option("--number", options.number, "of a season or episode, within its parent");
    add.add_option("--name", options.names,
                   "LOCALE=TEXT, once for each locale: --name ko='한옥의 새벽' --name en='Dawn Over Hanok'")
        ->required();
    add.add_option("--synopsis", options.synopses, "LOCALE=TEXT, once for each locale");
    add.add_option("--original-language", options.original_language, "BCP 47; the first name's if not given");
    add.add_option("--original-title", options.original_title, "the first name if not given");
    add.add_option("--alid", options.alid, "MovieLabs logical asset id, md:alid:…");
    add.add_option("--eidr", options.eidr, "10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C");
    add.add_option("--year", options.year, "of release");
    add.add_option("--runtime", options.runtime_minutes, "minutes");
    add.add_option("--country", options.countries, "of origin, ISO 3166; separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    add.add_option("--genre", options.genres, "slugs, separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    add.add_flag("--original", options.original, "made for the service");
    add.add_option("--rating", options.ratings, "SYSTEM=LABEL, once for each system: KR-KMRB=15")
        ->allow_extra_args(false);
    on_workspace(add, request, [&](const Workspace& w) { return title_add(w, options); });
    on_workspace(*title.add_subcommand("list", "All titles"), request, title_list);
    CLI::App& show = *title.add_subcommand("show", "One title, whole");
    show.add_option("REF", reference, "slug, series-slug/s1e2, ALID or EIDR")->required();
    on_workspace(show, request, [&](const Workspace& w) { return title_show(w, reference); });
    CLI::App& artwork = *title.add_subcommand("artwork", "Give a title a picture: JPEG, PNG or WebP");
    artwork.add_option("REF", picture.title, "slug, series-slug/s1e2, ALID or EIDR")->required();
    CLI::Option_group& file = *artwork.add_option_group("picture");
    file.add_option("--poster", picture.poster, "FILE: upright, for shelves");
    file.add_option("--backdrop", picture.backdrop, "FILE: wide, behind words");
    file.add_option("--logo", picture.logo, "FILE: the name as drawn");
    file.add_option("--still", picture.still, "FILE: a moment of an episode");
    file.require_option(1);
    artwork.add_option("--locale", picture.locale, "BCP 47, of the words in the picture; none if not given");
    artwork.add_option("--focus", picture.focus,
                       "X,Y,WIDTH,HEIGHT in pixels of FILE: what every cut is to show");
    on_workspace(artwork, request, [&](const Workspace& w) { return title_artwork(w, picture); });
}

void add_licence(CLI::App& app, Request& request, LicenceAdd& options, int64_t& id, std::string& at) {
    CLI::App& licence =
        *app.add_subcommand("licence", "Grants: what may be shown where and when")->require_subcommand(1);
    CLI::App& add = *licence.add_subcommand("add", "Add a grant, or a denial, for a title and all below it");
    add.add_option("--title", options.title, "REF")->required();
    add.add_option("--territories", options.territories,
                   "\"US + CA + 419 - CU\", \"001 - (CN + KP)\"; @name is a group of the contract")
        ->required();
    add.add_option(
           "--from", options.from,
           "first moment: RFC 3339 (a bare date is UTC midnight), \"local 2026-06-01\", \"Theatrical + "
           "P45D\"; events are Theatrical, Broadcast, Completed, EST, Physical")
        ->required();
    add.add_option("--to", options.to,
                   "first moment at which it no longer holds, likewise; open-ended if not given");
    add.add_option("--length", options.length, "it ends no later than this after its start: P180D");
    add.add_option("--edit", options.edit, "the one version of the title it is about; all if not given");
    add.add_option("--deny", options.deny, "withhold instead of allow: holdback or blackout")
        ->check(CLI::IsMember({"holdback", "blackout"}));
    add.add_option("--license-type", options.license_type,
                   "SVOD, AVOD, FVOD, TVOD, EST, POEST; several separated by commas")
        ->capture_default_str();
    add.add_option("--audio", options.audio,
                   "audio languages allowed, BCP 47, separated by commas; any if not given");
    add.add_option("--subtitles", options.subtitles, "subtitle languages allowed, likewise");
    add.add_option("--dubs", options.dubs, "languages of dubs; as --audio if not given");
    add.add_option("--forced", options.forced, "languages of forced subtitles; as --subtitles if not given");
    add.add_option("--hold-audio", options.hold_audio, "audio languages held back, dubs too");
    add.add_option("--hold-subtitles", options.hold_subtitles,
                   "subtitle languages held back, forced ones too");
    add.add_option("--hold-dubs", options.hold_dubs, "dubs held back");
    add.add_option("--hold-forced", options.hold_forced, "forced subtitles held back");
    add.add_option("--sound", options.sound, "the best sound allowed")
        ->check(CLI::IsMember({"stereo", "surround", "immersive"}))
        ->capture_default_str();
    add.add_option("--devices", options.devices, "web,phone,tablet,tv,box,console,cast, or all")
        ->capture_default_str();
    add.add_option("--platforms", options.platforms, "names of yours, with commas between; any if not given");
    add.add_flag("--download", options.download, "copies may be kept on a device");
    add.add_option("--download-keep", options.download_keep, "how long a copy is kept: P30D");
    add.add_option("--download-watch", options.download_watch, "how long after its first play: PT48H");
    add.add_option("--downloads-max", options.downloads_max, "how often one account may take the title");
    add.add_option("--runs-max", options.runs_max, "plays of all accounts together");
    add.add_option("--plays-max", options.plays_max, "plays of one account");
    add.add_option("--turn", options.turn, "which turn it is in the title's life")
        ->check(CLI::IsMember({"unstated", "premiere", "first", "second", "library"}))
        ->capture_default_str();
    add.add_option("--max-height", options.max_height, "lines of picture");
    add.add_flag("--no-hdr", options.no_hdr, "high dynamic range is not allowed");
    add.add_flag("--exclusive", options.exclusive, "nobody else may have it");
    add.add_option("--priority", options.priority,
                   "which grant decides where several hold: the higher, -1000 to 1000")
        ->capture_default_str();
    add.add_option("--partner", options.partner, "who licenses to us");
    add.add_option("--contract", options.contract, "their or our reference");
    add.add_option("--note", options.note);
    on_workspace(add, request, [&](const Workspace& w) { return licence_add(w, options); });
    CLI::App& list = *licence.add_subcommand("list", "All grants, or one title's");
    list.add_option("--title", options.title, "REF");
    on_workspace(list, request, [&](const Workspace& w) { return licence_list(w, options.title); });
    CLI::App& end = *licence.add_subcommand("end", "End a grant; what it allowed before stays on record");
    end.add_option("ID", id, "as `licence add` and `licence list` show it")->required();
    end.add_option("--at", at, "from when (RFC 3339); now if not given");
    on_workspace(end, request, [&](const Workspace& w) { return licence_end(w, id, at); });
}

void add_events(CLI::App& app, Request& request, EventSet& options) {
    CLI::App& event = *app.add_subcommand("event", "What licences count from: cinema, broadcast, sale")
                           ->require_subcommand(1);
    CLI::App& set = *event.add_subcommand("set", "Say when something happened, or will");
    set.add_option("EVENT", options.event, "Theatrical, Broadcast, Completed, EST or Physical")->required();
    set.add_option("--title", options.title, "REF")->required();
    set.add_option("--territories", options.territories,
                   "an expression; wherever nothing else is said if not given");
    auto* at = set.add_option("--at", options.at, "RFC 3339");
    auto* clear = set.add_flag("--clear", options.clear, "take back what was said");
    at->excludes(clear);
    on_workspace(set, request, [&](const Workspace& w) { return event_set(w, options); });
    CLI::App& list = *event.add_subcommand("list", "What is known, of all titles or one");
    list.add_option("--title", options.title, "REF");
    on_workspace(list, request, [&](const Workspace& w) { return event_list(w, options.title); });
}

void add_questions(CLI::App& app, Request& request, Question& options) {
    const auto add_common = [&](CLI::App& command) {
        command.add_option("--territory", options.territory, "where the viewer is, ISO 3166")->required();
        command.add_option("--at", options.at, "when (RFC 3339); now if not given");
        command.add_option("--home", options.home, "where the viewer's account lives, ISO 3166");
        command.add_option("--license-type", options.license_type)->capture_default_str();
        command.add_option("--edit", options.edit, "the version of the title; the main one if not given");
        command.add_option("--device", options.device, "web, phone, tablet, tv, box, console or cast");
        command.add_option("--platform", options.platform, "a platform's name");
        command.add_option("--anonymiser", options.anonymiser, "what the address is said to be")
            ->check(CLI::IsMember({"none", "vpn", "hosting", "proxy"}))
            ->capture_default_str();
        command.add_option("--travel", options.travel, "the service's travel rule")
            ->check(CLI::IsMember({"portability", "follow", "home"}))
            ->capture_default_str();
        command.add_option("--anonymisers", options.anonymisers, "the service's policy for anonymisers")
            ->check(CLI::IsMember({"ignore", "originals", "block"}))
            ->capture_default_str();
    };
    CLI::App& ask = *app.add_subcommand("decide", "May this title be seen there and then? Exit 1 when not");
    ask.add_option("--title", options.title, "REF")->required();
    add_common(ask);
    ask.add_flag("--explain", options.explain, "with every licence looked at, and what came of it");
    ask.add_option("--language", options.language, "of the explanation: en or ko")->capture_default_str();
    on_workspace(ask, request, [&](const Workspace& w) { return decide(w, options); });
    CLI::App& list = *app.add_subcommand("available", "Every title that may be seen there and then");
    add_common(list);
    on_workspace(list, request, [&](const Workspace& w) { return available(w, options); });
}

/// What the commands of `nuri avails` are told.
struct AvailsOptions {
    AvailsCheck check;
    AvailsConvert convert;
    AvailsImport import;
    AvailsExport export_;
    AvailsStatus status;
    std::string before, after, partner;
    int64_t id = 0;
};

void add_plans(CLI::App& app, Request& request, PlanPrice& price) {
    CLI::App& plan = *app.add_subcommand("plan", "What members pay for")->require_subcommand(1);
    on_workspace(*plan.add_subcommand("list", "Plans with their prices"), request, plan_list);
    CLI::App& set = *plan.add_subcommand("set-price", "Set what a plan costs a month in a country");
    set.add_option("PLAN", price.plan, "basic, standard or premium")->required();
    set.add_option("CC", price.country, "ISO 3166 code of the country where members live")->required();
    set.add_option("AMOUNT", price.amount, "as it is written there: 139.00")->required();
    set.add_option("CURRENCY", price.currency, "ISO 4217")->required();
    on_workspace(set, request, [&](const Workspace& w) { return plan_set_price(w, price); });
}

void add_asset(CLI::App& app, Request& request, AssetMarks& marks) {
    CLI::App& mark =
        *app.add_subcommand("asset", "What plays")
             ->require_subcommand(1)
             ->add_subcommand("mark", "Set the parts that viewers may skip, in place of all there were");
    mark.add_option("ASSET", marks.asset, "its id, or REF of the film or episode that it plays for")
        ->required();
    mark.add_option("MARKS", marks.marks,
                    "KIND=FROM-TO: recap=0:00-0:45 intro=0:45-1:30.5 credits=42:10-43:00");
    on_workspace(mark, request, [&](const Workspace& w) { return asset_mark(w, marks); });
}

void add_avails_files(CLI::App& avails, Request& request, AvailsOptions& options) {
    CLI::App& check = *avails.add_subcommand(
        "check", "Hold a workbook or XML file against the rules. Exit 1 when there are errors");
    check.add_option("FILE", options.check.file, ".xlsx of Avails 1.6 to 1.9, or XML 2.1 to 2.7")->required();
    check.add_option("--profile", options.check.profile,
                     "TOML file of what was settled with the licensor: docs/avails.md");
    check.add_option("--annotate", options.check.annotate,
                     "write a copy of the workbook here, with the findings as comments of its cells");
    check.callback([&] { request.work = [&] { return avails_check(options.check); }; });
    CLI::App& diff = *avails.add_subcommand(
        "diff", "What a file states otherwise than another, or than the register. Exit 1 when they differ");
    diff.add_option("BEFORE", options.before,
                    "a workbook or XML file; alone, it is held against the register")
        ->required();
    diff.add_option("AFTER", options.after, "another, of either kind");
    diff.add_option("--partner", options.partner, "with whose statements to compare it; else its licensor's");
    diff.callback([&] {
        request.work = [&]() -> Outcome {
            if (!options.after.empty()) return avails_diff(options.before, options.after);
            auto workspace = Workspace::open(request.data);
            if (!workspace) return workspace.error();
            return avails_diff_register(*workspace, options.before, options.partner);
        };
    });
    CLI::App& convert =
        *avails.add_subcommand("convert", "A workbook as XML, XML as a workbook, or another version");
    convert.add_option("IN", options.convert.in, "a workbook or XML file")->required();
    convert.add_option("OUT", options.convert.out, "what is written: .xlsx or .xml")->required();
    convert.add_option("--avails-version", options.convert.version,
                       "1.6 to 1.9, or 2.1 to 2.7; the newest if left out");
    convert.callback([&] { request.work = [&] { return avails_convert(options.convert); }; });
}

void add_avails(CLI::App& app, Request& request, AvailsOptions& options) {
    CLI::App& avails =
        *app.add_subcommand("avails", "Licensors' statements of what may be offered: MovieLabs Avails")
             ->require_subcommand(1);
    add_avails_files(avails, request, options);
    CLI::App& import = *avails.add_subcommand(
        "import",
        "Take a file into the licensing register, whole or not at all. Exit 1 when findings stop it");
    import.add_option("FILE", options.import.file, "a workbook or XML file")->required();
    import.add_option("--profile", options.import.profile,
                      "TOML file; else what was settled with the licensor");
    import.add_flag("--dry-run", options.import.dry_run, "show what would be done, and do nothing");
    import
        .add_option("--scope", options.import.scope,
                    "how far a Full Extract reaches: entries, titles, territories or partner")
        ->capture_default_str()
        ->check(CLI::IsMember({"entries", "titles", "territories", "partner"}));
    import.add_option("--partner", options.import.partner,
                      "whose statements they are; else the file's one licensor's");
    import.add_flag("--create-titles", options.import.create_titles, "make titles that the catalogue lacks");
    on_workspace(import, request, [&](const Workspace& w) { return avails_import(w, options.import); });
    CLI::App& export_ = *avails.add_subcommand("export", "What is licensed, as an Avails file");
    export_.add_option("--format", options.export_.format)
        ->capture_default_str()
        ->check(CLI::IsMember({"xlsx", "xml"}));
    export_.add_option("--avails-version", options.export_.version,
                       "1.6 to 1.9, or 2.1 to 2.7; as it came in if left out");
    export_.add_option("--partner", options.export_.partner, "only this licensor's");
    export_.add_option("--to", options.export_.to, "the file to write; else avails.xlsx or avails.xml here");
    on_workspace(export_, request, [&](const Workspace& w) { return avails_export(w, options.export_); });
    CLI::App& undo = *avails.add_subcommand("undo", "Take an import back as a whole");
    undo.add_option("IMPORT", options.id, "its number")->required()->check(CLI::PositiveNumber);
    on_workspace(undo, request, [&](const Workspace& w) { return avails_undo(w, options.id); });
    CLI::App& imports = *avails.add_subcommand("imports", "The history of imports, the newest first");
    imports.add_option("--partner", options.partner, "only this licensor's");
    on_workspace(imports, request, [&](const Workspace& w) { return avails_imports(w, options.partner); });
    CLI::App& status =
        *avails.add_subcommand("status", "Tell a licensor what became of an import: MovieLabs OfferStatus");
    status.add_option("IMPORT", options.status.id, "its number")->check(CLI::PositiveNumber);
    status.add_option("--since", options.status.since, "instead: all that has changed since (RFC 3339)");
    status.add_option("--partner", options.status.partner, "with --since: only this licensor's");
    status.add_option("--to", options.status.to,
                      "the file to write, a workbook if it ends in .xlsx; else XML on standard output");
    on_workspace(status, request, [&](const Workspace& w) { return avails_status(w, options.status); });
}

void add_people(CLI::App& app, Request& request, MemberAdd& member, OperatorAdd& owner, TokenCreate& token) {
    CLI::App& member_add_command = *app.add_subcommand("member", "Members")
                                        ->require_subcommand(1)
                                        ->add_subcommand("add", "Make an active member at once");
    member_add_command.add_option("EMAIL", member.email)->required();
    member_add_command
        .add_flag("--password-stdin", member.password_stdin,
                  "the password is the first line of standard input")
        ->required();
    member_add_command.add_option("--country", member.country, "home territory, ISO 3166")->required();
    member_add_command.add_option("--plan", member.plan, "basic, standard or premium; standard if not given");
    member_add_command.add_option("--locale", member.locale, "BCP 47; en if not given");
    on_workspace(member_add_command, request, [&](const Workspace& w) { return member_add(w, member); });

    CLI::App& operator_add_command = *app.add_subcommand("operator", "Those who run the service")
                                          ->require_subcommand(1)
                                          ->add_subcommand("add", "Make an operator");
    operator_add_command.add_option("EMAIL", owner.email)->required();
    operator_add_command
        .add_flag("--password-stdin", owner.password_stdin,
                  "the password is the first line of standard input")
        ->required();
    operator_add_command
        .add_option("--role", owner.role, "owner, catalogue, licensing, media, support or analyst")
        ->capture_default_str();
    operator_add_command.add_option("--name", owner.name);
    on_workspace(operator_add_command, request, [&](const Workspace& w) { return operator_add(w, owner); });

    CLI::App& create = *app.add_subcommand("token", "Keys for programs")
                            ->require_subcommand(1)
                            ->add_subcommand("create", "Make a bearer token; it is printed this once");
    auto* by_member = create.add_option("--member", token.member, "e-mail of the member it is for");
    create.add_option("--operator", token.operator_, "e-mail of the operator it is for")->excludes(by_member);
    create.add_option("--name", token.name, "what it is for")->capture_default_str();
    on_workspace(create, request, [&](const Workspace& w) { return token_create(w, token); });
}

void add_media(CLI::App& app, Request& request, Ingest& delivery, Package& parts) {
    CLI::App& command = *app.add_subcommand(
        "ingest", "Make a delivery a playable asset; interrupted, the same command goes on");
    command.add_option("FILE", delivery.file, "film: MP4, MOV, Matroska, WebM, MPEG-TS, MXF …");
    command.add_option("--title", delivery.title, "REF of the film or episode it is");
    command
        .add_option("--as", delivery.purpose, "main, or preview: a short clip that the title's cards play")
        ->check(CLI::IsMember({"main", "preview"}))
        ->capture_default_str();
    command.add_option("--audio", delivery.audio,
                       "language of its sound, BCP 47, where the file does not say");
    command
        .add_option("--subtitle", delivery.subtitles, "LANG=FILE, WebVTT or SubRip; once for each language")
        ->allow_extra_args(false);
    command.add_option("--ladder", delivery.ladder,
                       "heights of the pictures to make, separated by commas: 1080,720,480");
    command.add_option("--retry", delivery.retry, "number of a failed job to take up again");
    on_workspace(command, request, [&](const Workspace& w) { return ingest(w, delivery, request.quiet); });
    on_workspace(*app.add_subcommand("jobs", "Ingest jobs, the newest first"), request, job_list);

    CLI::App& pack = *app.add_subcommand(
        "package", "Package MP4, CMAF and subtitle files for HLS and DASH, without a service");
    pack.add_option("INPUT", parts.inputs, "FILE, or LANG=FILE to name its language")->required();
    pack.add_option("--out", parts.out, "folder for the result")->required();
    pack.add_flag("--hls", parts.hls, "write HLS playlists (both if neither is named)");
    pack.add_flag("--dash", parts.dash, "write a DASH manifest (both if neither is named)");
    pack.add_option("--segment-seconds", parts.segment_seconds, "length aimed at; segments end on key frames")
        ->capture_default_str();
    pack.add_option("--protect", parts.protect, "encrypt: cbcs or cenc")
        ->check(CLI::IsMember({"cbcs", "cenc"}));
    pack.add_option("--key", parts.key, "32 hexadecimal digits");
    pack.add_option("--key-id", parts.key_id, "32 hexadecimal digits");
    pack.add_option("--key-uri", parts.key_uri, "where HLS players fetch the key")->capture_default_str();
    pack.callback([&] { request.work = [&] { return package(parts, request.quiet); }; });
}

void add_serve(CLI::App& app, Request& request, Serve& options) {
    CLI::App& command = *app.add_subcommand("serve", "Run the service");
    command.add_option("--listen", options.listen, "ADDRESS:PORT; 127.0.0.1:8080 if nothing else says so");
    command.add_option("--roles", options.roles, "api,origin,worker: what this node does; all if not given");
    command.add_option("--config", options.config,
                       "configuration file; nuri.toml in the data directory if not given");
    command.add_option("--territory-header", options.territory_header,
                       "header that names the viewer's territory, believed from trusted proxies only");
    command.callback([&] { request.work = [&] { return serve(request.data, options); }; });
}

void add_demo(CLI::App& app, Request& request, DemoOptions& options) {
    CLI::App& command = *app.add_subcommand(
        "demo",
        "Fill the data directory with a service to try out, then run it; killed, it goes on where it was");
    command.add_option("--listen", options.listen, "ADDRESS:PORT; 127.0.0.1:8080 if nothing else says so");
    command.add_option("--titles", options.titles, "only these slugs, separated by commas");
    command.add_flag("--quick", options.quick, "films of a few seconds, small: for tests");
    command.add_flag("--no-serve", options.no_serve, "only fill the data directory");
    command.add_flag("--expose", options.expose,
                     "listen on an address that is not loopback, though anybody may then sign in");
    command.callback([&] { request.work = [&] { return demo(request.data, options, request.quiet); }; });
}

int print(const Request& request, const Outcome& outcome) {
    if (!outcome.answer()) {
        const Failure& failure = outcome.failure();
        fmt::print(stderr, "nuri: {}\n", failure.error.message);
        if (request.json) {
            fmt::print("{{\"error\":{{\"kind\":\"{}\",\"message\":\"{}\"}}}}\n",
                       to_string(failure.error.kind), http::json_escape(failure.error.message));
        }
        return failure.exit;
    }
    const Answer& answer = *outcome.answer();
    for (const std::string& note : answer.notes) fmt::print(stderr, "nuri: {}\n", note);
    const std::string& said = request.json ? answer.json : answer.text;
    if (!said.empty()) fmt::print("{}\n", said);
    // An answer that did not arrive was not given: a full disk or a closed pipe behind standard output is a
    // failure.
    return std::fflush(stdout) == 0 ? answer.exit : 1;
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app("nuri: an internet streaming service", "nuri");
    Request request;
    TerritorySet territory;
    TitleAdd title;
    TitleArtwork picture;
    LicenceAdd licence;
    EventSet event;
    Question question;
    AvailsOptions avails;
    PlanPrice price;
    AssetMarks marks;
    MemberAdd member;
    OperatorAdd owner;
    TokenCreate token;
    Ingest delivery;
    Package parts;
    Serve service;
    DemoOptions show;
    std::string reference, at;
    int64_t licence_id = 0;

    app.set_version_flag("--version", NURI_VERSION);
    app.require_subcommand(1);
    app.fallthrough();  // --data and --json may stand anywhere
    app.add_option("--data", request.data, "the service's data directory")
        ->capture_default_str()
        ->envname("NURI_DATA");
    app.add_flag("--json", request.json, "print one JSON document");
    app.add_flag("--quiet,-q", request.quiet, "no progress bar");
    add_serve(app, request, service);
    add_demo(app, request, show);
    add_territory(app, request, territory);
    add_title(app, request, title, picture, reference);
    add_licence(app, request, licence, licence_id, at);
    add_events(app, request, event);
    add_questions(app, request, question);
    add_avails(app, request, avails);
    add_media(app, request, delivery, parts);
    add_asset(app, request, marks);
    add_plans(app, request, price);
    add_people(app, request, member, owner, token);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // help and version end with 0
    }
    if (!request.work) {
        fmt::print(stderr, "nuri: nothing to do; see nuri --help\n");
        return 2;
    }
    return print(request, request.work());
}

}  // namespace nuri::apps
