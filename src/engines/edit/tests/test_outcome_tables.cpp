#include "outcome_by_hand.hpp"
#include "support.hpp"

#include "outcome/field_tables.hpp"
#include "outcome/outcome_tables.hpp"

#include <rapidcheck.h>

#include <numeric>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using Kind = TrueEdit::Kind;

namespace {

/// ACGT T|GCAAC: a cut before base 5, a window of one base on each side, coding from 0 to 9.
std::vector<Amplicon> small_amplicon() {
    const std::string bases = "ACGTTGCAAC";
    std::vector<Amplicon> amplicons = {
        amplicon_by_hand("toy", bases, {guide_at(bases, 2, 8, domain::Strand::forward)})};
    amplicons[0].coding = {{0, 9}};
    return amplicons;
}

/// 95 reads that count, 3 ambiguous, 2 that do not reach the window, 10 unaligned.
SampleOutcome small_sample(const std::vector<Amplicon>& amplicons) {
    SampleOutcome sample;
    sample.name = "one";
    add_allele(sample, amplicons, 0, 50, {});
    add_allele(sample, amplicons, 0, 20, {{Kind::deletion, 4, 2, {}}});
    add_allele(sample, amplicons, 0, 10, {{Kind::insertion, 5, 3, "AAA"}});
    add_allele(sample, amplicons, 0, 6, {{Kind::substitution, 4, 1, "C"}});
    add_allele(sample, amplicons, 0, 5, {{Kind::substitution, 4, 1, "A"}, {Kind::deletion, 5, 3, {}}});
    add_allele(sample, amplicons, 0, 4, {{Kind::substitution, 0, 1, "G"}});
    add_allele(sample, amplicons, 0, 3, {{Kind::deletion, 4, 1, {}}});
    sample.alleles.back().ambiguous = true;
    add_allele(sample, amplicons, 0, 2, {});
    sample.alleles.back().covers_window = false;
    sample.alleles.back().end = 4;
    sample.counts.ambiguous = 3;
    sample.counts.not_covering = 2;
    sample.counts.unaligned = 10;
    sample.counts.input += 10;
    return sample;
}

template <class Write>
std::string written(Write write) {
    MemorySink sink;
    REQUIRE(write(sink).has_value());
    return sink.bytes();
}

/// Rows of a written table with its header, cells parted by a blank; numbers of a row are easy to read so.
std::vector<std::string> lines(const std::string& table) {
    std::vector<std::string> found;
    for (const std::string_view line : split(table, '\n')) {
        std::string text(line);
        std::ranges::replace(text, '\t', ' ');
        if (!text.empty()) found.push_back(text);
    }
    return found;
}

using Lines = std::vector<std::string>;

struct Small {
    std::vector<Amplicon> amplicons = small_amplicon();
    SampleOutcome sample = small_sample(amplicons);
    OutcomeView seen = view(amplicons, sample);
    const Amplicon& amplicon() const { return amplicons[0]; }
    const Tally& tally() const { return seen.tallies[0]; }
};

}  // namespace

TEST_CASE("outcome tables: editing frequency, worked out by hand") {
    const Small small;
    const auto table = rows(written([&](Sink& sink) { return write_editing_frequency(sink, small.seen); }));
    REQUIRE(table.size() == 1);
    CHECK(table[0] == Lines{"toy", "56.842105", "43.157895", "110", "95", "95", "54", "41", "5", "10", "25",
                            "11", "10", "20", "6", "0", "0", "5", "0"});
    const auto summary =
        rows(written([&](Sink& sink) { return write_samples_summary(sink, std::span(&small.seen, 1)); }));
    CHECK(summary[0] == Lines{"toy", "toy", "56.842105", "43.157895", "100", "95", "54", "41", "5", "10",
                              "25", "11", "10", "20", "6", "0", "0", "5", "0"});
    CHECK(rows(written([&](Sink& sink) { return write_mapping_statistics(sink, small.seen); }))[0] ==
          Lines{"110", "110", "100", "3", "2", "10", "8"});
}

