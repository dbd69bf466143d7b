#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <cstddef>
#include <optional>

namespace strandline::formats {

struct FastaPacking {
    std::size_t chunk_bytes = 512 << 10;  // of text, packed by one thread at a time
    std::size_t chunks_at_once = 16;      // a thread
};

/// Packs a FASTA source, plain or compressed, without ever holding its text. Nothing where anything is odd:
/// then `read_fasta` knows what to say. An error only when interrupted.
Result<std::optional<domain::PackedGenome>> pack_fasta(const Source& source, const FastaPacking& packing,
                                                       Context& context);

}  // namespace strandline::formats
