// The search at its edges: ends of contigs, circles, ambiguous letters, bulges written out.
#include "search_support.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <tuple>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

const std::string guide = "GACCCGTAGGATCATCAATT";

std::vector<Query> one_query(int mismatches, std::string spacer = guide) {
    return {{{"g", std::move(spacer)}, {.mismatches = mismatches}}};
}

std::vector<OffTarget> hits_of(const domain::Genome& genome, std::span<const Query> queries,
                               const Pattern& pattern = {}, unsigned threads = 1) {
    return fast(genome, queries, pattern, {}, threads).hits;
}

OffTarget hit_at(std::int64_t begin, std::int64_t end, Strand strand, int mismatches) {
    OffTarget hit;
    hit.interval = {0, begin, end};
    hit.strand = strand;
    hit.mismatches = static_cast<std::uint8_t>(mismatches);
    hit.alignment.columns = static_cast<std::uint8_t>(20);
    return hit;
}

}  // namespace

TEST_CASE("search: the reverse complement of a genome has the same hits on the other strand") {
    CHECK(rc::check([] {
        domain::Genome genome = random_genome();
        for (domain::Contig& contig : genome.contigs) contig.circular = false;
        const Pattern pattern = random_pattern();
        const auto queries = random_queries(
            genome, pattern, 3, rc::gen::just(Limits{.mismatches = 4, .dna_bulges = 1, .rna_bulges = 1}));
        domain::Genome mirror = genome;
        for (domain::Contig& contig : mirror.contigs) contig.bases = domain::reverse_complement(contig.bases);
        using Hit =
            std::tuple<std::uint32_t, domain::ContigId, std::int64_t, std::int64_t, Strand, std::uint64_t>;
        std::set<Hit> here, there;
        for (const OffTarget& hit : hits_of(genome, queries, pattern))
            here.insert({hit.guide, hit.interval.contig, hit.interval.begin, hit.interval.end, hit.strand,
                         hit.alignment.steps});
        for (const OffTarget& hit : hits_of(mirror, queries, pattern)) {
            const std::int64_t length = mirror.contigs[hit.interval.contig].length();
            const Strand other = hit.strand == Strand::forward ? Strand::reverse : Strand::forward;
            there.insert({hit.guide, hit.interval.contig, length - hit.interval.end,
                          length - hit.interval.begin, other, hit.alignment.steps});
        }
        RC_ASSERT(here == there);
    }));
}

TEST_CASE("search: a circular contig has the same sites wherever it is opened") {
    CHECK(rc::check([] {
        const std::string bases = random_bases(*rc::gen::inRange<std::size_t>(17, 200), "ACGGT");
        const auto turn = *rc::gen::inRange<std::size_t>(0, bases.size());
        const domain::Genome genome = one_contig(bases, true);
        const domain::Genome turned = one_contig(bases.substr(turn) + bases.substr(0, turn), true);
        const auto queries = random_queries(
            genome, {}, 2,
            rc::gen::just(Limits{.mismatches = *rc::gen::inRange(0, 11), .dna_bulges = 2, .rna_bulges = 1}));
        const auto size = static_cast<std::int64_t>(bases.size());
        std::set<std::tuple<std::int64_t, std::int64_t, Strand, int>> here, there;
        for (const OffTarget& hit : hits_of(genome, queries))
            here.insert({hit.interval.begin, hit.interval.end - hit.interval.begin, hit.strand, hit.edits()});
        for (const OffTarget& hit : hits_of(turned, queries))
            there.insert({(hit.interval.begin + static_cast<std::int64_t>(turn)) % size,
                          hit.interval.end - hit.interval.begin, hit.strand, hit.edits()});
        RC_ASSERT(here == there);
    }));
}

