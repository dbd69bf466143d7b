#pragma once

#include "feed/piece_flow.hpp"

#include <strandline/base/context.hpp>

#include <cstdint>
#include <optional>

namespace strandline::process {

/// Pieces of systems with switches, events or algebraic rules, by `simulate` and its sensitivities; by the
/// end time, and all second derivatives, by differences.
class SimulatedFlow : public PieceFlow {
public:
    /// `sizes`: of the unknowns of z, for the differences.
    SimulatedFlow(const FeedProblem& problem, const PieceEquations& equations,
                  std::span<const std::uint32_t> control_held, const SimulationOptions& options,
                  std::vector<double> sizes);
    bool run(std::span<const double> numbers, std::span<const double> stops, bool slopes,
             PieceCourse& course) const override;
    void curvature(std::span<const double> numbers, std::span<const double> stops, const PieceCourse& course,
                   std::span<const double> weights, std::span<double> matrix) const override;

private:
    SystemState state_of(std::span<const double> numbers, bool slopes) const;
    bool pass(std::span<const double> numbers, std::span<const double> stops, bool slopes,
              PieceCourse& course) const;
    bool add_end_time(std::span<const double> numbers, std::span<const double> stops,
                      PieceCourse& course) const;

    const FeedProblem& problem_;
    const PieceEquations& equations_;
    std::vector<std::uint32_t> control_held_;
    SimulationOptions options_;
    std::vector<double> sizes_;
    CompiledSystem system_;  // its states are what it observes
};

}  // namespace strandline::process
