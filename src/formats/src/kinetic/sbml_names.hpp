#pragma once

#include "sbml_formula.hpp"
#include "sbml_text.hpp"

#include <strandline/base/error.hpp>

#include <sbml/Model.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// The one name space of a model, and what each name is of.
struct SbmlNames {
    FormulaNames formula;
    std::vector<std::string> compartments, species, parameters, references, reactions;
    /// Of each id, what it names: "compartment", "function" …
    std::unordered_map<std::string, std::string_view> what;
};

/// All names of a model. Ids that stand twice or are none go to `errors`.
SbmlNames gather_names(const Model& model, const SbmlText& text, Errors& errors);

}  // namespace strandline::formats