TEST_CASE("outcome tables: nucleotides and modifications of each base, worked out by hand") {
    const Small small;
    CHECK(lines(written([&](Sink& sink) {
              return write_nucleotides(sink, small.amplicon(), small.tally(), Scale::reads, Positions::all);
          })) == Lines{" A C G T T G C A A C", "A 91 0 0 0 5 0 0 90 95 0", "C 0 95 0 0 6 0 90 0 0 95",
                       "G 4 0 95 0 0 70 0 0 0 0", "T 0 0 0 95 64 0 0 0 0 0", "N 0 0 0 0 0 0 0 0 0 0",
                       "- 0 0 0 0 20 25 5 5 0 0"});
    CHECK(lines(written([&](Sink& sink) {
              return write_nucleotides(sink, small.amplicon(), small.tally(), Scale::percent,
                                       Positions::window);
          }))[6] == "- 21.052632 26.315789");
    CHECK(lines(written([&](Sink& sink) {
              return write_modification_counts(sink, small.amplicon(), small.tally(), Positions::all);
          })) == Lines{"Sequence A C G T T G C A A C", "Insertions 0 0 0 0 10 10 0 0 0 0",
                       "Insertions_Left 0 0 0 0 10 0 0 0 0 0", "Deletions 0 0 0 0 20 25 5 5 0 0",
                       "Substitutions 4 0 0 0 11 0 0 0 0 0", "All_modifications 4 0 0 0 41 35 5 5 0 0",
                       "Total 95 95 95 95 95 95 95 95 95 95"});
    CHECK(lines(written([&](Sink& sink) {
              return write_modification_counts(sink, small.amplicon(), small.tally(), Positions::window);
          })) == Lines{"Sequence T G", "Insertions 10 10", "Insertions_Left 10 0", "Deletions 20 25",
                       "Substitutions 11 0", "All_modifications 41 35", "Total 95 95"});
    CHECK(lines(written([&](Sink& sink) {
              return write_substitutions(sink, small.amplicon(), small.tally(), {0, 5});
          })) ==
          Lines{" A C G T T", "A 0 0 0 0 5", "C 0 0 0 0 6", "G 4 0 0 0 0", "T 0 0 0 0 0", "N 0 0 0 0 0"});
}

TEST_CASE("outcome tables: histograms and reading frames, worked out by hand") {
    const Small small;
    const Tally& tally = small.tally();
    const auto histogram = [](const Histogram& of) {
        return lines(written([&](Sink& sink) { return write_histogram(sink, of, "size"); }));
    };
    CHECK(histogram(tally.insertion_sizes) == Lines{"size fq", "0 85", "1 0", "2 0", "3 10"});
    CHECK(histogram(tally.deletion_sizes) == Lines{"size fq", "0 70", "1 0", "2 20", "3 5"});
    CHECK(histogram(tally.substitution_counts) == Lines{"size fq", "0 84", "1 11"});
    CHECK(histogram(tally.indel_sizes) ==
          Lines{"size fq", "-3 5", "-2 20", "-1 0", "0 60", "1 0", "2 0", "3 10"});
    CHECK(written([&](Sink& sink) { return write_frameshift(sink, tally); }) ==
          "Frameshift analysis:\n\tNoncoding mutation:6 reads\n\tIn-frame mutation:15 reads\n"
          "\tFrameshift mutation:20 reads\n");
}

