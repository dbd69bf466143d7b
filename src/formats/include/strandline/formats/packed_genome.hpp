#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <optional>
#include <string_view>

namespace strandline::formats {

/// Format id of the packed file: a PackedGenome as it stands in memory. docs/edit/packed-genome.md
inline constexpr std::string_view packed_genome_format = "edit.genome/1";

/// A genome of whatever kind: all that `read_genome` takes, with the same errors, or a packed file, which is
/// mapped ("packed.…" where it is damaged). On the threads of `context`; an interrupted reading is an error.
/// Memory: that of the result, for FASTA and packed files.
Result<domain::PackedGenome> read_packed_genome(const Source& source, Context& context);

/// Writes the packed file. The same bytes for the same genome, whatever it was read from.
Result<void> write_packed_genome(Sink& sink, const domain::PackedGenome& genome, Context& context);

/// What two genomes have in common when they have the same names, lengths, circular marks and letters, in the
/// same order: SHA-256 over SHA-256 of pieces, so that threads can share the work.
Digest genome_digest(const domain::PackedGenome& genome, const Context& context);

/// The digest that a packed file brings along, read in no time; nothing of any other file.
std::optional<Digest> stored_genome_digest(const Source& source);

}  // namespace strandline::formats
