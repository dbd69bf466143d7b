#pragma once

#include <strandline/strain/balance.hpp>
#include <strandline/strain/compression.hpp>

#include <vector>

namespace strandline::strain {

/// What it costs to leave a flux: `below` a unit under `at`, `above` a unit over it; neither negative.
struct Kink {
    double at = 0;
    double below = 0, above = 0;
};

/// By column of a compressed model, its kinks in any order; the cost of a flux is the sum over them.
using ConvexCosts = std::vector<std::vector<Kink>>;

struct CheapestState {
    FluxStatus status = FluxStatus::solver_failure;  // optimal where `columns` holds a state
    std::vector<double> columns;
};

/// The states of a compressed model with the least cost, as a linear program: a column is cut at its kinks
/// into pieces, dearer and dearer, which therefore fill up in order.
class CheapestStates {
public:
    CheapestStates(const CompressedModel& model, const ConvexCosts& costs);

    /// Of all states.
    CheapestState cheapest();
    /// Of those whose objective is at least `fraction` of the best (or at most, where it is minimised).
    CheapestState cheapest_near_optimum(double fraction);

private:
    struct Piece {
        std::int32_t column = 0;
        double cost = 0;
    };
    void cut(std::int32_t column, std::vector<Kink> kinks);
    std::vector<double> joined() const;
    numerics::LpSolver make_solver();

    const CompressedModel& model_;
    std::vector<Piece> pieces_;
    std::vector<double> lower_, upper_;  // by piece
    numerics::LpSolver solver_;          // its last row is the objective
};

/// The costs of the sum of |flux - reference| over the reactions of the full model; `constant` is what the
/// reactions without flux add whatever the state.
ConvexCosts distance_costs(const CompressedModel& model, std::span<const double> reference, double& constant);

}  // namespace strandline::strain
