#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/kinetic_model.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace strandline::process {

/// Parameter sets of one model, for an ensemble.
struct ParameterSets {
    std::vector<std::string> ids;
    std::vector<std::vector<double>> values;  // [set][id]
};

/// Sets from a table as `process simulate --scan` takes it (tabs, or commas), all of them; or, from the JSON
/// of `process fit`, the estimates and `members` - 1 sets around them: drawn from the normal distribution of
/// the estimates on their scales, each standardised component in Latin hypercube strata. Parameters that the
/// fit does not determine stay at their estimates; those that the model does not have are left out.
Result<ParameterSets> read_parameter_sets(const Source& source, const domain::KineticModel& model,
                                          std::size_t members, Context& context);

}  // namespace strandline::process
