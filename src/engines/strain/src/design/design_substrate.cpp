#include "design/design_substrate.hpp"

#include <strandline/strain/balance.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace strandline::strain {
namespace {

/// Standard atomic weights, abridged: IUPAC, Pure and Applied Chemistry 94:573 (2022).
constexpr std::array<std::pair<std::string_view, double>, 28> atomic_weights = {{
    {"H", 1.008},   {"C", 12.011},  {"N", 14.007},  {"O", 15.999},  {"F", 18.998},  {"Na", 22.990},
    {"Mg", 24.305}, {"Si", 28.085}, {"P", 30.974},  {"S", 32.06},   {"Cl", 35.45},  {"K", 39.098},
    {"Ca", 40.078}, {"V", 50.942},  {"Cr", 51.996}, {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933},
    {"Ni", 58.693}, {"Cu", 63.546}, {"Zn", 65.38},  {"As", 74.922}, {"Se", 78.971}, {"Br", 79.904},
    {"Mo", 95.95},  {"Cd", 112.41}, {"I", 126.90},  {"W", 183.84},
}};

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_small(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

SubstrateAmounts amounts_of(std::string_view formula) {
    if (formula.empty()) return {};
    double carbon = 0, mass = 0;
    while (!formula.empty()) {
        const std::size_t length = formula.size() > 1 && is_small(formula[1]) ? 2 : 1;
        const auto found = std::ranges::find(atomic_weights, formula.substr(0, length),
                                             &std::pair<std::string_view, double>::first);
        if (found == atomic_weights.end()) return {};
        formula.remove_prefix(length);
        double count = 1;
        const auto [end, slip] =
            std::from_chars(formula.data(), formula.data() + formula.size(), count, std::chars_format::fixed);
        if (slip == std::errc()) formula.remove_prefix(static_cast<std::size_t>(end - formula.data()));
        mass += count * found->second;
        if (found->first == "C") carbon += count;
    }
    return {carbon, mass};
}

SubstrateAmounts amounts_of(const FluxModel& model, std::int32_t exchange) {
    const domain::Reaction& reaction = model.network->reactions[at(exchange)];
    if (!is_exchange(reaction)) return {};
    return amounts_of(model.network->metabolites[at(reaction.terms.front().index)].formula);
}

domain::Term secretion(const FluxModel& model, std::int32_t reaction) {
    const domain::Reaction& r = model.network->reactions[at(reaction)];
    return {reaction, is_exchange(r) && r.terms.front().coefficient > 0 ? -1.0 : 1.0};
}

std::int32_t main_substrate(const FluxModel& model) {
    const FluxSolution solution = flux_balance(model);
    if (!solution.has_fluxes()) return -1;
    std::int32_t best = -1, any = -1;
    double most_carbon = 0, most = 0;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (!is_exchange(model.network->reactions[at(j)])) continue;
        const double uptake = -secretion(model, j).coefficient * solution.fluxes[at(j)];
        const double carbon = uptake * amounts_of(model, j).carbon.value_or(0);
        if (carbon > most_carbon) {
            most_carbon = carbon;
            best = j;
        }
        if (uptake > most) {
            most = uptake;
            any = j;
        }
    }
    return best >= 0 ? best : any;
}

}  // namespace strandline::strain
