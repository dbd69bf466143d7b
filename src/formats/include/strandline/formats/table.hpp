#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/reader.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Rows of a TSV file with a header line. Strict: as many cells in each row as in the header, no column
/// twice, no quoting. Lines that begin with # and stand before the header, and empty lines, are skipped.
///
///     STRANDLINE_TRY(auto table, TableReader::open(source));
///     STRANDLINE_TRY(const std::size_t id, table.column("id"));
///     for (;;) { STRANDLINE_TRY(const bool more, table.next()); if (!more) break; use(table.text(id)); }
class TableReader {
public:
    static Result<TableReader> open(const Source& source);

    const std::vector<std::string>& columns() const { return columns_; }
    std::optional<std::size_t> find_column(std::string_view name) const;
    /// The index of a column that must be there; the error names near ones.
    Result<std::size_t> column(std::string_view name) const;

    /// Moves to the next row; false at the end.
    Result<bool> next();
    /// Valid until `next`.
    std::string_view text(std::size_t column) const { return cells_[column]; }
    Result<std::int64_t> integer(std::size_t column) const;
    /// Finite; NaN and infinity are refused.
    Result<double> number(std::size_t column) const;
    /// Line, column and text of a cell of the present row.
    Place place(std::size_t column) const;
    Place place() const { return in_.place(); }

private:
    explicit TableReader(const Source& source) : in_(source) {}
    Result<void> read_header();

    LineReader in_;
    std::vector<std::string> columns_;
    std::vector<std::string_view> cells_;
    Place header_;
};

/// Writes a TSV table with a header of exactly `columns`; every row gives one cell a column, in order.
/// Control characters in a text become blanks, so that a cell stays a cell.
class TableWriter {
public:
    TableWriter(Sink& sink, std::span<const std::string> columns);
    TableWriter(const TableWriter&) = delete;
    TableWriter& operator=(const TableWriter&) = delete;

    TableWriter& text(std::string_view value);
    TableWriter& integer(std::int64_t value);
    /// With exactly `decimals` digits after the point; finite.
    TableWriter& number(double value, int decimals);
    void end_row();
    /// Hands over what is left; what the sink says.
    Result<void> finish();

private:
    void begin_cell();

    Sink& sink_;
    std::size_t columns_;
    std::size_t cell_ = 0;
    std::string pending_;
};

}  // namespace strandline::formats
