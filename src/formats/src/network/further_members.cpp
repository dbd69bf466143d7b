#include "further_members.hpp"

#include "numbers.hpp"

#include <strandline/base/text.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace strandline::formats {
namespace {

Error wrong(std::string_view what) {
    return Error::input("model.further", "{} in \"strandline\" cannot be read", what)
        .expected("what 'strandline strain convert' wrote")
        .found("otherwise")
        .mend("write the model again, or remove the member \"strandline\"");
}

std::string text_of(const Json& object, std::string_view name) {
    const Json* value = object.find(name);
    return value && value->is_string() ? value->string() : std::string();
}

std::optional<double> bound_of(const Json& object, std::string_view name) {
    const Json* value = object.find(name);
    if (value && value->is_number()) return value->number();
    return value && value->is_string() ? model_number(value->string()) : std::nullopt;
}

const Json::Array& list_of(const Json& object, std::string_view name) {
    static const Json::Array none;
    const Json* value = object.find(name);
    return value && value->is_array() ? value->items() : none;
}

std::optional<Error> read_terms(const Json& from, std::string_view who, const NetworkBuilder& builder,
                                std::vector<domain::Term>& terms) {
    const Json* fluxes = from.find("fluxes");
    if (!fluxes || !fluxes->is_object()) return wrong(who);
    for (const auto& [id, coefficient] : fluxes->members()) {
        const std::int32_t index = builder.reaction(id);
        if (index < 0) return builder.unknown_reaction(who, id);
        if (!coefficient.is_number()) return wrong(who);
        terms.push_back({index, coefficient.number()});
    }
    return std::nullopt;
}

std::optional<Error> read_objectives(const Json& further, NetworkBuilder& builder) {
    domain::Network& network = builder.network;
    if (!further.find("objectives")) return std::nullopt;
    network.objectives.clear();
    for (const Json& from : list_of(further, "objectives")) {
        domain::FluxObjective made{text_of(from, "id"), text_of(from, "type") != "minimize", {}};
        if (auto slip = read_terms(from, "an objective", builder, made.terms)) return slip;
        if (auto slip = builder.add(std::move(made))) return slip;
    }
    const Json* active = further.find("active_objective");
    const auto count = static_cast<std::int64_t>(network.objectives.size());
    network.active_objective = -1;
    if (active && active->is_integer()) {
        if (active->integer() < -1 || active->integer() >= count) return wrong("the active objective");
        network.active_objective = static_cast<std::int32_t>(active->integer());
    }
    return std::nullopt;
}

std::optional<Error> read_constraints(const Json& further, NetworkBuilder& builder) {
    for (const Json& from : list_of(further, "constraints")) {
        domain::FluxConstraint made{text_of(from, "id"), text_of(from, "name"), {}, 0, 0};
        const auto lower = bound_of(from, "lower"), upper = bound_of(from, "upper");
        if (!lower || !upper) return wrong("a constraint's bound");
        made.lower = *lower;
        made.upper = *upper;
        if (auto slip = read_terms(from, "a constraint", builder, made.terms)) return slip;
        if (auto slip = builder.add(std::move(made))) return slip;
    }
    return std::nullopt;
}

Json fluxes_of(const std::vector<domain::Term>& terms, const domain::Network& network) {
    Json::Members fluxes;
    for (const domain::Term& term : terms)
        fluxes.emplace_back(network.reactions[static_cast<std::size_t>(term.index)].id, term.coefficient);
    return Json::object(std::move(fluxes));
}

Json boundary_metabolites(const domain::Network& network) {
    std::vector<Json::Members> reactions(network.metabolites.size());
    for (const domain::Reaction& reaction : network.reactions)
        for (const domain::Term& term : reaction.terms)
            if (const auto index = static_cast<std::size_t>(term.index); network.metabolites[index].boundary)
                reactions[index].emplace_back(reaction.id, term.coefficient);
    Json made;
    for (std::size_t i = 0; i < network.metabolites.size(); ++i) {
        if (!network.metabolites[i].boundary) continue;
        Json metabolite = metabolite_object(network.metabolites[i]);
        metabolite.set("index", static_cast<std::int64_t>(i));
        metabolite.set("reactions", Json::object(std::move(reactions[i])));
        made.push_back(std::move(metabolite));
    }
    return made;
}

Json objectives_of(const domain::Network& network) {
    Json made = Json::array();
    for (const domain::FluxObjective& objective : network.objectives) {
        Json one = Json::object();
        one.set("id", objective.id);
        one.set("type", objective.maximise ? "maximize" : "minimize");
        one.set("fluxes", fluxes_of(objective.terms, network));
        made.push_back(std::move(one));
    }
    return made;
}

Json constraints_of(const domain::Network& network) {
    Json made = Json::array();
    for (const domain::FluxConstraint& constraint : network.constraints) {
        Json one = Json::object();
        one.set("id", constraint.id);
        one.set("name", constraint.name);
        one.set("lower", bound_value(constraint.lower));
        one.set("upper", bound_value(constraint.upper));
        one.set("fluxes", fluxes_of(constraint.terms, network));
        made.push_back(std::move(one));
    }
    return made;
}

Json groups_of(const domain::Network& network) {
    Json made = Json::array();
    for (const domain::ReactionGroup& group : network.groups) {
        Json one = Json::object();
        one.set("id", group.id);
        one.set("name", group.name);
        one.set("kind", group.kind);
        Json members = Json::array();
        for (const std::string& id : group.members) members.push_back(id);
        one.set("members", std::move(members));
        made.push_back(std::move(one));
    }
    return made;
}

}  // namespace

