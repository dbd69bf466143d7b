#pragma once

#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <hwy/targets.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

namespace strandline::edit::testing {

/// For its lifetime the search runs on one of Highway's targets.
class OnTarget {
public:
    explicit OnTarget(std::int64_t target) { choose(target); }
    ~OnTarget() { choose(0); }
    OnTarget(const OnTarget&) = delete;
    OnTarget& operator=(const OnTarget&) = delete;

private:
    static void choose(std::int64_t targets) {
        hwy::SetSupportedTargetsForTest(targets);
        hwy::GetChosenTarget().DeInit();
    }
};

/// What this machine has of what was built.
inline std::vector<std::int64_t> targets_here() {
    std::vector<std::int64_t> targets;
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
        const std::int64_t target = left & -left;
        if (target & (HWY_AVX3 | HWY_AVX2 | HWY_SSE4)) targets.push_back(target);
    }
    return targets;
}

inline std::string random_bases(std::size_t length, const std::string& letters) {
    return *rc::gen::container<std::string>(length, rc::gen::elementOf(letters));
}

/// Many tiny contigs and a few longer ones, some circular, some with ambiguous letters.
inline domain::Genome random_genome() {
    domain::Genome genome;
    const int contigs = *rc::gen::inRange(1, 10);
    for (int i = 0; i < contigs; ++i) {
        const auto length = *rc::gen::weightedOneOf<std::size_t>(
            {{3, rc::gen::inRange<std::size_t>(1, 66)}, {1, rc::gen::inRange<std::size_t>(40, 700)}});
        const std::string letters =
            *rc::gen::element<std::string>("ACGT", "ACGGGT", "ACGTACGTACGTACGTN", "ACGTACGTRYSWKMBDHVN", "GG",
                                           "ACGTACGTACGTACGTACGTACGTACGTR");
        std::string bases = random_bases(length, letters);
        if (*rc::gen::inRange(0, 4) == 0 && length > 4) {
            const auto at = *rc::gen::inRange<std::size_t>(0, length);
            const auto run = *rc::gen::inRange<std::size_t>(0, 90);
            for (std::size_t p = at; p < length && p < at + run; ++p) bases[p] = 'N';
        }
        genome.contigs.push_back({format("c{}", i), std::move(bases), *rc::gen::arbitrary<bool>()});
    }
    return genome;
}

inline Pattern random_pattern() {
    static const std::vector<std::vector<std::string>> pams = {{"NGG"},
                                                               {"NG"},
                                                               {"N"},
                                                               {""},
                                                               {"NRN"},
                                                               {"TTTV"},
                                                               {"NNGRRT"},
                                                               {"GG"},
                                                               {"R"},
                                                               {"NGG", "NAG"},
                                                               {"NGG", "NAG", "NGA"},
                                                               {"TTTV", "TTCN", "CTTA"},
                                                               {"NNNNNNNNNNNNNNGG"}};
    return {*rc::gen::inRange(shortest_pattern_spacer, longest_pattern_spacer + 1), *rc::gen::elementOf(pams),
            *rc::gen::element(PamSide::three_prime, PamSide::five_prime)};
}

/// A spacer that is likely to hit: cut out of the genome and changed a little, with bulges; or random.
inline std::string random_spacer(const domain::Genome& genome, std::size_t length) {
    std::string spacer = random_bases(length, "ACGT");
    const domain::Contig& contig = genome.contigs[*rc::gen::inRange<std::size_t>(0, genome.contigs.size())];
    if (contig.bases.size() < 2 || *rc::gen::inRange(0, 4) == 0) return spacer;
    const auto begin = *rc::gen::inRange<std::size_t>(0, contig.bases.size());
    std::string copy;
    for (std::size_t i = 0; i < length + 3; ++i) copy += contig.bases[(begin + i) % contig.bases.size()];
    if (*rc::gen::arbitrary<bool>()) copy = domain::reverse_complement(copy);
    for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes) {
        const auto at = *rc::gen::inRange<std::size_t>(0, length);
        const int kind = *rc::gen::inRange(0, 3);
        if (kind == 0) copy[at] = 'A';
        if (kind == 1) copy.erase(at, 1);
        if (kind == 2) copy.insert(at, 1, 'C');
    }
    for (std::size_t i = 0; i < length && i < copy.size(); ++i)
        if (domain::is_plain_base(copy[i])) spacer[i] = copy[i];
    return spacer;
}

inline std::vector<Query> random_queries(const domain::Genome& genome, const Pattern& pattern, int count,
                                         const rc::Gen<Limits>& limits) {
    std::vector<Query> queries;
    for (int i = 0; i < count; ++i)
        queries.push_back(
            {{format("g{}", i), random_spacer(genome, static_cast<std::size_t>(pattern.spacer_length))},
             *limits});
    return queries;
}

inline SearchResult fast(const domain::Genome& genome, std::span<const Query> queries, const Pattern& pattern,
                         const SearchOptions& options = {}, unsigned threads = 1) {
    Context context({.threads = threads});
    return find_off_targets(domain::pack(genome), queries, pattern, options, context);
}

inline SearchResult plain(const domain::Genome& genome, std::span<const Query> queries,
                          const Pattern& pattern, const SearchOptions& options = {}) {
    Context context;
    return find_off_targets_plain(genome, queries, pattern, options, context);
}

inline domain::Genome one_contig(std::string bases, bool circular = false) {
    return {{{"c", std::move(bases), circular}}};
}

}  // namespace strandline::edit::testing
