#include <strandline/formats/table.hpp>

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t pending_most = 1 << 16;

}  // namespace

Result<TableReader> TableReader::open(const Source& source) {
    TableReader table(source);
    STRANDLINE_CHECK(table.read_header());
    return table;
}

Result<void> TableReader::read_header() {
    bool found = false;
    while (!found && in_.next()) found = !in_.line().empty() && !in_.line().starts_with('#');
    STRANDLINE_CHECK(in_.status());
    if (!found)
        return fail(Error::input("table.empty", "the table is empty")
                        .at({.file = in_.name()})
                        .expected("a header line with the names of the columns")
                        .found("{}", in_.number() == 0 ? "an empty file" : "no header line")
                        .mend("check that this is the file you meant, and that it was written whole"));
    header_ = in_.place(1);
    for (const std::string_view name : split(in_.line(), '\t')) {
        if (name.empty())
            return fail(Error::input("table.column", "a column has no name")
                            .at(in_.place_of(name))
                            .expected("a name for each column")
                            .found("nothing between two tabs")
                            .mend("name the column or remove it"));
        if (find_column(name))
            return fail(Error::input("table.duplicate", "the column '{}' is there twice", name)
                            .at(in_.place_of(name))
                            .expected("each name once")
                            .found("'{}' again", name)
                            .mend("rename or remove one of the two"));
        columns_.emplace_back(name);
    }
    return {};
}

std::optional<std::size_t> TableReader::find_column(std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i] == name) return i;
    return std::nullopt;
}

Result<std::size_t> TableReader::column(std::string_view name) const {
    if (const auto index = find_column(name)) return *index;
    return fail(Error::input("table.missing", "the table has no column '{}'", name)
                    .at(header_)
                    .expected("a column '{}'", name)
                    .found("the columns {}", join(columns_, ", "))
                    .candidates(nearest(name, columns_))
                    .mend("give a table that has it, or name the column so; columns are parted by tabs"));
}

Result<bool> TableReader::next() {
    do {
        if (!in_.next()) {
            STRANDLINE_CHECK(in_.status());
            return false;
        }
    } while (in_.line().empty());
    cells_.clear();
    std::string_view rest = in_.line();
    for (;;) {
        const std::size_t tab = rest.find('\t');
        cells_.push_back(rest.substr(0, tab));
        if (tab == std::string_view::npos) break;
        rest.remove_prefix(tab + 1);
    }
    if (cells_.size() == columns_.size()) return true;
    const bool longer = cells_.size() > columns_.size();
    return fail(Error::input("table.cells", "the row has {} cells than the header", longer ? "more" : "fewer")
                    .at(in_.place_of(longer ? cells_[columns_.size()] : cells_.back()))
                    .expected("{}, parted by tabs", counted(columns_.size(), "cell"))
                    .found("{}", cells_.size())
                    .mend("correct the row; a truncated file is written again"));
}

Place TableReader::place(std::size_t column) const { return in_.place_of(cells_[column]); }

Result<std::int64_t> TableReader::integer(std::size_t column) const {
    const std::string_view cell = cells_[column];
    std::int64_t value = 0;
    const auto [end, slip] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (slip == std::errc() && end == cell.data() + cell.size()) return value;
    return fail(Error::input("table.integer", "'{}' is no whole number", columns_[column])
                    .at(place(column))
                    .expected("a whole number")
                    .found("'{}'", cell)
                    .mend("correct the cell"));
}

Result<double> TableReader::number(std::size_t column) const {
    const std::string_view cell = cells_[column];
    double value = 0;
    const auto [end, slip] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (slip == std::errc() && end == cell.data() + cell.size() && std::isfinite(value)) return value;
    return fail(Error::input("table.number", "'{}' is no number", columns_[column])
                    .at(place(column))
                    .expected("a finite number with a decimal point")
                    .found("'{}'", cell)
                    .mend("correct the cell"));
}

TableWriter::TableWriter(Sink& sink, std::span<const std::string> columns)
    : sink_(sink), columns_(columns.size()) {
    STRANDLINE_ASSERT(!columns.empty());
    for (const std::string& column : columns) text(column);
    end_row();
}

void TableWriter::begin_cell() {
    STRANDLINE_ASSERT(cell_ < columns_);
    if (cell_++ > 0) pending_ += '\t';
}

TableWriter& TableWriter::text(std::string_view value) {
    begin_cell();
    for (const char c : value) pending_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    return *this;
}

TableWriter& TableWriter::integer(std::int64_t value) {
    begin_cell();
    char digits[24];
    const auto [end, slip] = std::to_chars(digits, digits + sizeof digits, value);
    pending_.append(digits, end);
    return *this;
}

TableWriter& TableWriter::number(double value, int decimals) {
    STRANDLINE_ASSERT(std::isfinite(value));
    begin_cell();
    pending_ += format("{:.{}f}", value == 0 ? 0.0 : value, decimals);
    return *this;
}

void TableWriter::end_row() {
    STRANDLINE_ASSERT(cell_ == columns_);
    pending_ += '\n';
    cell_ = 0;
    if (pending_.size() < pending_most) return;
    sink_.write(pending_);
    pending_.clear();
}

Result<void> TableWriter::finish() {
    STRANDLINE_ASSERT(cell_ == 0);
    sink_.write(pending_);
    pending_.clear();
    return sink_.status();
}

}  // namespace strandline::formats
