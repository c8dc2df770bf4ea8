#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::store {

/// One cell, or one parameter of a statement. Whole numbers are 64 bits wide everywhere (columns are declared
/// BIGINT), truth is 0 or 1, and an instant is its milliseconds since 1970 (`to_unix_ms`).
class Value {
  public:
    Value() = default;
    Value(std::nullptr_t) {}  // NOLINT: a parameter is a value
    Value(std::integral auto number) : content_(static_cast<int64_t>(number)) {}  // NOLINT
    Value(double number) : content_(number) {}                                    // NOLINT
    Value(std::string text) : content_(std::move(text)) {}                        // NOLINT
    Value(std::string_view text) : content_(std::string(text)) {}                 // NOLINT
    Value(const char* text) : content_(std::string(text)) {}                      // NOLINT
    Value(Instant moment) : content_(to_unix_ms(moment)) {}                       // NOLINT
    template<typename Tag>
    Value(Id<Tag> id) : content_(id.number()) {}  // NOLINT
    template<typename T>
    Value(const std::optional<T>& value) {  // NOLINT
        if (value) *this = Value(*value);
    }

    bool is_null() const { return content_.index() == 0; }
    const int64_t* integer() const { return std::get_if<int64_t>(&content_); }
    const double* real() const { return std::get_if<double>(&content_); }
    const std::string* text() const { return std::get_if<std::string>(&content_); }

    friend bool operator==(const Value&, const Value&) = default;

  private:
    std::variant<std::monostate, int64_t, double, std::string> content_;
};

/// The parameters of a statement, in the order of its question marks.
using Parameters = std::vector<Value>;

/// One row of an answer. A column is named by its position, from 0, or by its name in the statement. The
/// statement and the schema are both ours, so a column that is not there, or null where `integer()`,
/// `real()`, `text()` or `instant()` is asked for, is our own mistake and ends in a CHECK; a column that may
/// be null is read with the `optional_` forms. Numbers and text are converted where nothing is lost by it,
/// for the databases differ in what they call the type of a sum.
class Row {
  public:
    using Columns = std::shared_ptr<const std::vector<std::string>>;
    Row(Columns columns, std::vector<Value> values)
        : columns_(std::move(columns)), values_(std::move(values)) {}

    size_t size() const { return values_.size(); }
    const Value& at(size_t column) const;
    const Value& at(std::string_view column) const;

    template<typename Column>
    bool is_null(Column column) const {
        return at(column).is_null();
    }
    template<typename Column>
    int64_t integer(Column column) const {
        return as_integer(at(column));
    }
    template<typename Column>
    bool truth(Column column) const {
        return integer(column) != 0;
    }
    template<typename Column>
    double real(Column column) const {
        return as_real(at(column));
    }
    template<typename Column>
    std::string text(Column column) const {
        return as_text(at(column));
    }
    template<typename Column>
    Instant instant(Column column) const {
        return from_unix_ms(integer(column));
    }
    /// `row.id<TitleId>("title")`; a null reads as the id that names nothing.
    template<typename IdType, typename Column>
    IdType id(Column column) const {
        return is_null(column) ? IdType() : IdType(integer(column));
    }
    template<typename Column>
    std::optional<int64_t> optional_integer(Column column) const {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }
    template<typename Column>
    std::optional<std::string> optional_text(Column column) const {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }
    template<typename Column>
    std::optional<Instant> optional_instant(Column column) const {
        return is_null(column) ? std::nullopt : std::optional(instant(column));
    }

  private:
    static int64_t as_integer(const Value& value);
    static double as_real(const Value& value);
    static std::string as_text(const Value& value);

    Columns columns_;
    std::vector<Value> values_;
};

using Rows = std::vector<Row>;

/// The statements that only look. What is read within one `Database::read` or `write` is one consistent state
/// of the records, whatever others write meanwhile. Borrowed from the Database for the length of that call.
///
/// Errors of every statement: `conflict` for a value that must be unique and is not, a reference to what is
/// not there, or a rule of the schema; `unavailable` for a full disk, of which whoever asks is not to blame,
/// and when another process held the records for longer than `busy_timeout`; `corrupt` for a damaged file;
/// `io` for the rest. A statement that the database cannot parse is our own mistake, and is reported as `io`
/// with the database's words.
class Reader {
  public:
    virtual ~Reader() = default;

    /// Runs one SELECT. Each `?` stands for the parameter at its place; parameters are bound, never written
    /// into the text of the statement, so no name can be taken for SQL.
    Result<Rows> query(std::string_view sql, const Parameters& parameters = {});

    /// The first row, or none.
    Result<std::optional<Row>> query_one(std::string_view sql, const Parameters& parameters = {});

    /// Hands over row by row, for answers that need not be held as a whole. Stops at the first error.
    virtual Result<> each(std::string_view sql, const Parameters& parameters,
                          const std::function<Result<>(const Row&)>& row) = 0;
};

