#pragma once

#include "variants/fragments.hpp"
#include "variants/region.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::edit {

/// A window of a fragment in coordinates of the reference, and the alleles it holds. A base of an insertion
/// lies between two bases of the reference and has no width there.
struct HaplotypeWindow {
    std::int64_t begin = 0, end = 0;
    std::vector<AlleleIndex> alleles;  // with a base inside, or deleted between two bases inside
};
/// Of a window that would reach on if the contig did not begin or end there (`at_edge`), deletions of the
/// contig's first or last bases are part.
HaplotypeWindow locate(const Fragment& fragment, const Region& region, std::int64_t offset,
                       std::int64_t length, bool at_edge = false);

/// All alleles that a copy which reads as the window must have or must not have.
/// A window `at_edge` would reach on if the contig did not begin or end there: an insertion before the first
/// or behind the last base of the contig counts.
std::vector<AlleleIndex> touching(const HaplotypeWindow& window, const Region& region, bool at_edge);

/// Who has given alleles, and no others that touch a window.
struct Carriers {
    Bits slots;                        // copies that do for certain
    std::vector<std::uint32_t> maybe;  // samples of whom a copy does if their phase is so; ascending
    Bits called;                       // copies with a call at every allele given
    std::uint64_t most_maybe = 0;      // copies of these samples, at the most
    bool any() const { return slots.any() || !maybe.empty(); }
};

/// Copies with a call at every one of the alleles; there is one at least.
Bits called_at(const Region& region, std::span<const AlleleIndex> alleles);

/// `inside` are alleles of the window, `touching` all that touch it. With none inside: who reads as the
/// reference, missing genotypes left out.
Carriers carriers_of(const Region& region, std::span<const AlleleIndex> inside,
                     std::span<const AlleleIndex> touching);

}  // namespace strandline::edit
