#pragma once

#include "simulation/compiled_system.hpp"

#include <strandline/numerics/integrator.hpp>
#include <strandline/process/adjoint.hpp>

#include <variant>

namespace strandline::process {

/// The linear maps that derivatives go through, in order of time, over slots: states, held values, the shift
/// dτ/dp of the present moment, then what waiting events keep.
struct RecordedPath::Items {
    explicit Items(const CompiledSystem::Parts& parts);

    /// Of all slots, `values` become those sums of factor × slot `by`, at once.
    struct Assignment {
        std::vector<std::uint32_t> values;
        std::vector<Derivative> derivatives;
    };
    /// The same with parameters instead of slots.
    struct Beginning {
        std::vector<std::uint32_t> values;
        std::vector<Derivative> derivatives;
    };
    /// States += sign × velocity × shift.
    struct Motion {
        std::vector<double> velocity;
        double sign = 1;
    };
    /// Observed expressions by slots.
    struct Look {
        std::size_t moment = 0;
        double time = 0;
        std::vector<Derivative> derivatives;
    };
    /// Between two jumps.
    struct Stretch {
        numerics::Recording recording;
        double begin = 0, end = 0;
        std::vector<double> inputs;  // with the held values, and the truths of frozen relations
        bool frozen = false;
        std::vector<Look> looks;
    };
    /// The way to a steady state, by the implicit function theorem.
    struct Equilibrium {
        SystemState at;
        double over = 0;
    };
    using Item = std::variant<Assignment, Beginning, Motion, Look, Stretch, Equilibrium>;

    std::uint32_t shift_slot() const { return shift_; }
    /// Of an input of the equations: the time's is that of the shift.
    std::uint32_t slot(std::uint32_t input) const { return input == 0 ? shift_ : input - 1; }
    std::uint32_t slot(const Place& place) const {
        return place.index + (place.kind == Place::Kind::state ? 0 : states_);
    }
    std::uint32_t reserve(std::size_t count);
    std::size_t slots() const { return slots_; }

    void add(Item item);
    void close() { open_ = false; }
    void stand_still();
    /// The moment is that at which a gap turns.
    void shift_by(std::vector<Derivative> derivatives);
    void shift_from(std::uint32_t slot);
    void move(std::span<const double> velocity, double sign);
    /// d expressions by the inputs at a moment, which itself moves when `moving`; `velocity` where the states
    /// are to be taken as moving with it.
    std::vector<Derivative> derivatives(const Derivatives& of, const double* inputs, bool moving,
                                        std::span<const double> velocity = {}) const;

    void begin_stretch(double time, std::span<const double> inputs, bool frozen);
    void step(const numerics::Integrator& integrator);
    void arrive(double time);
    void look(double time, const double* inputs);

    const CompiledSystem::Parts& parts;
    std::vector<Item> items;
    std::size_t moments = 0;

private:
    std::uint32_t states_, shift_, slots_;
    bool still_ = true;  // the shift is zero for all directions
    bool open_ = false;  // the last item is a stretch that goes on
};

}  // namespace strandline::process
