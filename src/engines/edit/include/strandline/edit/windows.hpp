#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

enum class Strategy { knockout, crispri, crispra, tiling };
std::string_view word(Strategy strategy);

/// Which strand of the gene a guide pairs with. The spacer reads like the other one: a guide that pairs with
/// the non-template (coding) strand reads, spacer and PAM, on the template strand.
enum class PairedStrand { both, template_strand, non_template };

/// Cuts that count, relative to a transcription start: `from` to `to`, both included, downstream positive.
struct StartWindow {
    std::int64_t from = 0, to = 0;
    PairedStrand paired = PairedStrand::both;
    bool within_gene = false;  // not behind the 3' end of the gene
};

/// What works for a strategy (crispri or crispra) in a kind of host. Mammals, dCas9-KRAB: -50 to +300, dCas9
/// activators: -400 to -50, either strand (Gilbert 2014, Cell 159:647; Horlbeck 2016, eLife 5:e19760).
/// Bacteria, CRISPRi: 0 to +300 and within the gene, non-template strand for Cas9 (Qi 2013, Cell 152:1173;
/// Larson 2013, Nat Protoc 8:2180), template strand for Cas12a (Zhang 2017, Cell Discov 3:17018). Bacteria,
/// CRISPRa: -100 to -60 (Bikard 2013, Nucleic Acids Res 41:7429; Fontana 2020, Nat Commun 11:1618).
StartWindow usual_window(Strategy strategy, bool in_bacteria, const Nuclease& nuclease);

/// Cuts from `first` to `last`, both included; on a circular contig they may lie beyond its ends.
struct CutRange {
    domain::ContigId contig = 0;
    std::int64_t first = 0, last = 0;
};

/// Something to be covered with guides.
struct GuideTarget {
    std::string label;                       // guides are numbered under it
    const domain::Gene* gene = nullptr;      // whose names and features the guides carry
    bool is_reverse = false;                 // guides are listed from the right
    std::vector<CutRange> ranges;            // where they may cut
    std::optional<domain::Strand> strand{};  // guides of one strand only
};

/// Ranges round the transcription starts of genes. A gene that no annotation places has none.
std::vector<GuideTarget> start_targets(std::span<const TargetGene> genes, const StartWindow& window);
/// All of each gene, from its first to its last base.
std::vector<GuideTarget> gene_targets(std::span<const TargetGene> genes);
GuideTarget region_target(std::string label, const domain::Interval& where, bool is_reverse);
/// A target for each contig.
std::vector<GuideTarget> contig_targets(const domain::Genome& genome);

/// Every guide that cuts within the ranges of a target, each once a target: by target, then position along
/// it, then strand. Guides of a target without gene carry what `index` (may be none) knows of the place.
std::vector<DesignedGuide> design_in_ranges(const domain::Genome& genome,
                                            std::span<const GuideTarget> targets, const Nuclease& nuclease,
                                            int spacer_length, std::int64_t promoter_length,
                                            const domain::AnnotationIndex* index);

}  // namespace strandline::edit
