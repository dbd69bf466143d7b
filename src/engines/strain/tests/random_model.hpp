#pragma once

#include <strandline/strain/flux_model.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>

namespace strandline::strain::testing {

/// A gene, a complex, isozymes, or isozymes one of which is a complex; or no rule.
inline domain::GeneRule random_rule(std::mt19937& random, std::int32_t genes) {
    using Rule = domain::GeneRule;
    const auto gene = [&] {
        return Rule{Rule::Kind::gene, static_cast<std::int32_t>(random() % static_cast<unsigned>(genes)), {}};
    };
    switch (random() % 6) {
    case 0:
        return {};
    case 1:
    case 2:
        return gene();
    case 3:
        return {Rule::Kind::all_of, -1, {gene(), gene()}};
    case 4:
        return {Rule::Kind::any_of, -1, {gene(), gene(), gene()}};
    default:
        return {Rule::Kind::any_of, -1, {gene(), {Rule::Kind::all_of, -1, {gene(), gene()}}}};
    }
}

/// A small network with uptakes, secretions, conversions, sometimes a flux that must run, and growth.
inline FluxModel random_model(unsigned seed, std::int32_t metabolites = 8, std::int32_t reactions = 18,
                              std::int32_t genes = 9) {
    std::mt19937 random(seed);
    const auto below = [&](std::int32_t most) {
        return static_cast<std::int32_t>(random() % static_cast<unsigned>(most));
    };
    auto network = std::make_shared<domain::Network>();
    for (std::int32_t i = 0; i < metabolites; ++i)
        network->metabolites.push_back({.id = "m" + std::to_string(i)});
    for (std::int32_t g = 0; g < genes; ++g) network->genes.push_back({.id = "g" + std::to_string(g)});
    for (std::int32_t j = 0; j < reactions; ++j) {
        domain::Reaction reaction;
        reaction.id = "r" + std::to_string(j);
        const std::int32_t from = below(metabolites);
        std::int32_t to = below(metabolites - 1);
        if (to >= from) ++to;
        const double ratio = 1 + below(3);
        if (j < 5)
            reaction.terms = {{from, j < 3 ? 1.0 : -1.0}};
        else
            reaction.terms = {{from, -1.0}, {to, ratio}};
        if (j >= 12 && metabolites > 2) {
            const std::int32_t third = below(metabolites);
            if (third != from && third != to) reaction.terms.push_back({third, j % 2 ? 0.5 : -2.0});
        }
        std::ranges::sort(reaction.terms, {}, &domain::Term::index);
        reaction.lower = below(3) == 0 && j >= 5 ? -10.0 : 0.0;
        reaction.upper = j < 3 ? 10.0 : below(4) == 0 ? 4.0 : 1000.0;
        if (below(25) == 0 && j >= 5) reaction.lower = 0.5;
        reaction.rule = random_rule(random, genes);
        network->reactions.push_back(std::move(reaction));
    }
    network->objectives.push_back({"growth", true, {{4, 1.0}}});
    network->active_objective = 0;
    return flux_model(std::move(network));
}

}  // namespace strandline::strain::testing
