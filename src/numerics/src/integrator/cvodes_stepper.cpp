#include "stepper.hpp"
#include "sundials_linear.hpp"

#include <strandline/base/error.hpp>

#include <cvodes/cvodes.h>
#include <nvector/nvector_serial.h>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr int shorter_step = 1;  // what a callback returns to have the step tried again

void silent(int, const char*, const char*, char*, void*) {}

std::int32_t first_not_finite(std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i])) return static_cast<std::int32_t>(i);
    return -1;
}

class CvodesStepper final : public Stepper {
public:
    CvodesStepper(const InitialValueProblem& problem, const IntegratorOptions& options);
    CvodesStepper(const CvodesStepper&) = delete;
    CvodesStepper& operator=(const CvodesStepper&) = delete;
    ~CvodesStepper() override;

    bool start(double time, std::span<const double> state, std::span<const double> sensitivities) override;
    Integrator::Outcome step(double stop) override;
    void state_at(double at, double* made) override { derivative_at(at, 0, made); }
    void rates_at(double at, double* made) override { derivative_at(at, 1, made); }
    void sensitivities_at(double time, double* sensitivities) override;
    void record(double, Recording&) const override { STRANDLINE_ASSERT(false); }
    Integrator::Counts counts() const override;
    std::int32_t largest_error() override;

private:
    static int rates(double time, N_Vector state, N_Vector rates, void* self);
    static int newton_matrix(double time, N_Vector state, N_Vector rates, SUNMatrix matrix, booleantype keep,
                             booleantype* fresh, double gamma, void* self, N_Vector, N_Vector, N_Vector);
    static int roots(double time, N_Vector state, double* values, void* self);
    static int sensitivity_rates(int count, double time, N_Vector state, N_Vector rates,
                                 N_Vector* sensitivities, N_Vector* made, void* self, N_Vector, N_Vector);
    void allocate();
    void allocate_sensitivities();
    bool begin();
    void derivative_at(double time, int order, double* made);
    StepFailure explain(int flag);

    const InitialValueProblem& problem_;
    const IntegratorOptions& options_;
    SUNContext context_ = nullptr;
    void* memory_ = nullptr;
    N_Vector state_ = nullptr, absolute_ = nullptr, work_ = nullptr;
    N_Vector* sensitivities_ = nullptr;
    std::unique_ptr<SundialsLinear> linear_;
    std::vector<double> jacobian_, parameter_derivatives_;
    std::int32_t not_finite_ = -1;  // the state whose rate was not, at the last evaluation that failed
    std::int64_t jacobians_ = 0;
    Integrator::Counts before_;  // of what restarts have forgotten
    bool begun_ = false;
};

CvodesStepper::CvodesStepper(const InitialValueProblem& problem, const IntegratorOptions& options)
    : problem_(problem), options_(options) {
    STRANDLINE_ASSERT(SUNContext_Create(nullptr, &context_) == 0);
    const auto size = static_cast<sunindextype>(problem.size);
    state_ = N_VNew_Serial(size, context_);
    absolute_ = N_VNew_Serial(size, context_);
    work_ = N_VNewEmpty_Serial(size, context_);
    STRANDLINE_ASSERT(state_ && absolute_ && work_);
    state = {NV_DATA_S(state_), problem.size};
    for (std::size_t i = 0; i < problem.size; ++i)
        NV_Ith_S(absolute_, static_cast<sunindextype>(i)) =
            options.absolute[options.absolute.size() == 1 ? 0 : i];
    linear_ = std::make_unique<SundialsLinear>(problem, context_);
    roots_found.resize(problem.root_count);
}

CvodesStepper::~CvodesStepper() {
    CVodeFree(&memory_);
    linear_.reset();
    if (sensitivities_) N_VDestroyVectorArray(sensitivities_, static_cast<int>(problem_.sensitivity_count));
    N_VDestroy(state_);
    N_VDestroy(absolute_);
    N_VDestroy(work_);
    SUNContext_Free(&context_);
}

int CvodesStepper::rates(double time, N_Vector state, N_Vector rates, void* self) {
    auto& s = *static_cast<CvodesStepper*>(self);
    if (s.problem_.rates(time, NV_DATA_S(state), NV_DATA_S(rates))) return 0;
    s.not_finite_ = first_not_finite({NV_DATA_S(rates), s.problem_.size});
    return shorter_step;
}

int CvodesStepper::newton_matrix(double time, N_Vector state, N_Vector, SUNMatrix, booleantype keep,
                                 booleantype* fresh, double gamma, void* self, N_Vector, N_Vector, N_Vector) {
    auto& s = *static_cast<CvodesStepper*>(self);
    *fresh = keep ? SUNFALSE : SUNTRUE;
    if (!keep) {
        ++s.jacobians_;
        if (!s.problem_.jacobian(time, NV_DATA_S(state), s.linear_->jacobian.data())) return shorter_step;
    }
    s.linear_->factorise(1, gamma);
    return 0;
}

