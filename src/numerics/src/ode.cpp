#include <strandline/numerics/ode.hpp>

#include <strandline/base/error.hpp>

#include <cvodes/cvodes.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <algorithm>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr long most_steps = 1000000;  // between two calls; a step a call never gets there

std::span<double> span_of(N_Vector vector) {
    return {N_VGetArrayPointer(vector), static_cast<std::size_t>(N_VGetLength(vector))};
}

void silent(int, const char*, const char*, char*, void*) {}

}  // namespace

struct OdeSolver::State {
    Rates rates;
    SUNContext context = nullptr;
    void* memory = nullptr;
    N_Vector state = nullptr, absolute = nullptr;
    SUNMatrix matrix = nullptr;
    SUNLinearSolver linear = nullptr;
    double time = 0, previous = 0;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        CVodeFree(&memory);
        if (linear) SUNLinSolFree(linear);
        if (matrix) SUNMatDestroy(matrix);
        if (state) N_VDestroy(state);
        if (absolute) N_VDestroy(absolute);
        SUNContext_Free(&context);
    }

    static int call(double time, N_Vector state, N_Vector rates, void* self) {
        static_cast<State*>(self)->rates(time, span_of(state), span_of(rates));
        return 0;
    }
};

OdeSolver::OdeSolver(Rates rates, double time, std::span<const double> state, OdeTolerance tolerance)
    : state_(std::make_unique<State>()) {
    State& s = *state_;
    s.rates = std::move(rates);
    s.time = s.previous = time;
    STRANDLINE_ASSERT(tolerance.absolute.size() == state.size());
    STRANDLINE_ASSERT(SUNContext_Create(nullptr, &s.context) == 0);
    const auto size = static_cast<sunindextype>(state.size());
    s.state = N_VNew_Serial(size, s.context);
    s.absolute = N_VNew_Serial(size, s.context);
    std::ranges::copy(state, span_of(s.state).begin());
    std::ranges::copy(tolerance.absolute, span_of(s.absolute).begin());
    s.memory = CVodeCreate(CV_BDF, s.context);
    s.matrix = SUNDenseMatrix(size, size, s.context);
    s.linear = SUNLinSol_Dense(s.state, s.matrix, s.context);
    const bool ready = s.memory && s.matrix && s.linear &&
                       CVodeInit(s.memory, &State::call, time, s.state) == CV_SUCCESS &&
                       CVodeSetErrHandlerFn(s.memory, silent, nullptr) == CV_SUCCESS &&
                       CVodeSVtolerances(s.memory, tolerance.relative, s.absolute) == CV_SUCCESS &&
                       CVodeSetUserData(s.memory, &s) == CV_SUCCESS &&
                       CVodeSetMaxNumSteps(s.memory, most_steps) == CV_SUCCESS &&
                       CVodeSetLinearSolver(s.memory, s.linear, s.matrix) == CV_SUCCESS;
    STRANDLINE_ASSERT(ready);
}

OdeSolver::OdeSolver(OdeSolver&&) noexcept = default;
OdeSolver& OdeSolver::operator=(OdeSolver&&) noexcept = default;
OdeSolver::~OdeSolver() = default;

bool OdeSolver::step(double stop) {
    State& s = *state_;
    s.previous = s.time;
    CVodeSetStopTime(s.memory, stop);
    const int flag = CVode(s.memory, stop, s.state, &s.time, CV_ONE_STEP);
    return flag == CV_SUCCESS || flag == CV_TSTOP_RETURN;
}

double OdeSolver::time() const { return state_->time; }
double OdeSolver::previous_time() const { return state_->previous; }
std::span<const double> OdeSolver::state() const { return span_of(state_->state); }

std::vector<double> OdeSolver::state_at(double time) const {
    State& s = *state_;
    std::vector<double> made(state().begin(), state().end());
    if (time == s.time) return made;
    N_Vector target = N_VMake_Serial(static_cast<sunindextype>(made.size()), made.data(), s.context);
    const int flag = CVodeGetDky(s.memory, time, 0, target);
    N_VDestroy(target);
    STRANDLINE_ASSERT(flag == CV_SUCCESS);
    return made;
}

void OdeSolver::restart(double time, std::span<const double> state) {
    State& s = *state_;
    std::ranges::copy(state, span_of(s.state).begin());
    s.time = s.previous = time;
    STRANDLINE_ASSERT(CVodeReInit(s.memory, time, s.state) == CV_SUCCESS);
}

}  // namespace strandline::numerics
