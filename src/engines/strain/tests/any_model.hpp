#pragma once

#include <strandline/formats/network.hpp>
#include <strandline/strain/flux_model.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

namespace strandline::strain::testing {

inline int draw(std::mt19937& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

/// A few metabolites and reactions with decimals as models have them; some bounds infinite.
inline FluxModel any_model(std::mt19937& random) {
    domain::Network network;
    const int metabolites = draw(random, 2, 5), reactions = draw(random, 3, 9);
    for (int i = 0; i < metabolites; ++i) network.metabolites.push_back({.id = "m" + std::to_string(i)});
    for (int j = 0; j < reactions; ++j) {
        domain::Reaction reaction{.id = "r" + std::to_string(j)};
        for (int i = 0; i < metabolites; ++i)
            if (draw(random, 0, 2) == 0)
                if (const int value = draw(random, -30, 30); value != 0)
                    reaction.terms.push_back({i, draw(random, 0, 3) == 0 ? value * 1e-3 : value / 10.0});
        reaction.lower = draw(random, 0, 9) == 0 ? -numerics::infinity : draw(random, -20, 2) / 10.0;
        reaction.upper = draw(random, 0, 9) == 0 ? numerics::infinity : 0.3 + draw(random, 0, 30) / 10.0;
        network.reactions.push_back(std::move(reaction));
    }
    if (draw(random, 0, 3) == 0)
        network.constraints.push_back(
            {.id = "further", .terms = {{0, 0.5}, {1, -1.1}}, .lower = -1, .upper = numerics::infinity});
    for (int j = 0; j < reactions; ++j)
        if (draw(random, 0, 2) == 0) {
            if (network.objectives.empty()) network.objectives.push_back({.id = "obj"});
            network.objectives.front().terms.push_back({j, draw(random, 1, 20) / 10.0});
        }
    if (!network.objectives.empty()) network.active_objective = 0;
    return flux_model(std::make_shared<const domain::Network>(std::move(network)));
}

/// The model in SBML, where this build reads it, else in JSON.
inline std::optional<FluxModel> core_model() {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    for (const char* name : {"e_coli_core.xml", "e_coli_core.json"}) {
        const auto path = std::filesystem::path(shared ? shared : "") / "data/strain/models" / name;
        if (!shared || !std::filesystem::exists(path)) continue;
        Context context;
        auto source = Source::open(path);
        REQUIRE(source.has_value());
        if (auto network = formats::read_network(*source, context))
            return flux_model(std::make_shared<const domain::Network>(std::move(*network)));
    }
    MESSAGE("skipped: no e_coli_core (STRANDLINE_SHARED)");
    return std::nullopt;
}

}  // namespace strandline::strain::testing
