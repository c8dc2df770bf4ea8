#include "store/database.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "base/check.h"
#include "base/text.h"
#include "io/file.h"

namespace nuri::store {

namespace {

enum class Dialect { sqlite, postgresql };

/// Taken first by every PostgreSQL transaction of ours that writes, so that there is one writer there too.
/// The number has no meaning beyond being the same in every nuri.
constexpr const char* postgresql_writer_lock = "SELECT pg_advisory_xact_lock(7810529)";

/// PostgreSQL knows no question mark: `?` outside quotes becomes SOCI's `:p1`, `:p2`, …
std::string with_named_parameters(std::string_view sql) {
    std::string named;
    named.reserve(sql.size() + 32);
    int count = 0;
    char quote = 0;
    for (const char c : sql) {
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '?') {
            named += ":p" + std::to_string(++count);
            continue;
        }
        named += c;
    }
    return named;
}

Error sqlite_error(sqlite_api::sqlite3* connection, int code, std::string_view what) {
    const std::string words(what);
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            if (sqlite_api::sqlite3_extended_errcode(connection) == SQLITE_CONSTRAINT_FOREIGNKEY)
                return {
                    ErrorKind::conflict,
                    "a record that this one refers to is not there, or one that refers to it is: " + words};
            return {ErrorKind::conflict, "contradicts what is already there: " + words};
        case SQLITE_FULL:
            return {ErrorKind::unavailable,
                    "no room left for the records: make room on their disk and try again"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:  // the same of a reader, after some ten seconds whatever the busy timeout
            return {ErrorKind::unavailable,
                    "another process is writing to the records and did not finish: try again"};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorKind::corrupt, "the file of the records is damaged: " + words};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {ErrorKind::forbidden, "the records may not be written: " + words};
        case SQLITE_TOOBIG:
            return {ErrorKind::too_large, "the value is too large for the records: " + words};
        case SQLITE_IOERR: {
            const int system = sqlite_api::sqlite3_system_errno(connection);
            if (system == ENOSPC || system == EDQUOT || system == EFBIG)
                return sqlite_error(connection, SQLITE_FULL, what);
            break;
        }
        default:
            break;
    }
    return {ErrorKind::io, "database: " + words};
}

/// Only the first line of the database's own words is passed on: what() would add the parameters, and
/// PostgreSQL's DETAIL quotes the row, and some of them are secrets.
Error error_of(const soci::soci_error& failure) {
    std::string words = failure.get_error_message();
    words.resize(std::min(words.size(), words.find('\n')));
    switch (failure.get_error_category()) {
        case soci::soci_error::constraint_violation:
            return {ErrorKind::conflict, "contradicts what is already there: " + words};
        case soci::soci_error::connection_error:
            return {ErrorKind::unavailable, "the database does not answer: " + words};
        case soci::soci_error::no_privilege:
            return {ErrorKind::forbidden, "the records may not be written: " + words};
        case soci::soci_error::system_error:
            return {ErrorKind::unavailable, "the database is out of room or memory: " + words};
        default:
            break;
    }
    // SQLSTATE 55P03, lock_not_available, has no category of its own in SOCI.
    if (words.find("lock timeout") != std::string::npos)
        return {ErrorKind::unavailable,
                "another process is writing to the records and did not finish: try again"};
    return {ErrorKind::io, "database: " + words};
}

/// The parameters of one statement in the form SOCI binds them: by address, until the statement ends.
class Bindings {
  public:
    Bindings(soci::statement& statement, const Parameters& parameters) {
        integers_.reserve(parameters.size());
        for (const Value& value : parameters) {
            if (const int64_t* integer = value.integer()) {
                integers_.push_back(*integer);
                statement.exchange(soci::use(static_cast<const long long&>(integers_.back())));
            } else if (const double* real = value.real()) {
                statement.exchange(soci::use(*real));
            } else if (const std::string* text = value.text()) {
                statement.exchange(soci::use(*text));
            } else {
                statement.exchange(soci::use(nothing_, null_));
            }
        }
    }
    Bindings(const Bindings&) = delete;
    Bindings& operator=(const Bindings&) = delete;

