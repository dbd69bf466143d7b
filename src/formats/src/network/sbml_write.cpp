#include "further_members.hpp"
#include "sbml_describe.hpp"
#include "sbml_ids.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

using Kind = domain::GeneRule::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string number(double value) {
    if (std::isinf(value)) return value > 0 ? "INF" : "-INF";
    return es6_number(value);
}

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string attribute(std::string_view name, std::string_view value) {
    return value.empty() ? std::string() : format(" {}=\"{}\"", name, xml_text(value));
}

bool is_formula(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) {
                                   return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                          (c >= '0' && c <= '9');
                               }) &&
           (text.empty() || (text.front() >= 'A' && text.front() <= 'Z'));
}

class Writer {
public:
    Writer(const domain::Network& network, Sink& sink) : network_(network), sink_(sink) {
        for (const domain::Metabolite& metabolite : network.metabolites)
            whole_charges_ &= !metabolite.charge || std::trunc(*metabolite.charge) == *metabolite.charge;
        version_ = network.constraints.empty() && whole_charges_ ? 2 : 3;
        find_subsystems_of_groups();
    }

    Result<void> write() {
        begin();
        compartments();
        species();
        const std::vector<std::string> lines = reaction_lines();
        parameters();
        section("listOfReactions", lines);
        objectives();
        genes();
        constraints();
        groups();
        sink_.write("</model>\n</sbml>\n");
        return sink_.status();
    }

private:
    /// `content` stands between the tags; with none, there is one tag.
    static std::string element(const std::string& tag, const std::string& attributes,
                               const Description& about, const std::string& meta_id,
                               const std::string& content = {}) {
        const std::string begin = "<" + tag + attributes + attribute("sboTerm", about.sbo) +
                                  (about.needs_meta_id ? attribute("metaid", meta_id) : std::string());
        if (about.elements.empty() && content.empty()) return begin + "/>\n";
        return begin + ">\n" + about.elements + content + "</" + tag + ">\n";
    }

    void section(std::string_view name, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        std::string text = format("<{}>\n", name);
        for (const std::string& line : lines) text += line;
        sink_.write(text + format("</{}>\n", name));
    }

    static void own_name(Json& own, const std::string& name, bool trimmed) {
        if (!is_xml_text(name) || (trimmed && trim(name) != name)) own.set("name", name);
    }

    void begin() {
        const std::string base = "http://www.sbml.org/sbml/level3/version1/";
        std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        text += format("<sbml xmlns=\"{}core\" xmlns:fbc=\"{}fbc/version{}\"", base, base, version_);
        if (!network_.groups.empty()) text += format(" xmlns:groups=\"{}groups/version1\"", base);
        text += " level=\"3\" version=\"1\" fbc:required=\"false\"";
        if (!network_.groups.empty()) text += " groups:required=\"false\"";
        Json own = own_of_model();
        own_name(own, network_.name, false);
        const Description about = describe(network_.notes, network_.annotation, "meta_model", std::move(own));
        text += ">\n<model" + attribute("id", network_.id.empty() ? "" : sbml_id(network_.id, "")) +
                attribute("metaid", "meta_model") + attribute("name", network_.name) +
                attribute("sboTerm", about.sbo) +
                " substanceUnits=\"mole\" extentUnits=\"mole\" timeUnits=\"second\" volumeUnits=\"litre\""
                " fbc:strict=\"true\">\n" +
                about.elements;
        text +=
            "<listOfUnitDefinitions><unitDefinition id=\"mmol_per_gDW_per_hr\"><listOfUnits>\n"
            "<unit kind=\"mole\" exponent=\"1\" scale=\"-3\" multiplier=\"1\"/>\n"
            "<unit kind=\"gram\" exponent=\"-1\" scale=\"0\" multiplier=\"1\"/>\n"
            "<unit kind=\"second\" exponent=\"-1\" scale=\"0\" multiplier=\"3600\"/>\n"
            "</listOfUnits></unitDefinition></listOfUnitDefinitions>\n";
        sink_.write(text);
    }

