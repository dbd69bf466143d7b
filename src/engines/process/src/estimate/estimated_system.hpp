#pragma once

#include "estimate/filter.hpp"
#include "estimate/runge_kutta.hpp"

#include <strandline/process/simulation.hpp>
#include <strandline/process/start_values.hpp>

#include <memory>
#include <string>
#include <vector>

namespace strandline::process {

/// A model as a filter sees it: a vector of estimated quantities, each in the unit that its id has in
/// formulas: first every state of the model, then what is held and yet to be estimated (parameters, and
/// whatever events assign).
class EstimatedSystem {
public:
    struct Wanted {
        std::vector<std::string> parameters;  // held, to be estimated
        std::vector<std::string> inputs;      // held, that follow measured columns
        std::vector<Node> signals, outputs;   // over the equations' inputs
        double model_time_per_hour = 1;
    };
    /// "process.estimate" errors without a place: a model with delay() or draws, an id that is no held value.
    static Result<EstimatedSystem> make(Equations equations, Wanted wanted);

    const std::vector<std::string>& ids() const { return ids_; }
    std::size_t size() const { return ids_.size(); }
    std::size_t state_count() const { return states_; }
    const Equations& equations() const { return system_->equations(); }

    /// The vector at a start, and the held values of all else.
    std::vector<double> start(const SystemState& from) const;

    /// Points [points][size] from hour to hour with these held values, in which the inputs have been put.
    bool propagate(double from, double to, std::span<const double> held, std::span<double> points) const;
    void put_inputs(std::span<const double> values, std::span<double> held) const;
    bool signals(double hour, std::span<const double> held, std::span<const double> points,
                 std::span<const std::uint32_t> chosen, std::span<double> values) const;
    bool outputs(double hour, std::span<const double> held, std::span<const double> points,
                 std::span<double> values) const;

    /// Whether points go side by side by an explicit method, or one by one by simulate().
    bool side_by_side() const { return side_by_side_; }

private:
    EstimatedSystem() = default;
    struct Kept {
        process::Place place;
        bool scaled = false;  // stored = value * scale with a scale that is not 1
    };
    Result<void> add_states();
    Result<void> add_held(const std::string& id);
    Result<void> add_assigned();
    Result<void> compile(const Wanted& wanted);
    const Quantity* at_place(const Place& place, std::string* id) const;
    std::size_t input_of(const Place& place) const;

    PointBlocks blocks(double time, std::span<const double> held, std::span<const double> points) const;
    void take(PointBlocks& blocks, std::span<double> points) const;
    bool one_by_one(double from, double to, PointBlocks& blocks, std::size_t points) const;
    bool evaluate(const numerics::Program& program, double hour, std::span<const double> held,
                  std::span<const double> points, std::vector<double>& values) const;

    std::shared_ptr<const CompiledSystem> system_;
    std::vector<std::string> ids_;
    std::vector<Kept> kept_;
    std::vector<Node> scales_;  // of the scaled ones, in order
    std::vector<std::size_t> input_places_;
    std::size_t states_ = 0;
    double model_time_per_hour_ = 1;
    bool side_by_side_ = false;
    std::shared_ptr<const numerics::Program> rates_, scale_values_, signals_, outputs_, triggers_;
    std::size_t signal_count_ = 0, output_count_ = 0;
};

}  // namespace strandline::process
