#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace strandline::edit {
namespace {

constexpr std::uint64_t pair = 0, dna_bulge = 1, rna_bulge = 2;

/// A PAM on one strand, with all that may be aligned beside it.
struct PlainSite {
    std::string letters;  // from the PAM outward, in guide orientation, as many as the contig has
    std::int64_t at = 0;  // first base of the PAM on its strand
    domain::ContigId contig = 0;
    domain::Strand strand = domain::Strand::forward;
};

/// Every alignment of a spacer with the letters beside a PAM, by trying all columns one after the other.
class Aligner {
public:
    Aligner(std::string_view outward_spacer, std::string_view letters, const Limits& limits)
        : spacer_(outward_spacer), letters_(letters), limits_(limits) {}

    std::vector<OffTarget> all() {
        extend(0, 0, {}, pair);
        return std::move(found_);
    }

private:
    bool within_limits(const OffTarget& hit) const {
        return hit.mismatches <= limits_.mismatches && hit.dna_bulges <= limits_.dna_bulges &&
               hit.rna_bulges <= limits_.rna_bulges && hit.edits() <= limits_.edits;
    }

    void extend(std::size_t of_spacer, std::size_t of_site, OffTarget so_far, std::uint64_t last) {
        if (!within_limits(so_far)) return;
        if (of_spacer == spacer_.size()) {
            if (last == pair) found_.push_back(so_far);
            return;
        }
        const auto with = [&](std::uint64_t step) {
            OffTarget next = so_far;
            next.alignment.steps |= step << (2 * next.alignment.columns++);
            return next;
        };
        if (of_site < letters_.size()) {
            OffTarget next = with(pair);
            next.mismatches += spacer_[of_spacer] != letters_[of_site];
            extend(of_spacer + 1, of_site + 1, next, pair);
        }
        if (of_spacer == 0) return;  // the first column is a pair
        if (of_site < letters_.size() && last != rna_bulge) {
            OffTarget next = with(dna_bulge);
            ++next.dna_bulges;
            extend(of_spacer, of_site + 1, next, dna_bulge);
        }
        if (last != dna_bulge) {
            OffTarget next = with(rna_bulge);
            ++next.rna_bulges;
            extend(of_spacer + 1, of_site, next, rna_bulge);
        }
    }

    std::string_view spacer_, letters_;
    const Limits& limits_;
    std::vector<OffTarget> found_;
};

bool is_pam(std::string_view bases, std::span<const std::string> pams) {
    return std::ranges::any_of(pams, [&](const std::string& pam) {
        for (std::size_t i = 0; i < pam.size(); ++i)
            if (domain::base_set(bases[i]) & ~domain::base_set(pam[i])) return false;
        return true;
    });
}

/// All sites of a contig, read along a strand.
std::vector<PlainSite> sites_of(const domain::Contig& contig, domain::ContigId id, const Pattern& pattern,
                                domain::Strand strand) {
    const std::string text =
        strand == domain::Strand::forward ? contig.bases : domain::reverse_complement(contig.bases);
    const std::int64_t length = contig.length(), pam = pattern.pam_length();
    const bool pam_last = pattern.pam_side == PamSide::three_prime;
    std::vector<PlainSite> sites;
    const auto letter = [&](std::int64_t i) {
        return text[static_cast<std::size_t>((i % length + length) % length)];
    };
    const std::int64_t ends = contig.circular ? length : length - pam + 1;
    if (length < pam) return sites;
    for (std::int64_t at = 0; at < ends; ++at) {
        std::string bases;
        for (std::int64_t i = 0; i < pam; ++i) bases += letter(at + i);
        if (!is_pam(bases, pattern.pams)) continue;
        const std::int64_t beside = contig.circular ? length - pam : pam_last ? at : length - at - pam;
        PlainSite site{"", at, id, strand};
        const std::int64_t most = std::min<std::int64_t>(beside, pattern.spacer_length + most_bulges);
        for (std::int64_t i = 0; i < most; ++i) site.letters += letter(pam_last ? at - 1 - i : at + pam + i);
        sites.push_back(std::move(site));
    }
    return sites;
}

domain::Interval interval_of(const PlainSite& site, const OffTarget& hit, const domain::Contig& contig,
                             const Pattern& pattern) {
    const std::int64_t length = contig.length();
    const std::int64_t beside = pattern.spacer_length + hit.dna_bulges - hit.rna_bulges;
    const std::int64_t window = beside + pattern.pam_length();
    std::int64_t begin = pattern.pam_side == PamSide::three_prime ? site.at - beside : site.at;
    if (site.strand == domain::Strand::reverse) begin = length - begin - window;
    if (contig.circular) begin = (begin % length + length) % length;
    return {site.contig, begin, begin + window};
}

/// The alignments of a site that are to be reported; counts the site where there are any.
std::vector<OffTarget> report(std::vector<OffTarget> alignments, const SearchOptions& options,
                              GuideCounts& counts) {
    if (alignments.empty()) return {};
    const auto rank = [](const OffTarget& hit) { return std::pair(hit.edits(), hit.bulges()); };
    const auto better = [&](const OffTarget& a, const OffTarget& b) {
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        // Column by column from the PAM outward.
        for (int i = 0; i < std::min(a.alignment.columns, b.alignment.columns); ++i)
            if (a.alignment.step(i) != b.alignment.step(i)) return a.alignment.step(i) < b.alignment.step(i);
        return false;
    };
    const OffTarget best = *std::ranges::min_element(alignments, better);
    const auto equal =
        std::ranges::count_if(alignments, [&](const OffTarget& hit) { return rank(hit) == rank(best); });
    ++counts.sites[{best.mismatches, best.dna_bulges, best.rna_bulges}];
    if (!options.all_alignments) alignments = {best};
    for (OffTarget& hit : alignments) hit.equivalents = static_cast<std::uint32_t>(equal);
    return alignments;
}

void keep_best(std::vector<OffTarget>& hits, std::uint64_t most) {
    std::ranges::sort(hits, in_order);
    if (most == 0 || hits.size() <= most) return;
    std::ranges::stable_sort(hits, {}, &OffTarget::edits);
    hits.resize(most);
    std::ranges::sort(hits, in_order);
}

}  // namespace

SearchResult find_off_targets_plain(const domain::Genome& genome, std::span<const Query> queries,
                                    const Pattern& pattern, const SearchOptions& options, Context& context) {
    SearchResult result;
    result.counts.resize(queries.size());
    std::vector<PlainSite> sites;
    for (domain::ContigId id = 0; id < genome.contigs.size(); ++id)
        for (const auto strand : {domain::Strand::forward, domain::Strand::reverse})
            std::ranges::move(sites_of(genome.contigs[id], id, pattern, strand), std::back_inserter(sites));
    for (std::uint32_t guide = 0; guide < queries.size(); ++guide) {
        if (context.cancelled()) return {};
        std::string spacer = queries[guide].guide.spacer;
        if (pattern.pam_side == PamSide::three_prime) std::ranges::reverse(spacer);
        std::vector<OffTarget> hits;
        for (const PlainSite& site : sites) {
            auto reported = report(Aligner(spacer, site.letters, queries[guide].limits).all(), options,
                                   result.counts[guide]);
            for (OffTarget& hit : reported) {
                hit.guide = guide;
                hit.strand = site.strand;
                hit.interval = interval_of(site, hit, genome.contigs[site.contig], pattern);
                hits.push_back(hit);
            }
        }
        keep_best(hits, options.max_hits);
        if (!options.count_only) std::ranges::move(hits, std::back_inserter(result.hits));
    }
    return result;
}

}  // namespace strandline::edit
