#pragma once

#include <strandline/formats/petab.hpp>
#include <strandline/operation/operation.hpp>
#include <strandline/process/likelihood.hpp>

#include <string_view>
#include <vector>

namespace strandline::process {

/// A PEtab problem and the files that it names, which join the inputs on their own.
std::vector<operation::Port> problem_ports();
/// Operation::find_inputs of whatever takes a problem: opens the files beside the YAML file.
Result<void> find_problem_files(operation::Call& call);
Result<formats::PetabProblem> read_problem(operation::Call& call, Context& context);
/// Errors of the model's equations name its file.
Result<Objective> objective_of(const operation::Call& call, formats::PetabProblem problem,
                               const ObjectiveOptions& options);
/// The measurement tables, in their order.
Result<std::vector<Source>> measurement_tables(const operation::Call& call);

/// Nominal values replaced by those of --parameters: a table with parameterId and nominalValue, or the JSON
/// of a fit. Values are linear. Unknown ids are errors; then each estimated parameter must have a value
/// within its scale.
Result<void> take_parameters(const operation::Call& call, formats::PetabProblem& problem);

}  // namespace strandline::process