    /// What fbc and groups cannot hold.
    Json own_of_model() const {
        const Json further = further_of(network_);
        Json own;
        bool fits = network_.objectives.empty() || network_.active_objective >= 0;
        std::set<std::string_view> ids;
        for (const domain::FluxObjective& each : network_.objectives)
            fits &= !each.id.empty() && !each.terms.empty() && ids.insert(each.id).second;
        if (!fits) {
            own.set("objectives", *further.find("objectives"));
            own.set("active_objective", network_.active_objective);
        }
        std::set<std::string_view> reactions;
        for (const domain::Reaction& each : network_.reactions) reactions.insert(each.id);
        fits = true;
        for (const domain::ReactionGroup& each : network_.groups) {
            fits &= each.kind == "classification" || each.kind == "partonomy" || each.kind == "collection";
            fits &= is_xml_text(each.name);
            for (const std::string& member : each.members) fits &= reactions.contains(member);
        }
        if (!fits) own.set("groups", *further.find("groups"));
        for (const domain::FluxConstraint& each : network_.constraints)
            if (!is_xml_text(each.name)) own.set("constraints", *further.find("constraints"));
        Json names;
        for (const domain::Compartment& each : network_.compartments)
            if (!is_xml_text(each.name)) names.set(each.id, each.name);
        if (!names.is_null()) own.set("compartments", std::move(names));
        return own;
    }

    void find_subsystems_of_groups() {
        std::unordered_map<std::string_view, std::size_t> index;
        for (std::size_t j = 0; j < network_.reactions.size(); ++j) index[network_.reactions[j].id] = j;
        group_subsystem_.resize(network_.reactions.size());
        for (const domain::ReactionGroup& group : network_.groups)
            for (const std::string& member : group.members)
                if (const auto found = index.find(member); found != index.end())
                    group_subsystem_[found->second] = group.name;
    }

    void compartments() {
        std::vector<std::string> lines;
        bool none = false;
        for (const domain::Metabolite& each : network_.metabolites) none |= each.compartment.empty();
        for (const domain::Compartment& each : network_.compartments)
            lines.push_back("<compartment" + attribute("id", sbml_id(each.id, "")) +
                            attribute("name", each.name) + " constant=\"true\"/>\n");
        if (none) lines.push_back(format("<compartment id=\"{}\" constant=\"true\"/>\n", no_compartment));
        section("listOfCompartments", lines);
    }

    void species() {
        std::vector<std::string> lines;
        for (const domain::Metabolite& each : network_.metabolites) {
            Json own;
            own_name(own, each.name, false);
            if (!is_formula(each.formula)) own.set("formula", each.formula);
            const std::string id = sbml_id(each.id, "M_");
            const Description about = describe(each.notes, each.annotation, "meta_" + id, std::move(own));
            std::string text =
                attribute("id", id) + attribute("name", each.name) +
                attribute("compartment", each.compartment.empty() ? std::string(no_compartment)
                                                                  : sbml_id(each.compartment, "")) +
                format(" hasOnlySubstanceUnits=\"false\" boundaryCondition=\"{}\" constant=\"false\"",
                       each.boundary);
            if (each.charge) text += attribute("fbc:charge", number(*each.charge));
            if (is_formula(each.formula)) text += attribute("fbc:chemicalFormula", each.formula);
            lines.push_back(element("species", text, about, "meta_" + id));
        }
        section("listOfSpecies", lines);
    }

    // --- reactions

    std::string bound(double value, const std::string& reaction, std::string_view side) {
        const std::string id = value == 0           ? "cobra_0_bound"
                               : value == -1000     ? "cobra_default_lb"
                               : value == 1000      ? "cobra_default_ub"
                               : value == infinity  ? "plus_inf"
                               : value == -infinity ? "minus_inf"
                                                    : format("{}_{}_bound", reaction, side);
        bounds_[id] = value;
        return id;
    }

