#include <strandline/edit/guides.hpp>

#include "window.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

/// From a window's begin to its cut, on the forward strand.
std::int64_t cut_offset(const Nuclease& nuclease, const Pattern& pattern, domain::Strand strand) {
    const auto pam = pattern.pam_length();
    const bool pam_last = (pattern.pam_side == PamSide::three_prime) == (strand == domain::Strand::forward);
    return pam_last ? pattern.spacer_length - nuclease.cut : pam + nuclease.cut;
}

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

class Designer {
public:
    Designer(const domain::Genome& genome, const Nuclease& nuclease, int spacer_length)
        : genome_(genome),
          nuclease_(nuclease),
          pattern_{spacer_length, {std::string(nuclease.pam)}, nuclease.pam_side} {}

    std::vector<DesignedGuide> design(const TargetGene& gene) {
        std::vector<DesignedGuide> guides;
        seen_.clear();
        for (const domain::CodingSequence* coding : gene.coding) design_for(*coding, guides);
        std::ranges::stable_sort(guides, {}, [](const DesignedGuide& guide) {
            return std::tuple(guide.cds_position, guide.strand, guide.interval.contig, guide.interval.begin);
        });
        for (DesignedGuide& guide : guides) {
            const std::string& label = label_of(gene);
            guide.id = format("{}_{}", label, ++numbers_[label]);
        }
        return guides;
    }

private:
    static const std::string& label_of(const TargetGene& gene) {
        const domain::CodingSequence& first = *gene.coding.front();
        return !first.gene.empty() ? first.gene : !first.locus_tag.empty() ? first.locus_tag : gene.asked;
    }

    void design_for(const domain::CodingSequence& coding, std::vector<DesignedGuide>& guides) {
        const bool forward = coding.strand == domain::Strand::forward;
        std::int64_t before = 0;
        for (const domain::Interval& part : joined_parts(coding, genome_)) {
            // Both bases beside the cut are coding.
            for (std::int64_t cut = part.begin + 1; cut < part.end; ++cut)
                for (const auto strand : {domain::Strand::forward, domain::Strand::reverse})
                    try_cut(coding, part.contig,
                            {cut, before + (forward ? cut - part.begin : part.end - cut)}, strand, guides);
            before += part.end - part.begin;
        }
    }

    void try_cut(const domain::CodingSequence& coding, domain::ContigId id, Cut cut, domain::Strand strand,
                 std::vector<DesignedGuide>& guides) {
        const domain::Contig& contig = genome_.contigs[id];
        std::int64_t begin = cut.position - cut_offset(nuclease_, pattern_, strand);
        if (contig.circular) begin = (begin + contig.length()) % contig.length();
        if (begin < 0 || begin >= window_count(contig, window_length(pattern_))) return;
        Window window = window_at(contig, pattern_, begin, strand);
        if (!is_pam(window.pam, pattern_.pams.front()) ||
            !std::ranges::all_of(window.protospacer, domain::is_plain_base))
            return;
        if (!seen_.insert({id, begin, strand}).second) return;
        DesignedGuide guide;
        guide.gc_percent = gc_percent(window.protospacer);
        guide.poly_t = longest_run(window.protospacer, 'T');
        guide.spacer = std::move(window.protospacer);
        guide.pam = std::move(window.pam);
        guide.interval = {id, begin, begin + window_length(pattern_)};
        guide.strand = strand;
        guide.gene = coding.gene;
        guide.locus_tag = coding.locus_tag;
        guide.cut_position = cut.position % contig.length();
        guide.cds_position = cut.in_coding;
        guide.cds_percent = 100.0 * static_cast<double>(cut.in_coding) / static_cast<double>(coding.length());
        guides.push_back(std::move(guide));
    }

    const domain::Genome& genome_;
    const Nuclease& nuclease_;
    Pattern pattern_;
    std::set<std::tuple<domain::ContigId, std::int64_t, domain::Strand>> seen_;  // of one gene
    std::unordered_map<std::string, int> numbers_;
};

}  // namespace

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
