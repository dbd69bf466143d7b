#pragma once

#include "tables.hpp"

namespace strandline::clinic {

/// What is seen of one sample at the positions of one gene.
struct Sight {
    static constexpr std::uint8_t unknown = domain::PgxGenotype::missing;

    /// A position with anything but REF on every strand.
    struct Variant {
        std::uint32_t position = 0;
        std::uint8_t first = 0, second = 0;  // or `unknown`; the same of a haploid sample
        std::uint32_t block = 0;             // heterozygous ones of one block keep their strands
        bool heterozygous() const { return first != second && first != unknown && second != unknown; }
        bool partial() const { return first == unknown || second == unknown; }
    };

    explicit Sight(std::size_t positions) : seen(positions), only_ref(positions) {}

    Bits seen, only_ref;
    std::vector<Variant> variants;
    std::uint32_t heterozygous = 0, blocks = 0;
    bool haploid = false, phased = false, effectively_phased = false;
    NotCalled reason = NotCalled::called;
};

/// Reads the genotypes; fills what `call` tells of positions, phase and doubts.
Sight look(const GeneMatcher::Tables& tables, std::span<const domain::PgxGenotype> genotypes, GeneCall& call);

}  // namespace strandline::clinic
