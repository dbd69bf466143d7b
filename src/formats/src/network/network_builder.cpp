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

Error without_id(std::string_view kind) {
    return Error::input("model.id", "a {} has no id", kind)
        .expected("an id")
        .found("none")
        .mend("give it one");
}

template <class Items>
std::vector<std::string> ids_of(const Items& items) {
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.id);
    return ids;
}

}  // namespace

std::optional<Error> check_bounds(std::string_view reaction, double lower, double upper) {
    if (std::isnan(lower) || std::isnan(upper))
        return Error::input("model.bound", "a bound of reaction '{}' is no number", printable(reaction))
            .expected("a number, inf or -inf")
            .found("NaN as {} bound", std::isnan(lower) ? "lower" : "upper")
            .mend("write the bound, or inf where there is none");
    if (lower > upper || lower == infinity || upper == -infinity)
        return Error::input("model.bounds", "the bounds of reaction '{}' leave no flux", printable(reaction))
            .expected("a lower bound that is not above the upper one")
            .found("{} to {}", lower, upper)
            .mend("swap or correct them");
    return std::nullopt;
}

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
    if (metabolite.id.empty()) return without_id("metabolite");
    if (!metabolites_.add(metabolite.id, static_cast<std::int32_t>(network.metabolites.size())))
        return twice("metabolite", metabolite.id);
    network.metabolites.push_back(std::move(metabolite));
    return std::nullopt;
}

std::optional<Error> NetworkBuilder::add(domain::NetworkGene gene) {
    if (gene.id.empty()) return without_id("gene");
    if (!genes_.add(gene.id, static_cast<std::int32_t>(network.genes.size()))) return twice("gene", gene.id);
    network.genes.push_back(std::move(gene));
    return std::nullopt;
}

std::optional<Error> NetworkBuilder::add(domain::Reaction reaction) {
    if (reaction.id.empty()) return without_id("reaction");
    if (!reactions_.add(reaction.id, static_cast<std::int32_t>(network.reactions.size())))
        return twice("reaction", reaction.id);
    std::optional<Error> wrong = check_bounds(reaction.id, reaction.lower, reaction.upper);
    for (const domain::Term& term : reaction.terms)
        if (!std::isfinite(term.coefficient) && !wrong)
            wrong = Error::input("model.stoichiometry", "a coefficient of reaction '{}' is no finite number",
                                 printable(reaction.id))
                        .expected("a number")
                        .found("{} for '{}'", term.coefficient,
                               printable(network.metabolites[static_cast<std::size_t>(term.index)].id))
                        .mend("correct the coefficient");
    tidy_terms(reaction.terms);
    network.reactions.push_back(std::move(reaction));
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
