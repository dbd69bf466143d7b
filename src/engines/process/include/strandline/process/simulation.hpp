#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/numerics/program.hpp>
#include <strandline/process/equations.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// Where a system is: all that its future depends on. Sensitivities are d value / d direction, [k * values +
/// i], for whatever directions the caller chose (parameters of a fit); empty for none.
struct SystemState {
    double time = 0;
    std::vector<double> states, held;
    std::size_t directions = 0;
    std::vector<double> state_sensitivities, held_sensitivities;
    /// Whether each event's trigger held, once a simulation has been there; empty at the start.
    std::vector<std::uint8_t> triggers;
};

/// Equations compiled for simulation: rates, Jacobian, observed expressions, switches, events, and where
/// asked for the derivatives that sensitivities need. May be used by several threads.
class CompiledSystem {
public:
    /// `observed` are nodes over the inputs of `equations`, recorded along a simulation.
    CompiledSystem(Equations equations, std::vector<Node> observed, bool sensitivities,
                   numerics::Execution execution = numerics::Execution::automatic);
    CompiledSystem(CompiledSystem&&) noexcept;
    CompiledSystem& operator=(CompiledSystem&&) noexcept;
    ~CompiledSystem();

    const Equations& equations() const;
    std::size_t observed() const;

    struct Parts;  // programs and patterns: compiled_system.hpp
    const Parts& parts() const { return *parts_; }

private:
    std::unique_ptr<const Parts> parts_;
};

struct SimulationOptions {
    double relative = 1e-6, absolute = 1e-12;
    std::int64_t max_steps = 1'000'000;
    std::uint64_t seed = 0;  // for the order of events of equal priority, and draws
};

/// Why a simulation ended before its time.
struct SimulationFailure {
    double time = 0;
    std::string what;      // in words: "the step size became too small"
    std::string equation;  // id of the state whose equation was at fault, or empty
};

struct Trajectory {
    std::vector<double> times;
    std::vector<double> values;                // [time][observed]
    std::vector<double> sensitivities;         // [time][observed][direction]
    std::optional<SimulationFailure> failure;  // times end before it
    SystemState end;
};

/// From `from` (consistent or not: algebraic variables are solved for, fast reactions relaxed) through the
/// times, which rise and may begin at from.time. At the time of a jump, the value after it is recorded.
Trajectory simulate(const CompiledSystem& system, SystemState from, std::span<const double> times,
                    const SimulationOptions& options, const Context& context);

/// The steady state that the system goes to, by integration until the rates vanish (relative and absolute
/// tolerances as given) and Newton's method on the rates with conserved sums held; verified there.
/// Sensitivities by the implicit function theorem. The failure says what still moves.
struct SteadyState {
    SystemState state;
    std::optional<SimulationFailure> failure;
};
SteadyState steady_state(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                         const Context& context);

}  // namespace strandline::process
