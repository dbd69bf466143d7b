#include "insertion/offer.hpp"

#include "insertion/universe_check.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace strandline::strain {
namespace {

using domain::Reaction;
using domain::Term;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Which directions a reaction can run in.
struct Directions {
    bool forward = false, backward = false;
    bool hold(const Directions& other) const {
        return (forward || !other.forward) && (backward || !other.backward);
    }
};

/// Terms relative to the first, and whether its sign was turned.
struct Shape {
    std::vector<std::pair<std::int32_t, double>> terms;
    bool turned = false;
};

Shape shape_of(const std::vector<Term>& terms) {
    Shape made;
    const double first = terms.front().coefficient;
    made.turned = first < 0;
    // Rounded, so that 1/3 written in two ways is one.
    for (const Term& term : terms)
        made.terms.emplace_back(term.index, std::round(term.coefficient / first * 1e9) / 1e9);
    return made;
}

class OfferMaker {
public:
    OfferMaker(const FluxModel& host, const Universe& universe, bool exchanges)
        : host_(host), universe_(universe), exchanges_(exchanges) {
        made_.network = *host.network;
        made_.lower = host.lower;
        made_.upper = host.upper;
        index_host();
        index_universe();
    }

    /// Of two equal reactions of the universe both are offered: their costs may differ.
    Result<Offer> run(std::string_view target) {
        STRANDLINE_CHECK(find_target(target));
        std::vector<std::pair<std::int32_t, double>> offered;
        const auto& reactions = universe_.network.reactions;
        for (std::size_t r = 0; r < reactions.size(); ++r)
            if (const std::int32_t index = take(static_cast<std::int32_t>(r)); index >= 0)
                offered.emplace_back(index, universe_.cost[r]);
        std::ranges::sort(offered);
        for (const auto& [index, cost] : offered) {
            made_.reactions.push_back(index);
            made_.cost.push_back(cost);
        }
        return std::move(made_);
    }

private:
    bool is_off(std::int32_t reaction) const {
        return host_.lower[at(reaction)] == 0 && host_.upper[at(reaction)] == 0;
    }

    void index_host() {
        const domain::Network& network = *host_.network;
        for (std::size_t i = 0; i < network.metabolites.size(); ++i)
            metabolites_.emplace(network.metabolites[i].id, static_cast<std::int32_t>(i));
        for (std::size_t i = 0; i < network.genes.size(); ++i)
            genes_.emplace(network.genes[i].id, static_cast<std::int32_t>(i));
        for (std::size_t j = 0; j < network.reactions.size(); ++j) {
            const auto index = static_cast<std::int32_t>(j);
            const Reaction& reaction = network.reactions[j];
            reactions_.emplace(reaction.id, index);
            if (!reaction.terms.empty() && !is_off(index))
                remember(reaction.terms, host_.lower[j], host_.upper[j]);
        }
    }

    void index_universe() {
        for (const domain::FluxObjective& objective : universe_.network.objectives)
            for (const Term& term : objective.terms) objectives_.insert(term.index);
    }

    Directions directions(const Shape& shape, double lower, double upper) const {
        return shape.turned ? Directions{lower < 0, upper > 0} : Directions{upper > 0, lower < 0};
    }

    void remember(const std::vector<Term>& terms, double lower, double upper) {
        const Shape shape = shape_of(terms);
        const Directions more = directions(shape, lower, upper);
        Directions& known = shapes_[shape.terms];
        known.forward = known.forward || more.forward;
        known.backward = known.backward || more.backward;
    }

    std::int32_t metabolite(std::int32_t of_universe) {
        const domain::Metabolite& from = universe_.network.metabolites[at(of_universe)];
        const auto next = static_cast<std::int32_t>(made_.network.metabolites.size());
        const auto [found, is_new] = metabolites_.emplace(from.id, next);
        if (is_new) {
            made_.network.metabolites.push_back(from);
            ++made_.new_metabolites;
            add_compartment(from.compartment);
        }
        return found->second;
    }

    void add_compartment(const std::string& id) {
        auto& compartments = made_.network.compartments;
        if (id.empty() || std::ranges::find(compartments, id, &domain::Compartment::id) != compartments.end())
            return;
        const auto& known = universe_.network.compartments;
        const auto found = std::ranges::find(known, id, &domain::Compartment::id);
        compartments.push_back(found == known.end() ? domain::Compartment{id, ""} : *found);
    }

