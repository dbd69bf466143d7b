#pragma once

#include <strandline/domain/sequence.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// An edit as the sequence before and after, with flanks; A C G T. Several changes are one edit from the
/// first to the last of them.
struct SequenceEdit {
    std::string before, after;
};

/// What differs: `before[begin, end_before)` became `after[begin, end_after)`; the flanks are equal. In
/// repeats the place farthest to the right.
struct Difference {
    std::size_t begin = 0, end_before = 0, end_after = 0;
};
Difference difference(const SequenceEdit& edit);

/// Ranges of what is tried. PAM and spacer are those of SpCas9, which nicks 3 nt from the PAM.
struct PrimeOptions {
    int shortest_pbs = 8, longest_pbs = 17;
    int shortest_rtt = 10, longest_rtt = 34;
    int homology = 5;                            // fewest bases of the template behind the edit
    int nearest_nick = 40, farthest_nick = 100;  // of a PE3 guide, from the pegRNA's nick
    std::string pam = "NGG";
};
constexpr int longest_template = 80;
constexpr std::size_t prime_spacer = 20;
constexpr std::size_t nick_to_pam = 3;
constexpr std::size_t seed_length = 10;  // bases of the spacer next to the PAM
constexpr std::string_view prime_scaffold =
    "GTTTTAGAGCTAGAAATAGCAAGTTAAAATAAGGCTAGTCCGTTATCAACTTGAAAAAGTGGCACCGAGTCGGTGC";

/// What the edit does to the pegRNA's own site.
enum class SiteAfter { pam_gone, seed_changed, intact };

/// A guide that nicks the other strand.
struct NickingGuide {
    std::string spacer, pam;
    std::int64_t distance =
        0;  // from the pegRNA's nick on the edited sequence, 3' of the pegRNA's strand positive
    int seed_mismatches = 0;  // to the sequence before the edit: 0 where it nicks that, too
};

struct PegRna {
    domain::Strand strand = domain::Strand::forward;  // of the sequence given, the strand with PAM and nick
    std::string spacer, pam;
    std::size_t nick = 0;           // on that strand of the sequence before: the nick is before this base
    std::int64_t nick_to_edit = 0;  // bases between the nick and the edit
    std::string pbs, rtt;           // 5'→3' in DNA letters
    int homology = 0;               // bases of the template behind the edit
    SiteAfter site_after = SiteAfter::intact;
    double pbs_celsius = 0, pbs_gc_percent = 0;
    std::optional<NickingGuide> pe3, pe3b;
    std::string extension() const { return rtt + pbs; }
    std::string full() const;  // spacer, scaffold, extension
};

/// Oligos for Golden Gate cloning into pU6-pegRNA-GG-acceptor (Anzalone 2019), 5'→3'. A G is put before a
/// spacer that begins otherwise, for the U6 promoter.
struct CloningOligos {
    std::string spacer_top, spacer_bottom, extension_top, extension_bottom;
};
CloningOligos cloning_oligos(const PegRna& guide);

/// All pegRNAs within `options`, by strand, nick, PBS and RTT, unranked. Empty when no PAM is within reach.
std::vector<PegRna> design_pegrnas(const SequenceEdit& edit, const PrimeOptions& options);

/// A pegRNA's place among others and why.
struct RankedPegRna {
    PegRna guide;
    int rank = 0;
    std::string reason;
};
/// Best first; of each nick the best `per_nick` (0: all).
std::vector<RankedPegRna> rank_pegrnas(std::vector<PegRna> guides, std::size_t per_nick);

/// What prime editing makes of `before` (of the pegRNA's strand): the PBS pairs before the nick, the template
/// is written out as a flap, and the flap's last `homology` bases replace their like next behind the nick at
/// or after `from`. Nothing when PBS or homology do not pair.
std::optional<std::string> simulate_prime_edit(std::string_view before, std::size_t nick,
                                               std::string_view extension, std::size_t pbs_length,
                                               std::size_t homology, std::size_t from);

}  // namespace strandline::edit