  private:
    std::vector<long long> integers_;
    const std::string nothing_;
    soci::indicator null_ = soci::i_null;
};

/// SOCI gives the cells of an SQLite expression the type of its declared column, 32 bits wide for an INTEGER
/// and none at all for a sum. The statement itself knows better.
Value sqlite_cell(sqlite_api::sqlite3_stmt* statement, int column) {
    switch (sqlite_api::sqlite3_column_type(statement, column)) {
        case SQLITE_NULL:
            return {};
        case SQLITE_INTEGER:
            return sqlite_api::sqlite3_column_int64(statement, column);
        case SQLITE_FLOAT:
            return sqlite_api::sqlite3_column_double(statement, column);
        default: {
            const auto* text =
                reinterpret_cast<const char*>(sqlite_api::sqlite3_column_text(statement, column));
            const int size = sqlite_api::sqlite3_column_bytes(statement, column);
            return std::string(text == nullptr ? "" : text, static_cast<size_t>(size));
        }
    }
}

Value postgresql_cell(const soci::row& row, size_t column) {
    if (row.get_indicator(column) == soci::i_null) return {};
    switch (row.get_properties(column).get_data_type()) {
        case soci::dt_integer:
            return row.get<int>(column);
        case soci::dt_long_long:
            return row.get<long long>(column);
        case soci::dt_unsigned_long_long:
            return row.get<unsigned long long>(column);
        case soci::dt_double:
            return row.get<double>(column);
        default:
            return row.get<std::string>(column);
    }
}

/// SQLite's statements, prepared once and kept for the next time that the same words come: an import says a
/// few of them tens of thousands of times. A statement that is in use is not among those kept, so what a
/// row's reader asks in turn gets one of its own.
class PreparedStatements {
  public:
    static constexpr size_t kept_max = 64;
    static constexpr size_t kept_bytes_max = 4096;  // of the words; longer ones are hardly said twice

    PreparedStatements() = default;
    PreparedStatements(const PreparedStatements&) = delete;
    PreparedStatements& operator=(const PreparedStatements&) = delete;
    ~PreparedStatements() {
        for (const Kept& one : kept_) sqlite_api::sqlite3_finalize(one.statement);
    }

    /// Null when the words are no SQL; the connection knows why.
    sqlite_api::sqlite3_stmt* take(sqlite_api::sqlite3* connection, std::string_view sql) {
        for (auto one = kept_.rbegin(); one != kept_.rend(); ++one) {
            if (one->sql != sql) continue;
            sqlite_api::sqlite3_stmt* statement = one->statement;
            kept_.erase(std::next(one).base());
            return statement;
        }
        sqlite_api::sqlite3_stmt* statement = nullptr;
        sqlite_api::sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                       SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        return statement;
    }

    void give_back(std::string_view sql, sqlite_api::sqlite3_stmt* statement) {
        sqlite_api::sqlite3_reset(statement);
        sqlite_api::sqlite3_clear_bindings(statement);
        if (sql.size() > kept_bytes_max) {
            sqlite_api::sqlite3_finalize(statement);
            return;
        }
        if (kept_.size() == kept_max) {
            sqlite_api::sqlite3_finalize(kept_.front().statement);
            kept_.erase(kept_.begin());
        }
        kept_.push_back({std::string(sql), statement});
    }

  private:
    struct Kept {
        std::string sql;
        sqlite_api::sqlite3_stmt* statement;
    };
    std::vector<Kept> kept_;  // that used last is the last
};