TEST_CASE("search: sites at the first and the last base, on both strands") {
    for (const auto& [bases, begin, strand] :
         {std::tuple(guide + "TGG" + "AAAA", 0, Strand::forward),
          std::tuple("AAAA" + guide + "TGG", 4, Strand::forward),
          std::tuple(domain::reverse_complement(guide + "TGG") + "AAAA", 0, Strand::reverse),
          std::tuple("AAAA" + domain::reverse_complement(guide + "TGG"), 4, Strand::reverse)}) {
        const auto hits = hits_of(one_contig(bases), one_query(0));
        REQUIRE(hits.size() == 1);
        CHECK(hits[0] == hit_at(begin, begin + 23, strand, 0));
    }
    // One base short of the whole site there is none, nor across the border of two contigs.
    CHECK(hits_of(one_contig((guide + "TGG").substr(1)), one_query(4)).empty());
    const domain::Genome cut{{{"a", guide.substr(0, 10), false}, {"b", guide.substr(10) + "TGG", false}}};
    CHECK(hits_of(cut, one_query(4)).empty());
    // With an RNA bulge a base less is enough, but the last column is a pair.
    std::vector<Query> bulged = one_query(0);
    bulged[0].limits.rna_bulges = 1;
    const std::string shorter = guide.substr(0, 5) + guide.substr(6) + "TGG";
    REQUIRE(hits_of(one_contig(shorter), bulged).size() == 1);
    CHECK(hits_of(one_contig(shorter), bulged)[0].rna_bulges == 1);
    CHECK(hits_of(one_contig((guide + "TGG").substr(1)), bulged).empty());
}

TEST_CASE("search: a site across the origin of a circular contig is found once, its end past the length") {
    const std::string site = guide + "TGG";
    const std::string circle = site + "AAAAAAAAAA";
    const std::int64_t length = 33;
    for (std::size_t turn = 1; turn < site.size(); ++turn) {
        const std::string bases = circle.substr(turn) + circle.substr(0, turn);
        CHECK(hits_of(one_contig(bases), one_query(0)).empty());
        const auto hits = hits_of(one_contig(bases, true), one_query(0));
        REQUIRE(hits.size() == 1);
        const std::int64_t begin = length - static_cast<std::int64_t>(turn);
        CHECK(hits[0] == hit_at(begin, begin + 23, Strand::forward, 0));
    }
    // A circle as long as the pattern holds the site once; a smaller one cannot.
    CHECK(hits_of(one_contig(site, true), one_query(0)).size() == 1);
    CHECK(hits_of(one_contig(site.substr(0, 22), true), one_query(4)).empty());
}

TEST_CASE("search: ambiguous letters never match the spacer, and the PAM only where all they stand for do") {
    std::string bases = guide + "TGG";
    bases[3] = 'N';
    CHECK(hits_of(one_contig(bases), one_query(0)).empty());
    const auto hits = hits_of(one_contig(bases), one_query(1));
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].mismatches == 1);
    const SiteText text = describe(domain::pack(one_contig(bases)), one_query(1)[0], {}, hits[0]);
    CHECK(text.site == "GACnCGTAGGATCATCAATT");
    CHECK(text.pam == "TGG");
    const Pattern nrg{20, {"NRG"}, PamSide::three_prime};
    CHECK(hits_of(one_contig(guide + "NGG"), one_query(0)).size() == 1);
    CHECK(hits_of(one_contig(guide + "TRG"), one_query(0)).empty());
    CHECK(hits_of(one_contig(guide + "TRG"), one_query(0), nrg).size() == 1);
    CHECK(hits_of(one_contig(guide + "TNG"), one_query(0), nrg).empty());
    // Each PAM for itself: what only both together allow is none.
    CHECK(
        hits_of(one_contig(guide + "TRG"), one_query(0), {20, {"NGG", "NAG"}, PamSide::three_prime}).empty());
}

TEST_CASE("search: sites read in guide orientation, mismatches in lower case, gaps at bulges") {
    std::string site = guide;
    site[0] = 'T';
    site[19] = 'G';
    const domain::Genome genome = one_contig("AC" + domain::reverse_complement("TTTA" + site) + "GT");
    const Pattern pattern{20, {"TTTV"}, PamSide::five_prime};
    const auto hits = hits_of(genome, one_query(2), pattern);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0] == hit_at(2, 26, Strand::reverse, 2));
    const SiteText text = describe(domain::pack(genome), one_query(2)[0], pattern, hits[0]);
    CHECK(text.crrna == guide);
    CHECK(text.site == "tACCCGTAGGATCATCAATg");
    CHECK(text.pam == "TTTA");
}

