#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::clinic {

/// clinic pgx: genotypes to named alleles, phenotypes and the keys of recommendations.
operation::Operation pgx_operation();

}  // namespace strandline::clinic