/// One run of a prepared statement; gives it back when it is over.
class SqliteRun {
  public:
    SqliteRun(sqlite_api::sqlite3* connection, PreparedStatements& statements, std::string_view sql)
        : connection_(connection),
          statements_(statements),
          sql_(sql),
          statement_(statements.take(connection, sql)) {}
    SqliteRun(const SqliteRun&) = delete;
    SqliteRun& operator=(const SqliteRun&) = delete;
    ~SqliteRun() {
        if (statement_ != nullptr) statements_.give_back(sql_, statement_);
    }

    /// The parameters' texts are borrowed until the run is over.
    Result<> bind(const Parameters& parameters) {
        if (statement_ == nullptr) return failure();
        if (sqlite_api::sqlite3_bind_parameter_count(statement_) != static_cast<int>(parameters.size()))
            return Error{ErrorKind::io, "database: a statement has not as many parameters as it was given"};
        int at = 0;
        for (const Value& value : parameters) {
            ++at;
            int code = SQLITE_OK;
            if (const int64_t* integer = value.integer())
                code = sqlite_api::sqlite3_bind_int64(statement_, at, *integer);
            else if (const double* real = value.real())
                code = sqlite_api::sqlite3_bind_double(statement_, at, *real);
            else if (const std::string* text = value.text())
                code = sqlite_api::sqlite3_bind_text64(statement_, at, text->data(), text->size(), nullptr,
                                                       SQLITE_UTF8);
            if (code != SQLITE_OK) return failure();
        }
        return {};
    }

    /// Whether there is a row, which `statement()` then stands on.
    Result<bool> step() {
        const int code = sqlite_api::sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        return failure();
    }

    sqlite_api::sqlite3_stmt* statement() const { return statement_; }

  private:
    Error failure() const {
        return sqlite_error(connection_, sqlite_api::sqlite3_errcode(connection_),
                            sqlite_api::sqlite3_errmsg(connection_));
    }

    sqlite_api::sqlite3* connection_;
    PreparedStatements& statements_;
    std::string_view sql_;
    sqlite_api::sqlite3_stmt* statement_;
};

}  // namespace

const Value& Row::at(size_t column) const {
    CHECK(column < values_.size());
    return values_[column];
}

const Value& Row::at(std::string_view column) const {
    for (size_t i = 0; i < columns_->size(); ++i)
        if ((*columns_)[i] == column) return values_[i];
    CHECK(!"the statement has a column of this name");
}

int64_t Row::as_integer(const Value& value) {
    if (const int64_t* integer = value.integer()) return *integer;
    if (const double* real = value.real()) {
        const auto whole = static_cast<int64_t>(*real);
        CHECK(static_cast<double>(whole) == *real);
        return whole;
    }
    CHECK(value.text() != nullptr);
    const auto parsed = parse_integer(*value.text());
    CHECK(parsed.has_value());
    return *parsed;
}

double Row::as_real(const Value& value) {
    if (const double* real = value.real()) return *real;
    return static_cast<double>(as_integer(value));
}

std::string Row::as_text(const Value& value) {
    if (const std::string* text = value.text()) return *text;
    return std::to_string(as_integer(value));
}

Result<Rows> Reader::query(std::string_view sql, const Parameters& parameters) {
    Rows rows;
    TRY(each(sql, parameters, [&](const Row& row) -> Result<> {
        rows.push_back(row);
        return {};
    }));
    return rows;
}

Result<std::optional<Row>> Reader::query_one(std::string_view sql, const Parameters& parameters) {
    Rows rows = TRY(query(sql, parameters));
    if (rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(rows.front()));
}

Result<int64_t> Writer::insert_returning_id(std::string_view sql, const Parameters& parameters) {
    const Rows rows = TRY(query(std::string(sql) + " RETURNING id", parameters));
    CHECK(rows.size() == 1);
    return rows.front().integer(size_t{0});
}

