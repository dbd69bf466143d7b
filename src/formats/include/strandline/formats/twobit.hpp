#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>

namespace strandline::formats {

/// A .2bit file of UCSC, version 0 (32-bit offsets) or 1 (64-bit), of either byte order; soft masks are
/// not kept. https://genome.ucsc.edu/FAQ/FAQformat.html#format7
Result<domain::Genome> read_twobit(const Source& source);

}  // namespace strandline::formats
