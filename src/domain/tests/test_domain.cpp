#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/sequence.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace strandline::domain;

namespace {

const std::string iupac = "ACGTMRSVWYHKDBN";

rc::Gen<std::string> iupac_text() { return rc::gen::container<std::string>(rc::gen::elementOf(iupac)); }

}  // namespace

TEST_CASE("codes are sets of bases, of either case") {
    CHECK(base_set('A') == 1);
    CHECK(base_set('c') == 2);
    CHECK(base_set('G') == 4);
    CHECK(base_set('t') == 8);
    CHECK(base_set('U') == 8);
    CHECK(base_set('R') == (base_set('A') | base_set('G')));
    CHECK(base_set('y') == (base_set('C') | base_set('T')));
    CHECK(base_set('N') == 15);
    for (const char other : std::string("EFIJLOPQXZ*-. \n\t0\xff")) CHECK(base_set(other) == 0);
}

TEST_CASE("the complement of a code is the set of the complements") {
    const std::string bases = "ACGT";
    for (const char code : iupac) {
        std::uint8_t expected = 0;
        for (const char base : bases)
            if (base_set(code) & base_set(base)) expected |= base_set(complement(base));
        CHECK(base_set(complement(code)) == expected);
    }
    CHECK(complement('a') == 't');
    CHECK(complement('U') == 'A');
    CHECK(reverse_complement("AACGTn") == "nACGTT");
    CHECK(reverse_complement("") == "");
}

TEST_CASE("reverse complement twice gives the sequence back") {
    CHECK(rc::check([] {
        const std::string bases = *iupac_text();
        RC_ASSERT(reverse_complement(reverse_complement(bases)) == bases);
    }));
}

TEST_CASE("a genome finds contigs by name and counts its bases") {
    const Genome genome{{{"one", "ACGT", false}, {"two", "AC", true}}};
    CHECK(genome.find("two") == &genome.contigs[1]);
    CHECK(genome.find("three") == nullptr);
    CHECK(genome.total_length() == 6);
    CHECK(Genome{}.total_length() == 0);
}

TEST_CASE("the length of a coding sequence is that of its parts") {
    CodingSequence coding;
    CHECK(coding.length() == 0);
    coding.parts = {{0, 10, 19}, {0, 30, 33}};
    CHECK(coding.length() == 12);
}
