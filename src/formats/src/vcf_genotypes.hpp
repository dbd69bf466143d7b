#pragma once

#include <strandline/domain/variants.hpp>

#include <cstddef>
#include <string_view>

namespace strandline::formats {

/// Where in `cells` a genotype is wrong, and how; `what` null when all is well.
struct GenotypeSlip {
    const char* what = nullptr;
    std::string_view cell{};
};

/// Fills calls and codes from the cells of the samples, parted by tabs. `key` is the place of GT within each
/// cell.
GenotypeSlip parse_genotypes(std::string_view cells, std::size_t samples, std::size_t key,
                             domain::VariantRecord& record);

}  // namespace strandline::formats
