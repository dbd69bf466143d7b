#include <strandline/strain/flux_model.hpp>

#include "model/canonical_rows.hpp"

#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct Entry {
    std::int32_t column = 0;
    double value = 0;
};
using Rows = std::vector<std::vector<Entry>>;

/// One row for each metabolite that has to be balanced, then one for each further constraint.
Rows rows_of(FluxModel& model) {
    const domain::Network& network = *model.network;
    std::vector<std::int32_t> row_of(network.metabolites.size(), -1);
    for (std::size_t i = 0; i < network.metabolites.size(); ++i) {
        if (network.metabolites[i].boundary) continue;
        row_of[i] = static_cast<std::int32_t>(model.metabolite_of_row.size());
        model.metabolite_of_row.push_back(static_cast<std::int32_t>(i));
    }
    Rows rows(model.metabolite_of_row.size());
    for (std::size_t j = 0; j < network.reactions.size(); ++j)
        for (const domain::Term& term : network.reactions[j].terms)
            if (row_of[at(term.index)] >= 0)
                rows[at(row_of[at(term.index)])].push_back({static_cast<std::int32_t>(j), term.coefficient});
    for (std::vector<Entry>& row : rows) {
        std::vector<double> values;
        for (const Entry& entry : row) values.push_back(entry.value);
        make_canonical(values);
        for (std::size_t k = 0; k < row.size(); ++k) row[k].value = values[k];
    }
    model.row_lower.assign(rows.size(), 0);
    model.row_upper.assign(rows.size(), 0);
    for (const domain::FluxConstraint& constraint : network.constraints) {
        rows.emplace_back();
        for (const domain::Term& term : constraint.terms)
            rows.back().push_back({term.index, term.coefficient});
        model.metabolite_of_row.push_back(-1);
        model.row_lower.push_back(constraint.lower);
        model.row_upper.push_back(constraint.upper);
    }
    return rows;
}

numerics::SparseColumns by_column(const Rows& rows, std::size_t columns) {
    std::vector<std::vector<Entry>> gathered(columns);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const Entry& entry : rows[i])
            gathered[at(entry.column)].push_back({static_cast<std::int32_t>(i), entry.value});
    numerics::SparseColumns made;
    made.rows = static_cast<std::int32_t>(rows.size());
    for (const std::vector<Entry>& column : gathered) {
        for (const Entry& entry : column) made.add(entry.column, entry.value);
        made.end_column();
    }
    return made;
}

}  // namespace

FluxModel flux_model(std::shared_ptr<const domain::Network> network) {
    FluxModel model;
    model.network = std::move(network);
    const Rows rows = rows_of(model);
    model.stoichiometry = by_column(rows, model.network->reactions.size());
    for (const domain::Reaction& reaction : model.network->reactions) {
        model.lower.push_back(reaction.lower);
        model.upper.push_back(reaction.upper);
    }
    if (model.network->active_objective >= 0) {
        const domain::FluxObjective& objective =
            model.network->objectives[at(model.network->active_objective)];
        model.objective = objective.terms;
        model.maximise = objective.maximise;
        model.objective_name =
            objective.terms.size() == 1 ? model.reaction_id(objective.terms.front().index) : objective.id;
    }
    return model;
}

numerics::LinearProgram linear_program(const FluxModel& model) {
    numerics::LinearProgram program;
    program.matrix = model.stoichiometry;
    program.lower = model.lower;
    program.upper = model.upper;
    program.row_lower = model.row_lower;
    program.row_upper = model.row_upper;
    program.objective.assign(model.lower.size(), 0);
    for (const domain::Term& term : model.objective) program.objective[at(term.index)] = term.coefficient;
    program.maximise = model.maximise;
    return program;
}

bool is_exchange(const domain::Reaction& reaction) { return reaction.terms.size() == 1; }

}  // namespace strandline::strain
