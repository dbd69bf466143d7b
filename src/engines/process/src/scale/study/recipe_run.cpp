#include "scale/study/recipe.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr double per_hour = 1 / 3600.0;  // mmol/(L h) in mol/(m3 s)

/// Along a run: what the vessel has to do with what the culture does.
class RunInVessel {
public:
    RunInVessel(const ScaleStudy& study, const OperatingPoint& point, RecipeRun& run)
        : study_(study), of_(study.vessels[point.vessel]), point_(point), run_(run) {}

    std::vector<double>* course(std::string_view member) {
        for (RunCourse& one : run_.courses)
            if (one.member == member) return &one.values;
        return nullptr;
    }
    std::vector<double>& add(std::string member, std::string label) {
        run_.courses.push_back({std::move(member), std::move(label), {}});
        return run_.courses.back().values;
    }

    void add_carbon_dioxide(double quotient) {
        const std::vector<double> uptake = *course("oxygen_uptake_mmol_per_L_h");
        if (!course("carbon_dioxide_evolution_mmol_per_L_h")) {
            std::vector<double>& made =
                add("carbon_dioxide_evolution_mmol_per_L_h", "CO2 evolution, mmol/(L h)");
            for (const double one : uptake) made.push_back(quotient * one);
        }
        const std::vector<double> evolution = *course("carbon_dioxide_evolution_mmol_per_L_h");
        std::vector<double>& pressure = add("carbon_dioxide_mbar", "dissolved CO2, mbar");
        for (std::size_t t = 0; t < uptake.size(); ++t)
            pressure.push_back(evolution[t] > 0 ? dissolved(evolution[t], std::max(0.0, uptake[t])) : 0);
    }

    void add_heat() {
        const std::vector<double> uptake = *course("oxygen_uptake_mmol_per_L_h");
        const std::vector<double> volume = *course("volume_L");
        const std::vector<double>* told = course("metabolic_heat_kW_per_m3");
        const std::vector<double> metabolic = told ? *told : std::vector<double>();
        const double others = point_.conditions.heat.agitation + point_.conditions.heat.evaporation;
        std::vector<double>& heat = add("heat_to_remove_kW", "heat to remove, kW");
        for (std::size_t t = 0; t < uptake.size(); ++t) {
            const double by_volume =
                metabolic.empty() ? oxycaloric_heat * uptake[t] * per_hour : metabolic[t] * 1e3;
            heat.push_back(std::max(0.0, by_volume * volume[t] / 1e3 + others) / 1e3);
        }
    }

    void limit(std::string name, std::string_view member, double allowed, bool at_least = false) {
        const std::vector<double>* values = course(member);
        if (!values || values->empty()) return;
        RunLimit made{.name = std::move(name),
                      .member = std::string(member),
                      .peak = values->front(),
                      .allowed = allowed,
                      .first_time = {},
                      .at_least = at_least};
        for (std::size_t t = 0; t < values->size(); ++t) {
            const double value = (*values)[t];
            made.peak = at_least ? std::min(made.peak, value) : std::max(made.peak, value);
            const bool reached = at_least ? value < allowed * (1 - 1e-6) : value > allowed * (1 + 1e-6);
            if (reached && !made.first_time) made.first_time = run_.times[t];
        }
        run_.limits.push_back(std::move(made));
    }

    double integral(const std::vector<double>& values) const {
        double sum = 0;
        for (std::size_t t = 1; t < values.size(); ++t)
            sum += (run_.times[t] - run_.times[t - 1]) * (values[t] + values[t - 1]) / 2;
        return sum;
    }
    /// mmol/(L h) over the run, in mol.
    double amount(std::string_view member) {
        std::vector<double> whole = *course(member);
        const std::vector<double>& volume = *course("volume_L");
        for (std::size_t t = 0; t < whole.size(); ++t) whole[t] *= volume[t];
        return integral(whole) / 1e3;
    }
    void total(std::string name, double value) { run_.totals.emplace_back(std::move(name), value); }

private:
    /// mbar at a steady state of the full vessel.
    double dissolved(double evolution, double uptake) const {
        return stripping(of_.vessel, study_.broth, point_.gas_flow,
                         point_.conditions.transfer_coefficient.value, evolution * per_hour,
                         uptake * per_hour, study_.correlations.gas_flow)
                   .partial_pressure.value /
               100;
    }

    const ScaleStudy& study_;
    const StudyVessel& of_;
    const OperatingPoint& point_;
    RecipeRun& run_;
};

struct CourseName {
    std::string_view quantity, member, label;
};
constexpr CourseName course_names[] = {
    {"volume", "volume_L", "volume, L"},
    {"biomass", "biomass_g_per_L", "biomass, g/L"},
    {"product", "product_g_per_L", "product, g/L"},
    {"substrate", "substrate_g_per_L", "substrate, g/L"},
    {"dissolved_oxygen", "dissolved_oxygen", "dissolved oxygen, of saturation"},
    {"aeration", "aeration", "gas flow, share of that of the vessel"},
    {"oxygen_uptake", "oxygen_uptake_mmol_per_L_h", "oxygen uptake, mmol/(L h)"},
    {"carbon_dioxide_evolution", "carbon_dioxide_evolution_mmol_per_L_h", "CO2 evolution, mmol/(L h)"},
    {"heat", "metabolic_heat_kW_per_m3", "heat of the culture, kW/m3"},
};

