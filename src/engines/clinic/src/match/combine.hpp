#pragma once

#include "sight.hpp"

namespace strandline::clinic {

/// Diplotypes of alleles together on a strand: for genes of least function, and for research where no plain
/// diplotype fits (`parts`: variants that no allele explains are told by their place).
void combine_alleles(const GeneMatcher::Tables& tables, const Sight& sight, bool parts, GeneCall& call);

/// Every allele of a gene of least function that unphased data show, twice where homozygous.
void list_variants(const GeneMatcher::Tables& tables, const Sight& sight, GeneCall& call);

}  // namespace strandline::clinic
