#include "simulated_reads.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace strandline::edit::testing;
using Kind = TrueEdit::Kind;

namespace {

std::string without_gaps(std::string text) {
    std::erase(text, '-');
    return text;
}

}  // namespace

TEST_CASE("simulated reads: an edit written by hand makes the alignment it says") {
    const auto gone = molecule("ACGTACGT", {{Kind::deletion, 2, 3, {}}});
    CHECK(gone.aligned_read == "AC---CGT");
    CHECK(gone.aligned_amplicon == "ACGTACGT");
    const auto more = molecule("ACGT", {{Kind::insertion, 2, 2, "TT"}, {Kind::substitution, 3, 1, "A"}});
    CHECK(more.aligned_read == "ACTTGA");
    CHECK(more.aligned_amplicon == "AC--GT");
    CHECK(molecule("ACGT", {{Kind::insertion, 4, 1, "T"}}).aligned_read == "ACGTT");
}

TEST_CASE("simulated reads: what is written down is what the read says") {
    Simulation simulation;
    simulation.amplicon = Draw(7).bases(120);
    simulation.cut = 60;
    simulation.errors_a_base = 0.01;
    const auto reads = simulate(simulation);
    std::size_t edited = 0;
    for (const SimulatedRead& read : reads) {
        edited += !read.edits.empty();
        CHECK(read.bases == without_gaps(read.aligned_read));
        CHECK(read.bases.size() == read.qualities.size());
        CHECK(without_gaps(read.aligned_amplicon) == simulation.amplicon);
        CHECK(std::ranges::count(read.qualities, '5') == static_cast<long>(read.errors.size()));
    }
    CHECK(edited > 250);
    CHECK(edited < 350);
    CHECK(fastq(simulate(simulation)) == fastq(reads));
}

TEST_CASE("simulated reads: two ways to write one edit have one leftmost form") {
    CHECK(leftmost("ACAAAG", {Kind::deletion, 4, 1, {}}) == TrueEdit{Kind::deletion, 2, 1, {}});
    CHECK(leftmost("GACACAT", {Kind::insertion, 6, 2, "CA"}) == TrueEdit{Kind::insertion, 1, 2, "AC"});
}
