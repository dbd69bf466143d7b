#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

namespace strandline::formats {

/// A packed file, every number in it checked; it stays mapped for as long as the genome lives.
/// Errors: "packed.truncated", "packed.version", "packed.byte_order", "packed.damaged".
Result<domain::PackedGenome> read_packed_file(const Source& source, Context& context);

}  // namespace strandline::formats