int CvodesStepper::roots(double time, N_Vector state, double* values, void* self) {
    const auto& s = *static_cast<CvodesStepper*>(self);
    return s.problem_.roots(time, NV_DATA_S(state), values) ? 0 : shorter_step;
}

/// s_k' = J s_k + d f / d p_k
int CvodesStepper::sensitivity_rates(int count, double time, N_Vector state, N_Vector,
                                     N_Vector* sensitivities, N_Vector* made, void* self, N_Vector,
                                     N_Vector) {
    auto& s = *static_cast<CvodesStepper*>(self);
    const double* at = NV_DATA_S(state);
    if (!s.problem_.jacobian(time, at, s.jacobian_.data()) ||
        !s.problem_.parameter_derivatives(time, at, s.parameter_derivatives_.data()))
        return shorter_step;
    const SparsePattern& pattern = s.problem_.pattern;
    for (int k = 0; k < count; ++k) {
        const double* from = NV_DATA_S(sensitivities[k]);
        double* to = NV_DATA_S(made[k]);
        std::copy_n(s.parameter_derivatives_.data() + static_cast<std::size_t>(k) * s.problem_.size,
                    s.problem_.size, to);
        for (std::size_t j = 0; j < s.problem_.size; ++j)
            for (auto e = pattern.column_starts[j]; e < pattern.column_starts[j + 1]; ++e)
                to[pattern.row_indices[static_cast<std::size_t>(e)]] +=
                    s.jacobian_[static_cast<std::size_t>(e)] * from[j];
    }
    return 0;
}

void CvodesStepper::allocate_sensitivities() {
    if (problem_.sensitivity_count == 0) return;
    const int count = static_cast<int>(problem_.sensitivity_count);
    jacobian_.resize(problem_.pattern.entries());
    parameter_derivatives_.resize(problem_.size * problem_.sensitivity_count);
    std::vector<double> scales(problem_.sensitivity_count, 1);
    const bool ready =
        CVodeSensInit(memory_, count, CV_STAGGERED, sensitivity_rates, sensitivities_) == CV_SUCCESS &&
        CVodeSensEEtolerances(memory_) == CV_SUCCESS &&
        CVodeSetSensErrCon(memory_, options_.sensitivity_error_control) == CV_SUCCESS;
    STRANDLINE_ASSERT(ready);
}

void CvodesStepper::allocate() {
    memory_ = CVodeCreate(CV_BDF, context_);
    const bool ready = memory_ && CVodeInit(memory_, rates, time, state_) == CV_SUCCESS &&
                       CVodeSetErrHandlerFn(memory_, silent, nullptr) == CV_SUCCESS &&
                       CVodeSetUserData(memory_, this) == CV_SUCCESS &&
                       CVodeSVtolerances(memory_, options_.relative, absolute_) == CV_SUCCESS &&
                       CVodeSetMaxNumSteps(memory_, -1) == CV_SUCCESS &&
                       CVodeSetMaxStep(memory_, options_.max_step) == CV_SUCCESS &&
                       CVodeSetLinearSolver(memory_, linear_->solver(), linear_->matrix()) == CV_SUCCESS &&
                       CVodeSetLinSysFn(memory_, newton_matrix) == CV_SUCCESS &&
                       (problem_.root_count == 0 ||
                        CVodeRootInit(memory_, static_cast<int>(problem_.root_count), roots) == CV_SUCCESS) &&
                       CVodeSetNoInactiveRootWarn(memory_) == CV_SUCCESS;
    STRANDLINE_ASSERT(ready);
    allocate_sensitivities();
}

bool CvodesStepper::begin() {
    if (!memory_) {
        allocate();
        return true;
    }
    const Integrator::Counts now = counts();
    before_ = now;
    bool ready = CVodeReInit(memory_, time, state_) == CV_SUCCESS;
    if (sensitivities_) ready = ready && CVodeSensReInit(memory_, CV_STAGGERED, sensitivities_) == CV_SUCCESS;
    return ready;
}

bool CvodesStepper::start(double at, std::span<const double> from, std::span<const double> sensitivities) {
    time = at;
    begun_ = false;
    std::ranges::copy(from, state.begin());
    if (!sensitivities_ && problem_.sensitivity_count > 0)
        sensitivities_ = N_VCloneVectorArray(static_cast<int>(problem_.sensitivity_count), state_);
    for (std::size_t k = 0; k < problem_.sensitivity_count; ++k)
        std::copy_n(sensitivities.data() + k * problem_.size, problem_.size, NV_DATA_S(sensitivities_[k]));
    STRANDLINE_ASSERT(begin());
    std::vector<double> rates_there(problem_.size);
    failure = {};
    if (problem_.rates(at, state.data(), rates_there.data())) return true;
    failure = {"the rates are not finite", first_not_finite(rates_there)};
    return false;
}

