// The fast search against the definition: properties over random genomes, on every kind of vector at hand.
#include "search_support.hpp"

#include <rapidcheck/detail/TestParams.h>

#include <algorithm>
#include <iostream>
#include <utility>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

/// For properties whose plain side is slow: so many tries.
template <class Property>
bool holds(int tries, Property property) {
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.maxSuccess = tries;
    const auto result = rc::detail::checkTestable(std::move(property), rc::detail::TestMetadata(), params);
    if (!result.template is<rc::detail::SuccessResult>()) rc::detail::printResultMessage(result, std::cerr);
    return result.template is<rc::detail::SuccessResult>();
}

rc::Gen<Limits> mismatches_only(int most) {
    return rc::gen::map(rc::gen::inRange(0, most + 1), [](int m) { return Limits{.mismatches = m}; });
}

/// Bulges and mismatches, so few together that the plain search ends.
Limits few_edits() {
    Limits limits;
    limits.dna_bulges = *rc::gen::inRange(0, 3);
    limits.rna_bulges = *rc::gen::inRange(0, 3);
    limits.mismatches = *rc::gen::inRange(0, limits.dna_bulges + limits.rna_bulges > 2 ? 4 : 6);
    limits.edits = *rc::gen::weightedOneOf<int>({{1, rc::gen::just(16)}, {1, rc::gen::inRange(0, 7)}});
    return limits;
}

void same_on_all_targets(const domain::Genome& genome, std::span<const Query> queries, const Pattern& pattern,
                         const SearchOptions& options = {}) {
    const SearchResult expected = plain(genome, queries, pattern, options);
    for (const std::int64_t target : targets_here()) {
        const OnTarget on(target);
        for (const unsigned threads : {1u, 2u}) {
            const SearchResult found = fast(genome, queries, pattern, options, threads);
            RC_ASSERT(found.hits == expected.hits);
            RC_ASSERT(found.counts == expected.counts);
        }
    }
}

}  // namespace

TEST_CASE("search: as the definition says without bulges") {
    MESSAGE("targets: ", targets_here().size());
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const Pattern pattern = random_pattern();
        const int count =
            *rc::gen::weightedOneOf<int>({{9, rc::gen::inRange(1, 6)}, {1, rc::gen::just(100)}});
        same_on_all_targets(genome, random_queries(genome, pattern, count, mismatches_only(10)), pattern);
    }));
}

TEST_CASE("search: as the definition says with bulges") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const Pattern pattern = random_pattern();
        const auto limits = rc::gen::exec([] { return few_edits(); });
        const auto queries = random_queries(genome, pattern, *rc::gen::inRange(1, 4), limits);
        same_on_all_targets(genome, queries, pattern, {.all_alignments = *rc::gen::arbitrary<bool>()});
    }));
}

TEST_CASE("search: each combination of bulges at the limits of edits") {
    for (int dna = 0; dna <= most_bulges; ++dna)
        for (int rna = 0; rna <= most_bulges; ++rna)
            for (const int mismatches : {0, 1, 3}) {
                CAPTURE(dna);
                CAPTURE(rna);
                CAPTURE(mismatches);
                CHECK(holds(4, [=] {
                    const domain::Genome genome =
                        one_contig(random_bases(90, "ACGGT"), *rc::gen::arbitrary<bool>());
                    const Pattern pattern{*rc::gen::inRange(17, 26),
                                          {"NGG"},
                                          *rc::gen::element(PamSide::three_prime, PamSide::five_prime)};
                    Limits limits{mismatches, dna, rna, 16};
                    if (dna + rna > 3) limits.edits = 4 + mismatches;
                    const auto queries = random_queries(genome, pattern, 2, rc::gen::just(limits));
                    same_on_all_targets(genome, queries, pattern);
                }));
            }
}

TEST_CASE("search: many guides and queries of different limits side by side") {
    CHECK(holds(3, [] {
        const domain::Genome genome = one_contig(random_bases(3000, "ACGT"), true);
        const Pattern pattern{20, {"NGG"}, PamSide::three_prime};
        auto queries = random_queries(genome, pattern, 2000, mismatches_only(8));
        queries[7].limits = {2, 1, 1, 16};
        same_on_all_targets(genome, queries, pattern);
    }));
}

TEST_CASE("search: the most hits kept are the best; counts only are the same counts") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const Pattern pattern{18, {*rc::gen::element<std::string>("NRG", "", "NGG")}, PamSide::three_prime};
        const auto limits = rc::gen::exec([] { return few_edits(); });
        const auto queries = random_queries(genome, pattern, *rc::gen::inRange(1, 4), limits);
        const bool all = *rc::gen::arbitrary<bool>();
        const SearchResult full = fast(genome, queries, pattern, {.all_alignments = all});
        const SearchResult counted =
            fast(genome, queries, pattern, {.all_alignments = all, .count_only = true}, 2);
        RC_ASSERT(counted.hits.empty());
        RC_ASSERT(counted.counts == full.counts);
        const std::uint64_t most = *rc::gen::inRange(1, 8);
        same_on_all_targets(genome, queries, pattern, {.all_alignments = all, .max_hits = most});
        const SearchResult kept = fast(genome, queries, pattern, {.all_alignments = all, .max_hits = most});
        RC_ASSERT(kept.counts == full.counts);
        for (std::uint32_t guide = 0; guide < queries.size(); ++guide) {
            std::vector<OffTarget> of_guide;
            for (const OffTarget& hit : full.hits)
                if (hit.guide == guide) of_guide.push_back(hit);
            std::ranges::stable_sort(of_guide, {}, &OffTarget::edits);
            of_guide.resize(std::min<std::size_t>(of_guide.size(), most));
            std::ranges::sort(of_guide, in_order);
            std::vector<OffTarget> found;
            for (const OffTarget& hit : kept.hits)
                if (hit.guide == guide) found.push_back(hit);
            RC_ASSERT(found == of_guide);
        }
    }));
}
