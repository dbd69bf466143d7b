#include "network_builder.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::formats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Error twice(std::string_view kind, std::string_view id) {
    return Error::input("model.duplicate", "the {} '{}' is there twice", kind, printable(id))
        .expected("each id once")
        .found("'{}' again", printable(id))
        .mend("rename or remove one of the two");
}

/// Tables could not hold an id with a tab or a line end.
std::optional<Error> wrong_id(std::string_view kind, std::string_view id) {
    if (id.empty())
        return Error::input("model.id", "a {} has no id", kind)
            .expected("an id")
            .found("none")
            .mend("give it one");
    if (id.find_first_of("\t\n\r") != std::string_view::npos)
        return Error::input("model.id", "a tab or a line end stands in the id of a {}", kind)
            .expected("an id of printable characters")
            .found("'{}'", printable(id))
            .mend("rename it");
    return std::nullopt;
}

template <class Items>
std::vector<std::string> ids_of(const Items& items) {
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.id);
    return ids;
}

/// Whether the bounds are numbers that leave room for a flux; what is wrong otherwise.
std::optional<Error> check_bounds(const std::string& who, double lower, double upper) {
    if (std::isnan(lower) || std::isnan(upper))
        return Error::input("model.bound", "a bound of {} is no number", who)
            .expected("a number, inf or -inf")
            .found("NaN as {} bound", std::isnan(lower) ? "lower" : "upper")
            .mend("write the bound, or inf where there is none");
    if (lower > upper || lower == infinity || upper == -infinity)
        return Error::input("model.bounds", "the bounds of {} leave no flux", who)
            .expected("a lower bound that is not above the upper one")
            .found("{} to {}", lower, upper)
            .mend("swap or correct them");
    return std::nullopt;
}

/// Sums of coefficients that are finite need not be. `items` is what the terms are of.
template <class Items>
std::optional<Error> check_terms(const std::string& who, const std::vector<domain::Term>& terms,
                                 const Items& items) {
    for (const domain::Term& term : terms)
        if (!std::isfinite(term.coefficient))
            return Error::input("model.stoichiometry", "a coefficient of {} is no finite number", who)
                .expected("a number")
                .found("{} for '{}'", term.coefficient,
                       printable(items[static_cast<std::size_t>(term.index)].id))
                .mend("correct the coefficient");
    return std::nullopt;
}

}  // namespace

void tidy_terms(std::vector<domain::Term>& terms) {
    std::ranges::stable_sort(terms, {}, &domain::Term::index);
    std::size_t kept = 0;
    for (const domain::Term& term : terms) {
        if (kept > 0 && terms[kept - 1].index == term.index)
            terms[kept - 1].coefficient += term.coefficient;
        else
            terms[kept++] = term;
    }
    terms.resize(kept);
    std::erase_if(terms, [](const domain::Term& term) { return term.coefficient == 0; });
}

std::optional<Error> NetworkBuilder::add(domain::Metabolite metabolite) {
    if (auto wrong = wrong_id("metabolite", metabolite.id)) return wrong;
    if (!metabolites_.add(metabolite.id, static_cast<std::int32_t>(network.metabolites.size())))
        return twice("metabolite", metabolite.id);
    if (metabolite.charge && !std::isfinite(*metabolite.charge))
        return Error::input("model.charge", "the charge of metabolite '{}' is no finite number",
                            printable(metabolite.id))
            .expected("a number")
            .found("{}", *metabolite.charge)
            .mend("correct the charge, or leave it out");
    network.metabolites.push_back(std::move(metabolite));
    return std::nullopt;
}

std::optional<Error> NetworkBuilder::add(domain::NetworkGene gene) {
    if (auto wrong = wrong_id("gene", gene.id)) return wrong;
    if (!genes_.add(gene.id, static_cast<std::int32_t>(network.genes.size()))) return twice("gene", gene.id);
    network.genes.push_back(std::move(gene));
    return std::nullopt;
}

std::optional<Error> NetworkBuilder::add(domain::Reaction reaction) {
    if (auto wrong = wrong_id("reaction", reaction.id)) return wrong;
    if (!reactions_.add(reaction.id, static_cast<std::int32_t>(network.reactions.size())))
        return twice("reaction", reaction.id);
    const std::string who = format("reaction '{}'", printable(reaction.id));
    std::optional<Error> wrong = check_bounds(who, reaction.lower, reaction.upper);
    tidy_terms(reaction.terms);
    if (!wrong) wrong = check_terms(who, reaction.terms, network.metabolites);
    network.reactions.push_back(std::move(reaction));
    return wrong;
}

std::optional<Error> NetworkBuilder::add(domain::FluxObjective objective) {
    tidy_terms(objective.terms);
    auto wrong =
        check_terms(format("objective '{}'", printable(objective.id)), objective.terms, network.reactions);
    network.objectives.push_back(std::move(objective));
    return wrong;
}

std::optional<Error> NetworkBuilder::add(domain::FluxConstraint constraint) {
    if (constraint.id.empty()) constraint.id = format("constraint_{}", network.constraints.size() + 1);
    const std::string who = format("constraint '{}'", printable(constraint.id));
    std::optional<Error> wrong = check_bounds(who, constraint.lower, constraint.upper);
    tidy_terms(constraint.terms);
    if (!wrong) wrong = check_terms(who, constraint.terms, network.reactions);
    network.constraints.push_back(std::move(constraint));
    return wrong;
}

void NetworkBuilder::complete() {
    IdIndex known;
    std::erase_if(network.compartments, [&](const domain::Compartment& compartment) {
        return compartment.id.empty() || !known.add(compartment.id, 0);
    });
    for (const domain::Metabolite& metabolite : network.metabolites)
        if (!metabolite.compartment.empty() && known.add(metabolite.compartment, 0))
            network.compartments.push_back({metabolite.compartment, {}});
}

std::int32_t NetworkBuilder::gene_or_new(std::string_view id) {
    if (const std::int32_t known = genes_.find(id); known >= 0) return known;
    const auto index = static_cast<std::int32_t>(network.genes.size());
    genes_.add(id, index);
    network.genes.push_back({std::string(id), {}, {}, {}});
    return index;
}

Error NetworkBuilder::unknown_metabolite(std::string_view reaction, std::string_view id) const {
    return Error::input("model.metabolite", "reaction '{}' uses a metabolite that the model has not",
                        printable(reaction))
        .expected("an id of the model's {}", counted(network.metabolites.size(), "metabolite"))
        .found("'{}'", printable(id))
        .mend("add the metabolite, or correct the id")
        .candidates(nearest(id, ids_of(network.metabolites)));
}

Error NetworkBuilder::unknown_reaction(std::string_view who, std::string_view id) const {
    return Error::input("model.reaction", "{} names a reaction that the model has not", who)
        .expected("an id of the model's {}", counted(network.reactions.size(), "reaction"))
        .found("'{}'", printable(id))
        .mend("add the reaction, or correct the id")
        .candidates(nearest(id, ids_of(network.reactions)));
}

}  // namespace strandline::formats
