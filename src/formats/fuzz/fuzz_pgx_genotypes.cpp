#include <strandline/formats/pgx_genotypes.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

/// A gene with a single base and a repeat on chr2, as the seeds of the tests have it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    domain::GeneDefinition gene;
    gene.gene = "ONE";
    gene.chromosome = "chr2";
    gene.positions.resize(2);
    gene.positions[0] = {
        .chromosome = "chr2", .position = 50, .name = "g.50C>T", .ref = "C", .alts = {"T", "G"}};
    gene.positions[1] = {.chromosome = "chr2",
                         .position = 102,
                         .ref = "CAT",
                         .alts = {"C", "CATAT"},
                         .source_position = 104,
                         .source_spelling = {"TA(7)", "TA(6)", "TA(8)"}};
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    Context context;
    static_cast<void>(formats::read_pgx_genotypes(source, {&gene, 1}, {}, context));
    return 0;
}
