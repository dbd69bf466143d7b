#include <strandline/process/equations.hpp>

#include <limits>
#include <set>
#include <unordered_map>

namespace strandline::process {

namespace {

using domain::KineticModel;
using domain::KineticRule;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

using Names = std::set<std::string, std::less<>>;

Names assigned(const KineticModel& model) {
    Names names;
    for (const auto& rule : model.rules)
        if (rule.kind == KineticRule::Kind::assignment && rule.formula) names.insert(rule.variable);
    return names;
}

/// Sizes that are numbers; of others, only the start itself can tell.
std::unordered_map<std::string, double> literal_sizes(const KineticModel& model, const Names& ruled) {
    std::unordered_map<std::string, double> sizes;
    for (const auto& compartment : model.compartments)
        sizes[compartment.id] = ruled.contains(compartment.id) ? unknown : compartment.size.value_or(1);
    for (const auto& initial : model.initial_assignments)
        if (const auto at = sizes.find(initial.variable); at != sizes.end() && initial.formula)
            at->second = unknown;
    return sizes;
}

double start_value(const domain::KineticSpecies& species, bool means_amount, double size) {
    if (species.amount) return means_amount ? *species.amount : *species.amount / size;
    if (species.concentration) return means_amount ? *species.concentration * size : *species.concentration;
    return unknown;
}

}  // namespace

std::vector<Setting> settings(const KineticModel& model) {
    const Names ruled = assigned(model);
    const auto sizes = literal_sizes(model, ruled);
    std::vector<Setting> result;
    const auto add = [&](const std::string& id, double value) {
        if (!ruled.contains(id)) result.push_back({id, value});
    };
    for (const auto& compartment : model.compartments) add(compartment.id, compartment.size.value_or(1));
    for (const auto& species : model.species) {
        const auto size = sizes.find(species.compartment);
        add(species.id,
            start_value(species, species.amount_only, size == sizes.end() ? unknown : size->second));
    }
    for (const auto& parameter : model.parameters) add(parameter.id, parameter.value.value_or(unknown));
    for (const auto& reaction : model.reactions)
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const auto& reference : *side)
                if (!reference.id.empty() && !reference.formula)
                    add(reference.id, reference.stoichiometry.value_or(1));
    return result;
}

}  // namespace strandline::process
