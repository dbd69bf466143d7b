#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/formats/genome.hpp>

namespace strandline::formats {

/// The coding sequences that a GFF3 file (version 1.26) names on `genome`. CDS rows belong together by ID,
/// else by each Parent. Symbols come from `gene`, or from the parent gene's `gene`, `locus` or `Name`.
/// Genes are the topmost rows whose type ends in "gene", transcripts and exons the rows below them; these
/// only name where their place is not on the genome. Contigs with a row that says Is_circular=true are marked
/// as circular. A sequence after ##FASTA is left out. Errors: CDS rows on contigs that the genome lacks, out
/// of range, without strand, ill-formed.
Result<AnnotatedGenome> read_gff3(const Source& source, domain::Genome genome);

/// A GFF3 file that holds its own sequence after ##FASTA.
Result<AnnotatedGenome> read_gff3_with_sequence(const Source& source);

}  // namespace strandline::formats
