#include "dynamic/formula_mass.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace strandline::strain {
namespace {

/// Conventional atomic weights (IUPAC 2021, abridged).
constexpr std::pair<std::string_view, double> weights[] = {
    {"H", 1.008},   {"C", 12.011},  {"N", 14.007},  {"O", 15.999},  {"P", 30.974},  {"S", 32.06},
    {"Na", 22.990}, {"K", 39.098},  {"Mg", 24.305}, {"Ca", 40.078}, {"Cl", 35.45},  {"Fe", 55.845},
    {"Zn", 65.38},  {"Mn", 54.938}, {"Cu", 63.546}, {"Co", 58.933}, {"Ni", 58.693}, {"Mo", 95.95},
    {"Se", 78.971}, {"F", 18.998},  {"Br", 79.904}, {"I", 126.90},  {"As", 74.922}, {"W", 183.84},
    {"Hg", 200.59}, {"Cd", 112.41}, {"Si", 28.085}, {"B", 10.81},   {"Al", 26.982}, {"Ag", 107.87}};

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_count(char c) { return (c >= '0' && c <= '9') || c == '.'; }

/// Calls `visit(element, count)` for each part; false where the text is no formula.
template <class Visit>
bool each_element(std::string_view formula, Visit&& visit) {
    while (!formula.empty()) {
        if (formula[0] < 'A' || formula[0] > 'Z') return false;
        std::size_t length = 1;
        while (length < formula.size() && is_small(formula[length])) ++length;
        const std::string_view element = formula.substr(0, length);
        formula.remove_prefix(length);
        length = 0;
        while (length < formula.size() && is_count(formula[length])) ++length;
        double count = 1;
        if (length > 0) {
            const auto [end, slip] = std::from_chars(formula.data(), formula.data() + length, count);
            if (slip != std::errc() || end != formula.data() + length) return false;
        }
        formula.remove_prefix(length);
        visit(element, count);
    }
    return true;
}

}  // namespace

std::optional<double> formula_mass(std::string_view formula) {
    double mass = 0;
    bool known = !formula.empty();
    const bool understood = each_element(formula, [&](std::string_view element, double count) {
        for (const auto& [name, weight] : weights)
            if (name == element) {
                mass += count * weight;
                return;
            }
        known = false;
    });
    if (!understood || !known) return std::nullopt;
    return mass;
}

bool has_carbon(std::string_view formula) {
    bool found = false;
    each_element(formula, [&](std::string_view element, double count) {
        found = found || (element == "C" && count > 0);
    });
    return found;
}

}  // namespace strandline::strain
