#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/nuclease.hpp>
#include <strandline/edit/offtargets.hpp>
#include <strandline/edit/rank.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// What the choice for a library looks at besides ranking.
struct LibraryCandidate {
    std::int64_t cut_position = 0;
    double isoform_share = 1;     // of the gene's coding sequences, those cut
    std::optional<double> score;  // higher is better; nothing where there is none
    bool has_site = false;        // a restriction site that cloning cuts
};

/// Rules in the order in which they are given up: what a guide breaks, as bits.
enum Rule : unsigned { kept_all = 0, spacing = 1, poly_t = 2, off_targets = 4, restriction_site = 8 };

/// "none", or the broken rules with commas between: spacing,poly_t,off_targets,restriction_site.
std::string words_of(unsigned broken);

struct LibraryRules {
    std::size_t per_gene = 4;
    std::int64_t spacing = 20;  // least distance of two cuts in a gene
    bool strict = false;        // no rule is given up
    RankLimits limits{};
};

struct LibraryPick {
    std::size_t candidate = 0;  // index
    int rank = 0;               // from 1 within its gene, in the order of picking
    Verdict verdict = Verdict::recommended;
    std::string reason;
    unsigned broken = kept_all;
};

/// Chooses up to `per_gene` guides of each gene. Within a gene guides are preferred by verdict, share of
/// isoforms cut, score, then rank as `rank_guides` has it. A first round takes preferred guides whose cuts
/// lie far apart (the stretch of the gene's cuts over twice `per_gene`), a second those that keep `spacing`.
/// Where guides still lack, further rounds give up spacing, poly-T, off-targets, restriction sites, in this
/// order, one more each time. Genes in the order of their first candidate.
std::vector<LibraryPick> pick_guides(std::span<const Candidate> candidates,
                                     std::span<const OffTargetCounts> counts,
                                     std::span<const LibraryCandidate> more, const LibraryRules& rules);

struct ControlRules {
    std::size_t count = 0;
    int mismatches = 2;                              // no site of the genome with so many or fewer
    double gc_least = 40, gc_most = 60;              // %
    int longest_run = 3;                             // of any base
    std::function<bool(std::string_view)> has_site;  // may be empty
};

/// Random spacers that no site of the genome with the pattern's PAM comes near, none twice, by the context's
/// seed alone. Error (exit 1): "controls.too_few" when too many candidates had to be thrown away.
Result<std::vector<std::string>> make_non_targeting(const domain::Genome& genome, const Pattern& pattern,
                                                    const ControlRules& rules, Context& context);

/// Guides that cut at random places, at least `distance` bases from every gene, and at no other site with up
/// to `rules.mismatches` mismatches. Error (exit 1): "controls.too_few".
Result<std::vector<DesignedGuide>> make_safe_targeting(const domain::Genome& genome,
                                                       const domain::Annotation& annotation,
                                                       const Nuclease& nuclease, int spacer_length,
                                                       std::int64_t distance, const ControlRules& rules,
                                                       Context& context);

}  // namespace strandline::edit