class Database::Connection final : public Writer {
  public:
    static Result<std::unique_ptr<Connection>> open(Dialect dialect, const std::string& target,
                                                    const DatabaseOptions& options) {
        try {
            auto connection = std::make_unique<Connection>(dialect);
            if (dialect == Dialect::sqlite) {
                connection->session_.open(soci::sqlite3, "db=\"" + target + "\"");
                TRY(connection->prepare_sqlite(options));
            } else {
                connection->session_.open("postgresql", target);
                TRY(connection->execute("SET client_min_messages = warning"));
                TRY(connection->execute("SET lock_timeout = " +
                                        std::to_string(options.busy_timeout.count())));
                if (options.durability == DatabaseOptions::Durability::process_loss)
                    TRY(connection->execute("SET synchronous_commit = off"));
            }
            return connection;
        } catch (const soci::soci_error& failure) {
            return error_of(failure).context("opening the records in " + target);
        }
    }

    explicit Connection(Dialect dialect) : dialect_(dialect) {}

    Result<> each(std::string_view sql, const Parameters& parameters,
                  const std::function<Result<>(const Row&)>& row) override {
        return guarded([&]() -> Result<> {
            return dialect_ == Dialect::sqlite ? each_sqlite(sql, parameters, row)
                                               : each_postgresql(sql, parameters, row);
        });
    }

    Result<int64_t> execute(std::string_view sql, const Parameters& parameters = {}) override {
        return guarded([&]() -> Result<int64_t> {
            if (dialect_ == Dialect::sqlite) return execute_sqlite(sql, parameters);
            soci::statement statement(session_);
            const Bindings bindings(statement, parameters);
            prepare(statement, sql);
            statement.execute(true);
            return static_cast<int64_t>(statement.get_affected_rows());
        });
    }

