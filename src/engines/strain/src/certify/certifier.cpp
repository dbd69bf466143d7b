#include "certify/proof.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/exact_simplex.hpp>
#include <strandline/strain/certificate.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::ExactProgram;
using numerics::ExactSolution;
using numerics::ExactStatus;
using numerics::LpStatus;
using numerics::Rational;

/// A basis of doubles is off by a few of these at most.
constexpr std::int64_t most_pivots = 300;
constexpr double rounding = 1e-11;  // relative, of the solver's dual values
constexpr double hopeless = 1e-6;   // an optimum so far beyond the bound is not rounding

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Certificate not_certified(std::string reason) {
    Certificate made;
    made.reason = std::move(reason);
    return made;
}

Certificate certified(Json proof) {
    Certificate made;
    made.certified = true;
    made.proof = std::move(proof);
    return made;
}

Certificate refuted(std::string reason, Json counter_proof, std::optional<double> optimum = std::nullopt) {
    Certificate made = not_certified(std::move(reason));
    made.refuted = true;
    made.counter_proof = std::move(counter_proof);
    made.maximum = optimum;
    return made;
}

Certificate not_found(LpStatus found) {
    return not_certified(found == LpStatus::failure ? "the solver found neither an optimum nor a proof"
                                                    : "the exact simplex method ran out of pivots");
}

}  // namespace

struct Certifier::State {
    FluxModel model;
    ExactModel exact;
    numerics::LpSolver solver;
    numerics::Basis base;

    State(const FluxModel& from, const FluxRegion& region)
        : model(from), exact(exact_model(from, region)), solver(linear_program(from)) {
        for (const FluxCondition& condition : region) {
            std::vector<std::int32_t> columns;
            std::vector<double> coefficients;
            for (const domain::Term& term : condition.terms) {
                columns.push_back(term.index);
                coefficients.push_back(term.coefficient);
            }
            solver.add_row(columns, coefficients, condition.lower, condition.upper);
        }
        base = solver.basis();
        if (solver.solve() == LpStatus::optimal) base = solver.basis();
    }

    void knock(std::span<const std::int32_t> reactions) {
        for (const std::int32_t reaction : reactions) {
            solver.set_bounds(reaction, 0, 0);
            exact.program.lower[at(reaction)] = exact.program.upper[at(reaction)] = Rational();
        }
    }
    void restore(std::span<const std::int32_t> reactions) {
        for (const std::int32_t reaction : reactions) {
            solver.set_bounds(reaction, model.lower[at(reaction)], model.upper[at(reaction)]);
            exact.program.lower[at(reaction)] = numerics::exact_bound(model.lower[at(reaction)]);
            exact.program.upper[at(reaction)] = numerics::exact_bound(model.upper[at(reaction)]);
        }
    }

    LpStatus maximise(std::span<const domain::Term> function) {
        solver.clear_objective();
        std::ranges::fill(exact.program.objective, Rational());
        for (const domain::Term& term : function) {
            solver.set_objective(term.index, term.coefficient);
            exact.program.objective[at(term.index)] = Rational::decimal(term.coefficient);
        }
        solver.set_maximise(true);
        solver.set_basis(base);
        return solver.solve();
    }

    ExactSolution solve_exactly() const {
        return exact_optimum(exact.program, solver.column_rests(), solver.row_rests(), most_pivots);
    }

    /// Short fractions, as multipliers as a rule are, or the doubles as they are.
    static std::vector<Rational> fractions(std::span<const double> doubles, double factor, bool are_short) {
        std::vector<Rational> made;
        made.reserve(doubles.size());
        for (const double value : doubles)
            made.push_back(are_short ? Rational::near(factor * value, rounding)
                                     : Rational::binary(factor * value));
        return made;
    }

    /// A bound below zero of the zero function: no flux state can be.
    std::optional<Rational> farkas_bound(std::span<const Rational> multipliers) {
        std::vector<Rational> objective(exact.program.objective.size());
        std::swap(objective, exact.program.objective);
        std::optional<Rational> bound = dual_bound(exact.program, multipliers);
        std::swap(objective, exact.program.objective);
        if (bound && bound->sign() >= 0) bound.reset();
        return bound;
    }

