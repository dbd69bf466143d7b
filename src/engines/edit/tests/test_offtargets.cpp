#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <tuple>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

std::string random_bases(std::size_t length, const std::string& letters) {
    return *rc::gen::container<std::string>(length, rc::gen::elementOf(letters));
}

/// Many tiny contigs and a few longer ones, some circular, some with ambiguous letters.
domain::Genome random_genome() {
    domain::Genome genome;
    const int contigs = *rc::gen::inRange(1, 12);
    for (int i = 0; i < contigs; ++i) {
        const auto length = *rc::gen::weightedOneOf<std::size_t>(
            {{3, rc::gen::inRange<std::size_t>(1, 40)}, {1, rc::gen::inRange<std::size_t>(40, 600)}});
        const std::string letters = *rc::gen::element<std::string>("ACGT", "ACGGGT", "ACGTACGTACGTACGTN",
                                                                   "ACGTACGTRYSWKMBDHVN", "GG");
        genome.contigs.push_back(
            {format("c{}", i), random_bases(length, letters), *rc::gen::arbitrary<bool>()});
    }
    return genome;
}

Pattern random_pattern() {
    return {*rc::gen::inRange(1, 26),
            *rc::gen::element<std::string>("NGG", "NG", "N", "", "NRN", "TTTV", "NNGRRT", "GG", "R"),
            *rc::gen::element(PamSide::three_prime, PamSide::five_prime)};
}

/// A spacer that is likely to hit: cut out of the genome and changed a little, or random.
std::string random_spacer(const domain::Genome& genome, std::size_t length) {
    std::string spacer = random_bases(length, "ACGT");
    const domain::Contig& contig = genome.contigs[*rc::gen::inRange<std::size_t>(0, genome.contigs.size())];
    if (contig.bases.size() < length || *rc::gen::inRange(0, 4) == 0) return spacer;
    const auto begin = *rc::gen::inRange<std::size_t>(0, contig.bases.size() - length + 1);
    std::string copy = contig.bases.substr(begin, length);
    if (*rc::gen::arbitrary<bool>()) copy = domain::reverse_complement(copy);
    for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes)
        copy[*rc::gen::inRange<std::size_t>(0, length)] = 'A';
    for (std::size_t i = 0; i < length; ++i)
        if (domain::is_plain_base(copy[i])) spacer[i] = copy[i];
    return spacer;
}

std::vector<Query> random_queries(const domain::Genome& genome, const Pattern& pattern) {
    std::vector<Query> queries;
    const int count = *rc::gen::weightedOneOf<int>({{9, rc::gen::inRange(1, 6)}, {1, rc::gen::just(200)}});
    for (int i = 0; i < count; ++i)
        queries.push_back(
            {{format("g{}", i), random_spacer(genome, static_cast<std::size_t>(pattern.spacer_length))},
             *rc::gen::inRange(0, 7)});
    return queries;
}

std::vector<OffTarget> fast(const domain::Genome& genome, std::span<const Query> queries,
                            const Pattern& pattern, unsigned threads) {
    Context context({.threads = threads});
    return find_off_targets(genome, queries, pattern, context);
}

const std::string guide = "GACCCGTAGGATCATCAATT";

domain::Genome one_contig(std::string bases, bool circular = false) {
    return {{{"c", std::move(bases), circular}}};
}

std::vector<Query> one_query(int mismatches, std::string spacer = guide) {
    return {{{"g", std::move(spacer)}, mismatches}};
}

}  // namespace

TEST_CASE("the packed search finds what plain loops find, with any number of threads") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const Pattern pattern = random_pattern();
        const auto queries = random_queries(genome, pattern);
        const auto expected = find_off_targets_plain(genome, queries, pattern);
        RC_ASSERT(fast(genome, queries, pattern, 1) == expected);
        RC_ASSERT(fast(genome, queries, pattern, 2) == expected);
    }));
}

TEST_CASE("the reverse complement of a genome has the same hits on the other strand") {
    CHECK(rc::check([] {
        domain::Genome genome = random_genome();
        for (domain::Contig& contig : genome.contigs) contig.circular = false;
        const Pattern pattern = random_pattern();
        const auto queries = random_queries(genome, pattern);
        domain::Genome mirror = genome;
        for (domain::Contig& contig : mirror.contigs) contig.bases = domain::reverse_complement(contig.bases);
        using Hit = std::tuple<std::uint32_t, domain::ContigId, std::int64_t, Strand, int>;
        std::set<Hit> here, there;
        for (const OffTarget& hit : fast(genome, queries, pattern, 1))
            here.insert({hit.guide, hit.interval.contig, hit.interval.begin, hit.strand, hit.mismatches});
        for (const OffTarget& hit : fast(mirror, queries, pattern, 1)) {
            const std::int64_t length = mirror.contigs[hit.interval.contig].length();
            const Strand other = hit.strand == Strand::forward ? Strand::reverse : Strand::forward;
            there.insert({hit.guide, hit.interval.contig, length - hit.interval.end, other, hit.mismatches});
        }
        RC_ASSERT(here == there);
    }));
}

TEST_CASE("a circular contig has the same sites wherever it is opened") {
    CHECK(rc::check([] {
        const std::string bases = random_bases(*rc::gen::inRange<std::size_t>(23, 200), "ACGGT");
        const auto turn = *rc::gen::inRange<std::size_t>(0, bases.size());
        const domain::Genome genome = one_contig(bases, true);
        const domain::Genome turned = one_contig(bases.substr(turn) + bases.substr(0, turn), true);
        const Pattern pattern;
        const auto queries = one_query(*rc::gen::inRange(0, 21), random_spacer(genome, 20));
        const auto size = static_cast<std::int64_t>(bases.size());
        std::set<std::tuple<std::int64_t, Strand, int>> here, there;
        for (const OffTarget& hit : fast(genome, queries, pattern, 1))
            here.insert({hit.interval.begin, hit.strand, hit.mismatches});
        for (const OffTarget& hit : fast(turned, queries, pattern, 1))
            there.insert(
                {(hit.interval.begin + static_cast<std::int64_t>(turn)) % size, hit.strand, hit.mismatches});
        RC_ASSERT(here == there);
    }));
}