TEST_CASE("outcome tables: alleles round the cut, worked out by hand") {
    const Small small;
    CHECK(lines(written([&](Sink& sink) { return write_alleles_around(sink, small.seen, 0, {2, 8}); })) ==
          Lines{"Aligned_Sequence Reference_Sequence Unedited n_deleted n_inserted n_mutated #Reads %Reads",
                "GTTGCA GTTGCA True 0 0 0 54 56.842105", "GT--CA GTTGCA False 2 0 0 20 21.052632",
                "GTTAAAGCA GTT---GCA False 0 3 0 10 10.526316", "GTCGCA GTTGCA False 0 0 1 6 6.315789",
                "GTA--- GTTGCA False 3 0 1 5 5.263158"});
    const auto all = rows(written([&](Sink& sink) { return write_alleles_frequency(sink, small.seen); }));
    REQUIRE(all.size() == 6);
    CHECK(all[2] ==
          Lines{"ACGTTAAAGCAAC", "ACGTT---GCAAC", "toy", "MODIFIED", "0", "3", "0", "10", "10.526316"});
    CHECK(all[5] == Lines{"GCGTTGCAAC", "ACGTTGCAAC", "toy", "UNMODIFIED", "0", "0", "0", "4", "4.210526"});
    std::vector<std::string> names;
    for (const WindowAllele& one : window_alleles(small.amplicon(), 0, small.sample))
        names.push_back(one.edits);
    CHECK(names == Lines{"none", "del:4-6", "ins:5:AAA", "sub:4:T>C", "sub:4:T>A,del:5-8"});
}

TEST_CASE("outcome tables: our own tables, worked out by hand") {
    const Small small;
    const std::span views(&small.seen, 1);
    const auto outcome = rows(written([&](Sink& sink) { return write_outcomes(sink, views); }))[0];
    CHECK(Lines(outcome.begin(), outcome.begin() + 19) ==
          Lines{"one", "toy", "wild_type", "95", "54", "41", "43.1579", "33.6558", "53.1918", "10", "25",
                "11", "15", "20", "95", "56.8421", "43.1579", "3", "2"});
    CHECK(outcome.back() == "NA");
    const auto positions = rows(written([&](Sink& sink) { return write_positions(sink, views); }));
    REQUIRE(positions.size() == 10);
    CHECK(Lines(positions[4].begin(), positions[4].begin() + 15) ==
          Lines{"one", "toy", "4", "T", "1", "95", "5", "6", "0", "64", "0", "20", "10", "11", "41"});
    CHECK(rows(written([&](Sink& sink) { return write_alleles(sink, views); })).size() == 5);
}

TEST_CASE("outcome tables: conversions are told in the guide's orientation") {
    const std::string bases = "ACGTTGCAAC";
    std::vector<Amplicon> amplicons = {
        amplicon_by_hand("minus", bases, {guide_at(bases, 2, 8, domain::Strand::reverse)})};
    SampleOutcome sample;
    sample.name = "one";
    add_allele(sample, amplicons, 0, 70, {});
    add_allele(sample, amplicons, 0, 30,
               {{Kind::substitution, 5, 1, "A"}});  // G>A is C>T on the guide's strand
    const OutcomeView seen = view(amplicons, sample);
    const auto found = converted_bases(amplicons[0], seen.tallies[0], {'C', 'T'});
    // The spacer is TGCAAC, its bases 3 and 6 are C: bases 5 and 2 of the amplicon.
    REQUIRE(found.size() == 6);
    CHECK(found[2].position == 5);
    CHECK(found[2].guide_position == 3);
    CHECK(found[2].from == 'C');
    CHECK(found[2].to == 'T');
    CHECK(found[2].intended);
    CHECK(found[2].share.count == 30);
    CHECK(found[5].position == 2);
    CHECK(found[5].share.count == 0);
    const auto table =
        rows(written([&](Sink& sink) { return write_conversions(sink, std::span(&seen, 1), {}); }));
    CHECK(Lines(table[2].begin() + 2, table[2].begin() + 12) ==
          Lines{"guide1", "5", "3", "1", "C", "T", "1", "100", "30", "30.0000"});
}

TEST_CASE("outcome tables: what a control has, too, is taken off") {
    const Small small;
    SampleOutcome control;
    control.name = "untreated";
    add_allele(control, small.amplicons, 0, 90, {});
    add_allele(control, small.amplicons, 0, 10, {{Kind::substitution, 4, 1, "C"}});
    const OutcomeView seen = view(small.amplicons, small.sample, &control);
    const auto outcome =
        rows(written([&](Sink& sink) { return write_outcomes(sink, std::span(&seen, 1)); }))[0];
    CHECK(outcome[19] == "10");
    CHECK(outcome[20] == "10.0000");
    CHECK(outcome[21] == "33.1579");
    const auto alleles = rows(written([&](Sink& sink) { return write_alleles(sink, std::span(&seen, 1)); }));
    CHECK(alleles[3][2] == "sub:4:T>C");
    CHECK(alleles[3][13] == "0.0000");  // 6 of 95 here, 10 of 100 there
    CHECK(alleles[1][13] == "21.0526");
}

