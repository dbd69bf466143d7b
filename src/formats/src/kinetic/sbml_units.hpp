#pragma once

#include <strandline/domain/kinetic_model.hpp>

#include <sbml/Model.h>

namespace strandline::formats {

/// The unit definitions of a model and what its times, amounts, sizes and extents are counted in. Levels 1
/// and 2 have units that hold where nothing else is said ("substance", "time", "volume", "area", "length"):
/// these become definitions. A definition that names an unknown unit is left out.
void read_units(const Model& from, domain::KineticModel& into);

}  // namespace strandline::formats
