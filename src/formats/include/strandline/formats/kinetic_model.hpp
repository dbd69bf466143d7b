#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/kinetic_model.hpp>

#include <string>
#include <vector>

namespace strandline::formats {

/// A kinetic model from SBML of any level and version (also as gzip or bzip2): hierarchical models (package
/// comp) flattened, functions kept as calls, `distrib` draws read from their elements. "sbml.…" errors name
/// the line, what was found and how to mend it. What cannot change a time course (layout, render, groups,
/// notes) is skipped.
Result<domain::KineticModel> read_kinetic_model(const Source& source, Context& context);

/// The other files that a hierarchical model takes models from, and that those take theirs from, each once,
/// in the order in which they are named; none where the model is no hierarchical SBML. They are read from
/// where they are, whoever opens them before. "sbml.external" where one is missing.
Result<std::vector<Source>> submodel_files(const Source& source);

/// The model as SBML Level 3 Version 2, numbers with 15 digits. "sbml.write" for what that cannot say: draws
/// from distributions, fast reactions, stoichiometries that are formulas, charges that are not whole, models
/// of Level 1.
Result<void> write_kinetic_model(const domain::KineticModel& model, Sink& sink);

/// The formula as people write it: "k1 * S1 / (Km + S1)"; only the parentheses that are needed.
std::string formula_text(const domain::Formula& formula);

}  // namespace strandline::formats