TEST_CASE("search: a bulge in a run lies farthest from the PAM, and its equals are counted") {
    std::vector<Query> queries = one_query(0);
    queries[0].limits.dna_bulges = 1;
    // GACCCG… with a fourth C; the run of C is at positions 3 to 5, PAM at the right.
    const domain::Genome more = one_contig("GACCCCGTAGGATCATCAATTTGG");
    auto hits = hits_of(more, queries);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].dna_bulges == 1);
    CHECK(hits[0].mismatches == 0);
    CHECK(hits[0].equivalents == 4);
    CHECK(hits[0].interval == domain::Interval{0, 0, 24});
    SiteText text = describe(domain::pack(more), queries[0], {}, hits[0]);
    CHECK(text.crrna == "GA-CCCGTAGGATCATCAATT");
    CHECK(text.site == "GACCCCGTAGGATCATCAATT");
    // One C less.
    queries[0].limits = {0, 0, 1, 16};
    const domain::Genome fewer = one_contig("AAGACCGTAGGATCATCAATTTGG");
    hits = hits_of(fewer, queries);
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].rna_bulges == 1);
    CHECK(hits[0].equivalents == 3);
    CHECK(hits[0].interval == domain::Interval{0, 2, 24});
    text = describe(domain::pack(fewer), queries[0], {}, hits[0]);
    CHECK(text.crrna == "GACCCGTAGGATCATCAATT");
    CHECK(text.site == "GA-CCGTAGGATCATCAATT");
    // All of them are given when they are asked for.
    const SearchResult all = fast(fewer, queries, {}, {.all_alignments = true});
    CHECK(all.hits.size() == 3);
    CHECK(all.counts[0].sites.at({0, 0, 1}) == 1);
}

TEST_CASE("search: stretches and blocks meet without a gap and without an overlap") {
    for (const auto& pams : {std::vector<std::string>{"NGG"}, std::vector<std::string>{""}}) {
        std::string bases(1'100'000, 'A');
        std::set<std::int64_t> expected;
        for (const std::int64_t at : {0L, 490L, 511L, 524'265L, 524'288L, 524'312L, 524'800L, 1'048'570L,
                                      1'048'576L + 40, 1'099'977L}) {
            bases.replace(static_cast<std::size_t>(at), 23, guide + "TGG");
            expected.insert(at);
        }
        std::erase_if(expected, [&](std::int64_t at) {
            const std::string whole = guide + std::string("TGG").substr(0, 3 * pams.front().size());
            return bases.compare(static_cast<std::size_t>(at), whole.size(), whole) != 0;
        });
        CHECK(expected.size() >= 8);
        std::set<std::int64_t> found;
        for (const OffTarget& hit :
             hits_of(one_contig(bases), one_query(0), {20, pams, PamSide::three_prime}, 2))
            CHECK(found.insert(hit.interval.begin).second);
        CHECK(found == expected);
    }
}

TEST_CASE("search: long runs of N, and sites right beside them") {
    const std::string bases = std::string(3000, 'N') + guide + "TGG" + std::string(700'000, 'N') +
                              domain::reverse_complement(guide + "AGG") + std::string(100, 'N');
    for (const auto& pams : {std::vector<std::string>{"NGG"}, std::vector<std::string>{"NNN"}}) {
        const auto hits = hits_of(one_contig(bases), one_query(2), {20, pams, PamSide::three_prime}, 2);
        REQUIRE(hits.size() >= 2);
        CHECK(std::ranges::count(hits, 0, &OffTarget::edits) == 2);
    }
}

TEST_CASE("search: a cancelled search ends") {
    const std::atomic<bool> cancel = true;
    Context context({.cancel = &cancel});
    const auto packed = domain::pack(one_contig(guide + "TGG"));
    CHECK(find_off_targets(packed, one_query(0), {}, {}, context).hits.empty());
}
