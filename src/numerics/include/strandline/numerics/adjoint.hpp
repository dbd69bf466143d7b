#pragma once

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/recording.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace strandline::numerics {

/// Adjoint of x' = f(t, x, p) along a recorded solution: l' = -J^T l backwards in time, and what parameters
/// do to the end through l, the integrals of l^T df/dp. Cao, Li, Petzold and Serban, SIAM Journal on
/// Scientific Computing 24:1076 (2003). One stretch between two jumps at a time: at a jump the caller changes
/// l by the transposed derivatives of the jump and goes on with the stretch before it.
struct AdjointProblem {
    std::size_t size = 0;
    SparsePattern pattern;  // of d f / d x
    std::function<bool(double time, const double* state, double* values)> jacobian;
    std::size_t parameter_count = 0;
    /// l^T d f / d p_k for all k.
    std::function<bool(double time, const double* state, const double* adjoint, double* products)> products;
};

class AdjointIntegrator {
public:
    AdjointIntegrator(AdjointProblem problem, IntegratorOptions options);
    AdjointIntegrator(AdjointIntegrator&&) noexcept;
    AdjointIntegrator& operator=(AdjointIntegrator&&) noexcept;
    ~AdjointIntegrator();

    /// Begins at a time of the stretch with l just before it. The recording must outlive what follows.
    bool start(const Recording& stretch, double time, std::span<const double> adjoint);
    /// Back to an earlier time of the stretch. False: see failure().
    bool back_to(double time);
    /// What a measurement at time() adds to l.
    bool add(std::span<const double> jump);

    double time() const;
    std::span<const double> adjoint() const;
    /// Of all that was gone through since construction or `clear`.
    std::span<const double> integrals() const;
    void clear();

    const std::string& failure() const;
    std::int32_t failed_state() const;
    Integrator::Counts counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
