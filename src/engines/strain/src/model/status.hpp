#pragma once

#include <strandline/strain/balance.hpp>

namespace strandline::strain {

/// The same, of a linear program over fluxes.
FluxStatus status_of(numerics::LpStatus status);

}  // namespace strandline::strain
