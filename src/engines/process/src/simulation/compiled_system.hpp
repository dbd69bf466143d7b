#pragma once

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/program.hpp>
#include <strandline/numerics/sparse_matrix.hpp>
#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace strandline::process {

/// Values of some expressions over the equations' inputs; without any, nothing is computed.
class Expressions {
public:
    Expressions() = default;
    /// Over `inputs` inputs.
    Expressions(const numerics::ExpressionGraph& graph, std::span<const Node> nodes, std::size_t inputs,
                numerics::Execution execution);
    std::size_t size() const { return size_; }
    void evaluate(const double* inputs, double* values) const {
        if (size_ > 0) program_->evaluate(inputs, values);
    }

private:
    std::size_t size_ = 0;
    std::optional<numerics::Program> program_;
};

/// The derivatives of some expressions by time, states and held values that are not zero by structure.
struct Derivatives {
    struct Entry {
        std::uint32_t expression = 0, input = 0;
    };
    std::size_t expressions = 0;
    std::vector<Entry> entries;
    Expressions values;
};

struct CompiledEvent {
    Expressions delay, priority;  // of one each, or of none
    /// One an assignment: as stored; and in parts, where what is of the triggering waits for the execution.
    Expressions values, formulas, scales;
    Derivatives delay_by, values_by, formulas_by, scales_by;
};

struct CompiledDraw {
    std::string distribution;
    Expressions arguments;
};

struct CompiledSystem::Parts {
    Equations equations;
    std::vector<Node> observed_nodes;  // in the equations' graph
    bool sensitivities = false;

    Expressions rates, jacobian, observed;
    numerics::SparsePattern pattern;  // of the Jacobian
    std::vector<numerics::InitialValueProblem::MassEntry> mass;
    std::shared_ptr<const numerics::NewtonPlan> newton;  // what every integrator of this system needs

    /// What an integrator steps through: relations inside have the truth that further inputs give them.
    std::size_t inputs = 0;  // those of the equations, then these truths
    Expressions truths, frozen_rates, frozen_jacobian;
    Derivatives frozen_by_held;

    /// Gaps of the switches whose moment is not known beforehand, then the triggers, then the truths.
    Expressions watched;
    std::vector<std::uint32_t> free_switches, timed_switches;  // in Equations::switches
    Expressions timed;                                         // gap and slope of each timed one
    bool free_in_time = false;  // a free gap moves with time alone: no error control sees it
    std::vector<CompiledEvent> events;
    std::vector<CompiledDraw> draws;
    Expressions lags, delayed,
        before_start;  // of delay(): how far back, of what, and of what before the start

    /// [M; g_x]: rows of the mass matrix, and of the Jacobian where a row of M is empty.
    numerics::SparsePattern consistent_pattern;
    std::vector<double> mass_values;  // in that pattern, 0 at Jacobian entries
    struct Taken {
        std::uint32_t from = 0, to = 0;  // entry of the Jacobian, entry of consistent_pattern
    };
    std::vector<Taken> taken;

    /// What fast reactions alone do, and its Jacobian.
    Expressions relaxation, relaxation_jacobian;
    numerics::SparsePattern relaxation_pattern;

    Derivatives rates_by_held, rates_by_time, observed_by, gaps_by;
};

}  // namespace strandline::process
