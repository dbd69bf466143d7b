#pragma once

#include "variants/haplotype_window.hpp"

#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/offtargets.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::edit {

/// Alleles that stand together in the PAM of a site of the reference and leave no PAM there.
struct LostPam {
    std::vector<AlleleIndex> alleles;
    Carriers carriers;
    std::string pam;  // what stands there instead, on the forward strand
};

/// All distinct ones that copies carry. Behind a deletion the PAM is read on from the reference.
std::vector<LostPam> lost_pams(const domain::PackedGenome& genome, const Region& region,
                               const Pattern& pattern, const OffTarget& site,
                               std::uint32_t most_combinations);

}  // namespace strandline::edit
