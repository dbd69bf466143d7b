#pragma once

#include <strandline/numerics/program.hpp>
#include <strandline/process/equations.hpp>
#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// The start of a model as a function of its settings, made once for many starts. May be used by several
/// threads.
class StartValues {
public:
    /// `given` are the ids whose setting holds even where an initial assignment says otherwise. "process.set"
    /// for an id that is unknown, with the nearest ones, or that a rule determines.
    static Result<StartValues> make(const domain::KineticModel& model, const Equations& equations,
                                    std::span<const std::string> given);

    /// What the model itself states; given ids are found by `position`.
    const std::vector<double>& stated() const { return stated_; }
    std::size_t position(std::size_t given) const { return positions_[given]; }
    bool random() const { return !draws_.empty(); }

    /// Draws from distributions are those of the seed; NaN where arguments describe no distribution.
    SystemState at(double time, std::span<const double> settings, std::uint64_t seed) const;

private:
    struct RandomNumber {
        std::string distribution;
        numerics::Program arguments;
    };
    std::vector<double> stated_;
    std::vector<std::size_t> positions_;
    std::vector<RandomNumber> draws_;
    numerics::Program values_;
    std::size_t states_ = 0, held_ = 0;
};

}  // namespace strandline::process
