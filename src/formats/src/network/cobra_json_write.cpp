#include "further_members.hpp"

#include <strandline/formats/network.hpp>

#include <string>
#include <utility>

namespace strandline::formats {
namespace {

Json reaction_object(const domain::Reaction& reaction, double weight, const domain::Network& network) {
    Json made = Json::object();
    made.set("id", reaction.id);
    made.set("name", reaction.name);
    Json::Members coefficients;
    for (const domain::Term& term : reaction.terms)
        if (const domain::Metabolite& metabolite = network.metabolites[static_cast<std::size_t>(term.index)];
            !metabolite.boundary)
            coefficients.emplace_back(metabolite.id, term.coefficient);
    made.set("metabolites", Json::object(std::move(coefficients)));
    made.set("lower_bound", bound_value(reaction.lower));
    made.set("upper_bound", bound_value(reaction.upper));
    made.set("gene_reaction_rule", reaction.rule_text);
    if (weight != 0) made.set("objective_coefficient", weight);
    if (!reaction.subsystem.empty()) made.set("subsystem", reaction.subsystem);
    if (!reaction.notes.is_null()) made.set("notes", reaction.notes);
    if (!reaction.annotation.is_null()) made.set("annotation", reaction.annotation);
    return made;
}

Json gene_object(const domain::NetworkGene& gene) {
    Json made = Json::object();
    made.set("id", gene.id);
    made.set("name", gene.name);
    if (!gene.notes.is_null()) made.set("notes", gene.notes);
    if (!gene.annotation.is_null()) made.set("annotation", gene.annotation);
    return made;
}

/// One object a line: models are compared and kept under version control.
class ListWriter {
public:
    ListWriter(Sink& sink, std::string_view name) : sink_(sink) {
        sink_.write(",\n" + Json(name).compact() + ": [");
    }
    void write(const Json& object) {
        sink_.write((first_ ? "\n" : ",\n") + object.compact());
        first_ = false;
    }
    void end() { sink_.write("\n]"); }

private:
    Sink& sink_;
    bool first_ = true;
};

void write_member(Sink& sink, std::string_view name, const Json& value) {
    if (!value.is_null()) sink.write(",\n" + Json(name).compact() + ": " + value.compact());
}

}  // namespace

Result<void> write_cobra_json(const domain::Network& network, Sink& sink) {
    std::vector<double> weights(network.reactions.size(), 0);
    const bool active = network.active_objective >= 0;
    if (active)
        for (const domain::Term& term :
             network.objectives[static_cast<std::size_t>(network.active_objective)].terms)
            weights[static_cast<std::size_t>(term.index)] = term.coefficient;
    sink.write("{\n\"version\": \"1\"");
    write_member(sink, "id", network.id);
    if (!network.name.empty()) write_member(sink, "name", network.name);
    Json::Members compartments;
    for (const domain::Compartment& compartment : network.compartments)
        compartments.emplace_back(compartment.id, compartment.name);
    if (!compartments.empty()) write_member(sink, "compartments", Json::object(std::move(compartments)));
    if (active && !network.objectives[static_cast<std::size_t>(network.active_objective)].maximise)
        write_member(sink, "objective_direction", "min");
    ListWriter metabolites(sink, "metabolites");
    for (const domain::Metabolite& metabolite : network.metabolites)
        if (!metabolite.boundary) metabolites.write(metabolite_object(metabolite));
    metabolites.end();
    ListWriter reactions(sink, "reactions");
    for (std::size_t j = 0; j < network.reactions.size(); ++j)
        reactions.write(reaction_object(network.reactions[j], weights[j], network));
    reactions.end();
    ListWriter genes(sink, "genes");
    for (const domain::NetworkGene& gene : network.genes) genes.write(gene_object(gene));
    genes.end();
    write_member(sink, "notes", network.notes);
    write_member(sink, "annotation", network.annotation);
    write_member(sink, "strandline", further_of(network));
    sink.write("\n}\n");
    return sink.status();
}

}  // namespace strandline::formats
