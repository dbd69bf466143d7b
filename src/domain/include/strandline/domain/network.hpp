#pragma once

#include <strandline/base/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// What the genes of a reaction must be like for it to run: an AND/OR tree over genes. `all_of` are the
/// subunits of a complex, `any_of` isozymes.
struct GeneRule {
    enum class Kind { none, gene, all_of, any_of };
    Kind kind = Kind::none;
    std::int32_t gene = -1;       // in Network::genes, of kind gene
    std::vector<GeneRule> parts;  // at least two, of kind all_of and any_of
    bool operator==(const GeneRule&) const = default;
};

/// Calls `visit(gene)` for each mention of a gene, from left to right.
template <class Visit>
void each_gene(const GeneRule& rule, Visit&& visit) {
    if (rule.kind == GeneRule::Kind::gene) visit(rule.gene);
    for (const GeneRule& part : rule.parts) each_gene(part, visit);
}

/// Whether the reaction can run; `deleted(gene)` tells which genes are gone. A rule without genes always
/// holds.
template <class Deleted>
bool holds(const GeneRule& rule, Deleted&& deleted) {
    switch (rule.kind) {
    case GeneRule::Kind::none:
        return true;
    case GeneRule::Kind::gene:
        return !deleted(rule.gene);
    case GeneRule::Kind::all_of:
        for (const GeneRule& part : rule.parts)
            if (!holds(part, deleted)) return false;
        return true;
    case GeneRule::Kind::any_of:
        for (const GeneRule& part : rule.parts)
            if (holds(part, deleted)) return true;
        return false;
    }
    return true;
}

/// A species of a metabolic network.
struct Metabolite {
    std::string id;  // BiGG style, without the prefix M_: "glc__D_c"
    std::string name;
    std::string compartment;       // id, may be empty
    std::string formula;           // as written, may be empty
    std::optional<double> charge;  // elementary charges
    bool boundary = false;         // outside of the balanced system: its amount may change
    Json annotation, notes;        // objects, or null
    bool operator==(const Metabolite&) const = default;
};

/// Metabolites (or reactions) with a coefficient, no two of one index, in order of the index, none zero.
struct Term {
    std::int32_t index = 0;
    double coefficient = 0;
    bool operator==(const Term&) const = default;
};

/// Fluxes in mmol/gDW/h unless the model says otherwise; a bound may be infinite.
struct Reaction {
    std::string id;  // without the prefix R_: "PGI", "EX_glc__D_e"
    std::string name;
    std::string subsystem;
    std::vector<Term> terms;  // of Network::metabolites; negative is consumed
    double lower = 0, upper = 0;
    GeneRule rule;
    std::string rule_text;  // as the file has it, gene ids without prefix; "" when there is none
    Json annotation, notes;
    bool operator==(const Reaction&) const = default;
};

struct NetworkGene {
    std::string id;  // without the prefix G_: "b0720"
    std::string name;
    Json annotation, notes;
    bool operator==(const NetworkGene&) const = default;
};

struct Compartment {
    std::string id, name;
    bool operator==(const Compartment&) const = default;
};

/// A linear function of fluxes that a cell is taken to maximise (or minimise).
struct FluxObjective {
    std::string id;
    bool maximise = true;
    std::vector<Term> terms;  // of Network::reactions
    bool operator==(const FluxObjective&) const = default;
};

/// A further linear constraint, lower <= sum <= upper, of fluxes and of free variables of its own (SBML fbc
/// 3; rows of a COBRA MAT file that are no metabolites).
struct FluxConstraint {
    std::string id, name;
    std::vector<Term> terms;  // of Network::reactions
    double lower = 0, upper = 0;
    bool operator==(const FluxConstraint&) const = default;
};

/// Reactions that belong together, as a file groups them.
struct ReactionGroup {
    std::string id, name, kind;
    std::vector<std::string> members;  // ids
    bool operator==(const ReactionGroup&) const = default;
};

/// A genome-scale metabolic network: what metabolic engineers call a model. No two metabolites, reactions or
/// genes share an id; every index is valid; no lower bound is above its upper bound.
struct Network {
    std::string id, name;
    std::vector<Compartment> compartments;
    std::vector<Metabolite> metabolites;
    std::vector<Reaction> reactions;
    std::vector<NetworkGene> genes;
    std::vector<FluxObjective> objectives;
    std::int32_t active_objective = -1;  // in `objectives`; -1 when the file names none
    std::vector<FluxConstraint> constraints;
    std::vector<ReactionGroup> groups;
    Json annotation, notes;
    bool operator==(const Network&) const = default;
};

/// Index by id; -1 when there is none. Linear: build a map for many look-ups.
std::int32_t find_reaction(const Network& network, std::string_view id);
std::int32_t find_metabolite(const Network& network, std::string_view id);
std::int32_t find_gene(const Network& network, std::string_view id);

}  // namespace strandline::domain
