#include "culture/culture_summary.hpp"

#include "check/chemical_formula.hpp"

#include <strandline/base/text.hpp>

#include <cmath>
#include <string>

namespace strandline::process {
namespace {

double carbon_of(const std::string& formula) {
    const auto elements = elements_of(formula);
    if (!elements) return 0;
    const auto found = elements->find("C");
    return found == elements->end() ? 0 : found->second;
}

/// mmol/g/h of carbon taken up, carbon dioxide that is bound included, and of that given off as products and
/// carbon dioxide.
struct CarbonFlow {
    double in = 0, out = 0;
};
CarbonFlow carbon_flow(const CulturePlan& plan, const CultureState& state) {
    CarbonFlow made{state.uptake * carbon_of(plan.substrate.formula), 0};
    (state.carbon_dioxide < 0 ? made.in : made.out) += std::abs(state.carbon_dioxide);
    for (std::size_t i = 0; i < plan.products.size(); ++i)
        made.out += state.products[i] * carbon_of(plan.products[i].formula);
    return made;
}

/// What is left for the cells by the gram of them; nothing where they do not grow.
std::optional<double> carbon_in_cells(const CulturePlan& plan, const CultureState& state) {
    if (state.growth <= 0) return std::nullopt;
    const CarbonFlow flow = carbon_flow(plan, state);
    return (flow.in - flow.out) / state.growth * 12.011 / 1000;
}

/// Ten digits: what is behind them is no one's.
Json ten_digits(double value) { return std::stod(format("{:.10g}", value)); }

Json state_json(const CulturePlan& plan, const CultureState& state) {
    Json made = Json::object();
    made.set("growth_per_h", ten_digits(state.growth));
    made.set("uptake_mmol_per_g_h", ten_digits(state.uptake));
    made.set("uptake_g_per_g_h", ten_digits(state.uptake * plan.substrate.molar_mass / 1000));
    made.set("oxygen_mmol_per_g_h", ten_digits(state.oxygen));
    made.set("carbon_dioxide_mmol_per_g_h", ten_digits(state.carbon_dioxide));
    made.set("protons_mmol_per_g_h", ten_digits(state.protons));
    made.set("heat_kJ_per_g_h", ten_digits(heat_of(plan, state) / 1000));
    if (state.oxygen > 0) made.set("heat_kJ_per_mol_oxygen", ten_digits(heat_of(plan, state) / state.oxygen));
    const CarbonFlow flow = carbon_flow(plan, state);
    made.set("carbon_in_products_and_gas", flow.in > 0 ? ten_digits(flow.out / flow.in) : Json());
    const auto cells = carbon_in_cells(plan, state);
    made.set("carbon_in_cells_g_per_g", cells ? ten_digits(*cells) : Json());
    Json yields = Json::object();
    for (std::size_t i = 0; i < plan.products.size(); ++i) {
        if (state.uptake <= 0) continue;
        const double molar = state.products[i] / state.uptake;
        const double mass = molar * plan.products[i].molar_mass / plan.substrate.molar_mass;
        yields.set(plan.products[i].id,
                   Json::object({{"mol_per_mol", ten_digits(molar)}, {"g_per_g", ten_digits(mass)}}));
    }
    made.set("yields", std::move(yields));
    return made;
}

}  // namespace

Json culture_summary(const CulturePlan& plan, const std::vector<PhaseLines>& lines) {
    Json made = Json::object(), phases = Json::object();
    made.set("title", plan.title).set("substrate", plan.substrate.id);
    for (std::size_t i = 0; i < plan.phases.size(); ++i) {
        const double gram = plan.substrate.molar_mass / 1000;
        Json one = Json::object();
        one.set("growing", state_json(plan, plan.phases[i].growing));
        one.set("resting", state_json(plan, plan.phases[i].resting));
        one.set("growth_yield_g_per_g", ten_digits(lines[i].growth_yield / gram));
        one.set("maintenance_g_per_g_h", ten_digits(lines[i].maintenance * gram));
        phases.set(plan.phases[i].name, std::move(one));
    }
    made.set("phases", std::move(phases));
    return made;
}

std::vector<std::string> culture_remarks(const CulturePlan& plan) {
    std::vector<std::string> made;
    for (const CulturePhase& phase : plan.phases) {
        const auto cells = carbon_in_cells(plan, phase.growing);
        if (cells && (*cells < 0.35 || *cells > 0.6))
            made.push_back(
                format("{}: the carbon that no product or gas holds would make cells of {:.3g} g "
                       "carbon per g, where 0.45 to 0.5 is usual: is a by-product missing?",
                       phase.name, *cells));
        const CarbonFlow flow = carbon_flow(plan, phase.resting);
        const bool at_rest = std::abs(phase.resting.growth) < 1e-9 && flow.in > 0;
        if (at_rest && std::abs(flow.out / flow.in - 1) > 0.02)
            made.push_back(
                format("{}, resting: {:.3g} % of the carbon is in products and gas: is a "
                       "by-product missing?",
                       phase.name, 100 * flow.out / flow.in));
        for (const auto* state : {&phase.growing, &phase.resting})
            if (heat_of(plan, *state) < 0)
                made.push_back(format("{}: the heats of combustion say that the cells cool", phase.name));
    }
    return made;
}

}  // namespace strandline::process
