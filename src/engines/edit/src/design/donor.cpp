#include <strandline/edit/donor.hpp>

#include "window.hpp"

#include <algorithm>
#include <tuple>

namespace strandline::edit {
namespace {

using domain::Strand;

// Richardson 2016, Nat Biotechnol 34:339.
constexpr std::size_t distal_arm = 36, proximal_arm = 91;
constexpr std::size_t symmetric_arm = 60;
constexpr std::size_t double_stranded_arm = 500;

std::size_t distance(const LocalEdit& edit, std::size_t cut) {
    return cut < edit.begin ? edit.begin - cut : cut > edit.end ? cut - edit.end : 0;
}

/// A place between two bases, after the edit.
std::size_t gap_after(const LocalEdit& edit, std::size_t gap) {
    if (gap <= edit.begin) return gap;
    return gap >= edit.end ? gap - edit.end + edit.end_after() : edit.begin;
}

}  // namespace

std::vector<CutSite> cuts_near(const LocalEdit& edit, const Nuclease& nuclease, std::size_t farthest,
                               std::string_view spacer) {
    const domain::Contig contig{"", edit.before, false};
    const Pattern pattern{spacer.empty() ? nuclease.spacer_length : static_cast<int>(spacer.size()),
                          {std::string(nuclease.pam)}, nuclease.pam_side};
    const auto cut_in_site = static_cast<std::size_t>(
        nuclease.pam_side == PamSide::three_prime ? pattern.spacer_length - nuclease.cut
                                                  : static_cast<int>(nuclease.pam.size()) + nuclease.cut);
    const auto length = static_cast<std::size_t>(window_length(pattern));
    std::vector<CutSite> found;
    for (std::size_t begin = 0; begin + length <= edit.before.size(); ++begin)
        for (const Strand strand : {Strand::forward, Strand::reverse}) {
            const std::size_t cut = begin + (strand == Strand::forward ? cut_in_site : length - cut_in_site);
            if (distance(edit, cut) > farthest) continue;
            Window window = window_at(contig, pattern, static_cast<std::int64_t>(begin), strand);
            if (!is_pam(window.pam, pattern.pams.front()) || (!spacer.empty() && window.protospacer != spacer) ||
                !std::ranges::all_of(window.protospacer, domain::is_plain_base))
                continue;
            found.push_back({std::move(window.protospacer), std::move(window.pam), begin, strand, cut});
        }
    std::ranges::stable_sort(found, {}, [&](const CutSite& site) {
        return std::tuple(distance(edit, site.cut), site.begin, site.strand);
    });
    return found;
}

DonorArms default_arms(DonorKind kind, Strand guide_strand) {
    switch (kind) {
    case DonorKind::ssodn:
        return guide_strand == Strand::forward ? DonorArms{distal_arm, proximal_arm}
                                               : DonorArms{proximal_arm, distal_arm};
    case DonorKind::ssodn_symmetric:
        return {symmetric_arm, symmetric_arm};
    case DonorKind::dsdna:
        return {double_stranded_arm, double_stranded_arm};
    }
    return {};
}

std::optional<Donor> make_donor(const LocalEdit& edit, const CutSite& site, const Recoding& recoding,
                                const DonorArms& arms, Strand strand) {
    std::size_t first = std::min(edit.begin, gap_after(edit, site.cut));
    std::size_t last = std::max(edit.end_after(), gap_after(edit, site.cut));
    for (const std::size_t place : recoding.changed) {
        first = std::min(first, place);
        last = std::max(last, place + 1);
    }
    if (first < arms.left || last + arms.right > recoding.bases.size()) return std::nullopt;
    Donor donor;
    donor.left_arm = arms.left;
    donor.right_arm = arms.right;
    donor.begin = first - arms.left;
    donor.end = last + arms.right;
    donor.strand = strand;
    donor.sequence = recoding.bases.substr(donor.begin, donor.end - donor.begin);
    if (strand == Strand::reverse) donor.sequence = domain::reverse_complement(donor.sequence);
    return donor;
}

}  // namespace strandline::edit
