#pragma once

#include "cost/plant.hpp"

#include <array>
#include <string_view>

namespace strandline::process {

/// Carbon, hydrogen, oxygen and nitrogen: what the balance is made over.
inline constexpr std::array<std::string_view, 4> balanced_elements{"C", "H", "O", "N"};

/// g/mol, IUPAC abridged standard atomic weights 2021 (Prohaska et al., Pure Appl. Chem. 94:573, 2022).
inline constexpr std::array<double, 4> atomic_weights{12.011, 1.008, 15.999, 14.007};

/// g/mol of a compound of these elements.
double molar_mass(const Elements& elements);

/// Electrons that a mole gives when burnt to carbon dioxide, water and ammonia: 4 C + H - 2 O - 3 N. Roels,
/// Energetics and Kinetics in Biotechnology (1983).
double degree_of_reduction(const Elements& elements);

/// One batch: what goes in and comes out, so that every element closes.
struct MassBalance {
    struct Stream {
        std::string_view name, formula;
        double mass = 0, amount = 0;  // kg, kmol; consumed below zero, made above
    };
    std::vector<Stream> streams;
    /// Of the sums of masses and of each element, relative to what goes in.
    double mass_error = 0;
    std::array<double, 4> element_errors{};
    double oxygen = 0, carbon_dioxide = 0;  // kg taken up, kg made
    double oxygen_by_reduction = 0;         // kg, from the electrons alone
    double carbon_yield = 0;                // share of the substrates' carbon that the compounds made hold
    double respiratory_quotient = 0;        // mol/mol; 0 without uptake of oxygen
    double heat = 0;                        // MJ
};

/// Solves for the nitrogen source, oxygen, carbon dioxide and water. `product` and `broth` are kg and m3 of
/// the batch. "process.balance" names the element that cannot close.
Result<MassBalance> mass_balance(const BalancePlan& plan, const Values& values, double product, double broth,
                                 double heat_per_oxygen);

}  // namespace strandline::process