Integrator::Outcome CvodesStepper::step(double stop) {
    double internal = time;
    if (begun_) CVodeGetCurrentTime(memory_, &internal);
    not_finite_ = -1;
    int flag = 0;
    if (internal > stop) {  // the rest of a step that a root cut short reaches further
        flag = CVode(memory_, stop, state_, &time, CV_NORMAL);
    } else {
        CVodeSetStopTime(memory_, stop);
        flag = CVode(memory_, stop, state_, &time, CV_ONE_STEP);
        if (flag == CV_TOO_CLOSE) {
            time = stop;
            return Integrator::Outcome::step;
        }
    }
    begun_ = true;
    if (flag == CV_ROOT_RETURN) {
        CVodeGetRootInfo(memory_, roots_found.data());
        return Integrator::Outcome::root;
    }
    if (flag >= 0) return Integrator::Outcome::step;
    failure = explain(flag);
    return Integrator::Outcome::failed;
}

std::int32_t CvodesStepper::largest_error() {
    N_Vector weights = N_VClone(state_), errors = N_VClone(state_);
    std::int32_t worst = -1;
    double most = 0;
    if (CVodeGetErrWeights(memory_, weights) == CV_SUCCESS &&
        CVodeGetEstLocalErrors(memory_, errors) == CV_SUCCESS)
        for (std::size_t i = 0; i < problem_.size; ++i) {
            const double error = std::abs(NV_DATA_S(errors)[i] * NV_DATA_S(weights)[i]);
            if (error > most || !std::isfinite(error)) {
                worst = static_cast<std::int32_t>(i);
                most = error;
                if (!std::isfinite(error)) break;
            }
        }
    N_VDestroy(weights);
    N_VDestroy(errors);
    return worst;
}

StepFailure CvodesStepper::explain(int flag) {
    switch (flag) {
    case CV_ERR_FAILURE:
        return {"the step size became too small for the tolerance", largest_error()};
    case CV_CONV_FAILURE:
        if (not_finite_ >= 0) return {"the rates are not finite", not_finite_};
        if (!linear_->regular) return {"the Jacobian is singular", -1};
        return {"Newton's method did not converge, however short the step", largest_error()};
    case CV_LSETUP_FAIL:
        return {"the Jacobian is singular", -1};
    case CV_RHSFUNC_FAIL:
    case CV_FIRST_RHSFUNC_ERR:
    case CV_REPTD_RHSFUNC_ERR:
    case CV_UNREC_RHSFUNC_ERR:
        return {"the rates are not finite", not_finite_};
    case CV_SRHSFUNC_FAIL:
    case CV_FIRST_SRHSFUNC_ERR:
    case CV_REPTD_SRHSFUNC_ERR:
    case CV_UNREC_SRHSFUNC_ERR:
        return {"the derivatives by parameters are not finite", -1};
    case CV_RTFUNC_FAIL:
        return {"a condition looked for on the way is not finite", -1};
    case CV_TOO_MUCH_ACC:
        return {"the tolerance is below what rounding allows", largest_error()};
    default:
        return {"the step could not be taken (" + std::to_string(flag) + ")", largest_error()};
    }
}

void CvodesStepper::derivative_at(double at, int order, double* made) {
    if (!begun_) {
        if (order == 0)
            std::ranges::copy(state, made);
        else
            problem_.rates(at, state.data(), made);
        return;
    }
    NV_DATA_S(work_) = made;
    STRANDLINE_ASSERT(CVodeGetDky(memory_, at, order, work_) == CV_SUCCESS);
}

void CvodesStepper::sensitivities_at(double at, double* made) {
    for (std::size_t k = 0; k < problem_.sensitivity_count; ++k) {
        double* target = made + k * problem_.size;
        if (!begun_) {
            std::copy_n(NV_DATA_S(sensitivities_[k]), problem_.size, target);
            continue;
        }
        NV_DATA_S(work_) = target;
        STRANDLINE_ASSERT(CVodeGetSensDky1(memory_, at, 0, static_cast<int>(k), work_) == CV_SUCCESS);
    }
}

Integrator::Counts CvodesStepper::counts() const {
    Integrator::Counts now = before_;
    if (!memory_) return now;
    long steps = 0, rates = 0, failures = 0;
    CVodeGetNumSteps(memory_, &steps);
    CVodeGetNumRhsEvals(memory_, &rates);
    CVodeGetNumErrTestFails(memory_, &failures);
    now.steps += steps;
    now.rates += rates;
    now.error_failures += failures;
    now.jacobians = jacobians_;
    now.factorisations = linear_->factorisations;
    return now;
}

}  // namespace

std::unique_ptr<Stepper> cvodes_stepper(const InitialValueProblem& problem,
                                        const IntegratorOptions& options) {
    return std::make_unique<CvodesStepper>(problem, options);
}

}  // namespace strandline::numerics
