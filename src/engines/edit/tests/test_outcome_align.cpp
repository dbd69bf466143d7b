#include "outcome/align.hpp"
#include "support.hpp"

#include <hwy/highway.h>
#include <hwy/targets.h>
#include <rapidcheck.h>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::outcome;

namespace {

std::string draw_bases(std::size_t least, std::size_t most, const std::string& letters = "ACGT") {
    const auto size = *rc::gen::inRange(least, most + 1);
    return *rc::gen::container<std::string>(size, rc::gen::elementOf(letters));
}

/// A read that is like the amplicon: a few bases changed, a piece lost, a piece won, the ends cut.
std::string draw_read(const std::string& amplicon) {
    std::string read = amplicon;
    const auto place = [&] { return *rc::gen::inRange<std::size_t>(0, read.size() + 1); };
    for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes)
        if (!read.empty())
            read[*rc::gen::inRange<std::size_t>(0, read.size())] = *rc::gen::element('A', 'C', 'N');
    if (*rc::gen::arbitrary<bool>()) read.erase(place(), *rc::gen::inRange<std::size_t>(0, 30));
    if (*rc::gen::arbitrary<bool>()) read.insert(place(), draw_bases(0, 20));
    if (*rc::gen::inRange(0, 4) == 0) read.erase(0, *rc::gen::inRange<std::size_t>(0, 20));
    if (read.empty()) read = "A";
    return read;
}

AlignmentScores draw_scores() {
    if (*rc::gen::arbitrary<bool>()) return {};
    AlignmentScores scores;
    scores.match = *rc::gen::inRange(1, 10);
    scores.mismatch = *rc::gen::inRange(-9, 1);
    scores.unknown = *rc::gen::inRange(-4, 1);
    scores.gap_extend = *rc::gen::inRange(-4, 1);
    scores.gap_open = scores.gap_extend - *rc::gen::inRange(0, 30);
    scores.gap_incentive = *rc::gen::inRange(0, 4);
    return scores;
}

std::string in_words(const ReadAlignment& alignment) {
    std::string words;
    for (const Run& run : alignment.runs)
        words += format("{}{}", run.length,
                        run.column == Column::pair       ? 'M'
                        : run.column == Column::deletion ? 'D'
                                                         : 'I');
    return words;
}

/// With a cut before base `cut`.
std::string aligned(const std::string& read, const std::string& amplicon, std::int64_t cut) {
    const std::vector<std::int64_t> cuts = {cut};
    return in_words(align_plain(read, AlignmentTarget(amplicon, cuts, {})));
}

}  // namespace

TEST_CASE("outcome: vectors align as the plain form does, whatever the instruction set") {
    for (const std::int64_t instructions : hwy::SupportedAndGeneratedTargets()) {
        CAPTURE(hwy::TargetName(instructions));
        hwy::SetSupportedTargetsForTest(instructions);
        CHECK(rc::check([] {
            const std::string letters = *rc::gen::element<std::string>("ACGT", "AC", "AAAC");
            const std::string amplicon = draw_bases(1, 120, letters);
            std::vector<std::int64_t> cuts;
            for (int count = *rc::gen::inRange(0, 3); count > 0; --count)
                cuts.push_back(
                    *rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(amplicon.size()) + 1));
            const AlignmentTarget target(amplicon, cuts, draw_scores());
            std::vector<std::string> reads;
            for (int count = *rc::gen::inRange(1, 40); count > 0; --count)
                reads.push_back(*rc::gen::inRange(0, 5) == 0 ? draw_bases(1, 100, letters)
                                                             : draw_read(amplicon));
            const std::vector<std::string_view> views(reads.begin(), reads.end());
            std::vector<ReadAlignment> found(reads.size());
            align_all(views, target, found);
            for (std::size_t i = 0; i < reads.size(); ++i)
                RC_ASSERT(found[i] == align_plain(reads[i], target));
        }));
    }
    hwy::SetSupportedTargetsForTest(0);
}

TEST_CASE("outcome: where gaps stand") {
    const std::string left = "GATTACAGGCTTACGATCGA", right = "CGTTAGCCATGACTGGATCC";
    // Ten equal bases; one is lost: at the cut, wherever it is; as far left as possible with the cut
    // elsewhere.
    const std::string amplicon = left + "TTTTTTTTTT" + right;
    const std::string lost = left + "TTTTTTTTT" + right;
    CHECK(aligned(lost, amplicon, 25) == "24M1D25M");  // the base before the cut
    CHECK(aligned(lost, amplicon, 20) == "20M1D29M");  // the base behind it is the only one that reaches it
    CHECK(aligned(lost, amplicon, 30) == "29M1D20M");
    CHECK(aligned(lost, amplicon, 5) == "20M1D29M");
    // One more: the same.
    const std::string won = left + "TTTTTTTTTTT" + right;
    CHECK(aligned(won, amplicon, 25) == "25M1I25M");
    CHECK(aligned(won, amplicon, 5) == "20M1I30M");
    // A deletion with a base of microhomology: both placements span the cut; the left one is taken.
    const std::string piece = left + "ACCCGGGA" + right;  // deleting ACCCGGG or CCCGGGA gives A
    CHECK(aligned(left + "A" + right, piece, 24) == "20M7D21M");
    // One that only reaches the cut at its left end.
    CHECK(aligned(left + "A" + right, piece, 21) == "20M7D21M");
    CHECK(aligned(left + "A" + right, piece, 28) == "21M7D20M");
}

TEST_CASE("outcome: reads that stop early, and long deletions near an end") {
    const std::string amplicon = "GATTACAGGCTTACGATCGACGTTAGCCATGACTGGATCCTTGACCATGCAAGTCCGATA";
    CHECK(aligned(amplicon.substr(0, 40), amplicon, 30) == "40M20D");
    CHECK(aligned(amplicon.substr(20), amplicon, 30) == "20D40M");
    CHECK(aligned("TTTT" + amplicon, amplicon, 30) == "4I60M");
    CHECK(aligned(amplicon.substr(0, 20) + amplicon.substr(48), amplicon, 30) == "20M28D12M");
}
