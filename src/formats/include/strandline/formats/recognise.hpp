#pragma once

#include <strandline/base/file.hpp>

#include <string>

namespace strandline::formats {

/// What a file holds by its first few KiB, looking through gzip and bzip2, never by its name:
/// "fasta", "fastq", "genbank", "gff3", "twobit", "vcf", "bcf", "json", "sbml", "xml", "cobra.mat" (MATLAB),
/// "cobra.yaml" (a model in YAML), "casoffinder.input", "edit.genome/1" (a packed genome),
/// "clinic.knowledge/1" (a knowledge pack), the format id of a file of sections, "text" (printable text,
/// tables of our own too), "empty" (nothing but white space) or "binary". A guess to choose a reader by; the
/// reader says what is wrong.
std::string recognise(const Source& source);

}  // namespace strandline::formats
