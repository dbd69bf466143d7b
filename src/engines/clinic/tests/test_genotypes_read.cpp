// The shared files through the reader, against a plain reading of their cells.
#include "pharmcat_truth.hpp"

#include <strandline/formats/pgx_genotypes.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

std::vector<GeneDefinition> values_of(const std::map<std::string, GeneDefinition>& by_gene) {
    std::vector<GeneDefinition> made;
    for (const auto& [gene, definition] : by_gene) made.push_back(definition);
    return made;
}

/// A dot and a phase that means nothing beside it are one thing.
PgxGenotype plain(PgxGenotype one) {
    if (one.first == PgxGenotype::missing && (one.second == PgxGenotype::missing || one.is_haploid()))
        return PgxGenotype{};
    return one;
}

/// How many genotypes were compared; each that differs is told.
std::size_t compare(const std::string& name, const std::string& text,
                    const std::vector<GeneDefinition>& definitions) {
    Context context;
    const auto cohort = formats::read_pgx_genotypes(Source::memory(name, text), definitions, {}, context);
    REQUIRE_MESSAGE(cohort.has_value(), name, (cohort ? std::string() : render(cohort.error())));
    const PlainVcf vcf = plain_vcf(text);
    REQUIRE(cohort->samples == vcf.samples);
    std::size_t compared = 0;
    for (std::size_t sample = 0; sample < vcf.samples.size(); ++sample) {
        auto ours = cohort->genotypes.begin() + static_cast<std::ptrdiff_t>(sample * cohort->sites.size());
        for (const GeneDefinition& gene : definitions) {
            for (std::size_t p = 0; const PgxGenotype& theirs : genotypes_of(vcf, sample, gene)) {
                const PgxGenotype found = *ours++;
                const PgxGenotype expected = plain(theirs);
                CHECK_MESSAGE(found == expected, name, " ", vcf.samples[sample], " ", gene.gene, " ",
                              gene.positions[p].position, ": ", int{found.first}, " ", int{found.second});
                ++p;
                ++compared;
            }
            ours += static_cast<std::ptrdiff_t>(gene.extra.size());  // of no named allele
        }
    }
    return compared;
}

}  // namespace

TEST_CASE("random samples: every genotype as it stands in the file") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto definitions = values_of(shared_definitions(*clinic));
    std::size_t compared = 0;
    for (const char* name : {"phased150", "mixed200", "missing100", "combo60"})
        compared +=
            compare(name, bytes_of(*clinic / "random" / (std::string(name) + ".vcf.gz")), definitions);
    MESSAGE(compared, " genotypes compared");
    CHECK(compared > 300000);
}

TEST_CASE("cases: every genotype as it stands in the file") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto definitions = values_of(shared_definitions(*clinic));
    std::size_t files = 0, compared = 0;
    for (const auto& [name, text] : untar(bytes_of(*clinic / "cases_vcf.tar.gz"))) {
        if (!name.ends_with(".vcf")) continue;
        ++files;
        compared += compare(name, text, definitions);
    }
    MESSAGE(files, " files, ", compared, " genotypes compared");
    CHECK(files == 362);
}
