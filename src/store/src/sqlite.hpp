#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace strandline::store {

class Database;

/// A prepared statement. Bind with `of`, then `next` row by row.
///
///     auto rows = database.query("SELECT leaf FROM record WHERE id = ?").of(id.raw());
///     while (rows.next()) use(rows.integer(0));
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    template <class... A>
    Statement&& of(const A&... values) && {
        int place = 0;
        (bind(++place, values), ...);
        return std::move(*this);
    }
    template <class... A>
    void run(const A&... values) {
        reset();
        int place = 0;
        (bind(++place, values), ...);
        while (next()) {}
    }
    /// False at the end and on failure; the database remembers the failure.
    bool next();
    std::int64_t integer(int column) const;
    std::string bytes(int column) const;
    Digest digest(int column) const;  // zero when the column has another length
    bool is_null(int column) const;
    int columns() const;

private:
    friend class Database;
    Statement(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
    void reset();
    void bind(int place, std::int64_t value);
    void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
    void bind(int place, std::uint32_t value) { bind(place, static_cast<std::int64_t>(value)); }
    void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
    void bind(int place, std::string_view bytes);  // as a blob
    void bind(int place, const std::string& bytes) { bind(place, std::string_view(bytes)); }
    void bind(int place, const char*) = delete;
    void bind(int place, const Digest& digest) { bind(place, digest.raw()); }
    Database* database_;
    sqlite3_stmt* statement_;
};

/// One SQLite connection. Failures are kept: ask `status` after a group of calls. Texts are stored as blobs.
class Database {
public:
    /// ":memory:" for one that lives in memory.
    static Result<Database> open(const std::filesystem::path& file);
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    Statement query(std::string_view sql);
    void execute(std::string_view sql);
    Result<void> status() const;
    /// Forgets an earlier failure.
    void clear() { failure_.clear(); }
    bool failed() const { return !failure_.empty(); }
    /// The file is no database, or a broken one.
    bool is_corrupt() const { return is_corrupt_; }
    /// Ends a transaction without effect, also after a failure, which stays noted.
    void roll_back();

private:
    friend class Statement;
    Database() = default;
    void note(int code);
    sqlite3* handle_ = nullptr;
    std::string failure_;
    bool is_corrupt_ = false;
};

}  // namespace strandline::store
