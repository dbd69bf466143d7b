#include "support.hpp"
#include "twobit_writer.hpp"

#include <strandline/formats/fasta.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/twobit.hpp>

#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

std::string fasta_slip(const std::string& bytes) {
    const auto outcome = read_fasta(file(bytes));
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

domain::Genome random_genome() {
    domain::Genome genome;
    const int contigs = *rc::gen::inRange(1, 5);
    for (int i = 0; i < contigs; ++i) {
        std::string bases =
            *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ACGTNN"))));
        genome.contigs.push_back({format("contig{}", i), std::move(bases), false});
    }
    return genome;
}

bool same(const domain::Genome& a, const domain::Genome& b) {
    return std::ranges::equal(a.contigs, b.contigs, [](const domain::Contig& x, const domain::Contig& y) {
        return x.name == y.name && x.bases == y.bases && x.circular == y.circular;
    });
}

}  // namespace

TEST_CASE("FASTA: names, case, U, IUPAC, blank lines and topology") {
    const auto genome = read_fasta(
        file("\n>chr1 first one\nacgu\r\n\nRYN  \n>chr2 [topology=circular]\nA\n>chr3 circular=true\nC"));
    REQUIRE(genome.has_value());
    REQUIRE(genome->contigs.size() == 3);
    CHECK(genome->contigs[0].name == "chr1");
    CHECK(genome->contigs[0].bases == "ACGTRYN");
    CHECK(!genome->contigs[0].circular);
    CHECK(genome->contigs[1].circular);
    CHECK(genome->contigs[2].circular);
}

TEST_CASE("FASTA: what is wrong is placed") {
    CHECK(fasta_slip("") == "fasta.empty");
    CHECK(fasta_slip("\n\n") == "fasta.empty");
    CHECK(fasta_slip("ACGT\n") == "fasta.header 1:1");
    CHECK(fasta_slip(">\nACGT\n") == "fasta.name 1:1");
    CHECK(fasta_slip(">a\nAC\n>a\nAC\n") == "fasta.duplicate 3:1");
    CHECK(fasta_slip(">a\n>b\nAC\n") == "fasta.no_bases 1:1");
    CHECK(fasta_slip(">a\nAC\n>b\n") == "fasta.no_bases 3:1");
    CHECK(fasta_slip(">a\nACGT\nAC!T\n") == "fasta.letter 3:3");
    CHECK(fasta_slip(">a\nAC GT\n") == "fasta.letter 2:3");
    CHECK(fasta_slip(">a\nMKLV*\n") == "fasta.letter 2:3");
    CHECK(fasta_slip(gzip(">a\nACGT\n").substr(0, 22)) == "gzip.truncated");
    std::string bad = ">a\n";
    for (int i = 0; i < 50; ++i) bad += "ACGTX\n";
    CHECK(read_fasta(file(bad)).error().more().size() == 19);
}

TEST_CASE("FASTA: read back what was written, whatever the width of the lines") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const auto width = *rc::gen::inRange<std::size_t>(1, 80);
        std::string text;
        for (const domain::Contig& contig : genome.contigs) {
            text += ">" + contig.name + "\n";
            for (std::size_t i = 0; i < contig.bases.size(); i += width)
                text += contig.bases.substr(i, width) + "\n";
        }
        RC_ASSERT(same(read_fasta(file(text)).value(), genome));
    }));
}

TEST_CASE("2bit: both versions and byte orders") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        for (const int version : {0, 1})
            for (const bool big_endian : {false, true}) {
                const std::string bytes = twobit(genome, version, big_endian);
                const auto read = read_genome(file(bytes));
                RC_ASSERT(read.has_value());
                RC_ASSERT(same(*read, genome));
            }
    }));
}

TEST_CASE("2bit: what is wrong is said") {
    const domain::Genome genome{{{"one", "ACGTNNNACGTACGTACC", false}, {"two", "ACG", false}}};
    const std::string bytes = twobit(genome);
    REQUIRE(read_twobit(file(bytes)).has_value());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK(slip(read_twobit(file(bytes.substr(0, size)))) == "twobit.truncated");
    CHECK(slip(read_twobit(file(std::string(100, 'x')))) == "twobit.signature");
    CHECK(slip(read_twobit(file(twobit(genome, 2)))) == "twobit.version");
    CHECK(slip(read_twobit(file(twobit({})))) == "twobit.empty");
    CHECK(slip(read_twobit(file(twobit({{{"a", "ACGT", false}, {"a", "ACGT", false}}})))) ==
          "twobit.duplicate");
    CHECK(slip(read_twobit(file(twobit({{{"a", "", false}}})))) == "twobit.no_bases");
}

TEST_CASE("2bit: yeast has 17 contigs and 12,157,105 bases") {
    const auto source = shared_source("data/edit/yeast/sacCer3.2bit");
    if (!source) return;
    const auto genome = read_genome(*source);
    REQUIRE(genome.has_value());
    CHECK(genome->contigs.size() == 17);
    CHECK(genome->total_length() == 12'157'105);
    CHECK(genome->find("chrI")->bases.starts_with("CCACACCACACCCACACACCCACACACCACACCACACACCACACCACACC"));
}

TEST_CASE("a genome of no known kind is refused by name of what it is") {
    for (const std::string& bytes :
         {std::string("hello\n"), std::string(), std::string("{}"), std::string("\0\1", 2)}) {
        const auto outcome = read_genome(file(bytes));
        CHECK(slip(outcome) == "genome.format");
        CHECK(says_all(outcome));
    }
    CHECK(slip(read_annotated_genome(file(">a\nAC\n"))) == "annotation.missing");
}
