#pragma once

#include "adjoint/path_items.hpp"

#include <strandline/numerics/adjoint.hpp>

namespace strandline::process {

/// Goes back along a path: derivatives of the weighted sum by the values at a moment, from the last moment to
/// the first.
class BackwardPass {
public:
    BackwardPass(const CompiledSystem::Parts& parts, const RecordedPath::Items& path,
                 std::span<const double> weights, std::size_t parameters, const SimulationOptions& options);

    PathGradient go(const Context& context);

private:
    using Items = RecordedPath::Items;
    using Derivatives = std::span<const RecordedPath::Derivative>;

    bool undo(const Items::Assignment& item);
    bool undo(const Items::Beginning& item);
    bool undo(const Items::Motion& item);
    bool undo(const Items::Look& item);
    bool undo(const Items::Stretch& item);
    bool undo(const Items::Equilibrium& item);

    std::vector<double> take(std::span<const std::uint32_t> values);
    double weight(std::size_t moment, std::uint32_t observed) const;
    bool back(const Items::Stretch& stretch, double from, double to);
    bool fail(double time, std::string what, std::string equation = {});
    void make_integrator();
    void find_wanted();
    numerics::AdjointProblem problem();
    const double* inputs(double time, const double* states);

    const CompiledSystem::Parts& parts_;
    const Items& path_;
    std::span<const double> weights_;
    const SimulationOptions& options_;
    std::size_t states_, held_;
    std::vector<double> adjoint_;  // by slot
    PathGradient made_;
    std::optional<numerics::AdjointIntegrator> integrator_;
    struct Wanted {
        std::uint32_t entry = 0, row = 0, held = 0;
    };
    std::vector<Wanted> wanted_[2];    // of rates by held values; of the frozen ones
    bool frozen_ = false;              // of the present stretch
    std::vector<double> inputs_, by_;  // of the equations; of the rates by held values
};

}  // namespace strandline::process
