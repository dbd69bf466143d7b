#include "sqlite.hpp"

#include <sqlite3.h>

#include <utility>

namespace strandline::store {

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::next() {
    if (!statement_ || database_->failed()) return false;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_->note(code);
    return false;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::bytes(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string();
}

Digest Statement::digest(int column) const {
    const std::string raw = bytes(column);
    return raw.size() == 32 ? Digest::from_raw(raw) : Digest{};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int Statement::columns() const { return sqlite3_column_count(statement_); }

void Statement::reset() {
    if (statement_) sqlite3_reset(statement_);
}

void Statement::bind(int place, std::int64_t value) {
    if (statement_) sqlite3_bind_int64(statement_, place, value);
}

void Statement::bind(int place, std::string_view bytes) {
    // A null pointer would bind NULL, so empty bytes need one of their own.
    if (statement_)
        sqlite3_bind_blob64(statement_, place, bytes.empty() ? "" : bytes.data(), bytes.size(),
                            SQLITE_TRANSIENT);
}

Result<Database> Database::open(const std::filesystem::path& file) {
    Database database;
    const int code =
        sqlite3_open_v2(file.c_str(), &database.handle_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) database.note(code);
    STRANDLINE_CHECK(database.status());
    sqlite3_busy_timeout(database.handle_, 60'000);
    return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      failure_(std::move(other.failure_)),
      is_corrupt_(other.is_corrupt_) {}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(failure_, other.failure_);
    std::swap(is_corrupt_, other.is_corrupt_);
    return *this;
}

Database::~Database() { sqlite3_close(handle_); }

Statement Database::query(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) note(code);
    return {*this, statement};
}

void Database::execute(std::string_view sql) {
    if (failed()) return;
    const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) note(code);
}

Result<void> Database::status() const {
    if (failure_.empty()) return {};
    return fail(Error::environment("index.failed", "the index of the workspace cannot be used: {}", failure_)
                    .mend("look at free space and permissions; 'strandline thread check --repair' makes the "
                          "index anew"));
}

void Database::roll_back() { sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr); }

void Database::note(int code) {
    is_corrupt_ |= (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
    if (failure_.empty()) failure_ = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    if (failure_.empty()) failure_ = "unknown";
}

}  // namespace strandline::store
