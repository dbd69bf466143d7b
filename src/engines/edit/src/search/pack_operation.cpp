#include "search/pack_operation.hpp"

#include "circular.hpp"

#include <strandline/formats/packed_genome.hpp>

#include <string>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_pack(Call& call, Context& context) {
    STRANDLINE_TRY(domain::PackedGenome genome, formats::read_packed_genome(call.input("genome"), context));
    STRANDLINE_CHECK(mark_circular(genome, call.texts("circular")));
    STRANDLINE_CHECK(formats::write_packed_genome(call.output("packed"), genome, context));
    return Answer::yes;
}

}  // namespace

operation::Operation pack_operation() {
    operation::Operation made;
    made.name = "edit pack";
    made.summary = "Pack a genome into a file that searches start from at once";
    made.description =
        "Writes the genome at two bits a base, as it stands in memory during a search: a quarter of the size "
        "of FASTA, read in a moment. The file may be given as --genome wherever a genome is searched, with "
        "the same results as the file that it was made from. Upper and lower case are not told apart; "
        "ambiguous letters, names and circular contigs are kept, descriptions and annotation are not.\n\n"
        "The same letters under the same names give the same file, whether they came as FASTA, 2bit, GenBank "
        "or GFF3, compressed or not. Damage to the file is noticed by checksums.";
    made.inputs = {operation::port("genome")
                       .one_of("genbank", "fasta", "twobit", "gff3", "edit.genome/1")
                       .described("the genome")};
    made.params = {operation::text("circular")
                       .repeated()
                       .value("CONTIG")
                       .help("a contig that is circular though its file does not say so")};
    made.outputs = {operation::port("packed")
                        .format(std::string(formats::packed_genome_format))
                        .described("the packed genome")
                        .binary()};
    made.example = "strandline edit pack --genome hg38.fa.gz --circular chrM -o hg38.packed";
    made.run = run_pack;
    return made;
}

}  // namespace strandline::edit
