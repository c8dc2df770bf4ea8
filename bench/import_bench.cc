// A licensor's workbook of 20,000 rows taken into a register of 20,000 titles: how long it takes as a whole,
// how long it holds the one writer, and what others wait for meanwhile. The second import of the same
// licensor changes a tenth of the rows; then it is undone.
//
//     import_bench [--smoke] [--rows N]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "events/schema.h"
#include "exchange/exchange.h"
#include "io/file.h"
#include "licensing/contracts.h"
#include "licensing/footprint_register.h"
#include "licensing/licensing.h"
#include "members/schema.h"
#include "store/migration.h"
#include "store/revision.h"

namespace {

using namespace nuri;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr Instant today = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

template<typename T>
T must(Result<T> result) {
    if (result) return *std::move(result);
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::exit(1);
}

/// The Avails of that many films as XML: one transaction each. Every tenth window is `end` in the year given.
std::string list_of(int films, int year) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a:AvailList "
        "xmlns:a=\"http://www.movielabs.com/schema/avails/v2.5/avails\" "
        "xmlns:md=\"http://www.movielabs.com/schema/md/v2.8/md\">\n";
    for (int i = 0; i < films; ++i) {
        const std::string id = std::to_string(i);
        xml += "<a:Avail><a:ALID>md:alid:org:northwind.example:" + id +
               "</a:ALID><a:Disposition><a:EntryType>Full Extract</a:EntryType></a:Disposition>"
               "<a:Licensor><md:DisplayName>Northwind</md:DisplayName></a:Licensor>"
               "<a:AvailType>single</a:AvailType><a:ShortDescription>Film " +
               id + "</a:ShortDescription><a:Asset contentID=\"md:cid:org:northwind.example:" + id +
               "\"><a:WorkType>Movie</a:WorkType><a:Metadata><a:TitleInternalAlias>Film " + id +
               "</a:TitleInternalAlias><a:ReleaseDate>2020</a:ReleaseDate></a:Metadata></a:Asset>"
               "<a:Transaction TransactionID=\"N-" +
               id + "\"><a:LicenseType>SVOD</a:LicenseType><a:Territory><md:country>" +
               (i % 3 == 0   ? "KR"
                : i % 3 == 1 ? "JP"
                             : "FR") +
               "</md:country></a:Territory><a:Start>2026-01-01T00:00:00Z</a:Start><a:End>" +
               std::to_string(i % 10 == 0 ? year : 2030) +
               "-01-01T00:00:00Z</a:End><a:FormatProfile>HD</a:FormatProfile></a:Transaction></a:Avail>\n";
    }
    return xml + "</a:AvailList>\n";
}

/// Writes and reads again and again while something else goes on, and remembers what took longest.
class Others {
  public:
    explicit Others(store::Database& database)
        : writer_([this, &database] {
              run(writes_, [&] {
                  return database.write(
                      [](store::Writer& writer) { return store::bump_revision(writer, "bench"); });
              });
          }),
          reader_([this, &database] {
              run(reads_, [&] {
                  return database.read(
                      [](store::Reader& reader) { return store::revision(reader, "bench"); });
              });
          }) {}
    void finish() {
        done_ = true;
        writer_.join();
        reader_.join();
    }
    double longest_write() const { return writes_; }
    double longest_read() const { return reads_; }

  private:
    template<typename F>
    void run(double& longest, F once) {
        while (!done_) {
            const auto start = Clock::now();
            must(once().has_value() ? Result<bool>(true) : Result<bool>(Error{ErrorKind::io, "refused"}));
            longest = std::max(longest, Milliseconds(Clock::now() - start).count());
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    std::atomic<bool> done_ = false;
    double writes_ = 0, reads_ = 0;
    std::thread writer_, reader_;
};

template<typename F>
void timed(const char* what, store::Database& database, F work) {
    Others others(database);
    const auto start = Clock::now();
    work();
    const double took = Milliseconds(Clock::now() - start).count();
    others.finish();
    std::printf("%-34s %8.0f ms   longest wait of a writer %6.0f ms, of a reader %4.0f ms\n", what, took,
                others.longest_write(), others.longest_read());
}

}  // namespace

int main(int argc, char** argv) {
    int rows = 20'000;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--smoke") == 0) rows = 200;
        if (std::strcmp(argv[i], "--rows") == 0 && i + 1 < argc) rows = std::atoi(argv[++i]);
    }
    const auto database = must(store::Database::open_temporary());
    for (const store::Schema* schema :
         {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
          &licensing::FootprintRegister::schema(), &licensing::Contracts::schema(), &members::schema(),
          &events::schema(), &exchange::Exchange::schema()})
        must(store::migrate(*database, *schema, today).has_value()
                 ? Result<bool>(true)
                 : Result<bool>(Error{ErrorKind::io, "schema"}));
    must(database->write([&](store::Writer& writer) -> Result<bool> {
        for (int i = 0; i < rows; ++i) {
            catalogue::Catalogue::NewTitle title{.slug = "film-" + std::to_string(i)};
            title.facts.texts = {{must(world::LanguageTag::parse("en")), "Film " + std::to_string(i), ""}};
            title.facts.release_year = 2020;
            TRY(catalogue::Catalogue::add(writer, title, today));
        }
        return true;
    }));
    const auto folder = must(io::TemporaryFolder::make("/tmp", "nuri-import-bench-"));
    exchange::Exchange exchange(*database, must(store::Objects::in(folder.path())));
    exchange::ImportId last;
    const auto import = [&](int year) {
        const auto file = must(exchange.keep(list_of(rows, year), "northwind.xml", "ana", today));
        const auto outcome = must(exchange.import(file.sha256, {}, "ana", today));
        if (outcome.preview.is_stopped()) {
            std::fprintf(stderr, "stopped: %s\n", outcome.preview.findings.kept().front().message.c_str());
            std::exit(1);
        }
        last = outcome.import.id;
    };
    std::printf("%d rows\n", rows);
    timed("import, all new", *database, [&] { import(2027); });
    timed("import, a tenth of it changed", *database, [&] { import(2028); });
    timed("undo", *database, [&] { must(exchange.undo(last, "ana", today)); });
}
