#include "culture/culture.hpp"
#include "culture/model_builder.hpp"

#include <strandline/base/text.hpp>

namespace strandline::process {
namespace {

class CultureModel {
public:
    CultureModel(const CulturePlan& plan, const std::vector<PhaseLines>& lines)
        : plan_(plan), lines_(lines), s_(plan.substrate.id), feed_("F_" + plan.substrate.id) {}

    domain::KineticModel make() {
        made_.compartment("V", plan_.volume, "volume of the culture, L");
        made_.species("biomass", plan_.biomass, {}, "dry biomass, g/L");
        for (const CultureCompound* each : followed())
            made_.species(each->id, each->start, each->formula, each->exchange + ", g/L");
        made_.species("fed_" + s_, 0, {}, s_ + " fed so far, g/L of the culture of now");
        settings();
        inhibition();
        for (std::size_t i = 0; i < lines_.size(); ++i) phase(i);
        share();
        totals();
        reactions();
        told();
        return std::move(made_).model(plan_.title);
    }

private:
    std::vector<const CultureCompound*> followed() const {
        std::vector<const CultureCompound*> all{&plan_.substrate};
        for (const CultureCompound& product : plan_.products) all.push_back(&product);
        return all;
    }
    bool has_two() const { return lines_.size() > 1; }
    bool has_base() const { return plan_.base > 0 && !plan_.protons.empty(); }

    void settings() {
        made_.control(feed_, 0, "L_per_h", "feed of " + s_ + " solution");
        made_.value("bend", 0.02, "dimensionless", "how smoothly growth ends at maintenance");
        if (has_two()) made_.control("aeration", 1, "dimensionless", "share of the time with air: 0 to 1");
        made_.value(s_ + "_in_feed", plan_.feed, "g_per_L", "in the feed");
        made_.value("half_saturation", plan_.half_saturation, "g_per_L", "of the uptake of " + s_);
        if (has_two())
            made_.value("OTR_most", plan_.transfer_most, "mmol_per_L_h", "most oxygen that is transferred");
        if (has_base()) made_.value("base", plan_.base * 1000, "mmol_per_L", "of the base that keeps the pH");
    }

    void inhibition() {
        std::vector<std::string> terms;
        for (const CultureCompound& product : plan_.products) {
            if (!product.half_inhibition) continue;
            const std::string id = "half_inhibition_" + product.id;
            made_.value(id, *product.half_inhibition, "g_per_L", "uptake is halved by " + product.id);
            terms.push_back(product.id + "/" + id);
        }
        if (!terms.empty())
            made_.value("inhibition_exponent", plan_.inhibition_exponent, "dimensionless",
                        "steepness of inhibition");
        made_.assigned("inhibited", "dimensionless", "uptake as a share of that without inhibition",
                       terms.empty() ? "1" : "1/(1 + (" + join(terms, " + ") + ")^inhibition_exponent)");
    }

    /// Grams of substrate, product and cells; millimoles of gases and protons, kilojoules of heat.
    void phase(std::size_t i) {
        const PhaseLines& lines = lines_[i];
        const CulturePhase& from = plan_.phases[i];
        const std::string p = "_" + from.name;
        const double gram = plan_.substrate.molar_mass / 1000;  // a mmol of substrate
        made_.value("most_uptake" + p, lines.most_uptake * gram, "per_h", "g/g/h; " + from.growing_from);
        made_.value("growth_yield" + p, lines.growth_yield / gram, "dimensionless",
                    "g/g beyond maintenance; " + from.growing_from + ", " + from.resting_from);
        made_.value("maintenance" + p, lines.maintenance * gram, "per_h", "g/g/h; " + from.resting_from);
        made_.assigned("uptake" + p, "per_h", "of " + s_ + ", g/g/h",
                       format("most_uptake{0} * {1}/(half_saturation + {1}) * inhibited", p, s_));
        made_.assigned("surplus" + p, "per_h", "uptake beyond maintenance, g/g/h",
                       format("uptake{0} - maintenance{0}", p));
        made_.assigned("growth" + p, "per_h", "1/h; bends to 0 where maintenance is not met",
                       format("growth_yield{0}/2 * (surplus{0} + (surplus{0}^2 + "
                              "4 * bend * uptake{0} * maintenance{0})^0.5)",
                              p));
        for (std::size_t j = 0; j < plan_.products.size(); ++j) {
            const double product = plan_.products[j].molar_mass / 1000;
            line(plan_.products[j].id + p,
                 {lines.products[j].by_uptake * product / gram, lines.products[j].by_growth * product},
                 "dimensionless", "g/g");
        }
        line("oxygen" + p, per_gram(lines.oxygen), "mmol_per_g", "mmol/g");
        line("carbon_dioxide" + p, per_gram(lines.carbon_dioxide), "mmol_per_g", "mmol/g");
        if (has_base()) line("protons" + p, per_gram(lines.protons), "mmol_per_g", "mmol/g");
        const RateLine heat = per_gram(lines.heat);
        line("heat" + p, {heat.by_uptake / 1000, heat.by_growth / 1000}, "kJ_per_g", "kJ/g");
    }

