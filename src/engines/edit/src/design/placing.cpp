#include "design/placing.hpp"

#include <cstdlib>

namespace strandline::edit {
namespace {

using domain::Strand;

/// The base behind the cut as the gene is read.
std::int64_t base_behind_cut(const domain::Gene& gene, const DesignedGuide& guide, std::int64_t length) {
    if (gene.strand == Strand::forward) return guide.cut_position;
    return guide.cut_position > 0 ? guide.cut_position - 1 : guide.cut_position - 1 + length;
}

/// Coding bases before the base at `position`.
std::optional<std::int64_t> coding_bases_before(const domain::Transcript& transcript, Strand strand,
                                                std::int64_t position, std::int64_t turn) {
    std::int64_t before = 0;
    for (const domain::Interval& part : transcript.coding) {
        for (const std::int64_t at : {position, position + turn})
            if (at >= part.begin && at < part.end)
                return before + (strand == Strand::forward ? at - part.begin : part.end - 1 - at);
        before += part.end - part.begin;
    }
    return std::nullopt;
}

/// With both bases beside the cut in coding parts, one right behind the other.
std::optional<std::int64_t> cut_in_coding(const domain::Gene& gene, const domain::Transcript& transcript,
                                          const DesignedGuide& guide, std::int64_t length,
                                          std::int64_t turn) {
    const std::int64_t behind = base_behind_cut(gene, guide, length);
    const std::int64_t left = guide.cut_position > 0 ? guide.cut_position - 1 : guide.cut_position - 1 + turn;
    const std::int64_t ahead = gene.strand == Strand::forward ? left : guide.cut_position;
    const auto second = coding_bases_before(transcript, gene.strand, behind, turn);
    const auto first = coding_bases_before(transcript, gene.strand, ahead, turn);
    if (!first || !second || *first + 1 != *second) return std::nullopt;
    return second;
}

}  // namespace

std::int64_t circular_length(const domain::Genome& genome, domain::ContigId contig) {
    return genome.contigs[contig].circular ? genome.contigs[contig].length() : 0;
}

std::optional<std::int64_t> distance_to_start(std::span<const domain::Gene* const> genes,
                                              const domain::Genome& genome, const DesignedGuide& guide) {
    std::optional<std::int64_t> nearest;
    const auto consider = [&](std::int64_t distance) {
        const auto far = [](std::int64_t value) { return std::pair(std::abs(value), -value); };
        if (!nearest || far(distance) < far(*nearest)) nearest = distance;
    };
    for (const domain::Gene* gene : genes) {
        if (gene->span.contig != guide.interval.contig) continue;
        const std::int64_t turn = circular_length(genome, gene->span.contig);
        for (const std::int64_t start : domain::start_sites(*gene)) {
            const std::int64_t distance =
                gene->strand == Strand::forward ? guide.cut_position - start : start + 1 - guide.cut_position;
            consider(distance);
            if (turn == 0) continue;
            consider(distance + turn);
            consider(distance - turn);
        }
    }
    return nearest;
}

void describe_in(const domain::Gene& gene, const domain::Genome& genome, std::int64_t promoter_length,
                 DesignedGuide& guide) {
    const domain::ContigId contig = guide.interval.contig;
    const std::int64_t turn = circular_length(genome, contig);
    const std::int64_t base = base_behind_cut(gene, guide, genome.contigs[contig].length());
    const domain::Feature feature = domain::feature_in(gene, {contig, base, base + 1}, promoter_length, turn);
    guide.feature = domain::word(feature.kind);
    guide.exon = feature.exon;
    guide.amino_acid = feature.amino_acid;
    const domain::Gene* const one = &gene;
    guide.distance_to_tss = distance_to_start(std::span(&one, 1), genome, guide);
    if (feature.kind != domain::FeatureKind::cds) return;
    guide.cds_position =
        cut_in_coding(gene, *feature.transcript, guide, genome.contigs[contig].length(), turn);
    if (guide.cds_position)
        guide.cds_percent = 100.0 * static_cast<double>(*guide.cds_position) /
                            static_cast<double>(feature.transcript->coding_length());
}

}  // namespace strandline::edit
