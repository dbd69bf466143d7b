#include "check/report.hpp"
#include "model/numbers.hpp"

#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

template <class Items>
Json ids(const Items& items, const std::vector<std::int32_t>& indices) {
    Json made = Json::array();
    for (const std::int32_t index : indices) made.push_back(items[at(index)].id);
    return made;
}

class ReportJson {
public:
    ReportJson(const FluxModel& model, const ModelCheck& check)
        : model_(model), network_(*model.network), check_(check) {}

    Json all() const {
        Json made = Json::object();
        made.set("model", network_.id);
        Json faults = Json::array();
        for (const std::string& fault : check_.faults) faults.push_back(fault);
        made.set("usable", check_.faults.empty());
        made.set("faults", std::move(faults));
        made.set("counts", counts());
        made.set("bounds", bounds());
        made.set("objective", objective());
        made.set("medium", medium());
        made.set("mass_balance", mass());
        made.set("unconserved_metabolites", perhaps(network_.metabolites, check_.unconserved));
        made.set("energy_generating_cycles", energy());
        made.set("blocked_reactions", perhaps(network_.reactions, check_.blocked));
        made.set("blocked_with_open_exchanges", perhaps(network_.reactions, check_.blocked_when_open));
        made.set("reactions_in_loops", perhaps(network_.reactions, check_.in_loops));
        made.set("dead_ends", dead_ends());
        made.set("duplicate_reactions", duplicates());
        made.set("unused_genes", ids(network_.genes, check_.unused_genes));
        made.set("biomass", biomass());
        return made;
    }

private:
    template <class Items>
    static Json perhaps(const Items& items, const std::optional<std::vector<std::int32_t>>& indices) {
        return indices ? ids(items, *indices) : Json();
    }
    const std::string& reaction(std::int32_t index) const { return network_.reactions[at(index)].id; }

    Json counts() const {
        const auto size = [](const auto& items) { return static_cast<std::uint64_t>(items.size()); };
        Json made = Json::object();
        made.set("reactions", size(network_.reactions));
        made.set("metabolites", size(network_.metabolites));
        made.set("genes", size(network_.genes));
        std::set<std::string> compartments;
        for (const domain::Metabolite& one : network_.metabolites) compartments.insert(one.compartment);
        made.set("compartments", size(compartments));
        made.set("exchanges", check_.exchanges);
        made.set("reactions_without_gene_rule", check_.reactions_without_rule);
        made.set("further_constraints", size(network_.constraints));
        return made;
    }

    Json bounds() const {
        const BoundCounts& b = check_.bounds;
        Json made = Json::object();
        made.set("reversible", b.reversible);
        made.set("forward", b.forward);
        made.set("backward", b.backward);
        made.set("closed", b.closed);
        made.set("forced", b.forced);
        made.set("infinite", b.infinite);
        made.set("largest", b.largest);
        made.set("at_largest", b.at_largest);
        return made;
    }

    Json objective() const {
        Json made = Json::object();
        made.set("name", model_.objective_name);
        made.set("status", word(check_.growth.status));
        if (check_.growth.has_fluxes()) made.set("value", meant(check_.growth.objective));
        return made;
    }

    Json medium() const {
        Json made = Json::object();
        for (const OpenUptake& one : check_.medium)
            made.set(reaction(one.reaction), std::isfinite(one.most) ? Json(one.most) : Json());
        return made;
    }

    Json mass() const {
        const MassBalance& m = check_.mass;
        Json unbalanced = Json::array();
        for (const Imbalance& one : m.unbalanced) {
            Json elements = Json::object();
            for (const auto& [symbol, number] : one.elements) elements.set(symbol, meant(number));
            Json entry = Json::object();
            entry.set("reaction", reaction(one.reaction));
            entry.set("elements", std::move(elements));
            if (one.charge != 0) entry.set("charge", meant(one.charge));
            unbalanced.push_back(std::move(entry));
        }
        Json made = Json::object();
        made.set("balanced", static_cast<std::uint64_t>(m.balanced.size()));
        made.set("unbalanced", std::move(unbalanced));
        made.set("without_formulas", ids(network_.reactions, m.without_formulas));
        made.set("without_charges", ids(network_.reactions, m.without_charges));
        made.set("left_out", ids(network_.reactions, m.left_out));
        made.set("metabolites_without_formula", ids(network_.metabolites, m.metabolites_without_formula));
        return made;
    }

    Json energy() const {
        Json made = Json::object(), tested = Json::array(), absent = Json::array(), cycles = Json::object();
        for (const std::string& carrier : check_.energy.tested) tested.push_back(carrier);
        for (const std::string& carrier : check_.energy.not_in_model) absent.push_back(carrier);
        for (const EnergyCycle& cycle : check_.energy.cycles)
            cycles.set(cycle.carrier, ids(network_.reactions, cycle.reactions));
        made.set("tested", std::move(tested));
        made.set("not_in_model", std::move(absent));
        made.set("cycles", std::move(cycles));
        if (check_.energy.failed) made.set("solver_failed", true);
        return made;
    }

    Json dead_ends() const {
        Json made = Json::object();
        made.set("only_produced", ids(network_.metabolites, check_.dead_ends.only_produced));
        made.set("only_consumed", ids(network_.metabolites, check_.dead_ends.only_consumed));
        made.set("in_one_reaction", ids(network_.metabolites, check_.dead_ends.in_one_reaction));
        made.set("in_none", ids(network_.metabolites, check_.dead_ends.in_none));
        return made;
    }

    Json duplicates() const {
        Json made = Json::array();
        for (const std::vector<std::int32_t>& group : check_.duplicates)
            made.push_back(ids(network_.reactions, group));
        return made;
    }

    Json biomass() const {
        Json made = Json::array();
        for (const BiomassCheck& one : check_.biomass) {
            Json entry = Json::object();
            entry.set("reaction", reaction(one.reaction));
            entry.set("not_producible", perhaps(network_.metabolites, one.not_producible));
            if (one.gram_per_mmol) entry.set("gram_per_mmol", meant(*one.gram_per_mmol));
            entry.set("without_weight", ids(network_.metabolites, one.without_weight));
            made.push_back(std::move(entry));
        }
        return made;
    }

    const FluxModel& model_;
    const domain::Network& network_;
    const ModelCheck& check_;
};

}  // namespace

Json check_json(const FluxModel& model, const ModelCheck& check) { return ReportJson(model, check).all(); }

}  // namespace strandline::strain
