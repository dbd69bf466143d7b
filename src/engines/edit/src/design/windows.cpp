#include <strandline/edit/windows.hpp>

#include "design/placing.hpp"
#include "design/site_scanner.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

using domain::Strand;

/// The strand that reads as spacer and PAM.
std::optional<Strand> reading_strand(PairedStrand paired, Strand gene) {
    const Strand other = gene == Strand::forward ? Strand::reverse : Strand::forward;
    switch (paired) {
    case PairedStrand::template_strand:
        return gene;
    case PairedStrand::non_template:
        return other;
    case PairedStrand::both:
        break;
    }
    return std::nullopt;
}

/// Cuts of the window round one start; empty where the gene ends before it.
std::optional<CutRange> range_round(const domain::Gene& gene, std::int64_t start, const StartWindow& window) {
    const bool forward = gene.strand == Strand::forward;
    CutRange range{gene.span.contig, 0, 0};
    // A cut at distance 0 is right before the first transcribed base.
    range.first = forward ? start + window.from : start + 1 - window.to;
    range.last = forward ? start + window.to : start + 1 - window.from;
    if (window.within_gene && forward) range.last = std::min(range.last, gene.span.end);
    if (window.within_gene && !forward) range.first = std::max(range.first, gene.span.begin);
    if (range.first > range.last) return std::nullopt;
    return range;
}

/// A guide with its cut as it lies in the range, which may go beyond a contig's ends.
struct Found {
    std::int64_t cut = 0;
    DesignedGuide guide;
};

void describe_by_index(const domain::AnnotationIndex& index, const domain::Genome& genome,
                       DesignedGuide& guide) {
    const domain::ContigId contig = guide.interval.contig;
    const std::int64_t length = genome.contigs[contig].length();
    const std::int64_t left = guide.cut_position > 0 ? guide.cut_position - 1 : 0;
    const domain::Feature feature =
        index.feature_at({contig, left, std::min(guide.cut_position + 1, length)});
    guide.feature = domain::word(domain::FeatureKind::intergenic);
    if (!feature.gene) return;
    guide.gene = feature.gene->symbol;
    guide.locus_tag = feature.gene->locus_tag;
    describe_in(*feature.gene, genome, index.promoter_length(), guide);
}

std::vector<Found> find_in(const GuideTarget& target, const SiteScanner& scanner) {
    std::vector<Found> found;
    for (const CutRange& range : target.ranges)
        for (std::int64_t cut = range.first; cut <= range.last; ++cut)
            for (const Strand strand : {Strand::forward, Strand::reverse}) {
                if (target.strand && strand != *target.strand) continue;
                if (auto guide = scanner.at_cut(range.contig, cut, strand))
                    found.push_back({cut, std::move(*guide)});
            }
    return found;
}

void sort_and_keep_once(std::vector<Found>& found, bool is_reverse) {
    const auto place = [](const Found& one) {
        return std::tuple(one.guide.interval.contig, one.guide.interval.begin, one.guide.strand);
    };
    std::ranges::stable_sort(found, {}, place);
    const auto again = std::ranges::unique(found, {}, place);
    found.erase(again.begin(), again.end());
    std::ranges::stable_sort(found, {}, [&](const Found& one) {
        return std::tuple(one.guide.interval.contig, is_reverse ? -one.cut : one.cut, one.guide.strand);
    });
}

}  // namespace

std::string_view word(Strategy strategy) {
    switch (strategy) {
    case Strategy::knockout:
        return "knockout";
    case Strategy::crispri:
        return "crispri";
    case Strategy::crispra:
        return "crispra";
    case Strategy::tiling:
        return "tiling";
    }
    return "";
}

StartWindow usual_window(Strategy strategy, bool in_bacteria, const Nuclease& nuclease) {
    if (strategy == Strategy::crispra)
        return in_bacteria ? StartWindow{-100, -60, PairedStrand::both, false}
                           : StartWindow{-400, -50, PairedStrand::both, false};
    if (!in_bacteria) return {-50, 300, PairedStrand::both, false};
    return {0, 300,
            nuclease.pam_side == PamSide::three_prime ? PairedStrand::non_template
                                                      : PairedStrand::template_strand,
            true};
}

std::vector<GuideTarget> start_targets(std::span<const TargetGene> genes, const StartWindow& window) {
    std::vector<GuideTarget> targets;
    for (const TargetGene& gene : genes)
        for (const domain::Gene* one : gene.genes) {
            GuideTarget target{gene.label(),
                               one,
                               one->strand == Strand::reverse,
                               {},
                               reading_strand(window.paired, one->strand)};
            for (const std::int64_t start : domain::start_sites(*one))
                if (const auto range = range_round(*one, start, window)) target.ranges.push_back(*range);
            targets.push_back(std::move(target));
        }
    return targets;
}

std::vector<GuideTarget> gene_targets(std::span<const TargetGene> genes) {
    std::vector<GuideTarget> targets;
    for (const TargetGene& gene : genes)
        for (const domain::Gene* one : gene.genes) {
            targets.push_back(region_target(gene.label(), one->span, one->strand == Strand::reverse));
            targets.back().gene = one;
        }
    return targets;
}

GuideTarget region_target(std::string label, const domain::Interval& where, bool is_reverse) {
    return {std::move(label), nullptr, is_reverse, {{where.contig, where.begin + 1, where.end - 1}}, {}};
}

std::vector<GuideTarget> contig_targets(const domain::Genome& genome) {
    std::vector<GuideTarget> targets;
    for (domain::ContigId id = 0; id < genome.contigs.size(); ++id) {
        const domain::Contig& contig = genome.contigs[id];
        targets.push_back(region_target(contig.name, {id, 0, contig.length()}, false));
        if (contig.circular) targets.back().ranges.front().first = 0;
    }
    return targets;
}

std::vector<DesignedGuide> design_in_ranges(const domain::Genome& genome,
                                            std::span<const GuideTarget> targets, const Nuclease& nuclease,
                                            int spacer_length, std::int64_t promoter_length,
                                            const domain::AnnotationIndex* index) {
    const SiteScanner scanner(genome, nuclease, spacer_length);
    std::unordered_map<std::string, int> numbers;
    std::vector<DesignedGuide> guides;
    for (const GuideTarget& target : targets) {
        std::vector<Found> found = find_in(target, scanner);
        sort_and_keep_once(found, target.is_reverse);
        int& number = numbers[target.label];
        for (Found& one : found) {
            DesignedGuide& guide = one.guide;
            guide.id = format("{}_{}", target.label, ++number);
            if (target.gene) {
                guide.gene = target.gene->symbol;
                guide.locus_tag = target.gene->locus_tag;
                describe_in(*target.gene, genome, promoter_length, guide);
            } else if (index) {
                describe_by_index(*index, genome, guide);
            }
            guides.push_back(std::move(guide));
        }
    }
    return guides;
}

}  // namespace strandline::edit
