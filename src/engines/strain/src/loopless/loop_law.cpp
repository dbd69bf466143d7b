#include "loopless/loop_law.hpp"

#include "insertion/program_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr double most_difference = 1000;  // of potentials, whose least is 1

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A bound that stands for an infinite one.
double largest_bound(const FluxModel& model) {
    double most = 100;
    for (std::size_t j = 0; j < model.lower.size(); ++j)
        for (const double bound : {model.lower[j], model.upper[j]})
            if (std::isfinite(bound)) most = std::max(most, std::abs(bound));
    return 10 * most;
}

}  // namespace

LoopLaw loop_law(const FluxModel& model, const CompressedModel& small, numerics::LinearProgram program,
                 const LoopSpace& space, std::int32_t block) {
    LoopLaw made;
    std::vector<ProgramRow> rows = rows_of(program);
    const auto add_column = [&](double lower, double upper) {
        program.lower.push_back(lower);
        program.upper.push_back(upper);
        program.objective.push_back(0);
        return static_cast<std::int32_t>(program.lower.size()) - 1;
    };
    const double huge = largest_bound(model);
    std::map<std::int32_t, std::int32_t> potential;  // column by row of the model
    for (std::size_t k = 0; k < space.reactions.size(); ++k) {
        if (space.block[k] != block) continue;
        const std::int32_t j = space.reactions[k];
        const CompressedModel::Share& share = small.share[at(j)];
        const double lower = std::max(model.lower[at(j)], -huge), upper = std::min(model.upper[at(j)], huge);
        const std::int32_t forward = add_column(0, 1);
        made.whole.push_back(forward);
        if (share.column >= 0) {
            // lower (1 - forward) <= flux <= upper forward
            rows.push_back({{{share.column, share.ratio}, {forward, -std::max(upper, 0.0)}}, -infinity, 0});
            const double back = std::min(lower, 0.0);
            rows.push_back({{{share.column, share.ratio}, {forward, back}}, back, infinity});
        }
        // 1 <= difference + (K + 1) forward <= K
        ProgramRow difference{{}, 1, most_difference};
        const auto row = model.stoichiometry.rows_of(j);
        const auto value = model.stoichiometry.values_of(j);
        for (std::size_t e = 0; e < row.size(); ++e) {
            if (model.metabolite_of_row[at(row[e])] < 0) continue;
            const auto [known, is_new] = potential.try_emplace(row[e], -1);
            if (is_new) known->second = add_column(-infinity, infinity);
            difference.terms.push_back({known->second, value[e]});
        }
        difference.terms.push_back({forward, most_difference + 1});
        rows.push_back(std::move(difference));
    }
    std::erase_if(rows, [](const ProgramRow& row) { return row.terms.empty(); });
    for (ProgramRow& row : rows)
        std::erase_if(row.terms, [](const domain::Term& term) { return term.coefficient == 0; });
    set_rows(program, rows);
    made.program = std::move(program);
    return made;
}

}  // namespace strandline::strain
