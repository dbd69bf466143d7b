#pragma once

#include "newton_matrix.hpp"
#include "nordsieck.hpp"
#include "root_watch.hpp"
#include "stepper.hpp"

#include <optional>

namespace strandline::numerics {

/// Backward differentiation formulas of order 1 to 5 with variable steps, for M x' = f with M constant, and
/// its forward sensitivities. Steps, orders and Newton's method are controlled as in VODE: Brown, Byrne and
/// Hindmarsh, SIAM Journal on Scientific and Statistical Computing 10:1038 (1989); fixed leading coefficients
/// carry over to M of lower rank: Brenan, Campbell and Petzold, Numerical Solution of Initial-Value Problems
/// in Differential-Algebraic Equations (1996). Sensitivities are solved for directly after each step:
/// Caracotsis and Stewart, Computers & Chemical Engineering 9:359 (1985).
class BdfStepper final : public Stepper {
public:
    BdfStepper(const InitialValueProblem& problem, const IntegratorOptions& options);

    bool start(double time, std::span<const double> state, std::span<const double> sensitivities) override;
    Integrator::Outcome step(double stop) override;
    void state_at(double at, double* made) override;
    void rates_at(double at, double* made) override;
    void sensitivities_at(double at, double* made) override;
    void record(double from, Recording& recording) const override;
    Integrator::Counts counts() const override { return counts_; }
    std::int32_t largest_error() override;

private:
    // bdf_start.cpp
    bool first_rates();
    bool algebraic_rates();
    double first_step(double stop);
    void first_sensitivity_rates();

    // bdf_stepper.cpp
    bool take_step(double stop);
    bool attempt(double stop, int& error_failures, int& newton_failures);
    void after_error(double error, int& failures);
    void accept(double reached);
    void find_coefficients(double step);
    double error_below();
    double error_above();
    void choose_next(double error);
    void change_order();
    Integrator::Outcome look_for_roots(double end);
    bool fail(std::string what, std::int32_t state);

    // bdf_newton.cpp
    enum class Newton : std::uint8_t { converged, slow, not_finite, singular };
    Newton newton(double reached, double gamma);
    Newton iterate(double reached, double gamma);
    bool residual(double reached, double gamma, const double* x, const double* correction);
    bool refresh_matrix(double reached, double gamma, const double* x, bool new_jacobian);
    std::int32_t first_not_finite() const;

    // bdf_sensitivity.cpp
    bool solve_sensitivities(double reached, double gamma);
    double sensitivity_norm(const double* values) const;
    void weigh();

    double norm(const double* values) const;
    bool controls_sensitivities() const { return options_.sensitivity_error_control && directions_ > 0; }
    double distance(double at) const { return (at - reached_) / step_; }

    const InitialValueProblem& problem_;
    const IntegratorOptions& options_;
    const std::size_t size_, directions_;
    const VectorLoops& loops_ = vector_loops();
    std::vector<double> values_;  // what `state` shows at a root
    RootWatch roots_;
    NewtonMatrix matrix_;
    std::vector<double> jacobian_;

    NordsieckArray history_;
    // As long as a derivative in `history_`; what is beyond the states is 0, and its tolerance 1.
    const std::size_t padded_;
    std::vector<double> absolute_, weights_, correction_, kept_correction_, trial_, rates_, residual_;
    std::vector<std::size_t> algebraic_;  // rows without entry in M

    // Sensitivities, [i * directions + k], likewise.
    NordsieckArray sensitivity_history_;
    std::vector<double> sensitivity_weights_, sensitivity_correction_, kept_sensitivity_correction_,
        sensitivity_trial_, parameter_derivatives_;

    BdfCoefficients coefficients_;
    int coefficients_order_ = 0;  // what they were made for: 0 for nothing
    double coefficients_step_ = 0;
    PastSteps coefficients_past_{};
    double share_ = 1;  // 1 / l_1
    PastSteps past_{};
    double reached_ = 0;  // the end of the last step; `time` may be a root before it
    double step_ = 0;     // its length, which the histories are scaled by
    double ratio_ = 1;    // of the next step to it
    int order_ = 1, next_order_ = 1, wait_ = 0;
    double most_growth_ = 0;
    double kept_difference_ = 0;
    bool begun_ = false, may_grow_ = true;
    std::int64_t taken_ = 0, factorised_at_ = 0, jacobian_at_ = 0;  // steps since the start
    double factorised_gamma_ = 0, convergence_ = 1;
    double moved_ = 0;  // norm of the correction that Newton's method found
    bool have_matrix_ = false, have_jacobian_ = false, fresh_jacobian_ = false;
    std::int32_t not_finite_ = -1;
    Integrator::Counts counts_;
};

}  // namespace strandline::numerics
