#pragma once

#include <strandline/base/result.hpp>
#include <strandline/formats/reader.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// What each column of a run's table is for.
struct RunColumns {
    struct Column {
        enum class Kind : std::uint8_t { time, arrival, signal, quality } kind = Kind::signal;
        std::uint32_t signal = 0;  // of a signal and of its quality
        std::string name, unit;
        double hours = 1;  // of one unit of a time
    };
    std::vector<Column> columns;
    char separator = ',';
    bool dates = false;  // the time is a date
    bool has_arrival = false;
    std::size_t signals = 0;
};

/// The row of names and the row of units.
Result<RunColumns> read_run_columns(LineReader& in);

/// Cells of a line; those in quotation marks without them. Nothing where a quotation mark is left open.
std::optional<std::vector<std::string>> run_cells(std::string_view line, char separator);

/// Hours since 1970 of "2026-03-01T08:30:00.5+01:00"; the day may stand alone, UTC where no zone is given.
std::optional<double> hours_of_date(std::string_view text);

}  // namespace strandline::formats
