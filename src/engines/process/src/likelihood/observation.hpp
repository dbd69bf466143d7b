#pragma once

#include <strandline/formats/petab.hpp>
#include <strandline/numerics/program.hpp>
#include <strandline/process/equations.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace strandline::process {

/// An observable and its noise as functions of: the time, all parameters of the table (linear), the observed
/// quantities, its placeholders (observable's, then noise's).
struct CompiledObservable {
    /// d output / d input; output 0 is the observable, 1 the noise.
    struct Entry {
        std::uint32_t output = 0, input = 0;
    };
    std::vector<Entry> entries;
    numerics::Program program;  // observable, noise, then the entries
};

/// The observables of a problem; the quantities of the model that they look at are recorded along a
/// simulation, all else is filled in afterwards, so that no row of the measurements costs a simulation.
struct Observation {
    std::vector<std::string> quantities;
    std::vector<CompiledObservable> observables;
    std::uint32_t parameters = 0;

    std::uint32_t parameter_input(std::size_t i) const { return static_cast<std::uint32_t>(1 + i); }
    std::uint32_t quantity_input(std::size_t i) const {
        return static_cast<std::uint32_t>(1 + parameters + i);
    }
    std::uint32_t placeholder_input(std::size_t i) const {
        return static_cast<std::uint32_t>(1 + parameters + quantities.size() + i);
    }
};

Result<Observation> observation(const formats::PetabProblem& problem, const Equations& equations,
                                const domain::KineticModel& model, numerics::Execution execution);

}  // namespace strandline::process
