#pragma once

#include <strandline/domain/annotation.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/edit/guides.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace strandline::edit {

/// 0 for a linear contig.
std::int64_t circular_length(const domain::Genome& genome, domain::ContigId contig);

/// From the nearest transcription start of `genes` to the guide's cut; bases downstream are positive: a cut
/// right before the first transcribed base is at 0. Of two as near, the upstream start.
std::optional<std::int64_t> distance_to_start(std::span<const domain::Gene* const> genes,
                                              const domain::Genome& genome, const DesignedGuide& guide);

/// Fills what the guide's cut is to `gene`: feature, exon, amino acid, place in the coding sequence where
/// both bases beside the cut are coding, and distance to the start.
void describe_in(const domain::Gene& gene, const domain::Genome& genome, std::int64_t promoter_length,
                 DesignedGuide& guide);

}  // namespace strandline::edit
