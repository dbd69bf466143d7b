#include "score/on_target_features.hpp"

#include <strandline/edit/scores.hpp>

#include <algorithm>

namespace strandline::edit {
namespace {

/// A complete tree of depth 4: node i goes on at 2i + 1, or at 2i + 2 where its feature is above the
/// threshold. Nodes of a tree that ends earlier send everything left, to leaves of one value. Complete trees
/// are walked without branches, so that a processor walks several at a time.
struct Tree {
    std::array<std::uint8_t, 15> features;
    std::array<std::int16_t, 15> thresholds;
    std::array<std::int32_t, 16> leaves;  // 1e-8
};

constexpr Tree trees[] = {
#include "score/on_target_trees.inc"
};
constexpr double leaf_unit = 1e-8;
constexpr int ensembles = 2;  // models of which the mean is taken

std::int32_t leaf_of(const Tree& tree, const OnTargetFeatures& features) {
    std::size_t node = 0;
    for (int depth = 0; depth < 4; ++depth)
        node = 2 * node + 1 + (features[tree.features[node]] > tree.thresholds[node] ? 1U : 0U);
    return tree.leaves[node - tree.features.size()];
}

}  // namespace

std::optional<std::string> on_target_context(const domain::Contig& contig, const domain::Interval& site,
                                             domain::Strand strand) {
    const bool forward = strand == domain::Strand::forward;
    const std::int64_t begin = site.begin - (forward ? on_target_bases_before : on_target_bases_behind);
    const std::int64_t end = begin + on_target_length, length = contig.length();
    if (site.end - site.begin != scored_spacer_length + scored_pam_length || length == 0) return std::nullopt;
    if (!contig.circular && (begin < 0 || end > length)) return std::nullopt;
    std::string bases;
    for (std::int64_t i = begin; i < end; ++i)
        bases += contig.bases[static_cast<std::size_t>((i % length + length) % length)];
    return forward ? bases : domain::reverse_complement(bases);
}

std::optional<double> on_target_score(std::string_view context, std::optional<double> percent_peptide) {
    const auto features = on_target_features(context, percent_peptide);
    if (!features) return std::nullopt;
    std::int64_t sum = 0;
    for (const Tree& tree : trees) sum += leaf_of(tree, *features);
    return std::clamp(static_cast<double>(sum) * leaf_unit / ensembles, 0.0, 1.0);
}

}  // namespace strandline::edit