    Result<> begin(bool writing) {
        if (dialect_ == Dialect::sqlite) {
            TRY(execute(writing ? "BEGIN IMMEDIATE" : "BEGIN"));
            open_ = true;
            // BEGIN alone looks at nothing: whether the records can be read shows at the first statement.
            if (!writing) TRY(query("SELECT 1 FROM sqlite_master LIMIT 1"));
        } else {
            TRY(execute(writing ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
            if (writing) TRY(execute(postgresql_writer_lock));
        }
        open_ = true;
        return {};
    }

    Result<> commit() {
        TRY(execute("COMMIT"));
        open_ = false;
        return {};
    }

    /// Gives up what is open. Says whether the connection is fit for another transaction: SQLite rolls back
    /// by itself after some failures, so that a failing ROLLBACK is no proof of harm there.
    bool roll_back() {
        if (!std::exchange(open_, false)) return true;
        const auto result = execute("ROLLBACK");
        if (dialect_ == Dialect::sqlite) return sqlite_api::sqlite3_get_autocommit(sqlite()) != 0;
        return result.has_value();
    }

  private:
    sqlite_api::sqlite3* sqlite() {
        return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
    }

    /// Runs what may throw; here alone are SOCI's exceptions turned into results.
    template<typename F>
    std::invoke_result_t<F> guarded(F&& f) {
        try {
            return f();
        } catch (const soci::sqlite3_soci_error& failure) {
            return sqlite_error(sqlite(), failure.result(), failure.get_error_message());
        } catch (const soci::soci_error& failure) {
            return error_of(failure);
        }
    }

    Result<> prepare_sqlite(const DatabaseOptions& options) {
        sqlite_api::sqlite3_busy_timeout(sqlite(), static_cast<int>(options.busy_timeout.count()));
        TRY(enter_wal(options.busy_timeout));
        const bool full = options.durability == DatabaseOptions::Durability::power_loss;
        for (const char* pragma : {"PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF",
                                   full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF"})
            TRY(execute(pragma));
        return {};
    }

    /// The change to WAL, made once in a file's life, fails at once when another process is making it: the
    /// busy timeout does not cover it. So it is tried again.
    Result<> enter_wal(std::chrono::milliseconds patience) {
        constexpr std::chrono::milliseconds pause(5);
        for (auto waited = pause;; waited += pause) {
            auto mode = query("PRAGMA journal_mode = WAL");
            if (mode) {
                const std::string name = mode->empty() ? "" : mode->front().text(size_t{0});
                if (name == "wal") return {};
                return Error{ErrorKind::unsupported,
                             "the file system of the records does not let SQLite use WAL (journal mode is '" +
                                 name + "'): use a local disk"};
            }
            if (mode.error().kind != ErrorKind::unavailable || waited >= patience)
                return std::move(mode).error();
            std::this_thread::sleep_for(pause);
        }
    }

    void prepare(soci::statement& statement, std::string_view sql) {
        statement.alloc();
        statement.prepare(with_named_parameters(sql));
        statement.define_and_bind();
    }

    Result<int64_t> execute_sqlite(std::string_view sql, const Parameters& parameters) {
        SqliteRun run(sqlite(), statements_, sql);
        TRY(run.bind(parameters));
        while (TRY(run.step())) continue;
        return static_cast<int64_t>(sqlite_api::sqlite3_changes(sqlite()));
    }

    Result<> each_sqlite(std::string_view sql, const Parameters& parameters,
                         const std::function<Result<>(const Row&)>& row) {
        SqliteRun run(sqlite(), statements_, sql);
        TRY(run.bind(parameters));
        Row::Columns columns;
        while (TRY(run.step())) {
            const int width = sqlite_api::sqlite3_column_count(run.statement());
            if (!columns) {  // only now: a statement kept from before a change of the schema is prepared anew
                auto names = std::make_shared<std::vector<std::string>>();
                for (int i = 0; i < width; ++i)
                    names->emplace_back(sqlite_api::sqlite3_column_name(run.statement(), i));
                columns = std::move(names);
            }
            std::vector<Value> values;
            values.reserve(static_cast<size_t>(width));
            for (int i = 0; i < width; ++i) values.push_back(sqlite_cell(run.statement(), i));
            TRY(row(Row(columns, std::move(values))));
        }
        return {};
    }

    Result<> each_postgresql(std::string_view sql, const Parameters& parameters,
                             const std::function<Result<>(const Row&)>& row) {
        soci::row cells;
        soci::statement statement(session_);
        const Bindings bindings(statement, parameters);
        statement.exchange(soci::into(cells));
        prepare(statement, sql);
        Row::Columns columns;
        for (bool more = statement.execute(true); more; more = statement.fetch()) {
            if (!columns) {
                auto names = std::make_shared<std::vector<std::string>>();
                for (size_t i = 0; i < cells.size(); ++i)
                    names->push_back(cells.get_properties(i).get_name());
                columns = std::move(names);
            }
            std::vector<Value> values;
            values.reserve(cells.size());
            for (size_t i = 0; i < cells.size(); ++i) values.push_back(postgresql_cell(cells, i));
            TRY(row(Row(columns, std::move(values))));
        }
        return {};
    }

    Dialect dialect_;
    soci::session session_;
    PreparedStatements statements_;  // goes before the session that it belongs to
    bool open_ = false;
};

namespace {

/// Whether the records answer. While they do not, one at a time of those who come is let through to see, and
/// the next after as long again as that took.
class Gate {
  public:
    using Moment = std::chrono::steady_clock::time_point;

    /// When whoever passed did so; for note().
    struct Pass {
        Moment at;
        bool was_open;
    };

    Result<Pass> pass() {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (!shut_since_) return Pass{now, true};
        if (probing_ || now < next_probe_) return error();
        probing_ = true;
        return Pass{now, false};
    }

    /// For whoever found it open and then had to wait.
    Result<> is_still_open() const {
        const std::lock_guard lock(mutex_);
        if (shut_since_) return error();
        return {};
    }

    /// What came of it for whoever passed.
    void note(const Pass& pass, const Result<>& outcome) {
        const std::lock_guard lock(mutex_);
        if (!pass.was_open) probing_ = false;
        if (outcome) {
            shut_since_.reset();
            return;
        }
        const ErrorKind kind = outcome.error().kind;
        if (kind != ErrorKind::unavailable && kind != ErrorKind::io && kind != ErrorKind::corrupt) return;
        if (!shut_since_) shut_since_ = SystemClock().now();
        const auto now = std::chrono::steady_clock::now();
        next_probe_ = now + std::max<Moment::duration>(now - pass.at, rest_min);
    }

    std::optional<Instant> shut_since() const {
        const std::lock_guard lock(mutex_);
        return shut_since_;
    }

  private:
    static constexpr std::chrono::milliseconds rest_min{100};

    Error error() const {
        return {ErrorKind::unavailable,
                "the records have not answered since " + to_string(*shut_since_) + ": try again"};
    }

    mutable std::mutex mutex_;
    std::optional<Instant> shut_since_;
    bool probing_ = false;
    Moment next_probe_;
};

}  // namespace

struct Database::State {
    Dialect dialect = Dialect::sqlite;
    std::string target;
    DatabaseOptions options;
    std::optional<io::TemporaryFolder> folder;  ///< of a temporary database; goes after the connections

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::unique_ptr<Connection>> idle_readers;
    size_t readers = 0;  ///< idle and lent
    std::unique_ptr<Connection> idle_writer;
    bool writing = false;

    Gate reading_gate, writing_gate;

    DatabaseOptions options_of_readers() const {
        DatabaseOptions hasty = options;
        hasty.busy_timeout = std::min(options.busy_timeout, options.reading_patience);
        return hasty;
    }

    Result<std::unique_ptr<Connection>> take_reader() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !idle_readers.empty() || readers < options.readers_max; });
        if (!idle_readers.empty()) {
            auto connection = std::move(idle_readers.back());
            idle_readers.pop_back();
            return connection;
        }
        ++readers;
        lock.unlock();
        auto connection = Connection::open(dialect, target, options_of_readers());
        if (!connection) give_back_reader(nullptr);
        return connection;
    }

    Result<std::unique_ptr<Connection>> take_writer() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !writing; });
        writing = true;
        if (idle_writer) return std::move(idle_writer);
        lock.unlock();
        auto connection = Connection::open(dialect, target, options);
        if (!connection) give_back_writer(nullptr);
        return connection;
    }

    /// A null connection was unfit, and makes room for a new one.
    void give_back_reader(std::unique_ptr<Connection> connection) {
        {
            const std::lock_guard lock(mutex);
            if (connection) {
                idle_readers.push_back(std::move(connection));
            } else {
                --readers;
            }
        }
        changed.notify_all();
    }

    void give_back_writer(std::unique_ptr<Connection> connection) {
        {
            const std::lock_guard lock(mutex);
            idle_writer = std::move(connection);
            writing = false;
        }
        changed.notify_all();
    }
};