    RateLine per_gram(const RateLine& line) const {
        return {line.by_uptake * 1000 / plan_.substrate.molar_mass, line.by_growth};
    }

    void line(const std::string& id, const RateLine& line, std::string_view unit, std::string_view words) {
        made_.value(id + "_by_uptake", line.by_uptake, unit, format("{} of {}", words, s_));
        made_.value(id + "_by_growth", line.by_growth, unit, format("{} of cells made", words));
    }

    std::string rate(const std::string& id, const std::string& phase) const {
        return format("({0}{1}_by_uptake * uptake{1} + {0}{1}_by_growth * growth{1})", id, phase);
    }
    /// Of a culture of which `respiring` lives with oxygen.
    std::string mixed(const std::string& a, const std::string& b) const {
        return has_two() ? format("respiring * {} + (1 - respiring) * {}", a, b) : a;
    }
    std::string mixed_rate(const std::string& id) const {
        const std::string first = "_" + plan_.phases[0].name;
        return mixed(rate(id, first), has_two() ? rate(id, "_" + plan_.phases[1].name) : "");
    }
    std::string mixed_plain(const std::string& id) const {
        return mixed(id + "_" + plan_.phases[0].name, has_two() ? id + "_" + plan_.phases[1].name : "");
    }

    /// The share that breathes: what is asked for by aeration while oxygen is enough, and what the transfer
    /// feeds where it is not, with a smooth bend between.
    void share() {
        made_.assigned("oxygen_demand", "mmol_per_L_h", "of all cells breathing",
                       rate("oxygen", "_" + plan_.phases[0].name) + " * biomass");
        if (has_two())
            made_.assigned("respiring", "dimensionless", "share of the cells that breathes",
                           "aeration/(1 + (aeration * oxygen_demand/OTR_most)^4)^(1/4)");
    }

    void totals() {
        made_.assigned("uptake", "per_h", "of " + s_ + ", g/g/h", mixed_plain("uptake"));
        made_.assigned("growth_per_h", "per_h", "specific growth rate", mixed_plain("growth"));
        made_.assigned("OUR_mmol_per_L_h", "mmol_per_L_h", "oxygen uptake",
                       has_two() ? "respiring * oxygen_demand" : "oxygen_demand");
        made_.assigned("CER_mmol_per_L_h", "mmol_per_L_h", "carbon dioxide given off; below 0: bound",
                       "(" + mixed_rate("carbon_dioxide") + ") * biomass");
        made_.assigned("heat_W_per_L", "W_per_L", "metabolic heat",
                       "(" + mixed_rate("heat") + ") * biomass/3.6");
        if (has_base())
            made_.assigned("F_base", "L_per_h", "base that keeps the pH; below 0 it would be acid",
                           "(" + mixed_rate("protons") + ") * biomass * V/base");
        made_.rate_of("V", has_base() ? feed_ + " + F_base" : feed_);
    }

    void reactions() {
        made_.reaction("growth", "", "biomass", "growth_per_h * biomass * V");
        made_.reaction("uptake_of_" + s_, s_, "", "uptake * biomass * V");
        for (const CultureCompound& product : plan_.products)
            made_.reaction("making_of_" + product.id, "", product.id,
                           "(" + mixed_rate(product.id) + ") * biomass * V");
        made_.reaction("feeding", "", s_, feed_ + " * " + s_ + "_in_feed");
        made_.reaction("count_of_feed", "", "fed_" + s_, feed_ + " * " + s_ + "_in_feed");
    }

    /// What constraints, objectives and readers ask for.
    void told() {
        made_.value("V_start", plan_.volume, "litre", "volume at the start");
        made_.value(s_ + "_start", plan_.substrate.start, "g_per_L", "at the start");
        const std::string fed = format("V * fed_{}", s_);
        made_.assigned("substrate_used_g", "gram", s_ + " taken up since the start",
                       format("V_start * {0}_start + {1} - V * {0}", s_, fed));
        if (has_base())
            made_.assigned("base_used_L", "litre", "base fed since the start",
                           format("V - V_start - {}/{}_in_feed", fed, s_));
        for (const CultureCompound& product : plan_.products) {
            made_.assigned(product.id + "_g", "gram", "in the vessel", "V * " + product.id);
        }
        made_.assigned("biomass_g", "gram", "in the vessel", "V * biomass");
    }

    const CulturePlan& plan_;
    const std::vector<PhaseLines>& lines_;
    std::string s_, feed_;
    ModelBuilder made_;
};

}  // namespace

domain::KineticModel culture_model(const CulturePlan& plan, const std::vector<PhaseLines>& phases) {
    return CultureModel(plan, phases).make();
}

}  // namespace strandline::process
