#pragma once

#include "outcome/aligned.hpp"
#include "outcome/drawing.hpp"
#include "outcome/page.hpp"
#include "outcome/view.hpp"

#include <span>
#include <string>

namespace strandline::edit {

// Each draws one picture of the page, as SVG.

inline constexpr double picture_width = 960;

/// Reads at each step, from the files to those that count.
std::string draw_flow(const ReadCounts& counts, std::int64_t counted, std::int64_t modified);
/// Stacked bar: what became of a locus.
std::string draw_locus(const LocusShares& locus);
/// Reads by bases gained or lost in the window.
std::string draw_indel_sizes(const Tally& tally);
/// Alleles one below the other round a cut; the familiar picture.
std::string draw_alleles(const Amplicon& amplicon, const AmpliconGuide& guide, Range part,
                         std::span<const PartAllele> alleles, const Tally& tally,
                         const PageSettings& settings);
/// Share of each residue along the amplicon.
std::string draw_nucleotides(const Amplicon& amplicon, const Tally& tally);
/// Share of reads with insertions, deletions and substitutions along the amplicon; the control's, too.
std::string draw_profile(const Amplicon& amplicon, const Tally& tally, const Tally* control);
/// Stacked bar: reading frames of modified reads.
std::string draw_frames(const Tally& tally);
/// Share of converted bases along the protospacer.
std::string draw_conversions(const Amplicon& amplicon, const Tally& tally, const AmpliconGuide* guide,
                             Conversion conversion);
/// Share of modified reads with its interval, a row a sample and amplicon.
std::string draw_overview(std::span<const OutcomeView> views);

/// One coloured square and a word for each.
struct Key {
    std::string look, words;
};
void draw_keys(Drawing& drawing, double x, double y, std::span<const Key> keys);

}  // namespace strandline::edit
