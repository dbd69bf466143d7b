#include <strandline/numerics/mixed_program.hpp>

#include "scaling.hpp"

#include <coin/CbcEventHandler.hpp>
#include <coin/CbcHeuristic.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CglGomory.hpp>
#include <coin/CglKnapsackCover.hpp>
#include <coin/CglMixedIntegerRounding2.hpp>
#include <coin/CglProbing.hpp>
#include <coin/OsiClpSolverInterface.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::numerics {
namespace {

constexpr double integrality = 1e-9;
constexpr double verified = 1e-6;  // of the objective, between Cbc's word and the linear program's

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double osi_bound(double bound) {
    if (bound >= infinity) return COIN_DBL_MAX;
    return bound <= -infinity ? -COIN_DBL_MAX : bound;
}

/// Ends the search when the user does.
class Interrupt final : public CbcEventHandler {
public:
    explicit Interrupt(const Context& context) : context_(&context) {}
    CbcAction event(CbcEvent) override { return context_->cancelled() ? stop : noAction; }
    CbcEventHandler* clone() const override { return new Interrupt(*this); }

private:
    const Context* context_;
};

void load(OsiClpSolverInterface& solver, const LinearProgram& program, std::span<const std::int32_t> whole) {
    const SparseColumns& matrix = program.matrix;
    const auto columns = at(matrix.columns());
    // Whole columns keep their unit; rows are scaled by powers of two.
    const Scaling scaling = geometric_scaling(matrix);
    std::vector<CoinBigIndex> start(matrix.start.begin(), matrix.start.end());
    std::vector<double> value(matrix.value), low(columns), high(columns), cost(columns);
    for (std::size_t k = 0; k < value.size(); ++k) value[k] *= scaling.row[at(matrix.row[k])];
    for (std::size_t j = 0; j < columns; ++j) {
        low[j] = osi_bound(program.lower[j]);
        high[j] = osi_bound(program.upper[j]);
        cost[j] = program.maximise ? -program.objective[j] : program.objective[j];
    }
    std::vector<double> row_low(at(matrix.rows)), row_high(at(matrix.rows));
    for (std::size_t i = 0; i < row_low.size(); ++i) {
        row_low[i] = osi_bound(program.row_lower[i] * scaling.row[i]);
        row_high[i] = osi_bound(program.row_upper[i] * scaling.row[i]);
    }
    solver.setHintParam(OsiDoReducePrint, true, OsiHintTry);
    solver.messageHandler()->setLogLevel(0);
    solver.getModelPtr()->setLogLevel(0);
    solver.loadProblem(matrix.columns(), matrix.rows, start.data(), matrix.row.data(), value.data(),
                       low.data(), high.data(), cost.data(), row_low.data(), row_high.data());
    solver.setObjSense(1);
    solver.getModelPtr()->setPrimalTolerance(1e-9);
    solver.getModelPtr()->setDualTolerance(1e-9);
    for (const std::int32_t column : whole) solver.setInteger(column);
}

}  // namespace

MixedSolution solve_mixed(const LinearProgram& program, std::span<const std::int32_t> whole_columns,
                          const MixedLimits& limits, Context& context) {
    MixedSolution made;
    OsiClpSolverInterface solver;
    load(solver, program, whole_columns);
    CbcModel model(solver);
    model.setLogLevel(0);
    model.messageHandler()->setLogLevel(0);
    model.solver()->messageHandler()->setLogLevel(0);
    model.setIntegerTolerance(integrality);
    model.setAllowableGap(0);
    model.setAllowableFractionGap(0);
    model.setCutoffIncrement(0);
    model.setMaximumNodes(
        static_cast<int>(std::min<std::int64_t>(limits.nodes, std::numeric_limits<int>::max())));
    model.setNumberThreads(0);
    model.setRandomSeed(1);
    CglGomory gomory;
    CglProbing probing;
    CglMixedIntegerRounding2 rounding;
    model.addCutGenerator(&probing, -1, "Probing");
    model.addCutGenerator(&gomory, -1, "Gomory");
    model.addCutGenerator(&rounding, -1, "MixedIntegerRounding2");
    CbcRounding simple(model);
    model.addHeuristic(&simple);
    Interrupt interrupt(context);
    model.passInEventHandler(&interrupt);
    model.initialSolve();
    if (model.isInitialSolveProvenPrimalInfeasible()) {
        made.status = MixedStatus::infeasible;
        return made;
    }
    if (model.isInitialSolveProvenDualInfeasible()) {
        made.status = MixedStatus::unbounded;
        return made;
    }
    model.branchAndBound();
    const double sign = program.maximise ? -1 : 1;
    made.bound = sign * model.getBestPossibleObjValue();
    const double* best = model.bestSolution();
    if (!best) {
        made.status = model.isProvenInfeasible()   ? MixedStatus::infeasible
                      : model.isNodeLimitReached() ? MixedStatus::limit
                                                   : MixedStatus::failure;
        return made;
    }
    // The whole columns as they are meant, the rest as a linear program says.
    LinearProgram fixed = program;
    for (const std::int32_t column : whole_columns)
        fixed.lower[at(column)] = fixed.upper[at(column)] = std::round(best[column]);
    LpSolver judge(fixed);
    if (judge.solve() != LpStatus::optimal) return made;
    made.objective = judge.objective_value();
    if (std::abs(made.objective - sign * model.getObjValue()) >
        verified * std::max(1.0, std::abs(made.objective)))
        return made;
    made.values.assign(judge.values().begin(), judge.values().end());
    made.status = model.isProvenOptimal() ? MixedStatus::optimal : MixedStatus::limit;
    if (made.status == MixedStatus::optimal) made.bound = made.objective;
    return made;
}

}  // namespace strandline::numerics
