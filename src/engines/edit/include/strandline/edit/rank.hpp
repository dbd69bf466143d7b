#pragma once

#include <strandline/domain/genome.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// A designed guide as ranking sees it.
struct Candidate {
    std::string id, gene, locus_tag, spacer, pam, contig;
    std::int64_t start = 0, end = 0;
    domain::Strand strand = domain::Strand::forward;
    std::optional<double> cds_percent = 0;  // nothing where the cut is in no coding sequence
    double gc_percent = 0;
    int poly_t = 0;
    std::optional<double> on_target;  // strandline on-target 1, in [0, 1]
};

constexpr int most_counted_mismatches = 4;

/// Off-targets of a guide besides its own site, by mismatches: [0] are further perfect sites.
using OffTargetCounts = std::array<std::int64_t, most_counted_mismatches + 1>;

/// What the hits say of a set of guides.
struct JudgedHits {
    std::vector<OffTargetCounts> counts;             // by candidate
    std::vector<std::optional<double>> specificity;  // by CFD, in (0, 100]; nothing where it is not defined
    int searched = most_counted_mismatches;          // up to so many mismatches, as far as is known
};

enum class Verdict { recommended, acceptable, avoid };
std::string_view word(Verdict verdict);

struct RankedGuide {
    std::size_t candidate = 0;  // index into the candidates
    int rank = 0;               // from 1 within its gene
    Verdict verdict = Verdict::recommended;
    std::string reason;  // in words
};

/// What speaks against a guide; the limits are explained in the engine's README.
struct RankLimits {
    double gc_least = 40, gc_most = 70;   // % of the spacer
    double cds_least = 5, cds_most = 65;  // % of the coding sequence
    int poly_t_most = 3;
};

/// Ranks candidates within each gene (symbol and locus tag together), genes in the order of their first
/// candidate. `per_gene` 0 keeps all.
std::vector<RankedGuide> rank_guides(std::span<const Candidate> candidates,
                                     std::span<const OffTargetCounts> counts, std::size_t per_gene,
                                     const RankLimits& limits = {});

}  // namespace strandline::edit
