#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::formats {

/// A stretch of a genome that was asked for.
struct Region {
    std::string name;  // column 4 of a BED file, else contig:first-last, counted from 1
    domain::Interval interval;
    std::optional<domain::Strand> strand;  // column 6 of a BED file
};

/// Regions of `genome`, one a line: BED (3 columns or more, 0-based, half-open; tabs or blanks), or
/// contig:first-last (from 1, both ends included, as genome browsers and samtools write it). Lines that begin
/// with #, `track` or `browser` and empty lines are skipped. Names that come again get _2, _3 …
/// Errors: "regions.line", "regions.number", "regions.order", "regions.strand", "regions.contig",
/// "regions.range", "regions.empty".
Result<std::vector<Region>> read_regions(const Source& source, const domain::Genome& genome);

}  // namespace strandline::formats
