#include <strandline/numerics/exact_program.hpp>

#include <cmath>

namespace strandline::numerics {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool within(const Rational& value, const ExactProgram::Bound& lower, const ExactProgram::Bound& upper) {
    return !(lower && value < *lower) && !(upper && value > *upper);
}

/// Adds the most that weight * x can be; false where that is infinite.
bool add_most(Rational& sum, const Rational& weight, const ExactProgram::Bound& lower,
              const ExactProgram::Bound& upper) {
    if (weight.is_zero()) return true;
    const ExactProgram::Bound& bound = weight.sign() > 0 ? upper : lower;
    if (!bound) return false;
    if (!bound->is_zero()) sum += weight * *bound;
    return true;
}

}  // namespace

ExactProgram::Bound exact_bound(double bound) {
    if (!std::isfinite(bound)) return std::nullopt;
    return Rational::decimal(bound);
}

ExactProgram exact_program(const LinearProgram& program) {
    ExactProgram made;
    made.matrix.resize(at(program.matrix.columns()));
    for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
        const auto rows = program.matrix.rows_of(j);
        const auto values = program.matrix.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k)
            made.matrix[at(j)].push_back({rows[k], Rational::decimal(values[k])});
        made.lower.push_back(exact_bound(program.lower[at(j)]));
        made.upper.push_back(exact_bound(program.upper[at(j)]));
        const Rational cost = Rational::decimal(program.objective[at(j)]);
        made.objective.push_back(program.maximise ? cost : -cost);
    }
    for (const double bound : program.row_lower) made.row_lower.push_back(exact_bound(bound));
    for (const double bound : program.row_upper) made.row_upper.push_back(exact_bound(bound));
    return made;
}

std::optional<Rational> dual_bound(const ExactProgram& program, std::span<const Rational> multipliers) {
    Rational sum;
    for (std::size_t i = 0; i < multipliers.size(); ++i)
        if (!add_most(sum, multipliers[i], program.row_lower[i], program.row_upper[i])) return std::nullopt;
    for (std::size_t j = 0; j < program.matrix.size(); ++j) {
        const ExactProgram::Bound &lower = program.lower[j], &upper = program.upper[j];
        if (lower && upper && lower->is_zero() && upper->is_zero()) continue;
        Rational rest = program.objective[j];
        for (const ExactProgram::Entry& entry : program.matrix[j])
            if (const Rational& y = multipliers[at(entry.row)]; !y.is_zero()) rest -= y * entry.value;
        if (!add_most(sum, rest, lower, upper)) return std::nullopt;
    }
    return sum;
}

bool is_feasible(const ExactProgram& program, std::span<const Rational> values) {
    std::vector<Rational> activity(program.row_lower.size());
    for (std::size_t j = 0; j < values.size(); ++j) {
        if (!within(values[j], program.lower[j], program.upper[j])) return false;
        if (values[j].is_zero()) continue;
        for (const ExactProgram::Entry& entry : program.matrix[j])
            activity[at(entry.row)] += entry.value * values[j];
    }
    for (std::size_t i = 0; i < activity.size(); ++i)
        if (!within(activity[i], program.row_lower[i], program.row_upper[i])) return false;
    return true;
}

Rational objective_value(const ExactProgram& program, std::span<const Rational> values) {
    Rational sum;
    for (std::size_t j = 0; j < values.size(); ++j)
        if (!program.objective[j].is_zero()) sum += program.objective[j] * values[j];
    return sum;
}

}  // namespace strandline::numerics