    void map_genes(domain::GeneRule& rule) {
        if (rule.kind == domain::GeneRule::Kind::gene) {
            const domain::NetworkGene& from = universe_.network.genes[at(rule.gene)];
            const auto next = static_cast<std::int32_t>(made_.network.genes.size());
            const auto [found, is_new] = genes_.emplace(from.id, next);
            if (is_new) made_.network.genes.push_back(from);
            rule.gene = found->second;
        }
        for (domain::GeneRule& part : rule.parts) map_genes(part);
    }

    std::int32_t add(Reaction reaction) {
        const auto index = static_cast<std::int32_t>(made_.network.reactions.size());
        reactions_.emplace(reaction.id, index);
        made_.lower.push_back(reaction.lower);
        made_.upper.push_back(reaction.upper);
        made_.network.reactions.push_back(std::move(reaction));
        return index;
    }

    /// Terms in the union; metabolites are added.
    std::vector<Term> mapped(const std::vector<Term>& terms) {
        std::vector<Term> made;
        for (const Term& term : terms) made.push_back({metabolite(term.index), term.coefficient});
        std::ranges::sort(made, {}, &Term::index);
        return made;
    }

    bool is_wanted(std::int32_t r) const {
        const Reaction& reaction = universe_.network.reactions[at(r)];
        if (reaction.terms.empty() || (reaction.lower == 0 && reaction.upper == 0)) return false;
        if (!universe_.is_model) return true;
        if (is_exchange(reaction) && !exchanges_) return false;
        return !objectives_.contains(r) && lower(reaction.id).find("biomass") == std::string::npos;
    }

    /// Metabolites that the host has not yet make a new stoichiometry.
    bool has_shape(const Reaction& reaction) const {
        std::vector<Term> terms;
        for (const Term& term : reaction.terms) {
            const auto found = metabolites_.find(universe_.network.metabolites[at(term.index)].id);
            if (found == metabolites_.end()) return false;
            terms.push_back({found->second, term.coefficient});
        }
        std::ranges::sort(terms, {}, &Term::index);
        const Shape shape = shape_of(terms);
        const auto known = shapes_.find(shape.terms);
        return known != shapes_.end() &&
               known->second.hold(directions(shape, reaction.lower, reaction.upper));
    }

    /// Its index in the union, or -1 where it is not offered.
    std::int32_t take(std::int32_t r) {
        if (!is_wanted(r)) return -1;
        Reaction reaction = universe_.network.reactions[at(r)];
        rest_or_run(reaction);
        if (const auto known = reactions_.find(reaction.id); known != reactions_.end()) {
            const std::int32_t j = known->second;
            if (j >= host_.reactions() || !is_off(j)) return -1;
            open_as(j, reaction);
            return j;
        }
        if (has_shape(reaction)) return -1;
        reaction.terms = mapped(reaction.terms);
        map_genes(reaction.rule);
        return add(std::move(reaction));
    }

    /// The host may write it the other way round.
    void open_as(std::int32_t j, const Reaction& reaction) {
        const auto ratio =
            ratio_of(*host_.network, host_.network->reactions[at(j)], universe_.network, reaction);
        const bool turned = ratio && *ratio < 0;
        made_.lower[at(j)] = turned ? 0.0 - reaction.upper : reaction.lower;
        made_.upper[at(j)] = turned ? 0.0 - reaction.lower : reaction.upper;
    }

    void rest_or_run(Reaction& reaction) const {
        reaction.lower = std::min(reaction.lower, 0.0);
        reaction.upper = std::max(reaction.upper, 0.0);
        if (universe_.is_model && is_exchange(reaction)) secrete_only(reaction);
    }

    static void secrete_only(Reaction& reaction) {
        if (reaction.terms.front().coefficient < 0)
            reaction.lower = 0;
        else
            reaction.upper = 0;
    }

    void set_target(std::int32_t reaction) {
        made_.target = reaction;
        const std::vector<Term>& terms = made_.network.reactions[at(reaction)].terms;
        made_.target_sign = terms.size() == 1 && terms.front().coefficient > 0 ? -1 : 1;
    }

