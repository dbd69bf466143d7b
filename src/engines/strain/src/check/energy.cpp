#include <strandline/base/text.hpp>
#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/check.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double charged = 1e-6;  // mmol/gDW/h of what is charged from nothing
constexpr double most_spent = 1000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A metabolite of the cytosol (or of where '@' says: "h@p"), by its BiGG id without compartment.
struct Part {
    std::string_view metabolite;
    double coefficient;
};
struct Dissipation {
    std::string_view carrier;
    std::array<Part, 5> parts;  // those after the last have no name
};

/// Fritzemeier et al. (2017), table 1, and the gradient of protons over the inner membrane.
constexpr std::array dissipations{
    Dissipation{"ATP", {{{"atp", -1}, {"h2o", -1}, {"adp", 1}, {"h", 1}, {"pi", 1}}}},
    Dissipation{"CTP", {{{"ctp", -1}, {"h2o", -1}, {"cdp", 1}, {"h", 1}, {"pi", 1}}}},
    Dissipation{"GTP", {{{"gtp", -1}, {"h2o", -1}, {"gdp", 1}, {"h", 1}, {"pi", 1}}}},
    Dissipation{"UTP", {{{"utp", -1}, {"h2o", -1}, {"udp", 1}, {"h", 1}, {"pi", 1}}}},
    Dissipation{"ITP", {{{"itp", -1}, {"h2o", -1}, {"idp", 1}, {"h", 1}, {"pi", 1}}}},
    Dissipation{"NADH", {{{"nadh", -1}, {"nad", 1}, {"h", 1}}}},
    Dissipation{"NADPH", {{{"nadph", -1}, {"nadp", 1}, {"h", 1}}}},
    Dissipation{"FADH2", {{{"fadh2", -1}, {"fad", 1}, {"h", 2}}}},
    Dissipation{"FMNH2", {{{"fmnh2", -1}, {"fmn", 1}, {"h", 2}}}},
    Dissipation{"ubiquinol-8", {{{"q8h2", -1}, {"q8", 1}, {"h", 2}}}},
    Dissipation{"menaquinol-8", {{{"mql8", -1}, {"mqn8", 1}, {"h", 2}}}},
    Dissipation{"demethylmenaquinol-8", {{{"2dmmql8", -1}, {"2dmmq8", 1}, {"h", 2}}}},
    Dissipation{"acetyl-CoA", {{{"accoa", -1}, {"h2o", -1}, {"ac", 1}, {"coa", 1}, {"h", 1}}}},
    Dissipation{"L-glutamate", {{{"glu__L", -1}, {"h2o", -1}, {"akg", 1}, {"nh4", 1}, {"h", 2}}}},
    Dissipation{"protons, periplasm", {{{"h@p", -1}, {"h", 1}}}},
    Dissipation{"protons, outside", {{{"h@e", -1}, {"h", 1}}}}};

bool names(const Json& annotation, std::string_view bigg) {
    const Json* ids = annotation.find("bigg.metabolite");
    if (!ids) return false;
    const auto is_it = [&](const Json& id) { return id.is_string() && id.string() == bigg; };
    return ids->is_array() ? std::ranges::any_of(ids->items(), is_it) : is_it(*ids);
}

std::int32_t metabolite_of(const domain::Network& network, std::string_view name) {
    const std::size_t mark = name.find('@');
    const std::string base(name.substr(0, mark));
    const std::string place(mark == std::string_view::npos ? "c" : name.substr(mark + 1));
    for (const std::string& id : {base + "_" + place, base + "[" + place + "]"})
        if (const std::int32_t found = domain::find_metabolite(network, id); found >= 0) return found;
    for (std::size_t i = 0; i < network.metabolites.size(); ++i)
        if (const domain::Metabolite& one = network.metabolites[i];
            lower(one.compartment).starts_with(place) && names(one.annotation, base))
            return static_cast<std::int32_t>(i);
    return -1;
}

/// Terms by row, in order; empty when the model lacks a metabolite.
std::vector<domain::Term> terms_of(const FluxModel& model, const Dissipation& dissipation) {
    std::vector<domain::Term> made;
    for (const Part& part : dissipation.parts) {
        if (part.metabolite.empty()) break;
        const std::int32_t metabolite = metabolite_of(*model.network, part.metabolite);
        if (metabolite < 0) return {};
        made.push_back({metabolite, part.coefficient});
    }
    return made;
}

