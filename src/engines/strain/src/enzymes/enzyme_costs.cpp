#include <strandline/strain/enzymes.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

void take_cheaper(std::optional<EnzymeCost>& known, const EnzymeCost& offered) {
    if (!known || offered.mass / offered.kcat < known->mass / known->kcat) known = offered;
}

}  // namespace

std::optional<double> enzyme_mass(const domain::GeneRule& rule, const ProteinMasses& masses) {
    using Kind = domain::GeneRule::Kind;
    switch (rule.kind) {
    case Kind::none:
        return std::nullopt;
    case Kind::gene:
        return masses[at(rule.gene)];
    case Kind::all_of: {
        double sum = 0;
        for (const domain::GeneRule& part : rule.parts) {
            const std::optional<double> mass = enzyme_mass(part, masses);
            if (!mass) return std::nullopt;
            sum += *mass;
        }
        return sum;
    }
    case Kind::any_of: {
        std::optional<double> least;
        for (const domain::GeneRule& part : rule.parts)
            if (const std::optional<double> mass = enzyme_mass(part, masses); mass)
                least = least ? std::min(*least, *mass) : *mass;
        return least;
    }
    }
    return std::nullopt;
}

EnzymeCosts cheapest_enzymes(std::span<const EnzymeTurnover> turnovers, std::int32_t reactions) {
    EnzymeCosts made;
    made.forward.resize(at(reactions));
    made.reverse.resize(at(reactions));
    for (const EnzymeTurnover& turnover : turnovers) {
        if (!turnover.mass) continue;
        const EnzymeCost offered{turnover.kcat, *turnover.mass};
        if (turnover.direction != FluxDirection::reverse)
            take_cheaper(made.forward[at(turnover.reaction)], offered);
        if (turnover.direction != FluxDirection::forward)
            take_cheaper(made.reverse[at(turnover.reaction)], offered);
    }
    return made;
}

}  // namespace strandline::strain
