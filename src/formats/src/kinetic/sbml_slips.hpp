#pragma once

#include "sbml_formula.hpp"
#include "sbml_names.hpp"
#include "sbml_text.hpp"

#include <strandline/base/error.hpp>

#include <sbml/SBase.h>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// "a species", "an event".
std::string with_article(std::string_view what);

/// A slip in the mathematics of `element` in words. `own` are the names that hold there alone; in a function
/// nothing else does.
Error slip_error(const FormulaSlip& slip, const SBase& element, const SbmlText& text, const SbmlNames& names,
                 const std::vector<std::string>& own, bool in_function = false);

}  // namespace strandline::formats