/// The network closed to the outside, followed by closed reactions that spend carriers. Rows are
/// metabolites, in the units of the file.
numerics::LinearProgram closed_program(const FluxModel& model,
                                       const std::vector<std::vector<domain::Term>>& spending) {
    const FluxModel closed = without_exchanges(model);
    const domain::Network& network = *closed.network;
    numerics::LinearProgram program;
    program.matrix.rows = static_cast<std::int32_t>(network.metabolites.size());
    const auto add = [&](std::vector<domain::Term> terms, double low, double high) {
        std::ranges::sort(terms, {}, &domain::Term::index);
        for (const domain::Term& term : terms)
            if (!network.metabolites[at(term.index)].boundary)
                program.matrix.add(term.index, term.coefficient);
        program.matrix.end_column();
        program.lower.push_back(low);
        program.upper.push_back(high);
        program.objective.push_back(0);
    };
    for (std::int32_t j = 0; j < closed.reactions(); ++j)
        add(network.reactions[at(j)].terms, closed.lower[at(j)], closed.upper[at(j)]);
    for (const std::vector<domain::Term>& terms : spending) add(terms, 0, 0);
    program.row_lower.assign(network.metabolites.size(), 0);
    program.row_upper.assign(network.metabolites.size(), 0);
    return program;
}

/// The reactions below `reactions` of the least flux in sum that has `flux` in the column `spending`.
std::vector<std::int32_t> cheapest(const numerics::LinearProgram& program, std::int32_t reactions,
                                   std::int32_t spending, double flux) {
    const std::int32_t columns = program.matrix.columns();
    numerics::LinearProgram split;
    split.matrix.rows = program.matrix.rows;
    split.maximise = false;
    split.row_lower = program.row_lower;
    split.row_upper = program.row_upper;
    for (const double sign : {1.0, -1.0})
        for (std::int32_t j = 0; j < columns; ++j) {
            const auto rows = program.matrix.rows_of(j);
            const auto values = program.matrix.values_of(j);
            for (std::size_t k = 0; k < rows.size(); ++k) split.matrix.add(rows[k], sign * values[k]);
            split.matrix.end_column();
            split.lower.push_back(0);
            split.upper.push_back(std::max(0.0, sign > 0 ? program.upper[at(j)] : -program.lower[at(j)]));
            split.objective.push_back(1);
        }
    split.lower[at(spending)] = split.upper[at(spending)] = flux;
    numerics::LpSolver solver(split);
    std::vector<std::int32_t> made;
    if (solver.solve() != numerics::LpStatus::optimal) return made;
    for (std::int32_t j = 0; j < reactions; ++j)
        if (std::abs(solver.value(j) - solver.value(columns + j)) > charged) made.push_back(j);
    return made;
}

}  // namespace

EnergyCheck energy_cycles(const FluxModel& model) {
    EnergyCheck made;
    std::vector<std::vector<domain::Term>> spending;
    for (const Dissipation& dissipation : dissipations) {
        std::vector<domain::Term> terms = terms_of(model, dissipation);
        // Where there is a periplasm, its protons drive, not those outside.
        if (dissipation.carrier == "protons, outside" && metabolite_of(*model.network, "h@p") >= 0) continue;
        (terms.empty() ? made.not_in_model : made.tested).emplace_back(dissipation.carrier);
        if (!terms.empty()) spending.push_back(std::move(terms));
    }
    const numerics::LinearProgram program = closed_program(model, spending);
    numerics::LpSolver solver(program);
    for (std::size_t k = 0; k < spending.size(); ++k) {
        const std::int32_t column = model.reactions() + static_cast<std::int32_t>(k);
        solver.set_bounds(column, 0, most_spent);
        solver.set_objective(column, 1);
        if (solver.solve(numerics::LpMethod::primal) != numerics::LpStatus::optimal)
            made.failed = true;
        else if (const double flux = solver.objective_value(); flux > charged)
            made.cycles.push_back(
                {made.tested[k], cheapest(program, model.reactions(), column, std::min(flux, 1.0))});
        solver.set_objective(column, 0);
        solver.set_bounds(column, 0, 0);
    }
    return made;
}

}  // namespace strandline::strain
