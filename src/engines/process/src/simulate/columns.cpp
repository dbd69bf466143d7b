#include "simulate/columns.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

Result<const Quantity*> quantity(const Equations& equations, const std::string& id, std::string_view option) {
    const auto found = equations.quantities.find(id);
    if (found != equations.quantities.end()) return &found->second;
    std::vector<std::string> known;
    for (const auto& [name, any] : equations.quantities) known.push_back(name);
    return fail(Error::input("process.variables", "nothing in the model is called '{}' ({})", id, option)
                    .expected("the id of a species, parameter, compartment, species reference or reaction")
                    .found("'{}'", printable(id))
                    .mend("correct the id; 'strandline process check' tells what the model has")
                    .candidates(nearest(id, known)));
}

/// What is no species has one unit only, and may be in either list.
Result<void> check_known(const Equations& equations, std::span<const std::string> ids,
                         std::string_view option) {
    for (const std::string& id : ids) {
        STRANDLINE_TRY([[maybe_unused]] const Quantity* found, quantity(equations, id, option));
    }
    return {};
}

/// Species and rate rules; of a model without either, what other rules give, or else what may vary.
std::vector<std::string> all_that_moves(const domain::KineticModel& model) {
    std::vector<std::string> ids;
    for (const auto& species : model.species) ids.push_back(species.id);
    for (const auto& rule : model.rules)
        if (rule.kind == domain::KineticRule::Kind::rate &&
            std::ranges::find(ids, rule.variable) == ids.end())
            ids.push_back(rule.variable);
    if (!ids.empty()) return ids;
    for (const auto& rule : model.rules)
        if (!rule.variable.empty()) ids.push_back(rule.variable);
    if (ids.empty())
        for (const auto& parameter : model.parameters)
            if (!parameter.constant) ids.push_back(parameter.id);
    return ids;
}

Result<void> check_once(std::span<const std::string> ids) {
    for (std::size_t i = 1; i < ids.size(); ++i)
        if (std::ranges::find(ids.first(i), ids[i]) != ids.begin() + static_cast<std::ptrdiff_t>(i))
            return fail(Error::input("process.variables", "--variables names '{}' twice", ids[i])
                            .expected("columns of different names")
                            .found("{}", join({ids.begin(), ids.end()}, ","))
                            .mend("leave one out"));
    return {};
}

}  // namespace

Result<Columns> columns(const domain::KineticModel& model, const Equations& equations,
                        std::span<const std::string> variables, std::span<const std::string> amounts,
                        std::span<const std::string> concentrations) {
    STRANDLINE_CHECK(check_known(equations, amounts, "--amounts"));
    STRANDLINE_CHECK(check_known(equations, concentrations, "--concentrations"));
    for (const std::string& id : amounts)
        if (std::ranges::find(concentrations, id) != concentrations.end())
            return fail(Error::input("process.variables", "'{}' is in --amounts and in --concentrations", id)
                            .expected("one unit for each species")
                            .found("both")
                            .mend("leave it out of one of the two"));
    STRANDLINE_CHECK(check_once(variables));
    Columns made;
    made.ids.assign(variables.begin(), variables.end());
    if (made.ids.empty()) made.ids = all_that_moves(model);
    for (const std::string& id : made.ids) {
        STRANDLINE_TRY(const Quantity* found, quantity(equations, id, "--variables"));
        const bool amount = std::ranges::find(amounts, id) != amounts.end();
        const bool concentration = std::ranges::find(concentrations, id) != concentrations.end();
        made.nodes.push_back(amount ? found->amount : concentration ? found->concentration : found->value);
    }
    return made;
}

}  // namespace strandline::process