namespace {

/// A write transaction that this thread is in.
struct Within {
    const void* state;
    Database::Connection* connection;
    bool part_failed = false;
};
thread_local std::vector<Within> transactions;  // one for each database that is being written to

Within* transaction_on(const void* state) {
    for (Within& within : transactions)
        if (within.state == state) return &within;
    return nullptr;
}

}  // namespace

Database::Lease::Lease(State* state, std::unique_ptr<Connection> connection, bool writing)
    : state_(state), connection_(std::move(connection)), writing_(writing) {
    if (writing_) transactions.push_back({state_, connection_.get()});
}

Database::Lease::Lease(State* state, Connection* joined, bool writing)
    : state_(state), joined_(joined), writing_(writing) {}

Database::Lease::Lease(Lease&& other) noexcept
    : state_(other.state_),
      connection_(std::move(other.connection_)),
      joined_(std::exchange(other.joined_, nullptr)),
      writing_(other.writing_),
      committed_(other.committed_) {}

Database::Lease::~Lease() {
    if (joined_ != nullptr) {
        if (writing_ && !committed_) transaction_on(state_)->part_failed = true;
        return;
    }
    if (!connection_) return;
    if (writing_) std::erase_if(transactions, [&](const Within& within) { return within.state == state_; });
    if (!connection_->roll_back()) connection_.reset();
    writing_ ? state_->give_back_writer(std::move(connection_))
             : state_->give_back_reader(std::move(connection_));
}

