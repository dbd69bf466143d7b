#include "plain_matcher.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;
using domain::PgxGenotype;

namespace {

/// Small definitions and samples, of few variants each: most samples are to be explained.
class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
    bool chance(int percent) { return below(100) < percent; }

    domain::GeneDefinition definition() {
        domain::GeneDefinition definition;
        definition.gene = "GENE";
        const int positions = 1 + below(8);
        for (int p = 0; p < positions; ++p) definition.positions.push_back(position(p));
        const int alleles = 1 + below(10);
        for (int a = 0; a <= alleles; ++a) definition.alleles.push_back(allele(definition, a));
        return definition;
    }

    std::vector<PgxGenotype> genotypes(const domain::GeneDefinition& definition) {
        const bool phased = chance(50), haploid = chance(8), wild = chance(30);
        const int missing = chance(50) ? 20 : 0, sets = 1 + below(3);
        const auto& one =
            definition.alleles[static_cast<std::size_t>(below(static_cast<int>(definition.alleles.size())))];
        const auto& other =
            definition.alleles[static_cast<std::size_t>(below(static_cast<int>(definition.alleles.size())))];
        std::vector<PgxGenotype> found;
        for (std::size_t p = 0; p < definition.positions.size(); ++p) {
            PgxGenotype genotype{base(definition, one, p, wild), base(definition, other, p, wild), phased,
                                 false, -1};
            if (!phased && chance(30)) std::swap(genotype.first, genotype.second);
            if (phased && chance(50)) genotype.phase_set = below(sets);
            if (haploid) genotype.second = PgxGenotype::none;
            if (chance(missing)) genotype = {};
            found.push_back(genotype);
        }
        return found;
    }

private:
    domain::PgxPosition position(int p) {
        domain::PgxPosition position;
        position.position = 100 + p;
        position.ref = "A";
        for (const char* alt : {"C", "G", "T"})
            if (position.alts.empty() || chance(25)) position.alts.push_back(alt);
        position.name = "g." + std::to_string(100 + p) + "A>C";
        return position;
    }

    domain::NamedAllele allele(const domain::GeneDefinition& definition, int a) {
        domain::NamedAllele allele;
        allele.name = "*" + std::to_string(a + 1);
        allele.reference = a == 0;
        bool other_than_ref = false;
        for (const auto& position : definition.positions) {
            const std::uint32_t alt = 2u << below(static_cast<int>(position.alts.size()));
            std::uint32_t cell = a == 0 ? 1 : 0;
            if (a && chance(30)) cell = alt;
            if (a && chance(8)) cell = alt | 1;
            if (a && chance(5)) cell = 1;
            other_than_ref = other_than_ref || (cell && !(cell & 1));
            allele.cells.push_back(cell);
        }
        if (a && !other_than_ref) allele.cells[0] = 2;
        return allele;
    }

    std::uint8_t base(const domain::GeneDefinition& definition, const domain::NamedAllele& allele,
                      std::size_t p, bool wild) {
        const int kinds = static_cast<int>(definition.positions[p].alts.size()) + 1;
        if (wild && chance(15)) return static_cast<std::uint8_t>(below(kinds));
        const std::uint32_t cell = allele.cells[p] ? allele.cells[p] : 1;
        for (;;)
            if (const int kind = below(kinds); cell >> kind & 1) return static_cast<std::uint8_t>(kind);
    }

    std::mt19937 random_;
};

PlainAnswer answer_of(const GeneCall& call) {
    PlainAnswer answer{call.reason, {}};
    for (const DiplotypeCall& diplotype : call.diplotypes)
        answer.diplotypes.emplace_back(diplotype.name, diplotype.score);
    return answer;
}

std::string spelt(const PlainAnswer& answer) {
    std::string text = std::to_string(static_cast<int>(answer.reason));
    for (const auto& [name, score] : answer.diplotypes) text += " " + name + "=" + std::to_string(score);
    return text;
}

/// A haploid sample is the plain matcher's homozygous one.
PlainAnswer halved(PlainAnswer answer) {
    PlainAnswer half{answer.reason, {}};
    for (const auto& [name, score] : answer.diplotypes) {
        const std::size_t slash = name.find('/');
        if (name.substr(0, slash) == name.substr(slash + 1))
            half.diplotypes.emplace_back(name.substr(0, slash), score / 2);
    }
    return half;
}

int agree(const MatchOptions& options, unsigned seed, int samples) {
    Dice dice(seed);
    int called = 0;
    for (int i = 0; i < samples; ++i) {
        const domain::GeneDefinition definition = dice.definition();
        const auto matcher = GeneMatcher::compile(definition, options).value();
        const PlainMatcher plain(definition, options);
        for (int s = 0; s < 4; ++s) {
            const auto genotypes = dice.genotypes(definition);
            const bool haploid = std::ranges::any_of(genotypes, &PgxGenotype::is_haploid);
            PlainAnswer expected = plain.answer(genotypes);
            if (haploid) expected = halved(expected);
            const PlainAnswer found = answer_of(matcher.match(genotypes));
            called += found.reason == NotCalled::called;
            REQUIRE_MESSAGE(expected == found, "sample ", i, ".", s, "\nexpected ", spelt(expected),
                            "\nfound    ", spelt(found));
        }
    }
    return called;
}

}  // namespace

TEST_CASE("the best diplotypes are those of the plain matcher that tries every way") {
    CHECK(agree({}, 1, 3000) > 6000);
}

TEST_CASE("all diplotypes are those of the plain matcher") { CHECK(agree({.all = true}, 2, 3000) > 6000); }

TEST_CASE("combinations and parts are those of the plain matcher") {
    CHECK(agree({.combinations = true}, 3, 3000) > 6000);
}
