#pragma once

#include <strandline/edit/offtargets.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// Bases from the PAM outward, in guide orientation, the first at bit 0 of each plane (A=00 C=01 T=10 G=11).
struct OutwardBases {
    std::uint32_t low = 0, high = 0;
};

/// A spacer, outward. A C G T only.
OutwardBases pack_outward(std::string_view spacer, PamSide side);

/// What stands beside a PAM.
struct SiteBases {
    OutwardBases bases;
    std::uint32_t ambiguous = 0;  // bit set where the letter is no plain base
    int available = 0;            // how many there are before the contig ends
};

/// The canonical alignment of a site, see `find_off_targets`.
struct Settled {
    std::uint8_t mismatches = 0, dna_bulges = 0, rna_bulges = 0;
    std::uint32_t equivalents = 1;
    Alignment alignment;
};

/// Settles one guide with one site after the other. Dynamic programming over the spacer's bases; a state is
/// how many bulges of each kind there have been, and what the last column was.
class Settler {
public:
    Settler(const OutwardBases& spacer, int spacer_length, const Limits& limits);

    /// Nothing when no alignment is within the limits.
    std::optional<Settled> canonical(const SiteBases& site);
    /// Every alignment within the limits, in order; each with the equivalents of the canonical one.
    std::vector<Settled> all(const SiteBases& site);

private:
    static constexpr int kinds = most_bulges + 1;  // 0 to most_bulges of one kind
    static constexpr std::uint8_t never = 100;     // more mismatches than any alignment has
    struct Target {
        int dna, rna;
    };
    /// From a state on, the fewest mismatches and how many ways have them, by what the last column was.
    struct Ahead {
        std::uint8_t fewest[3];
        std::uint32_t ways[3];
    };

    void compare(const SiteBases& site);
    int cost(int i, int shift) const;
    void fewest_by_bulges();
    void look_ahead(Target target);
    Alignment first_alignment(Target target) const;
    void enumerate(int i, int dna, int rna, int last, Settled so_far, Target target,
                   std::vector<Settled>& found) const;
    bool allowed(Target target, int mismatches) const;

    OutwardBases spacer_;
    int length_;
    Limits limits_;
    std::uint32_t mismatched_[2 * most_bulges + 1];  // by shift: bit i where spacer base i does not match
    std::uint32_t forbidden_[2 * most_bulges + 1];   // by shift: bit i where there is no letter to pair with
    std::uint8_t fewest_[kinds][kinds];              // mismatches, by DNA and RNA bulges
    Ahead ahead_[longest_pattern_spacer + 1][kinds][kinds];
};

}  // namespace strandline::edit
