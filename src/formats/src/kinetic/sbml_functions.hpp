#pragma once

#include <strandline/domain/kinetic_model.hpp>

#include <string>
#include <vector>

namespace strandline::formats {

/// The ids of functions that call each other in a ring, in the order of calling; empty where none do.
std::vector<std::string> ring_of_functions(const std::vector<domain::KineticFunction>& functions);

}  // namespace strandline::formats
