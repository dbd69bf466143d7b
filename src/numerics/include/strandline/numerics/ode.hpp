#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace strandline::numerics {

/// Error allowed in one step: relative * |y| + absolute, by component.
struct OdeTolerance {
    double relative = 1e-9;
    std::vector<double> absolute;
};

/// y' = f(t, y), stiff or not, by CVODE (backward differentiation formulas of variable order, dense Newton);
/// steps are taken one by one, so that events may be looked for between them. Hindmarsh et al., ACM
/// Transactions on Mathematical Software 31:363 (2005).
class OdeSolver {
public:
    using Rates = std::function<void(double time, std::span<const double> state, std::span<double> rates)>;

    OdeSolver(Rates rates, double time, std::span<const double> state, OdeTolerance tolerance);
    OdeSolver(OdeSolver&&) noexcept;
    OdeSolver& operator=(OdeSolver&&) noexcept;
    ~OdeSolver();

    /// One step of the solver's own length, not beyond `stop`. False when it could not be taken to the
    /// tolerance.
    bool step(double stop);
    double time() const;           // at the end of the last step
    double previous_time() const;  // at its begin
    std::span<const double> state() const;
    /// The state within the last step, as accurate as the steps.
    std::vector<double> state_at(double time) const;
    /// Goes on from another state: after an event, where the rates have changed.
    void restart(double time, std::span<const double> state);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