    std::vector<std::string> reaction_lines() {
        std::vector<std::string> lines;
        for (std::size_t j = 0; j < network_.reactions.size(); ++j) {
            const domain::Reaction& each = network_.reactions[j];
            Json own;
            own_name(own, each.name, true);
            if (each.rule_text != gene_rule_text(each.rule, network_)) own.set("rule", each.rule_text);
            std::string_view note;
            if (each.subsystem != group_subsystem_[j]) {
                note = each.subsystem;
                if (each.subsystem.empty() || !is_xml_text(each.subsystem) ||
                    trim(each.subsystem) != each.subsystem)
                    own.set("subsystem", each.subsystem);
            }
            const std::string id = sbml_id(each.id, "R_");
            const Description about =
                describe(each.notes, each.annotation, "meta_" + id, std::move(own), note);
            const std::string attributes = attribute("id", id) + attribute("name", each.name) +
                                           format(" reversible=\"{}\" fast=\"false\"", each.lower < 0) +
                                           attribute("fbc:lowerFluxBound", bound(each.lower, id, "lower")) +
                                           attribute("fbc:upperFluxBound", bound(each.upper, id, "upper"));
            lines.push_back(element("reaction", attributes, about, "meta_" + id, participants(each)));
        }
        return lines;
    }

    std::string participants(const domain::Reaction& reaction) const {
        std::string reactants, products;
        for (const domain::Term& term : reaction.terms)
            (term.coefficient < 0 ? reactants : products) += format(
                "<speciesReference species=\"{}\" stoichiometry=\"{}\" constant=\"true\"/>\n",
                sbml_id(network_.metabolites[at(term.index)].id, "M_"), number(std::abs(term.coefficient)));
        std::string text;
        if (!reactants.empty()) text += "<listOfReactants>\n" + reactants + "</listOfReactants>\n";
        if (!products.empty()) text += "<listOfProducts>\n" + products + "</listOfProducts>\n";
        if (reaction.rule.kind != Kind::none)
            text += "<fbc:geneProductAssociation>\n" + association(reaction.rule) +
                    "</fbc:geneProductAssociation>\n";
        return text;
    }

    std::string association(const domain::GeneRule& rule) const {
        if (rule.kind == Kind::gene)
            return format("<fbc:geneProductRef fbc:geneProduct=\"{}\"/>\n",
                          sbml_id(network_.genes[at(rule.gene)].id, "G_"));
        const std::string_view tag = rule.kind == Kind::all_of ? "fbc:and" : "fbc:or";
        std::string text = format("<{}>\n", tag);
        for (const domain::GeneRule& part : rule.parts) text += association(part);
        return text + format("</{}>\n", tag);
    }

    /// Constraints may have ids of reactions, with their prefix; their parameters may not.
    static std::string of_constraint(std::size_t i) { return format("constraint_{}", i + 1); }

    void parameters() {
        for (std::size_t i = 0; i < network_.constraints.size(); ++i) {
            bound(network_.constraints[i].lower, of_constraint(i), "lower");
            bound(network_.constraints[i].upper, of_constraint(i), "upper");
        }
        std::vector<std::string> lines;
        for (const auto& [id, value] : bounds_)
            lines.push_back(
                format("<parameter id=\"{}\" value=\"{}\" constant=\"true\" sboTerm=\"SBO:{}\" "
                       "units=\"mmol_per_gDW_per_hr\"/>\n",
                       id, number(value), id.ends_with("_bound") && value != 0 ? "0000625" : "0000626"));
        section("listOfParameters", lines);
    }

    // --- fbc and groups