Reader& Database::Lease::reader() {
    return connection();
}

Writer& Database::Lease::writer() {
    return connection();
}

Result<> Database::Lease::commit() {
    committed_ = true;
    if (joined_ != nullptr) return {};
    if (transaction_on(state_)->part_failed)
        return Error{ErrorKind::conflict, "a part of this change failed, so none of it was made"};
    return connection_->commit();
}

Result<Database::Lease> Database::begin_read() {
    if (const Within* within = transaction_on(state_.get()))
        return Lease(state_.get(), within->connection, false);
    return begin(false);
}

Result<Database::Lease> Database::begin_write() {
    if (const Within* within = transaction_on(state_.get()))
        return Lease(state_.get(), within->connection, true);
    TRY(state_->reading_gate.is_still_open());  // what cannot be read is not written either
    return begin(true);
}

Result<Database::Lease> Database::begin(bool writing) {
    Gate& gate = writing ? state_->writing_gate : state_->reading_gate;
    const Gate::Pass pass = TRY(gate.pass());
    const auto begun = [&]() -> Result<Lease> {
        Lease lease(state_.get(), TRY(writing ? state_->take_writer() : state_->take_reader()), writing);
        if (pass.was_open) TRY(gate.is_still_open());
        TRY(lease.connection().begin(writing));
        return lease;
    };
    auto lease = begun();
    gate.note(pass, lease ? Result<>() : Result<>(lease.error()));
    return lease;
}

Database::Health Database::health() const {
    return {state_->reading_gate.shut_since(), state_->writing_gate.shut_since()};
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() = default;

std::string_view Database::dialect() const {
    return state_->dialect == Dialect::sqlite ? "sqlite" : "postgresql";
}

Result<std::unique_ptr<Database>> Database::open(DatabaseOptions options) {
    auto state = std::make_unique<State>();
    const size_t colon = options.connection.find(':');
    const std::string scheme = options.connection.substr(0, colon);
    if (colon == std::string::npos || (scheme != "sqlite" && scheme != "postgresql"))
        return Error{ErrorKind::invalid,
                     "the database must be 'sqlite:PATH' or 'postgresql:…', not '" + scheme + "…'"};
    state->dialect = scheme == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
    state->target = options.connection.substr(colon + 1);
    if (state->dialect == Dialect::sqlite &&
        (state->target.empty() || state->target.find('"') != std::string::npos))
        return Error{ErrorKind::invalid,
                     "the path of the records must not be empty or hold a quotation mark"};
    if (options.readers_max == 0) return Error{ErrorKind::invalid, "readers_max must be at least 1"};
    state->options = std::move(options);
    state->give_back_writer(TRY(state->take_writer()));
    return std::unique_ptr<Database>(new Database(std::move(state)));
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& data_directory) {
    TRY(io::make_folder(data_directory));
    return open(DatabaseOptions{.connection = "sqlite:" + (data_directory / "nuri.db").string()});
}

Result<std::unique_ptr<Database>> Database::open_temporary() {
    auto folder = TRY(io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "nuri-records-"));
    auto database = TRY(open(DatabaseOptions{.connection = "sqlite:" + (folder.path() / "nuri.db").string(),
                                             .durability = DatabaseOptions::Durability::process_loss}));
    database->state_->folder.emplace(std::move(folder));
    return database;
}

}  // namespace nuri::store
