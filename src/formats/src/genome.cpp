#include <strandline/formats/genome.hpp>

#include <strandline/formats/fasta.hpp>
#include <strandline/formats/genbank.hpp>
#include <strandline/formats/gff3.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/twobit.hpp>

#include <utility>

namespace strandline::formats {
namespace {

Error not_a_genome(const Source& source, const std::string& format) {
    return Error::input("genome.format", "this is no genome that can be read")
        .at({.file = source.name()})
        .expected("FASTA, GenBank, 2bit, or GFF3 with ##FASTA (also gzipped)")
        .found("{}", format == "empty"    ? "an empty file"
                     : format == "binary" ? "bytes of a kind that is not known"
                     : format == "text"   ? "text of another kind"
                                          : format)
        .mend("check that this is the file you meant, and that it was written whole");
}

/// As `check_annotated`, of a genome whose format is known.
Result<void> check_annotated(const Source& genome, const std::string& format) {
    if (format == "genbank" || format == "gff3") return {};
    if (format == "fasta" || format == "twobit")
        return fail(Error::input("annotation.missing", "nothing says where the genes are")
                        .at({.file = genome.name()})
                        .expected("an annotation beside a genome in {}", format == "fasta" ? "FASTA" : "2bit")
                        .found("the genome alone")
                        .mend("give the annotation with --annotation genes.gff3, or the genome as GenBank"));
    return fail(not_a_genome(genome, format));
}

}  // namespace

Result<domain::Genome> read_genome(const Source& source) {
    const std::string format = recognise(source);
    if (format == "fasta") return read_fasta(source);
    if (format == "twobit") return read_twobit(source);
    if (format == "genbank" || format == "gff3") {
        STRANDLINE_TRY(AnnotatedGenome annotated, read_annotated_genome(source));
        return std::move(annotated.genome);
    }
    return fail(not_a_genome(source, format));
}

Result<AnnotatedGenome> read_annotated_genome(const Source& genome, const Source* gff3) {
    if (gff3) {
        STRANDLINE_TRY(domain::Genome bases, read_genome(genome));
        return read_gff3(*gff3, std::move(bases));
    }
    const std::string format = recognise(genome);
    STRANDLINE_CHECK(check_annotated(genome, format));
    return format == "genbank" ? read_genbank(genome) : read_gff3_with_sequence(genome);
}

Result<void> check_annotated(const Source& genome) { return check_annotated(genome, recognise(genome)); }

}  // namespace strandline::formats
