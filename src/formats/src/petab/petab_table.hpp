#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/reader.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats::petab {

/// Rows of a PEtab table as the field's tools write and read them: cells may stand in double quotes, blanks
/// round a cell and empty cells at the end of a row do not count, NaN means "nothing".
class PetabTable {
public:
    static Result<PetabTable> open(const Source& source);

    const std::vector<std::string>& columns() const { return columns_; }
    std::optional<std::size_t> find(std::string_view name) const;
    /// The index of a column that must be there.
    Result<std::size_t> column(std::string_view name) const;
    Place place_of_column(std::size_t column) const;

    /// Moves to the next row that holds something; false at the end.
    Result<bool> next();
    /// Valid until `next`; empty where the column or the cell is missing.
    std::string_view text(std::optional<std::size_t> column) const;
    /// Whether the cell holds more than NaN, nan or NA.
    bool given(std::optional<std::size_t> column) const;
    Place place(std::optional<std::size_t> column) const;
    /// The row with its cells as they are read, for writing it again.
    const std::vector<std::string_view>& cells() const { return cells_; }

private:
    explicit PetabTable(const Source& source) : in_(source) {}
    void cut();
    Result<void> read_header();

    LineReader in_;
    std::vector<std::string> columns_;
    std::vector<Place> header_places_;
    std::vector<std::string_view> cells_;
    std::vector<std::string_view> raw_;  // where each cell stands in the line
    std::deque<std::string> unquoted_;
};

/// A whole cell as a number: decimal, or inf with a sign; nothing otherwise.
std::optional<double> number_of(std::string_view text);

/// Parts between semicolons, without blanks; none of an empty text.
std::vector<std::string_view> parts_of(std::string_view text);

}  // namespace strandline::formats::petab
