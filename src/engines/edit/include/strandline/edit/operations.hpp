#pragma once

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::edit {

/// edit guides, edit offtargets, edit rank, edit score, edit score-pairs.
std::vector<operation::Operation> operations();

}  // namespace strandline::edit
