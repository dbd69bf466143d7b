#pragma once

#include "pgx/outside_of_gene.hpp"

#include <strandline/formats/pgx_genotypes.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::clinic {

/// Samples that are answered alike for one gene: of one pattern of genotypes, unless others call the gene for
/// one of them alone.
struct SampleGroups {
    std::vector<std::uint32_t> of_sample;  // group of each sample; numbered as they first appear
    std::vector<std::uint32_t> example;    // a sample of each group, the first
};

SampleGroups groups_of(formats::PgxPatterns patterns, const std::vector<std::string>& samples,
                       const OutsideOfGene& outside);

/// The patterns of samples of which nothing is read: all alike.
formats::PgxPatterns one_pattern(std::size_t samples);

}  // namespace strandline::clinic
