#include "flux/formula.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace strandline::strain {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 28> atomic_weights = {{
    {"H", 1.008},   {"C", 12.011},  {"N", 14.007},  {"O", 15.999},  {"P", 30.974},  {"S", 32.06},
    {"Na", 22.990}, {"Mg", 24.305}, {"Al", 26.982}, {"Si", 28.085}, {"F", 18.998},  {"Cl", 35.45},
    {"K", 39.098},  {"Ca", 40.078}, {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933}, {"Ni", 58.693},
    {"Cu", 63.546}, {"Zn", 65.38},  {"As", 74.922}, {"Se", 78.971}, {"Br", 79.904}, {"Mo", 95.95},
    {"Ag", 107.87}, {"Cd", 112.41}, {"I", 126.90},  {"W", 183.84},
}};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::optional<FormulaContent> formula_content(std::string_view formula) {
    if (formula.empty()) return std::nullopt;
    FormulaContent made;
    while (!formula.empty()) {
        if (!is_capital(formula.front())) return std::nullopt;
        const std::size_t letters = formula.size() > 1 && is_small(formula[1]) ? 2 : 1;
        const std::string_view symbol = formula.substr(0, letters);
        formula.remove_prefix(letters);
        const auto element =
            std::ranges::find(atomic_weights, symbol, &std::pair<std::string_view, double>::first);
        if (element == atomic_weights.end()) return std::nullopt;
        double count = 1;
        const auto [end, slip] =
            std::from_chars(formula.data(), formula.data() + formula.size(), count, std::chars_format::fixed);
        if (slip == std::errc()) formula.remove_prefix(static_cast<std::size_t>(end - formula.data()));
        if (count < 0) return std::nullopt;
        made.molar_mass += count * element->second;
        if (symbol == "C") made.carbon_atoms += count;
    }
    return made;
}

}  // namespace strandline::strain