bool is_plain_objective(const domain::Network& network) {
    if (network.objectives.empty()) return true;
    const domain::FluxObjective& first = network.objectives.front();
    return network.objectives.size() == 1 && network.active_objective == 0 && first.id == "obj" &&
           (!first.terms.empty() || !first.maximise);
}

Json bound_value(double bound) {
    if (std::isinf(bound)) return bound > 0 ? "inf" : "-inf";
    return bound;
}

Json metabolite_object(const domain::Metabolite& metabolite) {
    Json made = Json::object();
    made.set("id", metabolite.id);
    made.set("name", metabolite.name);
    made.set("compartment", metabolite.compartment);
    if (metabolite.charge) made.set("charge", *metabolite.charge);
    if (!metabolite.formula.empty()) made.set("formula", metabolite.formula);
    if (!metabolite.notes.is_null()) made.set("notes", metabolite.notes);
    if (!metabolite.annotation.is_null()) made.set("annotation", metabolite.annotation);
    return made;
}

std::optional<Error> read_further(const Json& further, NetworkBuilder& builder) {
    if (!further.is_object()) return wrong("the whole");
    if (auto slip = read_objectives(further, builder)) return slip;
    if (auto slip = read_constraints(further, builder)) return slip;
    for (const Json& from : list_of(further, "groups")) {
        domain::ReactionGroup group{text_of(from, "id"), text_of(from, "name"), text_of(from, "kind"), {}};
        for (const Json& member : list_of(from, "members"))
            if (member.is_string()) group.members.push_back(member.string());
        builder.network.groups.push_back(std::move(group));
    }
    return std::nullopt;
}

Json further_of(const domain::Network& network) {
    Json made;
    if (Json boundary = boundary_metabolites(network); !boundary.is_null())
        made.set("boundary_metabolites", std::move(boundary));
    if (!is_plain_objective(network)) {
        made.set("objectives", objectives_of(network));
        made.set("active_objective", network.active_objective);
    }
    if (!network.constraints.empty()) made.set("constraints", constraints_of(network));
    if (!network.groups.empty()) made.set("groups", groups_of(network));
    return made;
}

}  // namespace strandline::formats
