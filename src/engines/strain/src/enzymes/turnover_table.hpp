#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/enzymes.hpp>

#include <vector>

namespace strandline::strain {

/// Rows of `reaction kcat_1_s [mw_kDa] [direction]`; direction is forward, reverse or both (or empty).
Result<std::vector<EnzymeTurnover>> read_turnovers(const Source& source, const FluxModel& model);

/// Rows of `gene mw_kDa`; genes that the model does not have are passed over, as a whole proteome may be
/// given.
Result<ProteinMasses> read_protein_masses(const Source& source, const FluxModel& model);

}  // namespace strandline::strain
