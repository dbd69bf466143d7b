#include <strandline/formats/network.hpp>
#include <strandline/formats/reader.hpp>

#include <strandline/base/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace strandline::formats {
namespace {

const std::string& text_of(const Json& object, std::string_view name) {
    static const std::string none;
    const Json* value = object.find(name);
    return value && value->is_string() ? value->string() : none;
}

double number_of(const Json& object, std::string_view name, double otherwise) {
    const Json* value = object.find(name);
    return value && value->is_number() ? value->number() : otherwise;
}

}  // namespace

Result<domain::Network> read_network(const Source& source, Context&) {
    STRANDLINE_TRY(const std::string text, read_bytes(source));
    STRANDLINE_TRY(const Json root, Json::parse(text, source.name()));
    domain::Network network;
    network.id = text_of(root, "id");
    std::unordered_map<std::string, std::int32_t> metabolite_of;
    if (const Json* list = root.find("metabolites"))
        for (const Json& from : list->items()) {
            domain::Metabolite made;
            made.id = text_of(from, "id");
            made.name = text_of(from, "name");
            made.compartment = text_of(from, "compartment");
            made.formula = text_of(from, "formula");
            if (const Json* charge = from.find("charge"); charge && charge->is_number())
                made.charge = charge->number();
            metabolite_of.emplace(made.id, static_cast<std::int32_t>(network.metabolites.size()));
            network.metabolites.push_back(std::move(made));
        }
    if (const Json* list = root.find("genes"))
        for (const Json& from : list->items())
            network.genes.push_back({text_of(from, "id"), text_of(from, "name"), {}, {}});
    domain::FluxObjective objective;
    objective.id = "obj";
    if (const Json* list = root.find("reactions"))
        for (const Json& from : list->items()) {
            domain::Reaction made;
            made.id = text_of(from, "id");
            made.name = text_of(from, "name");
            made.subsystem = text_of(from, "subsystem");
            made.lower = number_of(from, "lower_bound", 0);
            made.upper = number_of(from, "upper_bound", 0);
            made.rule_text = text_of(from, "gene_reaction_rule");
            STRANDLINE_TRY(made.rule,
                           parse_gene_rule(made.rule_text, network,
                                           {.file = source.name(), .record = "reaction " + made.id}));
            for (const auto& [id, coefficient] : from.at("metabolites").members())
                made.terms.push_back({metabolite_of.at(id), coefficient.number()});
            std::ranges::sort(made.terms, {}, &domain::Term::index);
            if (const double weight = number_of(from, "objective_coefficient", 0); weight != 0)
                objective.terms.push_back({static_cast<std::int32_t>(network.reactions.size()), weight});
            network.reactions.push_back(std::move(made));
        }
    network.objectives.push_back(std::move(objective));
    network.active_objective = 0;
    return network;
}

Result<void> write_cobra_json(const domain::Network&, Sink& sink) { return sink.status(); }
Result<void> write_sbml(const domain::Network&, Sink& sink) { return sink.status(); }

}  // namespace strandline::formats
