#include <strandline/formats/packed_genome.hpp>

#include "packed/fasta_packer.hpp"
#include "packed/pack_twobit.hpp"
#include "packed/packed_file.hpp"

#include <strandline/formats/genome.hpp>
#include <strandline/formats/recognise.hpp>

#include <utility>

namespace strandline::formats {

Result<domain::PackedGenome> read_packed_genome(const Source& source, Context& context) {
    const std::string format = recognise(source);
    if (format == packed_genome_format) return read_packed_file(source, context);
    if (format == "twobit") return pack_twobit(source, context);
    if (format == "fasta") {
        STRANDLINE_TRY(std::optional<domain::PackedGenome> packed, pack_fasta(source, {}, context));
        if (packed) return std::move(*packed);
    }
    STRANDLINE_TRY(const domain::Genome genome, read_genome(source));
    if (context.cancelled()) return fail(Error::interrupted());
    return domain::pack(genome);
}

}  // namespace strandline::formats
