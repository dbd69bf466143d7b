#pragma once

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/coding.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::edit {

/// An edit of a stretch of DNA: `before[begin, end)` becomes `replacement`.
struct LocalEdit {
    std::string before;
    std::size_t begin = 0, end = 0;
    std::string replacement;
    std::string after() const { return before.substr(0, begin) + replacement + before.substr(end); }
    std::size_t end_after() const { return begin + replacement.size(); }
};

/// A coding sequence as it is translated after an edit: some of its bases lie in the edited stretch.
struct EditedCoding {
    static constexpr std::size_t elsewhere = static_cast<std::size_t>(-1);
    domain::Strand strand = domain::Strand::forward;
    std::string bases;                // in the order of translation
    std::vector<std::size_t> places;  // of each in the stretch after the edit, or `elsewhere`
    bool whole_edit = false;          // the edit is translated; else it lies outside
    /// Translated with the bases that `stretch` (after the edit) has.
    std::string protein(std::string_view stretch) const;
};

/// `places_before` tells where each base of `coding` lies in the stretch before the edit, or `elsewhere`.
/// What replaces is translated when all that it replaces is; what is inserted, when it goes between two bases
/// that are translated one after the other. Nothing when the edit lies across the end of a coding part.
std::optional<EditedCoding> edited_coding(const CodingBases& coding, const LocalEdit& edit,
                                          const std::vector<std::size_t>& places_before);

/// Where a nuclease cuts a stretch.
struct CutSite {
    std::string spacer, pam;  // in guide orientation
    std::size_t begin = 0;    // of protospacer and PAM, forward strand
    domain::Strand strand = domain::Strand::forward;
    std::size_t cut = 0;  // before this base, on the PAM's strand
};
/// Cuts at most `distance` bases from the edit, nearest first; of `spacer` alone unless it is empty.
std::vector<CutSite> cuts_near(const LocalEdit& edit, const Nuclease& nuclease, std::size_t distance,
                               std::string_view spacer);

/// How well a guide still fits a sequence: the site with PAM that differs least from it.
struct Recut {
    bool has_pam = false;
    int mismatches = 0, seed_mismatches = 0;  // say nothing without a PAM
    /// With a PAM, at most 3 mismatches and at most 1 of them in the seed (10 nt next to the PAM).
    bool likely() const { return has_pam && mismatches <= 3 && seed_mismatches <= 1; }
};
Recut recut(std::string_view bases, std::string_view spacer, const Nuclease& nuclease);

enum class BlockedBy { edit, pam, seed, nothing };

/// Further changes of the edited stretch that keep the guide from cutting it again.
struct Recoding {
    BlockedBy by = BlockedBy::nothing;
    std::string bases;                 // the stretch with them
    std::vector<std::size_t> changed;  // places of the stretch
};

/// What may be changed besides the edit.
struct RecodingLimits {
    std::vector<bool> fixed;  // of the edited stretch: the edit itself, splice sites, start codons
    bool noncoding = false;   // bases outside of coding sequences, too
};

/// PAM first (not to NAG or NGA for NGG), then the seed; synonymous in every one of `codings`, with the
/// fewest changes. `by` is `edit` when nothing needs be done, `nothing` when nothing can.
Recoding block_recut(const LocalEdit& edit, const CutSite& site, const Nuclease& nuclease,
                     std::span<const EditedCoding> codings, const RecodingLimits& limits);

enum class DonorKind { ssodn, ssodn_symmetric, dsdna };

/// A donor on the forward strand of the edited stretch, and as it is ordered.
struct Donor {
    std::size_t left_arm = 0, right_arm = 0;          // bases outside of cut, edit and further changes
    std::size_t begin = 0, end = 0;                   // in the edited stretch
    domain::Strand strand = domain::Strand::forward;  // the one that is ordered
    std::string sequence;
};

/// Homology to each side on the forward strand, nt.
struct DonorArms {
    std::size_t left = 0, right = 0;
};
/// For `ssodn` 36 nt on the side away from the PAM and 91 nt on the PAM's (Richardson 2016).
DonorArms default_arms(DonorKind kind, domain::Strand guide_strand);
/// Arms begin outside of the cut, the edit and further changes. Nothing when one reaches over the stretch.
std::optional<Donor> make_donor(const LocalEdit& edit, const CutSite& site, const Recoding& recoding,
                                const DonorArms& arms, domain::Strand strand);

/// Common cloning enzymes with a site in `bases`, on either strand, in the order of the table.
std::vector<std::string_view> restriction_sites(std::string_view bases);

}  // namespace strandline::edit
