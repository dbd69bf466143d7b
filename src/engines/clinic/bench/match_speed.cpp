// Seconds of matching: match_speed SAMPLES DEFINITION.json… tells, for each gene, the processor time of
// samples made of random pairs of alleles, every one of them matched anew.

#include <strandline/clinic/match.hpp>
#include <strandline/formats/pharmacogenes.hpp>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

using namespace strandline;
using domain::PgxGenotype;

namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::uint8_t some_base(std::uint32_t cell, std::uint32_t reference) {
    return static_cast<std::uint8_t>(std::countr_zero(cell ? cell : reference));
}

/// Two random alleles; half of the samples phased, one genotype of twenty missing in a third of them.
std::vector<PgxGenotype> random_sample(const domain::GeneDefinition& definition, std::size_t reference,
                                       std::mt19937& random) {
    const auto& one = definition.alleles[random() % definition.alleles.size()];
    const auto& other = definition.alleles[random() % definition.alleles.size()];
    const bool phased = random() % 2, gaps = random() % 3 == 0;
    std::vector<PgxGenotype> genotypes;
    for (std::size_t p = 0; p < definition.positions.size(); ++p) {
        const std::uint32_t blank = definition.alleles[reference].cells[p];
        PgxGenotype genotype{some_base(one.cells[p], blank), some_base(other.cells[p], blank), phased, false,
                             -1};
        if (gaps && random() % 20 == 0) genotype = {};
        genotypes.push_back(genotype);
    }
    return genotypes;
}

double seconds_of(const domain::GeneDefinition& definition, std::size_t samples) {
    clinic::MatchOptions options;
    options.cyp2d6 = true;
    const auto matcher = clinic::GeneMatcher::compile(definition, options).value();
    std::size_t reference = 0;
    while (!definition.alleles[reference].reference) ++reference;
    std::mt19937 random(7);
    std::vector<std::vector<PgxGenotype>> made;
    for (std::size_t s = 0; s < samples; ++s) made.push_back(random_sample(definition, reference, random));
    std::size_t called = 0;
    const double begin = processor_seconds();
    for (const auto& genotypes : made) called += matcher.match(genotypes).called();
    const double seconds = processor_seconds() - begin;
    std::printf("%-8s %4zu positions %4zu alleles  %6.2f us a sample, %zu called\n", definition.gene.c_str(),
                definition.positions.size(), definition.alleles.size(),
                seconds / static_cast<double>(samples) * 1e6, called);
    return seconds;
}

}  // namespace

int main(int count, char** words) {
    const std::size_t samples = count > 1 ? std::strtoull(words[1], nullptr, 10) : 0;
    if (!samples || count < 3)
        return std::fputs("usage: match_speed SAMPLES DEFINITION.json...\n", stderr), 2;
    double total = 0;
    for (int i = 2; i < count; ++i) {
        auto source = Source::open(words[i]);
        auto definition = source ? formats::read_gene_definition(*source) : fail(source.error());
        if (!definition) return std::fputs(render(definition.error()).c_str(), stderr), 2;
        total += seconds_of(*definition, samples);
    }
    std::printf("all genes: %.0f samples a second of one core\n", static_cast<double>(samples) / total);
    return 0;
}
