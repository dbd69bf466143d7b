#include <strandline/edit/melting.hpp>

#include <strandline/base/error.hpp>

#include <array>
#include <cmath>

namespace strandline::edit {
namespace {

struct Pair {
    double enthalpy_kcal, entropy_cal;  // per mol, and per mol and kelvin
};

// Sugimoto 1995, table 3. Rows: first base of the RNA 5'→3' A C G U; columns: second.
constexpr std::array<std::array<Pair, 4>, 4> neighbours = {{
    {{{-7.8, -21.9}, {-5.9, -12.3}, {-9.1, -23.5}, {-8.3, -23.9}}},
    {{{-9.0, -26.1}, {-9.3, -23.2}, {-16.3, -47.1}, {-7.0, -19.7}}},
    {{{-5.5, -13.5}, {-8.0, -17.1}, {-12.8, -31.9}, {-7.8, -21.6}}},
    {{{-7.8, -23.2}, {-8.6, -22.9}, {-10.4, -28.4}, {-11.5, -36.4}}},
}};
constexpr Pair initiation = {1.9, -3.9};

constexpr double gas_constant_cal = 1.987;
constexpr double sodium_molar = 0.05;
constexpr double strands_molar = 50e-9;
constexpr double zero_celsius_kelvin = 273.15;

std::size_t code(char base) {
    const std::size_t found = std::string_view("ACGT").find(base);
    STRANDLINE_ASSERT(found != std::string_view::npos);
    return found;
}

}  // namespace

double rna_dna_melting_celsius(std::string_view rna) {
    STRANDLINE_ASSERT(rna.size() >= 2);
    Pair total = initiation;
    for (std::size_t i = 1; i < rna.size(); ++i) {
        const Pair& pair = neighbours[code(rna[i - 1])][code(rna[i])];
        total.enthalpy_kcal += pair.enthalpy_kcal;
        total.entropy_cal += pair.entropy_cal;
    }
    const double salt = 0.368 * static_cast<double>(rna.size() - 1) * std::log(sodium_molar);
    const double entropy = total.entropy_cal + salt + gas_constant_cal * std::log(strands_molar / 4);
    return 1000 * total.enthalpy_kcal / entropy - zero_celsius_kelvin;
}

}  // namespace strandline::edit
