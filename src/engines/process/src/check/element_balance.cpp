#include "check/model_check.hpp"

#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace strandline::process {
namespace {

using Elements = std::map<std::string, double>;

/// "C6H12O6": elements, each with a count or 1; nothing for any other text.
std::optional<Elements> elements_of(std::string_view formula) {
    Elements made;
    std::size_t at = 0;
    while (at < formula.size()) {
        if (std::isupper(static_cast<unsigned char>(formula[at])) == 0) return std::nullopt;
        std::size_t end = at + 1;
        while (end < formula.size() && std::islower(static_cast<unsigned char>(formula[end])) != 0) ++end;
        const std::string element(formula.substr(at, end - at));
        double count = 1;
        const auto [behind, slip] = std::from_chars(formula.data() + end, formula.data() + formula.size(),
                                                    count, std::chars_format::fixed);
        if (slip != std::errc())
            count = 1;
        else
            end = static_cast<std::size_t>(behind - formula.data());
        made[element] += count;
        at = end;
    }
    if (made.empty()) return std::nullopt;
    return made;
}

}  // namespace

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
