#include "petab_table.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace strandline::formats::petab {

Result<PetabTable> PetabTable::open(const Source& source) {
    PetabTable table(source);
    STRANDLINE_CHECK(table.read_header());
    return table;
}

Result<void> PetabTable::read_header() {
    bool found = false;
    while (!found && in_.next()) found = !trim(in_.line()).empty();
    STRANDLINE_CHECK(in_.status());
    if (!found)
        return fail(Error::input("petab.empty", "the table is empty")
                        .at({.file = in_.name()})
                        .expected("a line with the names of the columns")
                        .found("nothing")
                        .mend("check that this is the file you meant, and that it was written whole"));
    cut();
    while (!cells_.empty() && cells_.back().empty()) {
        cells_.pop_back();
        raw_.pop_back();
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const std::string_view name = cells_[i];
        if (!name.empty() && find(name))
            return fail(Error::input("petab.duplicate_column", "the column '{}' is there twice", name)
                            .at(in_.place_of(raw_[i]))
                            .expected("each column once")
                            .found("'{}' again", name)
                            .mend("rename or remove one of the two"));
        columns_.emplace_back(name);
        header_places_.push_back(in_.place_of(raw_[i]));
    }
    return {};
}

void PetabTable::cut() {
    cells_.clear();
    raw_.clear();
    unquoted_.clear();
    const std::string_view line = in_.line();
    for (std::size_t at = 0;;) {
        std::size_t end = line.find('\t', at);
        if (at < line.size() && line[at] == '"') {
            std::string text;
            std::size_t i = at + 1;
            for (; i < line.size(); ++i) {
                if (line[i] != '"')
                    text += line[i];
                else if (i + 1 < line.size() && line[i + 1] == '"')
                    text += line[i++];
                else
                    break;
            }
            end = line.find('\t', std::min(i, line.size()));
            raw_.push_back(line.substr(at, end == std::string_view::npos ? end : end - at));
            cells_.push_back(trim(unquoted_.emplace_back(std::move(text))));
        } else {
            raw_.push_back(trim(line.substr(at, end == std::string_view::npos ? end : end - at)));
            cells_.push_back(raw_.back());
        }
        if (end == std::string_view::npos) break;
        at = end + 1;
    }
}

std::optional<std::size_t> PetabTable::find(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name);
    if (found == columns_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
}

Result<std::size_t> PetabTable::column(std::string_view name) const {
    if (const auto index = find(name)) return *index;
    return fail(Error::input("petab.column", "the table has no column '{}'", name)
                    .at(header_places_.empty() ? in_.place() : header_places_.front())
                    .expected("a column '{}'", name)
                    .found("the columns {}", join(columns_, ", "))
                    .candidates(nearest(name, columns_))
                    .mend("add the column; columns are parted by tabs"));
}

Place PetabTable::place_of_column(std::size_t column) const { return header_places_[column]; }

Result<bool> PetabTable::next() {
    do {
        if (!in_.next()) {
            STRANDLINE_CHECK(in_.status());
            return false;
        }
        cut();
    } while (std::ranges::all_of(cells_, [](std::string_view cell) { return cell.empty(); }));
    for (std::size_t i = columns_.size(); i < cells_.size(); ++i)
        if (!cells_[i].empty())
            return fail(Error::input("petab.cells", "the row has more cells than the header")
                            .at(in_.place_of(raw_[i]))
                            .expected("{}", counted(columns_.size(), "cell"))
                            .found("{}", counted(cells_.size(), "cell"))
                            .mend("remove what is too much, or name its column"));
    return true;
}

std::string_view PetabTable::text(std::optional<std::size_t> column) const {
    return column && *column < cells_.size() ? cells_[*column] : std::string_view();
}

bool PetabTable::given(std::optional<std::size_t> column) const {
    const std::string_view cell = text(column);
    return !cell.empty() && cell != "NaN" && cell != "nan" && cell != "NA";
}

Place PetabTable::place(std::optional<std::size_t> column) const {
    if (!column || *column >= raw_.size()) return in_.place();
    return in_.place_of(raw_[*column]);
}

std::optional<double> number_of(std::string_view text) {
    std::string_view digits = text;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || digits.front() == '-') return std::nullopt;
    double value = 0;
    if (digits == "inf" || digits == "Inf" || digits == "INF")
        value = std::numeric_limits<double>::infinity();
    else {
        if (digits.front() != '.' && (digits.front() < '0' || digits.front() > '9')) return std::nullopt;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (end != digits.data() + digits.size()) return std::nullopt;
        // Too small or too large for a double: the C library rounds as the field's tools do.
        if (error == std::errc::result_out_of_range)
            value = std::strtod(std::string(digits).c_str(), nullptr);
        else if (error != std::errc())
            return std::nullopt;
    }
    return negative ? -value : value;
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    if (trim(text).empty()) return parts;
    for (const std::string_view part : split(text, ';')) parts.push_back(trim(part));
    return parts;
}

}  // namespace strandline::formats::petab