/// What of the substrate came in: at the start and with the feeds, in g; nothing where it is not told.
std::optional<double> substrate_given(const RecipeSettings& recipe, const RecipeRun& run,
                                      const std::vector<double>* substrate, double start_volume) {
    if (!substrate || recipe.feed_concentrations.empty()) return std::nullopt;
    double sum = substrate->front() * start_volume;
    for (const auto& [id, litres] : run.feed_volumes) {
        const auto found = recipe.feed_concentrations.find(id);
        if (found != recipe.feed_concentrations.end()) sum += found->second * litres;
    }
    return sum;
}

void add_totals(const RecipeSettings& recipe, const StudyVessel& of, const OperatingPoint& point,
                RunInVessel& vessel, RecipeRun& run) {
    const double hours = run.times.back();
    const double volume = vessel.course("volume_L")->back();
    vessel.total("run_time_h", hours);
    vessel.total("cycle_time_h", hours + recipe.turnaround / 3600);
    vessel.total("volume_L", volume);
    vessel.total("start_volume_L", vessel.course("volume_L")->front());
    double feeds = 0;
    for (const auto& [id, litres] : run.feed_volumes) feeds += litres;
    vessel.total("feed_volume_L", feeds);
    const auto* substrate = vessel.course("substrate_g_per_L");
    const auto given = substrate_given(recipe, run, substrate, vessel.course("volume_L")->front());
    if (given) {
        vessel.total("substrate_given_g", *given);
        vessel.total("substrate_left_g", substrate->back() * volume);
    }
    for (const std::string_view what : {"biomass", "product"}) {
        const auto* course = vessel.course(format("{}_g_per_L", what));
        if (!course) continue;
        vessel.total(format("{}_g_per_L", what), course->back());
        vessel.total(format("{}_g", what), course->back() * volume);
        if (what != "product") continue;
        vessel.total("productivity_g_per_L_h", course->back() / (hours + recipe.turnaround / 3600));
        if (given && *given > 0) vessel.total("yield_g_per_g", course->back() * volume / *given);
    }
    vessel.total("oxygen_consumed_mol", vessel.amount("oxygen_uptake_mmol_per_L_h"));
    vessel.total("carbon_dioxide_made_mol", vessel.amount("carbon_dioxide_evolution_mmol_per_L_h"));
    const double compressor = compressor_power(of, point.gas_flow, point.conditions.bottom_pressure) / 1e3;
    const double agitation = point.conditions.power.value / 1e3 / of.motor_efficiency;
    const auto* aeration = vessel.course("aeration");
    const double hours_of_gas = aeration ? vessel.integral(*aeration) : hours;
    vessel.total("agitation_kWh", agitation * hours);
    vessel.total("aeration_kWh", compressor * hours_of_gas);
    vessel.total("power_kWh", agitation * hours + compressor * hours_of_gas);
    vessel.total("gas_m3", point.gas_flow * 3600 * hours_of_gas);
    vessel.total("heat_kJ", vessel.integral(*vessel.course("heat_to_remove_kW")) * 3600);
}

void add_limits(const ScaleStudy& study, const StudyVessel& of, const OperatingPoint& point,
                RunInVessel& vessel) {
    const Conditions& now = point.conditions;
    vessel.limit("oxygen", "oxygen_uptake_mmol_per_L_h", now.most_oxygen_transfer.value * 3600);
    if (of.vessel.cooling_area + of.vessel.coil_area > 0)
        vessel.limit("heat", "heat_to_remove_kW", now.heat.removable / 1e3);
    vessel.limit("carbon dioxide", "carbon_dioxide_mbar", study.demand.most_carbon_dioxide / 100);
    vessel.limit("volume", "volume_L", of.volume_most * 1e3);
    vessel.limit("dissolved oxygen", "dissolved_oxygen", study.demand.least_oxygen, true);
}

}  // namespace

Result<RecipeRun> Recipe::run(const ScaleStudy& study, const OperatingPoint& point, Context& context) const {
    RecipeRun made;
    made.vessel = point.vessel;
    const StudyVessel& of = study.vessels[point.vessel];
    made.factor = of.vessel.volume / recipe_.reference_volume;
    STRANDLINE_TRY(const std::vector<double> settings, settings_for(study, point, made.factor, made.given));
    STRANDLINE_TRY(Sampled sampled, sample(settings, made.factor, context));
    made.times = std::move(sampled.times);
    std::vector<double> volume;
    for (std::size_t q = 0; q < names_.size(); ++q)
        if (names_[q] == "volume") volume = sampled.values[q];
    for (const CourseName& known : course_names)
        for (std::size_t q = 0; q < names_.size(); ++q) {
            if (names_[q] != known.quantity) continue;
            std::vector<double> values = std::move(sampled.values[q]);
            for (std::size_t t = 0; whole_[q] && t < values.size(); ++t) values[t] /= volume[t];
            made.courses.push_back({std::string(known.member), std::string(known.label), std::move(values)});
        }
    for (const FeedTable::Column& feed : feed_.columns) {
        if (!feed.flow) continue;
        double litres = 0;
        for (std::size_t k = 0; k + 1 < feed_.times.size(); ++k)
            litres += feed.values[k] * std::max(0.0, std::min(feed_.times[k + 1], end_) - feed_.times[k]);
        made.feed_volumes.emplace_back(feed.id, litres * made.factor);
    }
    RunInVessel vessel(study, point, made);
    vessel.add_carbon_dioxide(study.demand.respiratory_quotient);
    vessel.add_heat();
    add_limits(study, of, point, vessel);
    add_totals(recipe_, of, point, vessel, made);
    for (std::size_t q = 0; q < names_.size(); ++q)
        if (recipe_.told.contains(names_[q])) vessel.total(names_[q], sampled.values[q].back());
    return made;
}

}  // namespace strandline::process
