#pragma once

#include <strandline/process/equations.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// What is written of a simulation, in the order of the columns.
struct Columns {
    std::vector<std::string> ids;
    std::vector<Node> nodes;
};

/// Species are given as amounts or concentrations where they are named in one of those lists, else as what
/// their id means in formulas. Without `variables`: all species, then what else of the model moves by rules
/// of rate. "process.variables" for an unknown id, with the nearest ones.
Result<Columns> columns(const domain::KineticModel& model, const Equations& equations,
                        std::span<const std::string> variables, std::span<const std::string> amounts,
                        std::span<const std::string> concentrations);

}  // namespace strandline::process
