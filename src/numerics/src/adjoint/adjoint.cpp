#include <strandline/base/error.hpp>
#include <strandline/numerics/adjoint.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace strandline::numerics {
namespace {

// Gauss and Legendre's rule of four points on [0, 1]: exact to degree 7, above the order of any step.
constexpr std::array<double, 4> points{0.069431844202973712, 0.33000947820757187, 0.66999052179242813,
                                       0.93056815579702629};
constexpr std::array<double, 4> shares{0.17392742256872693, 0.32607257743127307, 0.32607257743127307,
                                       0.17392742256872693};

struct Transposed {
    SparsePattern pattern;
    std::vector<std::size_t> from;  // of each entry, in the pattern that was turned
};

Transposed transposed(const SparsePattern& pattern) {
    Transposed made;
    made.pattern.rows = pattern.columns;
    made.pattern.columns = pattern.rows;
    std::vector<std::vector<std::pair<std::int32_t, std::size_t>>> columns(
        static_cast<std::size_t>(pattern.rows));
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j)]);
             e < static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j) + 1]); ++e)
            columns[static_cast<std::size_t>(pattern.row_indices[e])].emplace_back(j, e);
    made.pattern.column_starts.push_back(0);
    for (const auto& column : columns) {
        for (const auto& [row, e] : column) {
            made.pattern.row_indices.push_back(row);
            made.from.push_back(e);
        }
        made.pattern.column_starts.push_back(static_cast<std::int32_t>(made.from.size()));
    }
    return made;
}

}  // namespace

struct AdjointIntegrator::State {
    AdjointProblem problem;
    Transposed turned;
    const Recording* stretch = nullptr;
    std::vector<double> state, jacobian, adjoint, products, integrals;
    std::optional<Integrator> backward;  // in the time that runs backwards, -t

    bool evaluate(double backward_time) {
        stretch->state_at(-backward_time, state.data());
        return problem.jacobian(-backward_time, state.data(), jacobian.data());
    }
    bool rates(double time, const double* l, double* made);
    bool matrix(double time, double* values);
    bool gather();
    InitialValueProblem backward_problem();
};

/// d l / d(-t) = J^T l
bool AdjointIntegrator::State::rates(double time, const double* l, double* made) {
    if (!evaluate(time)) return false;
    for (std::size_t j = 0; j < problem.size; ++j) {
        double sum = 0;
        for (auto e = static_cast<std::size_t>(problem.pattern.column_starts[j]);
             e < static_cast<std::size_t>(problem.pattern.column_starts[j + 1]); ++e)
            sum += jacobian[e] * l[problem.pattern.row_indices[e]];
        made[j] = sum;
    }
    return true;
}

bool AdjointIntegrator::State::matrix(double time, double* values) {
    if (!evaluate(time)) return false;
    for (std::size_t e = 0; e < turned.from.size(); ++e) values[e] = jacobian[turned.from[e]];
    return true;
}

InitialValueProblem AdjointIntegrator::State::backward_problem() {
    InitialValueProblem made;
    made.size = problem.size;
    made.pattern = turned.pattern;
    made.rates = [this](double time, const double* l, double* values) { return rates(time, l, values); };
    made.jacobian = [this](double time, const double*, double* values) { return matrix(time, values); };
    return made;
}

/// The share of the last step in the integrals.
bool AdjointIntegrator::State::gather() {
    const double from = backward->previous_time(), length = backward->time() - from;
    for (std::size_t g = 0; g < points.size(); ++g) {
        const double at = from + points[g] * length;
        backward->state_at(at, adjoint.data());
        stretch->state_at(-at, state.data());
        if (!problem.products(-at, state.data(), adjoint.data(), products.data())) return false;
        for (std::size_t k = 0; k < integrals.size(); ++k) integrals[k] += shares[g] * length * products[k];
    }
    return true;
}

AdjointIntegrator::AdjointIntegrator(AdjointProblem problem, IntegratorOptions options)
    : state_(std::make_unique<State>()) {
    State& s = *state_;
    s.problem = std::move(problem);
    s.turned = transposed(s.problem.pattern);
    s.state.resize(s.problem.size);
    s.adjoint.resize(s.problem.size);
    s.jacobian.resize(s.problem.pattern.entries());
    s.products.resize(s.problem.parameter_count);
    s.integrals.resize(s.problem.parameter_count);
    s.backward.emplace(s.backward_problem(), std::move(options));
}

AdjointIntegrator::AdjointIntegrator(AdjointIntegrator&&) noexcept = default;
AdjointIntegrator& AdjointIntegrator::operator=(AdjointIntegrator&&) noexcept = default;
AdjointIntegrator::~AdjointIntegrator() = default;

bool AdjointIntegrator::start(const Recording& stretch, double time, std::span<const double> adjoint) {
    STRANDLINE_ASSERT(!stretch.empty() && time >= stretch.begin() && time <= stretch.end());
    state_->stretch = &stretch;
    return state_->backward->start(-time, adjoint);
}

bool AdjointIntegrator::back_to(double time) {
    State& s = *state_;
    STRANDLINE_ASSERT(s.stretch && time >= s.stretch->begin());
    while (s.backward->time() < -time) {
        if (s.backward->advance(-time) == Integrator::Outcome::failed) return false;
        if (!s.gather()) return false;
    }
    return true;
}

bool AdjointIntegrator::add(std::span<const double> jump) {
    State& s = *state_;
    std::vector<double> now(adjoint().begin(), adjoint().end());
    for (std::size_t i = 0; i < now.size(); ++i) now[i] += jump[i];
    return s.backward->start(s.backward->time(), now);
}

double AdjointIntegrator::time() const { return -state_->backward->time(); }
std::span<const double> AdjointIntegrator::adjoint() const { return state_->backward->state(); }
std::span<const double> AdjointIntegrator::integrals() const { return state_->integrals; }
void AdjointIntegrator::clear() { std::ranges::fill(state_->integrals, 0.0); }
const std::string& AdjointIntegrator::failure() const { return state_->backward->failure(); }
std::int32_t AdjointIntegrator::failed_state() const { return state_->backward->failed_state(); }
Integrator::Counts AdjointIntegrator::counts() const { return state_->backward->counts(); }

}  // namespace strandline::numerics
