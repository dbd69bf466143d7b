#pragma once

#include <strandline/numerics/recording.hpp>
#include <strandline/numerics/sparse_matrix.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace strandline::numerics {

struct NewtonPlan;

/// M x' = f(t, x), where M is the identity or a constant matrix some of whose rows are empty: their rates are
/// zero at every time and determine, with the other rows, all x' (a differential-algebraic system of index
/// 1). By backward differentiation formulas with variable step and order: docs/process/integration.md.
/// Functions return false where a value is not finite: the solver then tries a shorter step.
struct InitialValueProblem {
    std::size_t size = 0;
    std::function<bool(double time, const double* state, double* rates)> rates;
    /// d rates / d state, values in the order of `pattern`.
    SparsePattern pattern;
    std::function<bool(double time, const double* state, double* values)> jacobian;
    /// Entries of M; empty for the identity.
    struct MassEntry {
        std::int32_t row = 0, column = 0;
        double value = 0;
    };
    std::vector<MassEntry> mass;
    /// Functions whose change of sign ends a step. One that is zero where the solver starts belongs to the
    /// side that it goes to, and nothing is reported; one that is exactly zero at the end of a step is
    /// reported there, and then counts as one that starts at zero. What touches zero within a step goes
    /// unseen, as does what is not a number.
    std::size_t root_count = 0;
    std::function<bool(double time, const double* state, double* roots)> roots;
    /// d rates / d parameter k, all rows, for forward sensitivities (values[k * size + i]); the solver adds
    /// the part that goes through the state.
    std::size_t sensitivity_count = 0;
    std::function<bool(double time, const double* state, double* values)> parameter_derivatives;
    /// From plan_newton, where many integrators are made for one pattern and M; else each makes its own.
    std::shared_ptr<const NewtonPlan> plan;
};

/// The order of elimination for the pattern and M of a problem; may be shared by threads.
std::shared_ptr<const NewtonPlan> plan_newton(const InitialValueProblem& problem);

struct IntegratorOptions {
    double relative = 1e-6;
    std::vector<double> absolute;  // one a state, or one for all
    bool sensitivity_error_control = false;
    /// Typical sizes of the parameters: sensitivities are allowed absolute errors of `absolute` / size. Empty
    /// for 1.
    std::vector<double> parameter_scales;
    std::size_t max_steps = 100'000;  // between two calls of `start`
    double max_step = 0;              // 0: none
    /// `own` is several times quicker; `sundials` (CVODES, for ordinary systems) is there to compare with:
    /// Hindmarsh et al., ACM Transactions on Mathematical Software 31:363 (2005).
    enum class Method : std::uint8_t { own, sundials } method = Method::own;
};

/// Steps one by one, so that whoever drives it can look for events between them. Not for several threads at
/// once.
class Integrator {
public:
    enum class Outcome : std::uint8_t { step, root, failed };

    Integrator(InitialValueProblem problem, IntegratorOptions options);
    Integrator(Integrator&&) noexcept;
    Integrator& operator=(Integrator&&) noexcept;
    ~Integrator();

    /// Begins at a state (and its sensitivities, [k * size + i]), forgetting the history: at the start and
    /// after each jump. Of a differential-algebraic system the state must already be consistent. False when
    /// the rates are not finite there.
    bool start(double time, std::span<const double> state, std::span<const double> sensitivities = {});

    /// One step, never beyond `stop`. After `root`, time() is just past the root and roots_found() says which
    /// went up (+1) or down (-1).
    Outcome advance(double stop);
    double time() const;
    double previous_time() const;  // where the last step began
    std::span<const double> state() const;
    std::span<const double> sensitivities();
    std::span<const int> roots_found() const;
    /// Within the last step, as accurate as the steps.
    void state_at(double time, double* state);
    void sensitivities_at(double time, double* sensitivities);
    /// Time derivatives of the state within the last step.
    void rates_at(double time, double* rates);

    /// Adds the last step to a recording (not with Method::sundials).
    void record(Recording& recording) const;

    /// Why the last call failed, in words: "the step size became too small", "100000 steps", and the number
    /// of the state whose error or rate was at fault where that is known, else -1.
    const std::string& failure() const;
    std::int32_t failed_state() const;

    struct Counts {
        std::int64_t steps = 0, rates = 0, jacobians = 0, factorisations = 0, error_failures = 0;
    };
    Counts counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
