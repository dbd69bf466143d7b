#include "outcome/shortcut.hpp"
#include "simulated_reads.hpp"
#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/outcome.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

const std::string wild =
    "GATTACAGGCTTACGATCGACGTTAGCCATGACTGGATCCTTGACCATGCAAGTCCGATACGGTTTTCATTAGCGAACCTGGTCGAAAAC"
    "TGCATCGTAGCTTGGACTCAGTACCGATTGCACTGAACGTTCAGTA";
const std::string spacer = wild.substr(51, 20);  // cut before base 68, in GGTTTTCATTAG
constexpr int cut = 68;

LocusRequest locus(std::vector<std::string> guides = {spacer}) {
    LocusRequest request;
    request.name = "site";
    request.amplicon = wild;
    request.guides = std::move(guides);
    return request;
}

std::vector<Amplicon> amplicons(const LocusRequest& request, const WindowSettings& window = {}) {
    auto made = make_amplicons(std::vector{request}, window, {});
    REQUIRE_MESSAGE(made.has_value(), render(made.error()));
    return std::move(*made);
}

template <class Requests>
std::string refusal(const Requests& request, const WindowSettings& window = {}) {
    const auto made = make_amplicons(std::vector{request}, window, {});
    if (made) return "";
    CHECK(!made.error().expected().empty());
    CHECK(!made.error().found().empty());
    CHECK(!made.error().mend().empty());
    return made.error().code();
}

SampleOutcome measure(const std::vector<Amplicon>& on, const std::string& first,
                      const std::string& second = {}, const OutcomeSettings& settings = {},
                      unsigned threads = 1) {
    ReadFiles files{"sample", {Source::memory("r1.fq", first)}, {}};
    if (!second.empty()) files.second.push_back(Source::memory("r2.fq", second));
    Context context({.threads = threads});
    auto made = measure_outcome(files, on, settings, context);
    REQUIRE_MESSAGE(made.has_value(), render(made.error()));
    const ReadCounts& counts = made->counts;
    CHECK(counts.input == counts.low_quality + counts.unmerged + counts.aligned + counts.unaligned);
    return std::move(*made);
}

std::string fastq_of(const std::vector<std::string>& reads, char quality = 'I') {
    std::string text;
    for (std::size_t i = 0; i < reads.size(); ++i)
        text += format("@r{}\n{}\n+\n{}\n", i, reads[i], std::string(reads[i].size(), quality));
    return text;
}

/// "68D3 70T 68+AC": by position.
std::string in_words(const SampleOutcome& sample, const Allele& allele) {
    std::string words;
    for (const Edit& edit : sample.edits_of(allele)) {
        words += words.empty() ? "" : " ";
        if (edit.kind == EditKind::deletion)
            words += format("{}D{}", edit.begin, edit.length());
        else if (edit.kind == EditKind::insertion)
            words += format("{}+{}", edit.begin, sample.inserted_by(edit));
        else
            words += format("{}{}", edit.begin, edit.base);
    }
    return words;
}

std::map<std::string, std::uint64_t> by_words(const SampleOutcome& sample) {
    std::map<std::string, std::uint64_t> found;
    for (const Allele& allele : sample.alleles) found[in_words(sample, allele)] += allele.reads;
    return found;
}

/// The placement that is reported of all that make the same molecule: one that reaches the cut, else the
/// leftmost; the leftmost of several.
TrueEdit normal_form(TrueEdit edit) {
    if (edit.kind == TrueEdit::Kind::substitution) return edit;
    TrueEdit placed = leftmost(wild, edit);
    const TrueEdit first = placed;
    for (;;) {
        const int end =
            placed.kind == TrueEdit::Kind::deletion ? placed.position + placed.length : placed.position;
        if (placed.position <= cut && cut <= end) return placed;
        // One base to the right, where that makes the same molecule.
        const auto at = [&](int i) { return wild[static_cast<std::size_t>(i)]; };
        if (end >= static_cast<int>(wild.size())) return first;
        if (placed.kind == TrueEdit::Kind::deletion) {
            if (at(placed.position) != at(end)) return first;
        } else {
            if (placed.bases.front() != at(placed.position)) return first;
            std::rotate(placed.bases.begin(), placed.bases.begin() + 1, placed.bases.end());
        }
        ++placed.position;
    }
}

