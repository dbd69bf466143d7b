#include "certify/exact_model.hpp"

#include <utility>

namespace strandline::strain {
namespace {

using numerics::Rational;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::vector<std::int32_t> rows_of_metabolites(const FluxModel& model) {
    std::vector<std::int32_t> made(model.network->metabolites.size(), -1);
    for (std::int32_t i = 0; i < model.rows(); ++i)
        if (const std::int32_t metabolite = model.metabolite_of_row[at(i)]; metabolite >= 0)
            made[at(metabolite)] = i;
    return made;
}

/// By row: canonical coefficient over the file's, of the first entry; the others follow from the file, so
/// that nothing hangs on how the canonical ones were rounded.
std::vector<Rational> row_factors(const FluxModel& model, const std::vector<std::int32_t>& row_of) {
    std::vector<Rational> factor(at(model.rows()), Rational(1));
    std::vector<bool> known(at(model.rows()), false);
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto rows = model.stoichiometry.rows_of(j);
        const auto values = model.stoichiometry.values_of(j);
        for (const domain::Term& term : model.network->reactions[at(j)].terms) {
            const std::int32_t row = row_of[at(term.index)];
            if (row < 0 || known[at(row)]) continue;
            known[at(row)] = true;
            for (std::size_t k = 0; k < rows.size(); ++k)
                if (rows[k] == row)
                    factor[at(row)] = Rational::decimal(values[k]) / Rational::decimal(term.coefficient);
        }
    }
    return factor;
}

void add_row(numerics::ExactProgram& program, const std::vector<domain::Term>& terms, double lower,
             double upper) {
    const std::int32_t row = program.rows();
    for (const domain::Term& term : terms)
        program.matrix[at(term.index)].push_back({row, Rational::decimal(term.coefficient)});
    program.row_lower.push_back(numerics::exact_bound(lower));
    program.row_upper.push_back(numerics::exact_bound(upper));
}

}  // namespace

ExactModel exact_model(const FluxModel& model, const FluxRegion& region) {
    const domain::Network& network = *model.network;
    const std::vector<std::int32_t> row_of = rows_of_metabolites(model);
    ExactModel made;
    made.factor = row_factors(model, row_of);
    made.program.matrix.resize(network.reactions.size());
    made.program.objective.resize(network.reactions.size());
    for (std::size_t j = 0; j < network.reactions.size(); ++j) {
        for (const domain::Term& term : network.reactions[j].terms)
            if (const std::int32_t row = row_of[at(term.index)]; row >= 0)
                made.program.matrix[j].push_back(
                    {row, Rational::decimal(term.coefficient) * made.factor[at(row)]});
        made.program.lower.push_back(numerics::exact_bound(model.lower[j]));
        made.program.upper.push_back(numerics::exact_bound(model.upper[j]));
    }
    for (std::int32_t i = 0; i < model.rows(); ++i)
        if (model.metabolite_of_row[at(i)] >= 0) {
            made.program.row_lower.emplace_back(Rational());
            made.program.row_upper.emplace_back(Rational());
        }
    for (const domain::FluxConstraint& constraint : network.constraints)
        add_row(made.program, constraint.terms, constraint.lower, constraint.upper);
    for (const FluxCondition& condition : region)
        add_row(made.program, condition.terms, condition.lower, condition.upper);
    made.factor.resize(at(made.program.rows()), Rational(1));
    return made;
}

}  // namespace strandline::strain
