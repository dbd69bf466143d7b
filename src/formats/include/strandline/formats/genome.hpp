#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>

namespace strandline::formats {

struct AnnotatedGenome {
    domain::Genome genome;
    domain::Annotation annotation;
};

/// A genome of whatever kind it is: FASTA, 2bit, GenBank, or GFF3 with ##FASTA.
Result<domain::Genome> read_genome(const Source& source);

/// A genome and its coding sequences: from `gff3` where given, else from the genome's own file, which is
/// then GenBank or GFF3 with ##FASTA ("annotation.missing" otherwise).
Result<AnnotatedGenome> read_annotated_genome(const Source& genome, const Source* gff3 = nullptr);

/// No error when a genome's own file can bring an annotation, by its kind alone; else what
/// `read_annotated_genome` would say of it without a `gff3`.
Result<void> check_annotated(const Source& genome);

}  // namespace strandline::formats