    /// From the solver's ray as it is: nearly always enough, as bounds are finite.
    std::optional<Json> proof_by_ray(const ProofSubject& subject) {
        const std::vector<double> ray = solver.infeasibility_ray();
        if (ray.empty() || !std::ranges::all_of(ray, [](double y) { return std::isfinite(y); }))
            return std::nullopt;
        double largest = 0;
        for (const double y : ray) largest = std::max(largest, std::abs(y));
        if (largest == 0) return std::nullopt;
        for (const bool are_short : {true, false})
            for (const double sign : {1.0, -1.0}) {
                const std::vector<Rational> multipliers = fractions(ray, sign / largest, are_short);
                if (const auto bound = farkas_bound(multipliers))
                    return proof_by_multipliers(subject, "infeasible", multipliers, *bound);
            }
        return std::nullopt;
    }

    /// From the solver's dual values as they are.
    std::optional<Json> proof_by_duals(const ProofSubject& subject, const Rational& bound) const {
        if (solver.objective_value() > subject.bound + hopeless * std::max(1.0, std::abs(subject.bound)))
            return std::nullopt;
        const std::vector<double> duals = solver.row_duals();
        for (const bool are_short : {true, false})
            if (auto proof = proof_at_most(subject, fractions(duals, 1, are_short), bound)) return proof;
        return std::nullopt;
    }

    std::optional<Json> proof_of_infeasibility(const ProofSubject& subject, const ExactSolution& solution) {
        if (solution.status != ExactStatus::infeasible) return std::nullopt;
        const auto bound = farkas_bound(solution.multipliers);
        if (!bound) return std::nullopt;
        return proof_by_multipliers(subject, "infeasible", solution.multipliers, *bound);
    }

    std::optional<Json> proof_at_most(const ProofSubject& subject, std::span<const Rational> multipliers,
                                      const Rational& bound) const {
        const auto proved = dual_bound(exact.program, multipliers);
        if (!proved || *proved > bound) return std::nullopt;
        return proof_by_multipliers(subject, "at_most", multipliers, *proved);
    }

    /// A feasible state that is above (or just at) the bound.
    std::optional<Json> state_beyond(const ProofSubject& subject, const ExactSolution& solution,
                                     const Rational& bound, bool strictly) const {
        std::vector<Rational> fluxes = solution.values;
        if (fluxes.empty() || !is_feasible(exact.program, fluxes)) return std::nullopt;
        Rational value = objective_value(exact.program, fluxes);
        if (solution.status == ExactStatus::unbounded && value <= bound) {
            const Rational rate = objective_value(exact.program, solution.ray);
            const Rational length = (bound - value) / rate + Rational(1);
            for (std::size_t j = 0; j < fluxes.size(); ++j) fluxes[j] += length * solution.ray[j];
            if (!is_feasible(exact.program, fluxes)) return std::nullopt;
            value = objective_value(exact.program, fluxes);
        }
        if (strictly ? value <= bound : value < bound) return std::nullopt;
        return proof_by_state(subject, "reaches", fluxes);
    }

    /// Refuted by where the maximum is.
    Certificate too_much(const ExactSolution& solution, Json counter_proof) const {
        const double value = objective_value(exact.program, solution.values).as_double();
        return refuted(format("the maximum is {}", shown(value)), std::move(counter_proof), value);
    }

    Certificate at_most(const ProofSubject& subject, const Rational& bound) {
        const LpStatus found = maximise(subject.function);
        if (found == LpStatus::infeasible)
            if (auto proof = proof_by_ray(subject)) return certified(std::move(*proof));
        if (found == LpStatus::optimal)
            if (auto proof = proof_by_duals(subject, bound)) return certified(std::move(*proof));
        const ExactSolution solution = solve_exactly();
        if (auto proof = proof_of_infeasibility(subject, solution)) return certified(std::move(*proof));
        if (solution.status == ExactStatus::optimal)
            if (auto proof = proof_at_most(subject, solution.multipliers, bound))
                return certified(std::move(*proof));
        if (auto proof = state_beyond(subject, solution, bound, true)) {
            if (solution.status == ExactStatus::unbounded)
                return refuted("it has no bound", std::move(*proof), numerics::infinity);
            return too_much(solution, std::move(*proof));
        }
        return not_found(found);
    }