TEST_CASE("sites at the first and the last base, on both strands") {
    const Pattern pattern;
    for (const auto& [bases, begin, strand] :
         {std::tuple(guide + "TGG" + "AAAA", 0, Strand::forward),
          std::tuple("AAAA" + guide + "TGG", 4, Strand::forward),
          std::tuple(domain::reverse_complement(guide + "TGG") + "AAAA", 0, Strand::reverse),
          std::tuple("AAAA" + domain::reverse_complement(guide + "TGG"), 4, Strand::reverse)}) {
        const auto hits = fast(one_contig(bases), one_query(0), pattern, 1);
        REQUIRE(hits.size() == 1);
        CHECK(hits[0] == OffTarget{0, {0, begin, begin + 23}, strand, 0});
    }
    // One base short of the whole site there is none, nor across the border of two contigs.
    CHECK(fast(one_contig((guide + "TGG").substr(1)), one_query(4), pattern, 1).empty());
    const domain::Genome cut{{{"a", guide.substr(0, 10), false}, {"b", guide.substr(10) + "TGG", false}}};
    CHECK(fast(cut, one_query(4), pattern, 1).empty());
}

TEST_CASE("a site across the origin of a circular contig is found once, its end past the length") {
    const std::string site = guide + "TGG";
    const std::string circle = site + "AAAAAAAAAA";
    const std::int64_t length = 33;
    for (std::size_t turn = 1; turn < site.size(); ++turn) {
        const std::string bases = circle.substr(turn) + circle.substr(0, turn);
        CHECK(fast(one_contig(bases), one_query(0), {}, 1).empty());
        const auto hits = fast(one_contig(bases, true), one_query(0), {}, 1);
        REQUIRE(hits.size() == 1);
        const std::int64_t begin = length - static_cast<std::int64_t>(turn);
        CHECK(hits[0] == OffTarget{0, {0, begin, begin + 23}, Strand::forward, 0});
    }
    // A circle as long as the pattern holds the site once; a smaller one cannot.
    CHECK(fast(one_contig(site, true), one_query(0), {}, 1).size() == 1);
    CHECK(fast(one_contig(site.substr(0, 22), true), one_query(4), {}, 1).empty());
}

TEST_CASE("ambiguous letters never match the spacer, and the PAM only where all they stand for do") {
    std::string bases = guide + "TGG";
    bases[3] = 'N';
    CHECK(fast(one_contig(bases), one_query(0), {}, 1).empty());
    const auto hits = fast(one_contig(bases), one_query(1), {}, 1);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].mismatches == 1);
    const SiteText text = describe(one_contig(bases), one_query(1)[0], {}, hits[0]);
    CHECK(text.site == "GACnCGTAGGATCATCAATT");
    CHECK(text.pam == "TGG");
    CHECK(fast(one_contig(guide + "NGG"), one_query(0), {}, 1).size() == 1);
    CHECK(fast(one_contig(guide + "TRG"), one_query(0), {}, 1).empty());
    CHECK(fast(one_contig(guide + "TRG"), one_query(0), {20, "NRG", PamSide::three_prime}, 1).size() == 1);
    CHECK(fast(one_contig(guide + "TNG"), one_query(0), {20, "NRG", PamSide::three_prime}, 1).empty());
}

TEST_CASE("sites read in guide orientation, mismatches in lower case") {
    std::string site = guide;
    site[0] = 'T';
    site[19] = 'G';
    const domain::Genome genome = one_contig("AC" + domain::reverse_complement("TTTA" + site) + "GT");
    const Pattern pattern{20, "TTTV", PamSide::five_prime};
    const auto hits = fast(genome, one_query(2), pattern, 1);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0] == OffTarget{0, {0, 2, 26}, Strand::reverse, 2});
    const SiteText text = describe(genome, one_query(2)[0], pattern, hits[0]);
    CHECK(text.site == "tACCCGTAGGATCATCAATg");
    CHECK(text.pam == "TTTA");
}

TEST_CASE("stretches meet without a gap and without an overlap") {
    // Longer than a stretch of the search; a site at each of its ends.
    std::string bases(600'000, 'A');
    std::set<std::int64_t> expected;
    for (const std::int64_t at :
         {0L, 262'121L, 262'143L, 262'144L - 46, 262'167L, 524'265L, 524'288L, 599'977L}) {
        bases.replace(static_cast<std::size_t>(at), 23, guide + "TGG");
        expected.insert(at);
    }
    std::erase_if(expected, [&](std::int64_t at) {
        return bases.compare(static_cast<std::size_t>(at), 23, guide + "TGG") != 0;
    });
    CHECK(expected.size() >= 6);
    std::set<std::int64_t> found;
    for (const OffTarget& hit : fast(one_contig(bases), one_query(0), {}, 2))
        CHECK(found.insert(hit.interval.begin).second);
    CHECK(found == expected);
}

TEST_CASE("a cancelled search ends") {
    const std::atomic<bool> cancel = true;
    Context context({.cancel = &cancel});
    CHECK(find_off_targets(one_contig(guide + "TGG"), one_query(0), {}, context).empty());
}