/// What is true of a simulated read, in the words of `in_words`; nothing where an error is too near an indel
/// to be told from it.
std::optional<std::string> truth(const SimulatedRead& read) {
    std::map<int, std::string> words;
    for (const TrueEdit& one : read.edits) {
        const TrueEdit edit = normal_form(one);
        const int length = edit.kind == TrueEdit::Kind::deletion ? edit.length : 0;
        for (const int error : read.errors)
            if (std::abs(error - edit.position) < 14 || std::abs(error - edit.position - length) < 14)
                return {};
        words[2 * edit.position] =
            edit.kind == TrueEdit::Kind::deletion    ? format("{}D{}", edit.position, length)
            : edit.kind == TrueEdit::Kind::insertion ? format("{}+{}", edit.position, edit.bases)
                                                     : format("{}{}", edit.position, edit.bases);
    }
    int position = 0;
    for (std::size_t i = 0; i < read.aligned_read.size(); ++i) {
        if (read.aligned_amplicon[i] == '-') continue;
        if (std::ranges::find(read.errors, position) != read.errors.end()) {
            // Two errors or one at an end can be cheaper as a gap at the end.
            if (position < 14 || position > static_cast<int>(wild.size()) - 14) return {};
            words[2 * position + 1] = format("{}{}", position, read.aligned_read[i]);
        }
        ++position;
    }
    std::string all;
    for (const auto& [at, word] : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

Simulation simulation(double errors, std::uint64_t seed) {
    Simulation made;
    made.amplicon = wild;
    made.cut = cut;
    made.reads = 3000;
    made.edited = 0.6;
    made.errors_a_base = errors;
    made.seed = seed;
    return made;
}

}  // namespace

TEST_CASE("outcome: edits of reads without errors are recovered exactly, each where the normal form has it") {
    const auto reads = simulate(simulation(0, 11));
    std::map<std::string, std::uint64_t> expected;
    for (const SimulatedRead& read : reads) ++expected[truth(read).value()];
    REQUIRE(expected.size() > 100);
    const SampleOutcome sample = measure(amplicons(locus()), fastq(reads));
    CHECK(by_words(sample) == expected);
    CHECK(sample.counts.aligned == reads.size());
    // All edits were made at the cut, so all are in the window.
    std::uint64_t modified = 0;
    for (const Allele& allele : sample.alleles) modified += allele.modified ? allele.reads : 0;
    CHECK(modified == reads.size() - expected.at(""));
}

TEST_CASE("outcome: sequencing errors are found beside the edits, on both strands and in pairs") {
    auto reads = simulate(simulation(0.005, 12));
    std::erase_if(reads, [](const SimulatedRead& read) { return !truth(read); });
    REQUIRE(reads.size() > 2000);
    std::map<std::string, std::uint64_t> expected;
    std::vector<std::string> either, first, second;
    for (std::size_t i = 0; i < reads.size(); ++i) {
        ++expected[truth(reads[i]).value()];
        const std::string turned = domain::reverse_complement(reads[i].bases);
        either.push_back(i % 2 ? reads[i].bases : turned);
        first.push_back(either.back().substr(0, 100));
        second.push_back((i % 2 ? turned : reads[i].bases).substr(0, 100));
    }
    const auto on = amplicons(locus());
    const SampleOutcome forward = measure(on, fastq(reads));
    CHECK(by_words(forward) == expected);
    CHECK(
        std::ranges::all_of(forward.alleles, [](const Allele& allele) { return allele.reverse_reads == 0; }));
    const SampleOutcome mixed = measure(on, fastq_of(either), {}, {}, 3);
    CHECK(by_words(mixed) == expected);
    std::uint64_t turned = 0;
    for (const Allele& allele : mixed.alleles) turned += allele.reverse_reads;
    CHECK(turned == (reads.size() + 1) / 2);
    const SampleOutcome paired = measure(on, fastq_of(first), fastq_of(second));
    CHECK(paired.counts.merged == reads.size());
    CHECK(by_words(paired) == expected);
}

TEST_CASE("outcome: the same alleles in the same order for any number of threads") {
    const auto on = amplicons(locus());
    const std::string text = fastq(simulate(simulation(0.02, 13)));
    const SampleOutcome one = measure(on, text), four = measure(on, text, {}, {}, 4);
    REQUIRE(one.alleles.size() == four.alleles.size());
    for (std::size_t i = 0; i < one.alleles.size(); ++i) {
        CHECK(one.alleles[i].reads == four.alleles[i].reads);
        CHECK(in_words(one, one.alleles[i]) == in_words(four, four.alleles[i]));
        if (i > 0) CHECK(one.alleles[i - 1].reads >= one.alleles[i].reads);
    }
}

TEST_CASE("outcome: pairing in place is said to be best only where the matrix says so") {
    CHECK(rc::check([] {
        const std::string letters = *rc::gen::element<std::string>("ACGT", "AC", "AAAC");
        const auto size = *rc::gen::inRange<std::size_t>(1, 40);
        const auto amplicon = *rc::gen::container<std::string>(size, rc::gen::elementOf(letters));
        std::string read = amplicon;
        for (int changes = *rc::gen::inRange(0, 5); changes > 0; --changes)
            read[*rc::gen::inRange<std::size_t>(0, size)] = *rc::gen::elementOf(std::string("ACGTN"));
        const std::vector<std::int64_t> cuts = {*rc::gen::inRange<std::int64_t>(0, 41)};
        const outcome::AlignmentTarget target(amplicon, cuts, {});
        int score = 0;
        if (!outcome::Shortcut(target, 1).applies(read, score)) return;
        const outcome::ReadAlignment best = outcome::align_plain(read, target);
        RC_ASSERT(best.score == score);
        RC_ASSERT(best.runs.size() == 1u);
        RC_ASSERT(best.runs[0].column == outcome::Column::pair);
    }));
}

TEST_CASE("outcome: repaired, prime-edited and unedited molecules are told apart") {
    LocusRequest request = locus();
    std::string hdr = wild, prime = wild;
    hdr[66] = 'G';  // one base changed near the cut, and six bases won behind it
    hdr.insert(cut, "GAATTC");
    prime.erase(69, 2);
    request.expected = {{"HDR", hdr, AmpliconRole::hdr}, {"prime", prime, AmpliconRole::prime}};
    const auto on = amplicons(request);
    REQUIRE(on.size() == 3);
    CHECK(on[1].guides[0].cut >= cut);
    std::string hdr_error = hdr;
    hdr_error[30] = hdr[30] == 'A' ? 'C' : 'A';
    const SampleOutcome sample =
        measure(on, fastq_of({wild, wild, hdr, domain::reverse_complement(hdr), hdr_error, prime,
                              wild.substr(0, 60) + wild.substr(75)}));
    std::map<std::uint32_t, std::uint64_t> reads, modified;
    for (const Allele& allele : sample.alleles) {
        reads[allele.amplicon] += allele.reads;
        modified[allele.amplicon] += allele.modified ? allele.reads : 0;
        CHECK_FALSE(allele.ambiguous);
    }
    CHECK(reads == std::map<std::uint32_t, std::uint64_t>{{0, 3}, {1, 3}, {2, 1}});
    CHECK(modified == std::map<std::uint32_t, std::uint64_t>{{0, 1}, {1, 0}, {2, 0}});
}

TEST_CASE(
    "outcome: a read that does not reach the difference is ambiguous; one short of the window does not cover "
    "it") {
    LocusRequest request = locus();
    std::string hdr = wild;
    hdr[100] = hdr[100] == 'A' ? 'C' : 'A';
    request.expected = {{"HDR", hdr, AmpliconRole::hdr}};
    const SampleOutcome sample =
        measure(amplicons(request), fastq_of({wild.substr(0, 90), hdr.substr(0, 110)}));
    CHECK(sample.counts.ambiguous == 1);
    const SampleOutcome early =
        measure(amplicons(locus()), fastq_of({wild.substr(0, 60), wild.substr(0, 69), wild.substr(0, 68)}));
    CHECK(early.counts.aligned == 3);
    CHECK(early.counts.not_covering == 2);
    for (const Allele& allele : early.alleles) CHECK(allele.edit_count == 0);
}

TEST_CASE("outcome: a pooled run gives each locus its reads") {
    Draw draw(5);
    LocusRequest other;
    other.name = "other";
    other.amplicon = draw.bases(120);
    const auto on = make_amplicons(std::vector{locus(), other}, {}, {});
    REQUIRE(on.has_value());
    const std::string part =
        domain::reverse_complement(other.amplicon.substr(0, 50) + other.amplicon.substr(56));
    const SampleOutcome sample = measure(*on, fastq_of({wild, part, part, draw.bases(120)}));
    REQUIRE(sample.alleles.size() == 2);
    CHECK(sample.alleles[0].amplicon == 1);
    CHECK(sample.alleles[0].reads == 2);
    CHECK(sample.alleles[0].reverse_reads == 2);
    CHECK(sample.alleles[1].amplicon == 0);
    REQUIRE(sample.unaligned.size() == 1);
    CHECK(sample.unaligned[0].reason.starts_with("like no amplicon"));
}

TEST_CASE("outcome: the quantification window, at the cut, at the ends, on either strand") {
    const auto window = [](const std::vector<Amplicon>& made) {
        std::set<int> inside;
        for (std::size_t i = 0; i < made[0].window.size(); ++i)
            if (made[0].window[i]) inside.insert(static_cast<int>(i));
        return inside;
    };
    CHECK(window(amplicons(locus())) == std::set{67, 68});
    // The guide on the other strand is cut three bases from its own 3' end.
    const std::string minus = domain::reverse_complement(wild.substr(80, 20));
    const auto on_minus = amplicons(locus({minus}));
    CHECK(on_minus[0].guides[0].strand == domain::Strand::reverse);
    CHECK(on_minus[0].guides[0].cut == 83);
    CHECK(window(on_minus) == std::set{82, 83});
    CHECK(window(amplicons(locus({spacer, minus}))) == std::set{67, 68, 82, 83});
    CHECK(window(amplicons(locus(), {.centre = -10, .size = 3})) == std::set{58, 59, 60, 61, 62, 63});
    // A window that reaches over an end is cut there, and not emptied or moved.
    const int size = static_cast<int>(wild.size());
    const auto last = amplicons(locus({wild.substr(wild.size() - 20)}), {.size = 5, .exclude_right = 0});
    CHECK(*window(last).rbegin() == size - 1);
    CHECK(window(last).size() == 8);
    CHECK(window(amplicons(locus(), {.size = 0})).size() == wild.size() - 30);
    CHECK(window(amplicons(locus({}))).size() == wild.size() - 30);
    CHECK(refusal(locus({wild.substr(0, 20)}), {.exclude_left = 30}) == "window.empty");
}

TEST_CASE("outcome: an edit counts when it reaches the window") {
    const auto on = amplicons(locus());  // 67 and 68
    const auto counted = [&](const std::string& read) {
        const SampleOutcome sample = measure(on, fastq_of({read}));
        REQUIRE(sample.alleles.size() == 1);
        return std::pair(in_words(sample, sample.alleles[0]), sample.alleles[0].modified);
    };
    using Pair = std::pair<std::string, bool>;
    const auto with = [](std::size_t at, char base) {
        std::string read = wild;
        read[at] = base;
        return read;
    };
    CHECK(counted(with(66, 'G')) == Pair{"66G", false});
    CHECK(counted(with(67, 'G')) == Pair{"67G", true});
    CHECK(counted(with(68, 'G')) == Pair{"68G", true});
    CHECK(counted(with(69, 'C')) == Pair{"69C", false});
    CHECK(counted(with(67, 'N')) == Pair{"67N", false});
    // The second base lost, and the last but one: found, far from the window.
    CHECK(counted(wild.substr(0, 1) + wild.substr(2)) == Pair{"1G", false});  // as a gap at the end
    CHECK(counted(wild.substr(0, 6) + wild.substr(7)) == Pair{"6D1", false});
    CHECK(counted(wild.substr(0, wild.size() - 2) + wild.substr(wild.size() - 1)).second == false);
    CHECK(counted(wild.substr(0, 20) + wild.substr(100)) == Pair{"20D80", true});
}

TEST_CASE("outcome: reading frames") {
    LocusRequest request = locus();
    request.coding = {wild.substr(50, 40)};
    const auto on = amplicons(request);
    const auto frame = [&](const std::string& read) {
        return measure(on, fastq_of({read})).alleles.at(0).frame;
    };
    CHECK(frame(wild) == Frame::unchanged);
    CHECK(frame(wild.substr(0, 66) + wild.substr(69)) == Frame::in_frame);
    CHECK(frame(wild.substr(0, 66) + wild.substr(70)) == Frame::shifted);
    CHECK(frame(wild.substr(0, 68) + "GC" + wild.substr(68)) == Frame::shifted);
    CHECK(frame(wild.substr(0, 68) + "GAC" + wild.substr(68)) == Frame::in_frame);
    CHECK(frame(wild.substr(0, 45) + wild.substr(72)) == Frame::shifted);  // 22 coding bases lost
    CHECK(measure(amplicons(locus()), fastq_of({wild})).alleles.at(0).frame == Frame::not_coding);
}

TEST_CASE("outcome: quality leaves reads out and masks bases") {
    const auto on = amplicons(locus());
    std::string changed = wild;
    changed[67] = 'G';
    std::string quality(wild.size(), 'I');
    quality[67] = '#';
    const std::string text =
        format("@a\n{}\n+\n{}\n@b\n{}\n+\n{}\n", changed, quality, wild, std::string(wild.size(), '+'));
    CHECK(by_words(measure(on, text)) == std::map<std::string, std::uint64_t>{{"", 1}, {"67G", 1}});
    OutcomeSettings strict;
    strict.min_base_quality = 5;
    strict.min_mean_quality = 20;
    const SampleOutcome sample = measure(on, text, {}, strict);
    CHECK(sample.counts.low_quality == 1);
    CHECK(by_words(sample) == std::map<std::string, std::uint64_t>{{"67N", 1}});
    CHECK_FALSE(sample.alleles[0].modified);
}

TEST_CASE("outcome: pairs that read through into the adapter are trimmed; mates that do not meet are told") {
    const auto on = amplicons(locus());
    const std::string adapter = "AGATCGGAAGAGCACACGTCTGAACTCCAGTCA";
    const std::string turned = domain::reverse_complement(wild);
    const SampleOutcome through = measure(on, fastq_of({wild + adapter}), fastq_of({turned + adapter}));
    REQUIRE(through.alleles.size() == 1);
    CHECK(through.counts.merged == 1);
    CHECK(through.alleles[0].edit_count == 0);
    CHECK(through.alleles[0].begin == 0);
    CHECK(through.alleles[0].end == wild.size());
    const SampleOutcome apart = measure(on, fastq_of({wild.substr(0, 50)}), fastq_of({turned.substr(0, 50)}));
    CHECK(apart.counts.unmerged == 1);
    // Where mates differ the better base decides, and equal ones make an N.
    std::string wrong = wild;
    wrong[67] = 'G';
    const auto mates = [&](char trust, char trust_too) {
        return by_words(measure(on, fastq_of({wrong}, trust), fastq_of({turned}, trust_too)));
    };
    using Words = std::map<std::string, std::uint64_t>;
    CHECK(mates('I', '5') == Words{{"67G", 1}});
    CHECK(mates('5', 'I') == Words{{"", 1}});
    CHECK(mates('I', 'I') == Words{{"67N", 1}});
}

TEST_CASE("outcome: what does not align says why") {
    const auto on = amplicons(locus());
    const auto reason = [&](const std::string& read) {
        const SampleOutcome sample = measure(on, fastq_of({read}));
        CHECK(sample.counts.unaligned == 1);
        return sample.unaligned.empty() ? std::string() : sample.unaligned[0].reason;
    };
    CHECK(reason(std::string(100, 'G')) == "mostly G: no signal");
    CHECK(reason(wild.substr(0, 20) + wild.substr(wild.size() - 20)) ==
          "primer dimer: both ends of 'site' and little between");
    CHECK(reason(wild.substr(0, 25)) == "shorter than 50 bases: a fragment or primer dimer");
    CHECK(reason("AGATCGGAAGAGCACACGTCTGAACTCCAGTCACATGACTTACGGATCATTCAGACTT")
              .starts_with("adapter dimer: TruSeq"));
    CHECK(reason("") == "no bases");
    CHECK(reason(Draw(9).bases(150)).starts_with("like no amplicon"));
}

TEST_CASE("outcome: wrong amplicons, guides and parts are refused with what is nearest") {
    CHECK(refusal(locus({Draw(3).bases(20)})) == "guide.not_found");
    CHECK(refusal(locus({"ACGTNACGTACGTACGTACG"})) == "guide.letter");
    CHECK(refusal(locus({"ACGT"})) == "guide.length");
    CHECK(refusal(locus({wild.substr(60, 21) + "GG"})) == "guide.pam");
    LocusRequest request = locus();
    request.coding = {Draw(4).bases(30)};
    CHECK(refusal(request) == "coding.not_found");
    request = locus();
    request.expected = {{"HDR", wild, AmpliconRole::hdr}};
    CHECK(refusal(request) == "amplicon.same");
    request.expected = {{"HDR", domain::reverse_complement(wild), AmpliconRole::hdr}};
    CHECK(refusal(request) == "amplicon.same");
    request = locus();
    request.amplicon[3] = 'N';
    CHECK(refusal(request) == "amplicon.letter");
    request.amplicon = "ACGT";
    CHECK(refusal(request) == "amplicon.length");
    const auto nearly = make_amplicons(std::vector{locus({"T" + spacer.substr(1)})}, {}, {});
    REQUIRE_FALSE(nearly.has_value());
    CHECK(nearly.error().found() == format("nearest: {} with 1 mismatch at base 52 of the + strand", spacer));
    // Lower case and U are as good.
    LocusRequest soft = locus({lower(spacer)});
    std::ranges::replace(soft.amplicon, 'T', 'u');
    CHECK(amplicons(soft)[0].bases == wild);
}