    Certificate reaches(const ProofSubject& subject, const Rational& bound) {
        const LpStatus found = maximise(subject.function);
        if (found == LpStatus::infeasible)
            if (auto proof = proof_by_ray(subject))
                return refuted("there is no flux state at all", std::move(*proof));
        const ExactSolution solution = solve_exactly();
        if (auto proof = state_beyond(subject, solution, bound, false)) return certified(std::move(*proof));
        if (auto proof = proof_of_infeasibility(subject, solution))
            return refuted("there is no flux state at all", std::move(*proof));
        if (solution.status == ExactStatus::optimal)
            if (auto proof = proof_at_most(subject, solution.multipliers, bound))
                return too_much(solution, std::move(*proof));
        return not_found(found);
    }

    /// Either a state or a Farkas proof: which of them is the claim, and which the counter-proof?
    Certificate existence(const ProofSubject& subject, bool claimed) {
        const LpStatus found = maximise({});
        if (found == LpStatus::infeasible)
            if (auto proof = proof_by_ray(subject))
                return claimed ? refuted("there is no flux state", std::move(*proof))
                               : certified(std::move(*proof));
        const ExactSolution solution = solve_exactly();
        if (auto proof = proof_of_infeasibility(subject, solution))
            return claimed ? refuted("there is no flux state", std::move(*proof))
                           : certified(std::move(*proof));
        if (!solution.values.empty() && is_feasible(exact.program, solution.values)) {
            Json proof = proof_by_state(subject, "feasible", solution.values);
            return claimed ? certified(std::move(proof)) : refuted("there is a flux state", std::move(proof));
        }
        return not_found(found);
    }
};

Certifier::Certifier(const FluxModel& model, const FluxRegion& region)
    : state_(std::make_unique<State>(model, region)) {}
Certifier::~Certifier() = default;
Certifier::Certifier(Certifier&&) noexcept = default;
Certifier& Certifier::operator=(Certifier&&) noexcept = default;

Certificate Certifier::at_most(std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                               double bound) {
    state_->knock(knocked);
    Certificate made =
        state_->at_most({state_->model, state_->exact, knocked, function, bound}, Rational::decimal(bound));
    state_->restore(knocked);
    return made;
}

Certificate Certifier::reaches(std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                               double bound) {
    state_->knock(knocked);
    Certificate made =
        state_->reaches({state_->model, state_->exact, knocked, function, bound}, Rational::decimal(bound));
    state_->restore(knocked);
    return made;
}

Certificate Certifier::infeasible(std::span<const std::int32_t> knocked) {
    state_->knock(knocked);
    Certificate made = state_->existence({state_->model, state_->exact, knocked, {}, 0}, false);
    state_->restore(knocked);
    return made;
}

Certificate Certifier::feasible(std::span<const std::int32_t> knocked) {
    state_->knock(knocked);
    Certificate made = state_->existence({state_->model, state_->exact, knocked, {}, 0}, true);
    state_->restore(knocked);
    return made;
}

Certificate certify_at_most(const FluxModel& model, const FluxRegion& region,
                            std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                            double bound) {
    return Certifier(model, region).at_most(knocked, function, bound);
}

Certificate certify_reaches(const FluxModel& model, const FluxRegion& region,
                            std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                            double bound) {
    return Certifier(model, region).reaches(knocked, function, bound);
}

Certificate certify_infeasible(const FluxModel& model, const FluxRegion& region,
                               std::span<const std::int32_t> knocked) {
    return Certifier(model, region).infeasible(knocked);
}

Certificate certify_feasible(const FluxModel& model, const FluxRegion& region,
                             std::span<const std::int32_t> knocked) {
    return Certifier(model, region).feasible(knocked);
}

}  // namespace strandline::strain