    void objectives() {
        std::string text;
        std::string active;
        for (std::size_t i = 0; i < network_.objectives.size(); ++i) {
            const domain::FluxObjective& each = network_.objectives[i];
            if (each.id.empty() || each.terms.empty()) continue;
            const std::string id = sbml_id(each.id, "");
            if (active.empty() || network_.active_objective == static_cast<std::int32_t>(i)) active = id;
            text += format("<fbc:objective fbc:id=\"{}\" fbc:type=\"{}\">\n<fbc:listOfFluxObjectives>\n", id,
                           each.maximise ? "maximize" : "minimize");
            for (const domain::Term& term : each.terms)
                text += format("<fbc:fluxObjective fbc:reaction=\"{}\" fbc:coefficient=\"{}\"{}/>\n",
                               sbml_id(network_.reactions[at(term.index)].id, "R_"), number(term.coefficient),
                               version_ > 2 ? " fbc:variableType=\"linear\"" : "");
            text += "</fbc:listOfFluxObjectives>\n</fbc:objective>\n";
        }
        if (!text.empty())
            sink_.write(
                format("<fbc:listOfObjectives fbc:activeObjective=\"{}\">\n{}</fbc:listOfObjectives>\n",
                       active, text));
    }

    void genes() {
        std::vector<std::string> lines;
        for (const domain::NetworkGene& each : network_.genes) {
            Json own;
            own_name(own, each.name, false);
            const std::string id = sbml_id(each.id, "G_");
            const Description about = describe(each.notes, each.annotation, "meta_" + id, std::move(own));
            lines.push_back(element(
                "fbc:geneProduct",
                attribute("fbc:id", id) + attribute("fbc:label", each.id) + attribute("fbc:name", each.name),
                about, "meta_" + id));
        }
        section("fbc:listOfGeneProducts", lines);
    }

    void constraints() {
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < network_.constraints.size(); ++i) {
            const domain::FluxConstraint& each = network_.constraints[i];
            std::string text = format(
                "<fbc:userDefinedConstraint fbc:id=\"{}\"{} fbc:lowerBound=\"{}\" fbc:upperBound=\"{}\">\n"
                "<fbc:listOfUserDefinedConstraintComponents>\n",
                sbml_id(each.id, ""), attribute("fbc:name", each.name),
                bound(each.lower, of_constraint(i), "lower"), bound(each.upper, of_constraint(i), "upper"));
            for (const domain::Term& term : each.terms)
                text += format(
                    "<fbc:userDefinedConstraintComponent fbc:coefficient=\"{}\" fbc:variable=\"{}\" "
                    "fbc:variableType=\"linear\"/>\n",
                    number(term.coefficient), sbml_id(network_.reactions[at(term.index)].id, "R_"));
            lines.push_back(text +
                            "</fbc:listOfUserDefinedConstraintComponents>\n"
                            "</fbc:userDefinedConstraint>\n");
        }
        section("fbc:listOfUserDefinedConstraints", lines);
    }

    void groups() {
        std::vector<std::string> lines;
        for (const domain::ReactionGroup& each : network_.groups) {
            const bool known =
                each.kind == "classification" || each.kind == "partonomy" || each.kind == "collection";
            std::string text =
                "<groups:group" + attribute("groups:id", each.id.empty() ? "" : sbml_id(each.id, "")) +
                attribute("groups:name", each.name) +
                attribute("groups:kind", known ? each.kind : std::string("collection")) + ">\n";
            if (!each.members.empty()) text += "<groups:listOfMembers>\n";
            for (const std::string& member : each.members)
                text += format("<groups:member groups:idRef=\"{}\"/>\n", sbml_id(member, "R_"));
            if (!each.members.empty()) text += "</groups:listOfMembers>\n";
            lines.push_back(text + "</groups:group>\n");
        }
        section("groups:listOfGroups", lines);
    }

    const domain::Network& network_;
    Sink& sink_;
    int version_ = 2;
    bool whole_charges_ = true;
    std::vector<std::string> group_subsystem_;
    std::map<std::string, double> bounds_;  // parameters
};

}  // namespace

Result<void> write_sbml(const domain::Network& network, Sink& sink) { return Writer(network, sink).write(); }

}  // namespace strandline::formats
