#include <strandline/domain/atomic_weight.hpp>

#include <algorithm>
#include <array>

namespace strandline::domain {
namespace {

struct Weight {
    std::string_view symbol;
    double value;
};
constexpr std::array weights{
    Weight{"H", 1.008},   Weight{"B", 10.81},   Weight{"C", 12.011},  Weight{"N", 14.007},
    Weight{"O", 15.999},  Weight{"F", 18.998},  Weight{"Na", 22.990}, Weight{"Mg", 24.305},
    Weight{"Al", 26.982}, Weight{"Si", 28.085}, Weight{"P", 30.974},  Weight{"S", 32.06},
    Weight{"Cl", 35.45},  Weight{"K", 39.098},  Weight{"Ca", 40.078}, Weight{"V", 50.942},
    Weight{"Cr", 51.996}, Weight{"Mn", 54.938}, Weight{"Fe", 55.845}, Weight{"Co", 58.933},
    Weight{"Ni", 58.693}, Weight{"Cu", 63.546}, Weight{"Zn", 65.38},  Weight{"As", 74.922},
    Weight{"Se", 78.971}, Weight{"Br", 79.904}, Weight{"Mo", 95.95},  Weight{"Ag", 107.87},
    Weight{"Cd", 112.41}, Weight{"I", 126.90},  Weight{"W", 183.84},  Weight{"Hg", 200.59},
    Weight{"Pb", 207.2}};

}  // namespace

std::optional<double> atomic_weight(std::string_view symbol) {
    const auto found = std::ranges::find(weights, symbol, &Weight::symbol);
    if (found == weights.end()) return std::nullopt;
    return found->value;
}

}  // namespace strandline::domain
