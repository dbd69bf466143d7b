#include "check/chemical_formula.hpp"
#include "check/model_check.hpp"

#include <cmath>
#include <unordered_map>

namespace strandline::process {
ElementBalance element_balance(const domain::KineticModel& model) {
    std::unordered_map<std::string, const domain::KineticSpecies*> species;
    for (const auto& one : model.species) species.emplace(one.id, &one);
    ElementBalance made;
    for (const auto& reaction : model.reactions) {
        ElementBalance::Excess excess{reaction.id, {}};
        bool known = !reaction.reactants.empty() && !reaction.products.empty(), charges = true;
        double charge = 0;
        const auto add = [&](const std::vector<domain::SpeciesReference>& side, double sign) {
            for (const auto& one : side) {
                const domain::KineticSpecies& of = *species.at(one.species);
                const auto elements = elements_of(of.formula);
                known = known && elements && one.stoichiometry;
                charges = charges && of.charge;
                if (!known) return;
                charge += sign * *one.stoichiometry * of.charge.value_or(0);
                for (const auto& [element, count] : *elements)
                    excess.made[element] += sign * *one.stoichiometry * count;
            }
        };
        add(reaction.reactants, -1);
        add(reaction.products, 1);
        if (!known) {
            ++made.without_formulas;
            continue;
        }
        if (charges) excess.made["charge"] = charge;
        std::erase_if(excess.made, [](const auto& each) { return std::fabs(each.second) < 1e-6; });
        if (excess.made.empty())
            ++made.balanced;
        else
            made.not_balanced.push_back(std::move(excess));
    }
    return made;
}

}  // namespace strandline::process
