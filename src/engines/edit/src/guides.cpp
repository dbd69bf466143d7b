#include <strandline/edit/guides.hpp>

#include "design/placing.hpp"
#include "design/site_scanner.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/features.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

/// A cut inside a coding sequence.
struct Cut {
    std::int64_t position = 0;   // on the forward strand, counted on past a circular contig's end
    std::int64_t in_coding = 0;  // coding bases before it
};

/// The parts in translation order, those that abut made one: a seam between them is no intron. Overlapping
/// parts (ribosomal slippage) stay apart. On a circular contig, position `length` is 0.
std::vector<domain::Interval> joined_parts(const domain::CodingSequence& coding,
                                           const domain::Genome& genome) {
    const bool forward = coding.strand == domain::Strand::forward;
    std::vector<domain::Interval> joined;
    for (const domain::Interval& part : coding.parts) {
        if (joined.empty() || joined.back().contig != part.contig) {
            joined.push_back(part);
            continue;
        }
        domain::Interval& last = joined.back();
        const domain::Interval& left = forward ? last : part;
        const domain::Interval& right = forward ? part : last;
        const domain::Contig& contig = genome.contigs[part.contig];
        const std::int64_t gap = right.begin - left.end;
        if (gap == 0 || (contig.circular && gap == -contig.length()))
            last = {part.contig, left.begin, left.end + (right.end - right.begin)};
        else
            joined.push_back(part);
    }
    return joined;
}

/// Exon numbers of the parts of a coding sequence: of the first transcript that has these parts, else the
/// part's own number.
std::vector<int> exons_of(const TargetGene& gene, const domain::CodingSequence& coding,
                          const domain::Genome& genome) {
    std::vector<int> exons(coding.parts.size());
    std::iota(exons.begin(), exons.end(), 1);
    for (const domain::Gene* one : gene.genes)
        for (const domain::Transcript& transcript : one->transcripts) {
            if (transcript.coding != coding.parts) continue;
            domain::Gene alone;
            alone.strand = one->strand;
            alone.transcripts = {transcript};
            for (std::size_t i = 0; i < exons.size(); ++i) {
                const domain::Interval& part = coding.parts[i];
                exons[i] = domain::feature_in(alone, {part.contig, part.begin, part.begin + 1}, 0,
                                              circular_length(genome, part.contig))
                               .exon;
            }
            return exons;
        }
    return exons;
}

class Designer {
public:
    Designer(const domain::Genome& genome, const Nuclease& nuclease, int spacer_length)
        : genome_(genome), scanner_(genome, nuclease, spacer_length) {}

    std::vector<DesignedGuide> design(const TargetGene& gene) {
        std::vector<DesignedGuide> guides;
        seen_.clear();
        for (const domain::CodingSequence* coding : gene.coding) design_for(gene, *coding, guides);
        std::ranges::stable_sort(guides, {}, [](const DesignedGuide& guide) {
            return std::tuple(*guide.cds_position, guide.strand, guide.interval.contig, guide.interval.begin);
        });
        for (DesignedGuide& guide : guides) {
            guide.id = format("{}_{}", gene.label(), ++numbers_[gene.label()]);
            guide.isoforms = static_cast<int>(gene.coding.size());
            guide.distance_to_tss = distance_to_start(gene.genes, genome_, guide);
        }
        return guides;
    }

private:
    void design_for(const TargetGene& gene, const domain::CodingSequence& coding,
                    std::vector<DesignedGuide>& guides) {
        const bool forward = coding.strand == domain::Strand::forward;
        std::int64_t before = 0;
        const std::vector<int> exons = exons_of(gene, coding, genome_);
        for (const domain::Interval& part : joined_parts(coding, genome_)) {
            // Both bases beside the cut are coding.
            for (std::int64_t cut = part.begin + 1; cut < part.end; ++cut)
                for (const auto strand : {domain::Strand::forward, domain::Strand::reverse})
                    try_cut(coding, exons, part.contig,
                            {cut, before + (forward ? cut - part.begin : part.end - cut)}, strand, guides);
            before += part.end - part.begin;
        }
    }

    void try_cut(const domain::CodingSequence& coding, const std::vector<int>& exons, domain::ContigId id,
                 Cut cut, domain::Strand strand, std::vector<DesignedGuide>& guides) {
        auto guide = scanner_.at_cut(id, cut.position, strand);
        if (!guide) return;
        const auto [seen, is_new] =
            seen_.try_emplace({id, guide->interval.begin, strand}, SeenBy{guides.size(), &coding});
        if (!is_new) {
            // Shorter coding sequences of the gene come after the one that described the guide.
            if (std::exchange(seen->second.last, &coding) != &coding)
                ++guides[seen->second.guide].isoforms_cut;
            return;
        }
        guide->gene = coding.gene;
        guide->locus_tag = coding.locus_tag;
        guide->cds_position = cut.in_coding;
        guide->cds_percent =
            100.0 * static_cast<double>(cut.in_coding) / static_cast<double>(coding.length());
        guide->feature = domain::word(domain::FeatureKind::cds);
        guide->exon = exons[part_at(coding, cut.in_coding)];
        guide->amino_acid = cut.in_coding < coding.phase ? 1 : (cut.in_coding - coding.phase) / 3 + 1;
        guide->isoforms_cut = 1;
        guides.push_back(std::move(*guide));
    }

    /// The part that holds the base behind the cut.
    static std::size_t part_at(const domain::CodingSequence& coding, std::int64_t in_coding) {
        std::size_t part = 0;
        while (part + 1 < coding.parts.size() &&
               in_coding >= coding.parts[part].end - coding.parts[part].begin) {
            in_coding -= coding.parts[part].end - coding.parts[part].begin;
            ++part;
        }
        return part;
    }

    struct SeenBy {
        std::size_t guide = 0;
        const domain::CodingSequence* last = nullptr;
    };

    const domain::Genome& genome_;
    SiteScanner scanner_;
    std::map<std::tuple<domain::ContigId, std::int64_t, domain::Strand>, SeenBy> seen_;  // of one gene
    std::unordered_map<std::string, int> numbers_;
};

}  // namespace

const std::string& TargetGene::label() const {
    if (!coding.empty())
        return !coding.front()->gene.empty()        ? coding.front()->gene
               : !coding.front()->locus_tag.empty() ? coding.front()->locus_tag
                                                    : asked;
    return genes.empty() || genes.front()->name().empty() ? asked : genes.front()->name();
}

std::vector<DesignedGuide> design_guides(const domain::Genome& genome, std::span<const TargetGene> genes,
                                         const Nuclease& nuclease, int spacer_length) {
    Designer designer(genome, nuclease, spacer_length);
    std::vector<DesignedGuide> all;
    for (const TargetGene& gene : genes) std::ranges::move(designer.design(gene), std::back_inserter(all));
    return all;
}

double gc_percent(std::string_view bases) {
    const auto strong = std::ranges::count_if(bases, [](char base) { return base == 'G' || base == 'C'; });
    return bases.empty() ? 0 : 100.0 * static_cast<double>(strong) / static_cast<double>(bases.size());
}

int longest_run(std::string_view bases, char base) {
    int longest = 0, run = 0;
    for (const char next : bases) {
        run = next == base ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace strandline::edit