/// The statements that change, within one transaction.
class Writer : public Reader {
  public:
    /// Runs one statement; returns how many rows it changed.
    virtual Result<int64_t> execute(std::string_view sql, const Parameters& parameters = {}) = 0;

    /// Runs one INSERT into a table whose key is the column `id`, and returns the key that the row was given.
    Result<int64_t> insert_returning_id(std::string_view sql, const Parameters& parameters = {});
};

/// Where the records are kept and how patiently.
struct DatabaseOptions {
    /// "sqlite:PATH", or a PostgreSQL connection string: "postgresql:host=… dbname=… user=…".
    std::string connection;

    /// Connections that only read, opened when first needed; a reader beyond them waits for one.
    size_t readers_max = 4;

    /// How long a statement waits for another process that is writing, before `unavailable`. Who only reads
    /// hardly ever waits for anybody, and no longer than `reading_patience`.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(10);
    std::chrono::milliseconds reading_patience = std::chrono::milliseconds(500);

    /// What an acknowledged commit outlives: the loss of power (it is flushed to the disk first), or only the
    /// loss of the process, which is enough for tests (docs/decisions/0002-storage.md).
    enum class Durability { power_loss, process_loss } durability = Durability::power_loss;
};

/// The records of a service: an SQLite file (WAL, one writer, many readers), or a PostgreSQL database by
/// configuration, spoken to in one SQL that both understand. Several processes may open the same records.
///
/// All calls block, so they belong on the pool and never on an event loop; the object is safe to use from
/// many threads. A `write` must be short: no network, no decoding, no sleep within it.
///
/// Records that do not answer are *away*: another process holds them shut, their disk fails, their server is
/// gone. Whoever asks them then is told `unavailable` at once, so that what needs no records is not kept
/// waiting behind what does; now and then one of those who ask is let through to see whether they are back.
/// The same for records that can be read and not written.
class Database {
  public:
    static Result<std::unique_ptr<Database>> open(DatabaseOptions options);

    /// The records of a data directory: `nuri.db` within it, which is made if it is not there.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& data_directory);

    /// For tests: empty records of their own, gone with the object. Kept in a temporary folder rather than in
    /// SQLite's `:memory:`, which has neither WAL nor readers beside a writer.
    static Result<std::unique_ptr<Database>> open_temporary();

    ~Database();

    /// Calls `f(Reader&)`, which returns a Result, on a connection of the pool, within one read transaction.
    /// Within a `write` of the same thread it looks at what that transaction has written so far; not to be
    /// nested otherwise.
    template<typename F>
    std::invoke_result_t<F, Reader&> read(F&& f) {
        auto lease = TRY(begin_read());
        return std::forward<F>(f)(lease.reader());
    }

    /// Calls `f(Writer&)`, which returns a Result, within the one write transaction there may be, and
    /// commits; what it returned is acknowledged only after that. An error from `f` rolls everything back.
    ///
    /// Within a `write` of the same thread and database it takes part in that transaction, so that what
    /// several registers write (a change and its line in the audit log) is there as a whole or not at all.
    /// When such a part fails, the whole is not committed, also if its error is dropped on the way out.
    template<typename F>
    std::invoke_result_t<F, Writer&> write(F&& f) {
        auto lease = TRY(begin_write());
        auto result = std::forward<F>(f)(lease.writer());
        if (result) TRY(lease.commit());
        return result;
    }

    /// Since when the records cannot be read, or not written; none while they answer.
    struct Health {
        std::optional<Instant> unread_since;
        std::optional<Instant> unwritten_since;
        bool is_away() const { return unread_since.has_value(); }
        bool is_whole() const { return !unread_since && !unwritten_since; }
    };
    Health health() const;

    /// The word for the database in use: "sqlite" or "postgresql".
    std::string_view dialect() const;

    class Connection;  ///< one session with the database; known to database.cc alone

  private:
    struct State;

    /// A connection lent for one transaction, which is rolled back when the lease ends without a commit; or a
    /// part in the transaction that this thread is in already.
    class Lease {
      public:
        Lease(State* state, std::unique_ptr<Connection> connection, bool writing);
        Lease(State* state, Connection* joined, bool writing);
        Lease(Lease&&) noexcept;
        ~Lease();
        Reader& reader();
        Writer& writer();
        Connection& connection() { return joined_ != nullptr ? *joined_ : *connection_; }
        Result<> commit();

      private:
        State* state_;
        std::unique_ptr<Connection> connection_;
        Connection* joined_ = nullptr;  // borrowed from the lease that holds the transaction
        bool writing_;
        bool committed_ = false;
    };

    explicit Database(std::unique_ptr<State> state);
    Result<Lease> begin_read();
    Result<Lease> begin_write();
    Result<Lease> begin(bool writing);

    std::unique_ptr<State> state_;
};

}  // namespace nuri::store
