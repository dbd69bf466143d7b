#pragma once

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::clinic {

/// Every operation of the engine, in the order in which help shows them.
std::vector<operation::Operation> operations();

}  // namespace strandline::clinic
