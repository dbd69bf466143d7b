#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/run_data.hpp>

namespace strandline::formats {

/// Data of a bioreactor's run: CSV (commas, semicolons or tabs) with a row of names, a row of units, and a
/// row for each moment. The first column is the time, in a unit of time or as ISO 8601 ("2026-03-01
/// 08:30:00"; without a zone taken as UTC), made into hours since the first row where it is a date.
///
/// An empty cell is no reading. NaN, NA, null, -, #N/A, inf are missing. A column NAME.quality (good, bad,
/// stale, uncertain, or OPC codes: 192 and up to 255 good, 500 stale) tells of the column NAME. A column
/// `arrival` says when the row became known, for assays that come late. Rows whose time contradicts their
/// order are clock steps: the fewest that must go so that the rest rises. Of readings of one signal at one
/// time the first counts. "run.…" errors with line and column.
Result<domain::RunData> read_run(const Source& source);

/// The same data as CSV that `read_run` reads back. Text of the first column: "time", in h.
Result<void> write_run(const domain::RunData& run, Sink& sink);

}  // namespace strandline::formats
