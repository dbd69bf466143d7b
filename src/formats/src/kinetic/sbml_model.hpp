#pragma once

#include "sbml_text.hpp"

#include <strandline/base/result.hpp>
#include <strandline/domain/kinetic_model.hpp>

#include <sbml/Model.h>

namespace strandline::formats {

/// libsbml's model as ours; every name checked.
Result<domain::KineticModel> read_model(const Model& model, const SbmlText& text);

}  // namespace strandline::formats
