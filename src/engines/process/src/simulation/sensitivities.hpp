#pragma once

#include "adjoint/path_items.hpp"
#include "simulation/algebraic.hpp"

#include <vector>

namespace strandline::process {

/// How a trajectory's sensitivities go through a moment τ(p) that itself depends on the directions p (Galán,
/// Feehery and Barton, Applied Numerical Mathematics 31:17, 1999). Between `begin` and `end`, sensitivities
/// are those of the values at the moving moment, x' dτ/dp included; what happens there adds its own.
class JumpSensitivities {
public:
    /// What it does to derivatives is written to `path`, too, where there is one.
    JumpSensitivities(const CompiledSystem::Parts& parts, AlgebraicRows& algebraic, RecordedPath::Items* path)
        : parts_(parts), algebraic_(algebraic), path_(path) {}

    /// dx/dt along the flow.
    std::vector<double> velocity(Inputs& inputs, double time, const double* states) const;

    /// Adds `sign` × velocity × shift to the state sensitivities.
    void move(SystemState& at, std::span<const double> velocity, std::span<const double> shift,
              double sign) const;

    /// Derivatives of expressions along each direction, [k * expressions + i], where time itself moves by
    /// `shift` (empty: it stands still).
    static std::vector<double> along(const Derivatives& of, const double* inputs, const SystemState& at,
                                     std::span<const double> shift);

    /// dτ/dp of the moment at which a switch turns, from its gap just before.
    std::vector<double> shift(std::uint32_t of_switch, Inputs& inputs, double time, const double* states,
                              std::span<const double> velocity, const SystemState& at) const;

    /// Algebraic variables' sensitivities from the others', after either has changed.
    void settle(Inputs& inputs, SystemState& at, std::span<const double> shift) const;

private:
    std::vector<RecordedPath::Derivative> slopes_of_moment(std::uint32_t of_switch,
                                                           std::span<const double> by,
                                                           double along_flow) const;

    const CompiledSystem::Parts& parts_;
    AlgebraicRows& algebraic_;
    RecordedPath::Items* path_;
};

}  // namespace strandline::process