    void add_target_of_universe(std::int32_t r) {
        Reaction reaction = universe_.network.reactions[at(r)];
        rest_or_run(reaction);
        if (is_exchange(reaction)) secrete_only(reaction);
        reaction.terms = mapped(reaction.terms);
        map_genes(reaction.rule);
        set_target(add(std::move(reaction)));
    }

    void add_exchange(std::int32_t of_metabolite, std::string id) {
        Reaction reaction;
        while (reactions_.contains(id)) id += "_out";
        reaction.id = std::move(id);
        reaction.name = "Exchange of " + made_.network.metabolites[at(of_metabolite)].id;
        reaction.terms = {{of_metabolite, -1}};
        reaction.upper = most_flux;
        set_target(add(std::move(reaction)));
        made_.target_added = true;
    }

    Result<void> find_target(std::string_view name) {
        std::string_view bare = name;
        if (bare.starts_with("R_") || bare.starts_with("M_")) bare.remove_prefix(2);
        for (const std::string_view id : {name, bare}) {
            if (const auto known = reactions_.find(id); known != reactions_.end()) {
                set_target(known->second);
                return {};
            }
            if (const std::int32_t r = find_reaction(universe_.network, id); r >= 0) {
                add_target_of_universe(r);
                return {};
            }
            if (find_exchange_of(id, "")) return {};
        }
        if (bare.starts_with("EX_") && find_exchange_of(bare.substr(3), bare)) return {};
        return fail(unknown(name));
    }

    /// The exchange of a metabolite; a new one where there is none.
    bool find_exchange_of(std::string_view id, std::string_view exchange_id) {
        std::int32_t index = -1;
        if (const auto known = metabolites_.find(id); known != metabolites_.end()) {
            index = known->second;
            for (std::int32_t j = 0; j < host_.reactions(); ++j) {
                const Reaction& reaction = host_.network->reactions[at(j)];
                if (!is_exchange(reaction) || reaction.terms.front().index != index ||
                    !can_secrete(reaction, host_.lower[at(j)], host_.upper[at(j)]))
                    continue;
                set_target(j);
                return true;
            }
        }
        const std::int32_t there = find_metabolite(universe_.network, id);
        for (std::size_t r = 0; there >= 0 && r < universe_.network.reactions.size(); ++r) {
            const Reaction& reaction = universe_.network.reactions[r];
            if (!is_exchange(reaction) || reaction.terms.front().index != there ||
                reactions_.contains(reaction.id) || !can_secrete(reaction, reaction.lower, reaction.upper))
                continue;
            add_target_of_universe(static_cast<std::int32_t>(r));
            return true;
        }
        if (index < 0 && there < 0) return false;
        if (index < 0) index = metabolite(there);
        const bool outside = made_.network.metabolites[at(index)].compartment == "e";
        add_exchange(index, !exchange_id.empty() ? std::string(exchange_id)
                                                 : (outside ? "EX_" : "DM_") + std::string(id));
        return true;
    }

    static bool can_secrete(const Reaction& exchange, double lower, double upper) {
        return exchange.terms.front().coefficient < 0 ? upper > 0 : lower < 0;
    }

    Error unknown(std::string_view name) const {
        std::vector<std::string> known;
        for (const auto* network : {host_.network.get(), &universe_.network}) {
            for (const Reaction& reaction : network->reactions) known.push_back(reaction.id);
            for (const domain::Metabolite& one : network->metabolites) known.push_back(one.id);
        }
        std::ranges::sort(known);
        known.erase(std::unique(known.begin(), known.end()), known.end());
        return Error::input("strain.target", "no reaction or metabolite '{}'", name)
            .expected("an id of the model or of the universe")
            .candidates(nearest(name, known))
            .mend("name the metabolite to be made, or its exchange reaction");
    }

    static constexpr double most_flux = 1000;

    const FluxModel& host_;
    const Universe& universe_;
    bool exchanges_;
    Offer made_;
    std::map<std::string, std::int32_t, std::less<>> metabolites_, reactions_, genes_;  // of the union
    std::map<std::vector<std::pair<std::int32_t, double>>, Directions> shapes_;         // of the host
    std::set<std::int32_t> objectives_;                                                 // of the universe
};

}  // namespace

Result<Offer> offer(const FluxModel& host, const Universe& universe, std::string_view target,
                    bool exchanges) {
    return OfferMaker(host, universe, exchanges).run(target);
}

}  // namespace strandline::strain
