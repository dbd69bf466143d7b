#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

namespace strandline::formats {

/// As `read_twobit`, with the same errors, without a letter in memory. Interrupted is an error, too.
Result<domain::PackedGenome> pack_twobit(const Source& source, Context& context);

}  // namespace strandline::formats
