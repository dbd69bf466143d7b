#pragma once

#include "simulation/compiled_system.hpp"
#include "stochastic/incremental_program.hpp"

#include <memory>

namespace strandline::process {

/// Equations read as a Markov jump process: each reaction happens as often a unit of time as its law says in
/// the mean, and changes amounts by its stoichiometry. Between reactions nothing moves but the time. May be
/// used by several threads.
class JumpSystem {
public:
    using Steps = IncrementalProgram::Steps;
    struct Change {
        std::uint32_t state = 0;
        std::uint32_t by = 0;  // slot of the amount that is added
    };
    struct Reaction {
        std::string id;
        std::uint32_t propensity = 0;  // slot
        std::vector<Change> changes;
        /// After it happened: what to compute, and whose propensities and which triggers that may change.
        Steps steps;
        std::vector<std::uint32_t> affected, triggers;
    };
    struct Event {
        Steps delay, priority, values, formulas, scales;
        std::vector<std::uint32_t> value_slots, formula_slots, scale_slots;
        std::uint32_t delay_slot = 0, priority_slot = 0;
    };
    struct RandomNumber {
        std::string distribution;
        Steps steps;
        std::vector<std::uint32_t> arguments;  // slots
    };

    /// "process.stochastic" for what has no meaning as a jump process, in the model's words.
    static Result<JumpSystem> make(const domain::KineticModel& model, Equations equations,
                                   std::vector<Node> observed);

    const Equations& equations() const { return *equations_; }
    const CompiledSystem& compiled() const { return *compiled_; }
    const IncrementalProgram& program() const { return *program_; }
    const std::vector<Reaction>& reactions() const { return reactions_; }
    const std::vector<Event>& events() const { return events_; }
    const std::vector<RandomNumber>& draws() const { return draws_; }
    const std::vector<std::uint32_t>& triggers() const { return triggers_; }
    const std::vector<std::uint32_t>& observed() const { return observed_; }
    /// All that a moment needs: propensities, triggers, stoichiometries; and what is written of it.
    const Steps& everything() const { return everything_; }
    const Steps& written() const { return written_; }
    /// States whose amounts are whole numbers: those that reactions change.
    const std::vector<bool>& whole() const { return whole_; }

private:
    struct Planned;
    void plan(const std::vector<Planned>& planned, std::span<const Node> observed);
    void plan_events(std::vector<Node>& nodes);

    std::unique_ptr<const Equations> equations_;
    std::unique_ptr<const CompiledSystem> compiled_;  // for the switches that turn with time
    std::unique_ptr<const IncrementalProgram> program_;
    std::vector<Reaction> reactions_;
    std::vector<Event> events_;
    std::vector<RandomNumber> draws_;
    std::vector<std::uint32_t> triggers_, observed_;
    Steps everything_, written_;
    std::vector<bool> whole_;
};

}  // namespace strandline::process