TEST_CASE("outcome tables: files of a sample, prefixed by amplicon where there are several") {
    const Small small;
    std::vector<std::string> names;
    for (const FieldFile& file : field_files(small.seen, {})) names.push_back(file.name);
    CHECK(names.front() == "CRISPResso_mapping_statistics.txt");
    CHECK(std::ranges::count(names, "Alleles_frequency_table_around_sgRNA_GTTGCA.txt") == 1);
    CHECK(std::ranges::count(names, "Frameshift_analysis.txt") == 1);
    CHECK(file_name_part("../a b\\c") == "_._a_b_c");
}

TEST_CASE("outcome tables: sums hold for simulated samples, whatever was done to them") {
    rc::check([] {
        Simulation simulation;
        Draw draw(*rc::gen::arbitrary<std::uint64_t>());
        simulation.amplicon = draw.bases(60 + draw.below(60));
        simulation.cut = 25 + draw.below(10);
        simulation.reads = 200;
        simulation.edited = draw.share();
        simulation.errors_a_base = 0.01 * draw.share();
        simulation.seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto reads = simulate(simulation);
        const auto guide =
            guide_at(simulation.amplicon, simulation.cut - 17, simulation.cut + 3, domain::Strand::forward);
        std::vector<Amplicon> amplicons = {
            amplicon_by_hand("a", simulation.amplicon, {guide}, 1 + draw.below(5))};
        amplicons[0].coding = {{5, 50}};
        const SampleOutcome sample = true_outcome("s", amplicons, 0, reads);
        const Tally tally = edit::tally(amplicons, sample)[0];
        RC_ASSERT(tally.reads == 200);
        RC_ASSERT(std::reduce(tally.by_kind.begin(), tally.by_kind.end()) == tally.reads);
        RC_ASSERT(tally.by_kind[0] == tally.unmodified());
        RC_ASSERT(std::reduce(tally.by_frame.begin(), tally.by_frame.end()) == tally.reads);
        for (const Histogram* one : {&tally.insertion_sizes, &tally.deletion_sizes,
                                     &tally.substitution_counts, &tally.indel_sizes}) {
            std::int64_t sum = 0;
            for (const auto& [size, count] : *one) sum += count;
            RC_ASSERT(sum == tally.reads);
        }
        for (std::size_t i = 0; i < simulation.amplicon.size(); ++i) {
            std::int64_t sum = 0;
            for (const auto& row : tally.nucleotides) sum += row[i];
            RC_ASSERT(sum == tally.covered[i]);
            RC_ASSERT(tally.all.deletions[i] == tally.nucleotides[residue('-')][i]);
            RC_ASSERT(tally.all.any[i] >= tally.window.any[i]);
            RC_ASSERT(tally.all.any[i] <= tally.covered[i]);
        }
        std::int64_t in_alleles = 0, round_cut = 0;
        for (const WindowAllele& one : window_alleles(amplicons[0], 0, sample)) in_alleles += one.reads;
        for (const PartAllele& one : part_alleles(amplicons[0], 0, sample, {20, 40}, true))
            round_cut += one.reads;
        RC_ASSERT(in_alleles == tally.reads);
        RC_ASSERT(round_cut == tally.reads);
        // The alignment of each allele is the one it was made with.
        std::map<std::string, std::int64_t> made, found;
        for (const SimulatedRead& read : reads) ++made[read.aligned_read + "/" + read.aligned_amplicon];
        for (const Allele& allele : sample.alleles) {
            const AlignedPair pair = aligned_part(amplicons[0], sample, allele,
                                                  {0, static_cast<std::int64_t>(simulation.amplicon.size())});
            found[pair.read + "/" + pair.reference] += allele.reads;
        }
        RC_ASSERT(made == found);
    });
}
