#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/formats/reader.hpp>

#include <string_view>

namespace strandline::formats {

/// What a header line says; `line` without its end.
struct FastaHeader {
    std::string_view name;  // may be empty
    bool circular;
};
FastaHeader read_fasta_header(std::string_view line);

/// FASTA from the next line of `in` on: what follows ##FASTA in a GFF3 file.
Result<domain::Genome> read_fasta_part(LineReader& in);

}  // namespace strandline::formats
