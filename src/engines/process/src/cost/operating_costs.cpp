#include "cost/plant_costs.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

/// kW for m3/h of gas at normal conditions, drawn in at 20 °C and 101325 Pa: adiabatic, of a diatomic gas
/// (exponent 1.4). Perry's Chemical Engineers' Handbook, gas compression.
double compressor_work(double gas_flow, double pressure, double efficiency) {
    constexpr double gas_constant = 8.314462618, temperature = 293.15, exponent = 0.4 / 1.4;
    const double mol_per_second = gas_flow / 3600 * 101325 / (gas_constant * 273.15);
    const double ratio = std::pow(pressure / 1.01325, exponent) - 1;
    return mol_per_second * gas_constant * temperature / exponent * ratio / efficiency / 1000;
}

namespace {

/// m3 of vessels that one batch uses: seed vessels are as full as the production vessel.
double vessel_volume(const Plant& plant, const Values& values, const BatchCycle& cycle) {
    const double broth = values(plant.fermentation.broth_volume);
    const double fill = broth / values(plant.fermentation.vessel_volume, broth);
    double made = 0;
    for (std::size_t i = 0; i <= cycle.production; ++i) made += cycle.stages[i].volume / fill;
    return made;
}

double seed_volume(const BatchCycle& cycle) {
    double made = 0;
    for (std::size_t i = 0; i < cycle.production; ++i) made += cycle.stages[i].volume;
    return made;
}

double material_mass(const Plant& plant, const Values& values, const PlantCosts& costs, const Material& of) {
    if (of.mass_per_batch.stated()) return values(of.mass_per_batch);
    if (of.mass_per_product.stated()) return values(of.mass_per_product) * costs.broth_product;
    if (of.reactant >= 0) {
        const bool nitrogen = of.reactant + 1 == static_cast<std::int32_t>(plant.balance->consumed.size());
        // In the streams the substrates come first; the nitrogen source follows the compounds made.
        const std::size_t stream =
            static_cast<std::size_t>(of.reactant) + (nitrogen ? plant.balance->made.size() : 0);
        return std::max(-costs.balance->streams[stream].mass, 0.0) * (1 + values(of.excess, 0));
    }
    const double volume = of.volume.stated() ? values(of.volume)
                          : of.stage >= 0    ? costs.cycle->stages[static_cast<std::size_t>(of.stage)].volume
                                             : values(plant.fermentation.broth_volume);
    return values(of.concentration) * volume;
}

/// What the process itself draws of each utility in one batch, and what the steps downstream use.
std::vector<double> utility_amounts(const Plant& plant, const Values& values, PlantCosts& costs) {
    std::vector<double> made(plant.utilities.size(), 0.0);
    const auto add = [&](std::int32_t utility, double amount) {
        if (utility >= 0) made[static_cast<std::size_t>(utility)] += amount;
    };
    const FermentationPlan& tank = plant.fermentation;
    const ProcessUtilities& needs = plant.process_utilities;
    const BatchCycle& cycle = *costs.cycle;
    const double stirring = values(tank.agitation_power, 0) * cycle.fermentation;
    add(needs.electricity, stirring / values(tank.motor_efficiency));
    add(needs.electricity, compressor_work(values(tank.gas_flow, 0), values(tank.gas_pressure),
                                           values(tank.compressor_efficiency)) *
                               cycle.fermentation);
    costs.cooling = stirring * 3.6 + (costs.balance ? costs.balance->heat : 0);
    add(needs.cooling, costs.cooling / 1000);
    const double vessels = vessel_volume(plant, values, cycle), broth = values(tank.broth_volume);
    add(needs.steam, values(needs.steam_per_vessel_volume, 0) * vessels);
    if (needs.medium_heating.stated())  // 4.18 kJ/(kg K) and 1000 kg/m3, those of water
        add(needs.steam, (broth + seed_volume(cycle)) * 1000 * 4.18 * values(needs.medium_heating) *
                             (1 - values(needs.heat_recovery)) / values(needs.steam_heat));
    add(needs.water, broth + seed_volume(cycle) + values(needs.cleaning_water, 0) * vessels);
    for (const DownstreamStep& step : plant.downstream)
        for (const UtilityUse& use : step.uses) add(use.utility, values(use.amount));
    for (std::size_t i = 0; i < plant.utilities.size(); ++i)
        made[i] += values(plant.utilities[i].per_batch, 0);
    return made;
}

void add_labour(const Plant& plant, const Values& values, PlantCosts& costs, double batches) {
    const LabourPlan& plan = plant.labour;
    double wages = 0;
    if (plan.operators.stated())
        wages = values(plan.operators) * values(plan.teams) * values(plan.wage);
    else if (plan.hours_per_batch.stated())
        wages = values(plan.hours_per_batch) * batches * values(plan.hourly_wage);
    else
        return;
    const double supervision = wages * values(plan.supervision, 0);
    costs.lines.push_back({CostGroup::labour, "operators", 0, "", wages, false});
    if (plan.supervision.stated())
        costs.lines.push_back({CostGroup::labour, "supervision", 0, "", supervision, false});
    if (plan.overhead.stated())
        costs.lines.push_back(
            {CostGroup::labour, "overhead", 0, "", (wages + supervision) * values(plan.overhead), false});
}

void add_stated(const std::vector<StatedCost>& stated, CostGroup group, const Values& values, double broth,
                double batches, PlantCosts& costs) {
    for (const StatedCost& each : stated) {
        CostLine line{group, each.name, 0, "", 0, true};
        if (each.per_year.stated()) {
            line.per_year = values(each.per_year);
            line.variable = false;
        } else if (each.per_batch.stated()) {
            line.per_year = values(each.per_batch) * batches;
        } else {
            line.unit = each.unit;
            line.amount = (each.of_broth ? broth : values(each.amount)) / values(each.batches, 1);
            line.per_year = line.amount * values(each.price) * batches;
        }
        costs.lines.push_back(line);
    }
}

}  // namespace

void add_operating_costs(const Plant& plant, const Values& values, PlantCosts& costs) {
    const double batches = costs.cycle->batches;
    for (const Material& each : plant.materials) {
        const double mass = material_mass(plant, values, costs, each);
        costs.lines.push_back(
            {CostGroup::media, each.name, mass, "kg", mass * values(each.price) * batches, true});
    }
    const std::vector<double> amounts = utility_amounts(plant, values, costs);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Utility& utility = plant.utilities[i];
        const double price = values(utility.price);
        if (amounts[i] > 0 || !utility.per_year.stated())
            costs.lines.push_back({CostGroup::utilities, utility.name, amounts[i], utility.unit,
                                   amounts[i] * price * batches, true});
        if (utility.per_year.stated())
            costs.lines.push_back(
                {CostGroup::utilities, utility.standing, 0, "", values(utility.per_year) * price, false});
    }
    add_labour(plant, values, costs, batches);
    const double broth = values(plant.fermentation.broth_volume);
    add_stated(plant.consumables, CostGroup::consumables, values, broth, batches, costs);
    add_stated(plant.waste, CostGroup::waste, values, broth, batches, costs);
    add_stated(plant.quality, CostGroup::quality, values, broth, batches, costs);
    add_stated(plant.other, CostGroup::upkeep, values, broth, batches, costs);
}

}  // namespace strandline::process
