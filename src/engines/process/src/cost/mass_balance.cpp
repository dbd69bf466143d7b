#include "cost/mass_balance.hpp"

#include <cmath>

namespace strandline::process {
namespace {

using Atoms = std::array<double, 4>;

Atoms atoms_of(const Elements& elements) {
    Atoms made{};
    for (std::size_t i = 0; i < made.size(); ++i)
        if (const auto found = elements.find(std::string(balanced_elements[i])); found != elements.end())
            made[i] = found->second;
    return made;
}

double weight(const Atoms& atoms) {
    double made = 0;
    for (std::size_t i = 0; i < atoms.size(); ++i) made += atoms[i] * atomic_weights[i];
    return made;
}

double electrons(const Atoms& atoms) { return 4 * atoms[0] + atoms[1] - 2 * atoms[2] - 3 * atoms[3]; }

constexpr Atoms oxygen_gas{0, 0, 2, 0}, carbon_dioxide_gas{1, 0, 2, 0}, water_liquid{0, 2, 1, 0};

/// kg of a compound in one batch; `first` is the mass of the first substrate.
double mass_of(const Compound& of, const Values& values, double product, double broth, double first,
               bool consumed) {
    if (of.is_product) return product;
    if (of.mass.stated()) return values(of.mass);
    if (of.concentration.stated()) return values(of.concentration) * broth;
    return consumed ? product / values(of.yield) : first * values(of.yield);
}

/// Adds up what is in the streams, their atoms beside them.
struct Sums {
    MassBalance made;
    Atoms left{}, in{};  // kmol: in less out; in
    double mass = 0, mass_in = 0;

    void add(std::string_view name, std::string_view formula, const Atoms& atoms, double amount) {
        made.streams.push_back({name, formula, amount * weight(atoms), amount});
        for (std::size_t i = 0; i < atoms.size(); ++i) {
            left[i] -= amount * atoms[i];
            if (amount < 0) in[i] -= amount * atoms[i];
        }
        mass += amount * weight(atoms);
        if (amount < 0) mass_in -= amount * weight(atoms);
    }
};

Error carbon_missing(const BalancePlan& plan, double in, double out) {
    return Error::input("process.balance", "more carbon is made than consumed: the carbon yield is above 1")
        .at(plan.place)
        .expected("carbon in the compounds made at most {:.6g} kmol, that of the substrates", in)
        .found("{:.6g} kmol", out)
        .mend("lower the yields or consume more; fixes_carbon = true where carbon dioxide is taken up");
}

Error oxygen_missing(const BalancePlan& plan, double oxygen) {
    return Error::input("process.balance", "oxygen does not close: its uptake would be negative")
        .at(plan.place)
        .expected("substrates with at least the electrons (degree of reduction) of what is made")
        .found("an oxygen uptake of {:.6g} kmol", oxygen)
        .mend("lower the yields, consume more substrate, or name the oxidised by-product that is missing");
}

/// Of the sums of in and out, relative to what goes in.
void note_errors(Sums& sums) {
    sums.made.mass_error = sums.mass_in > 0 ? std::fabs(sums.mass) / sums.mass_in : 0;
    for (std::size_t i = 0; i < sums.left.size(); ++i)
        sums.made.element_errors[i] = sums.in[i] > 0 ? std::fabs(sums.left[i]) / sums.in[i] : 0;
}

}  // namespace

double molar_mass(const Elements& elements) { return weight(atoms_of(elements)); }

double degree_of_reduction(const Elements& elements) { return electrons(atoms_of(elements)); }

Result<MassBalance> mass_balance(const BalancePlan& plan, const Values& values, double product, double broth,
                                 double heat_per_oxygen) {
    Sums sums;
    double first = 0, electrons_left = 0;
    const std::size_t known = plan.consumed.size() - 1;
    const auto add = [&](const Compound& of, double sign) {
        const Atoms atoms = atoms_of(of.elements);
        const double mass = mass_of(of, values, product, broth, first, sign < 0);
        if (sums.made.streams.empty()) first = mass;
        electrons_left -= sign * mass / weight(atoms) * electrons(atoms);
        sums.add(of.name, of.formula, atoms, sign * mass / weight(atoms));
    };
    for (std::size_t i = 0; i < known; ++i) add(plan.consumed[i], -1);
    for (const Compound& each : plan.made) add(each, 1);

    // Nitrogen closes by its source, then carbon by carbon dioxide, hydrogen by water, oxygen by oxygen.
    const Compound& source = plan.consumed.back();
    const Atoms source_atoms = atoms_of(source.elements);
    const double source_amount = sums.left[3] / source_atoms[3];  // below zero: consumed
    electrons_left -= source_amount * electrons(source_atoms);
    sums.add(source.name, source.formula, source_atoms, source_amount);
    const double carbon_in = sums.in[0], carbon_out = carbon_in - sums.left[0];
    const double slack = 1e-9 * carbon_in;
    if (sums.left[0] < -slack && !plan.fixes_carbon) return fail(carbon_missing(plan, carbon_in, carbon_out));
    const double carbon_dioxide = sums.left[0];
    sums.add("carbon dioxide", "CO2", carbon_dioxide_gas, carbon_dioxide);
    sums.add("water", "H2O", water_liquid, sums.left[1] / 2);
    const double oxygen = -sums.left[2] / 2;  // taken up
    if (oxygen < -slack) return fail(oxygen_missing(plan, oxygen));
    sums.add("oxygen", "O2", oxygen_gas, -oxygen);

    note_errors(sums);
    MassBalance& made = sums.made;
    made.oxygen = oxygen * weight(oxygen_gas);
    made.carbon_dioxide = carbon_dioxide * weight(carbon_dioxide_gas);
    made.oxygen_by_reduction = electrons_left / 4 * weight(oxygen_gas);
    made.carbon_yield = carbon_in > 0 ? carbon_out / carbon_in : 0;
    made.respiratory_quotient = oxygen > slack ? carbon_dioxide / oxygen : 0;
    made.heat = std::max(oxygen, 0.0) * heat_per_oxygen;
    return std::move(made);
}

}  // namespace strandline::process
