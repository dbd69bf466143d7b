#include "search/index_operation.hpp"

#include "circular.hpp"
#include "pam.hpp"
#include "search/index_file.hpp"

#include <strandline/formats/guides.hpp>
#include <strandline/formats/packed_genome.hpp>

#include <string>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_index(Call& call, Context& context) {
    Pattern pattern;
    STRANDLINE_TRY(pattern.pams, parse_pams(call.text("pam")));
    pattern.pam_side = call.text("pam-side") == "5" ? PamSide::five_prime : PamSide::three_prime;
    pattern.spacer_length = static_cast<int>(call.integer("spacer-length"));
    STRANDLINE_TRY(domain::PackedGenome genome, formats::read_packed_genome(call.input("genome"), context));
    STRANDLINE_CHECK(mark_circular(genome, call.texts("circular")));
    STRANDLINE_CHECK(write_index(call.output("index"), genome, pattern, context));
    return Answer::yes;
}

}  // namespace

operation::Operation index_operation() {
    operation::Operation made;
    made.name = "edit index";
    made.summary = "Index the sites of a genome, for searching whole libraries";
    made.description =
        "Sorts every site beside a PAM by its bases, so that a search looks at few of them: worth it from "
        "some "
        "thousand guides on. The index serves one spacer length and one set of PAMs, and the genome that it "
        "was made "
        "of, which is given to the search as well; about 17 bytes a site. Searches with bulges scan the "
        "genome as "
        "they do without it.";
    made.inputs = {operation::port("genome")
                       .one_of("genbank", "fasta", "twobit", "gff3", "edit.genome/1")
                       .described("the genome; best a packed one, which the search then starts from, too")};
    made.params = {operation::text("pam", "NGG")
                       .value("IUPAC")
                       .help("PAM beside the spacer, IUPAC codes, 5' to 3'; several with commas: NGG,NAG"),
                   operation::choice("pam-side", "3", {"3", "5"})
                       .help("end of the spacer at which the PAM is: 3 as for Cas9, 5 as for Cas12a"),
                   operation::integer("spacer-length", 20)
                       .range(formats::shortest_spacer, formats::longest_spacer)
                       .help("bases of the spacers that will be searched"),
                   circular_param()};
    made.outputs = {
        operation::port("index").format(std::string(index_format)).described("the index").binary()};
    made.example = "strandline edit index --genome hg38.packed --pam NGG -o hg38.ngg.index";
    made.run = run_index;
    return made;
}

}  // namespace strandline::edit
