#pragma once

#include <strandline/formats/petab.hpp>
#include <strandline/process/equations.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strandline::process {

/// What happens at the beginning of a period: its conditions' changes, all at once, as an event's.
struct PeriodJump {
    std::vector<std::int32_t> conditions;  // of the problem
    std::vector<EventEquations::Assignment> assignments;
};

/// The model of a problem as equations in which its conditions can act: parameters that only PEtab knows are
/// quantities of it, too, and the changes at the beginnings of periods have become assignments.
struct PetabModel {
    domain::KineticModel model;
    Equations equations;
    std::vector<PeriodJump> jumps;
    /// Of PEtab 1: ids of parameters that nothing but a condition sets once time has begun.
    std::vector<std::string> constants;
};

/// Whether a period's changes are values of the start (the first one of PEtab 1) rather than a jump.
bool sets_the_start(const formats::PetabProblem& problem, const formats::PetabExperiment& experiment,
                    std::size_t period);

Result<PetabModel> petab_model(const formats::PetabProblem& problem);

}  // namespace strandline::process
