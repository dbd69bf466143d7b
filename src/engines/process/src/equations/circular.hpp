#pragma once

#include "equations/model_index.hpp"

#include <span>
#include <string>

namespace strandline::process {

/// "process.circular": what is asked for while it is being made, with all from there on in the stack.
Error circular(std::string_view what, std::span<const std::string> stack, std::string_view again);

/// The same of quantities, with the formulas that they have: "a = b + 1, b = a". `at_start`: initial
/// assignments come before rules.
Error circular_values(const ModelIndex& index, std::span<const std::string> stack, const std::string& again,
                      bool at_start);

}  // namespace strandline::process
