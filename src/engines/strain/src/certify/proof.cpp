#include "certify/proof.hpp"

#include <utility>

namespace strandline::strain {
namespace {

using numerics::Rational;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool has_function(std::string_view claim) { return claim == "at_most" || claim == "reaches"; }

Json head(const ProofSubject& subject, std::string_view claim) {
    Json made = Json::object();
    made.set("claim", claim);
    Json knocked = Json::array();
    for (const std::int32_t reaction : subject.knocked)
        knocked.push_back(subject.model.reaction_id(reaction));
    made.set("knocked", std::move(knocked));
    if (!has_function(claim)) return made;
    Json function = Json::object();
    for (const domain::Term& term : subject.function)
        function.set(subject.model.reaction_id(term.index), Rational::decimal(term.coefficient).text());
    made.set("function", std::move(function));
    made.set("bound", Rational::decimal(subject.bound).text());
    return made;
}

}  // namespace

Json proof_by_multipliers(const ProofSubject& subject, std::string_view claim,
                          std::span<const Rational> multipliers, const Rational& proved) {
    const domain::Network& network = *subject.model.network;
    const std::int32_t rows = subject.model.rows();
    const auto first_constraint = rows - static_cast<std::int32_t>(network.constraints.size());
    Json::Members metabolites, constraints, conditions;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(multipliers.size()); ++i) {
        if (multipliers[at(i)].is_zero()) continue;
        Json value = (multipliers[at(i)] * subject.exact.factor[at(i)]).text();
        if (i >= rows)
            conditions.emplace_back(std::to_string(i - rows + 1), std::move(value));
        else if (i >= first_constraint)
            constraints.emplace_back(network.constraints[at(i - first_constraint)].id, std::move(value));
        else
            metabolites.emplace_back(network.metabolites[at(subject.model.metabolite_of_row[at(i)])].id,
                                     std::move(value));
    }
    Json made = head(subject, claim);
    Json parts = Json::object();
    parts.set("metabolites", Json::object(std::move(metabolites)));
    if (!constraints.empty()) parts.set("constraints", Json::object(std::move(constraints)));
    if (!conditions.empty()) parts.set("conditions", Json::object(std::move(conditions)));
    made.set("multipliers", std::move(parts));
    made.set("proved", proved.text());
    return made;
}

Json proof_by_state(const ProofSubject& subject, std::string_view claim, std::span<const Rational> fluxes) {
    Json::Members members;
    for (std::size_t j = 0; j < fluxes.size(); ++j)
        if (!fluxes[j].is_zero())
            members.emplace_back(subject.model.network->reactions[j].id, fluxes[j].text());
    Json made = head(subject, claim);
    made.set("fluxes", Json::object(std::move(members)));
    return made;
}

}  // namespace strandline::strain
