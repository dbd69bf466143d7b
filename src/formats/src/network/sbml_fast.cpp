#include "numbers.hpp"
#include "sbml_draft.hpp"
#include "sbml_notes.hpp"
#include "xml_reader.hpp"

#include <strandline/base/text.hpp>

#include <utility>

namespace strandline::formats {
namespace {

using Event = XmlReader::Event;
using Kind = domain::GeneRule::Kind;

constexpr int most_nested = 200;  // associations

class FastReader {
public:
    FastReader(std::string_view text, std::string_view file) : in_(text, file) {}

    Result<std::optional<SbmlDraft>> read() {
        if (!document()) {
            if (in_.error()) return fail(*in_.error());
            if (wrong_) return fail(std::move(*wrong_));
            return std::optional<SbmlDraft>();
        }
        return std::optional<SbmlDraft>(std::move(draft_));
    }

private:
    // Each step is at the start of its element and moves to its end. False: an error, or beyond this reader.

    bool refuse(Error error) {
        if (!wrong_) wrong_ = std::move(error);
        return false;
    }

    /// Calls `child()` at each start of a child, which it moves past.
    template <class Child>
    bool children(Child&& child) {
        const int inside = in_.depth();
        while (in_.next()) {
            if (in_.event() == Event::end && in_.depth() < inside) return true;
            if (in_.event() == Event::start && !child()) return false;
        }
        return false;
    }

    bool is(std::string_view name) const { return in_.is_start(XmlSpace::core, name); }
    bool is_fbc(std::string_view name) const { return in_.is_start(XmlSpace::fbc, name); }

    std::string text(std::string_view name) { return in_.attribute(name).value_or(""); }
    std::string fbc(std::string_view name) { return in_.attribute(XmlSpace::fbc, name).value_or(""); }
    bool flag(std::string_view name, bool otherwise) {
        const auto value = in_.attribute(name);
        return value ? trim(*value) == "true" || trim(*value) == "1" : otherwise;
    }

    bool number(const std::optional<std::string>& written, std::optional<double>& into,
                std::string_view name) {
        if (!written) return true;
        into = model_number(*written);
        if (into) return true;
        return refuse(Error::input("model.number", "the attribute {} is no number", name)
                          .at(in_.place())
                          .expected("a number, INF or -INF")
                          .found("'{}'", printable(*written))
                          .mend("write a number"));
    }

    bool document() {
        while (in_.next())
            if (in_.event() == Event::start) break;
        if (in_.error()) return false;
        if (in_.name() != "sbml")
            return refuse(Error::input("model.none", "this XML is no SBML")
                              .at(in_.place())
                              .expected("<sbml>")
                              .found("<{}>", printable(in_.name()))
                              .mend("give a model in SBML, or in COBRA's JSON, YAML or MAT form"));
        const auto level = model_number(text("level"));
        if (!level || (*level != 2 && *level != 3) || in_.space() != XmlSpace::core) return false;
        draft_.level = static_cast<int>(*level);
        bool seen = false;
        const bool whole = children([&] {
            if (is("notes")) return (draft_.document_notes = read_notes(in_), true);
            if (!is("model")) return in_.skip();
            seen = true;
            return model();
        });
        if (!whole) return false;
        if (seen) return true;
        return refuse(Error::input("model.none", "the SBML has no model")
                          .at({.file = in_.place_at(0).file})
                          .expected("<model> inside <sbml>")
                          .found("none")
                          .mend("check the program that wrote the file"));
    }

    bool model() {
        draft_.id = text("id");
        draft_.name = text("name");
        note_fbc_version();
        sbo(draft_.annotation);
        return children([&] { return part_of_model(); });
    }

    /// fbc may be declared at any element.
    void note_fbc_version() {
        if (draft_.fbc_version > 0) return;
        for (const XmlReader::Attribute& attribute : in_.attributes()) note_fbc(attribute.prefix);
        note_fbc("fbc");
        note_fbc(in_.prefix());
    }
    void note_fbc(std::string_view prefix) {
        if (in_.space_of(prefix) != XmlSpace::fbc) return;
        const std::string_view uri = in_.uri_of(prefix);
        draft_.fbc_version = uri.ends_with("version1") ? 1 : uri.ends_with("version2") ? 2 : 3;
    }

    bool part_of_model() {
        if (is("notes")) return (draft_.notes = read_notes(in_), true);
        if (is("annotation")) return model_annotation();
        if (is("listOfCompartments")) return list("compartment", [&] { return compartment(); });
        if (is("listOfSpecies")) return list("species", [&] { return species(); });
        if (is("listOfParameters")) return list("parameter", [&] { return parameter(); });
        if (is("listOfReactions")) return list("reaction", [&] { return reaction(); });
        if (is("listOfInitialAssignments") || is("listOfRules") || is("listOfFunctionDefinitions"))
            return false;
        if (in_.name() == "listOfSubmodels")
            return refuse(
                Error::input("model.submodels", "the model is put together of submodels")
                    .at(in_.place())
                    .expected("one flat model")
                    .found("<{}:listOfSubmodels>", in_.prefix())
                    .mend("flatten the model first, with libsbml's or JSBML's flattening converter"));
        if (in_.space() == XmlSpace::fbc) {
            note_fbc_version();
            return part_of_fbc();
        }
        if (in_.is_start(XmlSpace::groups, "listOfGroups")) return groups();
        return in_.skip();
    }

    template <class Read>
    bool list(std::string_view item, Read&& read) {
        return children([&] { return in_.name() == item ? read() : in_.skip(); });
    }

    bool part_of_fbc() {
        if (draft_.fbc_version > 2) return false;
        if (is_fbc("listOfFluxBounds")) return list("fluxBound", [&] { return flux_bound(); });
        if (is_fbc("listOfObjectives")) {
            draft_.active_objective = fbc("activeObjective");
            return list("objective", [&] { return objective(); });
        }
        if (is_fbc("listOfGeneProducts")) return list("geneProduct", [&] { return gene(); });
        return in_.skip();
    }

    void sbo(Json& annotation) {
        if (auto term = in_.attribute("sboTerm")) annotation.set("sbo", std::move(*term));
    }

    /// Notes and annotation of any element; all else through `child`.
    template <class Child>
    bool described(auto& made, Child&& child) {
        sbo(made.annotation);
        return children([&] {
            if (is("notes")) return (made.notes = read_notes(in_), true);
            if (is("annotation")) {
                merge_annotation(made.annotation, read_annotation(in_, made.own));
                return true;
            }
            return child();
        });
    }

    bool nothing_further() { return in_.skip(); }

    bool compartment() {
        draft_.compartments.push_back({text("id"), text("name")});
        return in_.skip();
    }

    bool species() {
        SbmlDraft::Species made;
        made.offset = in_.offset();
        made.id = text("id");
        made.name = text("name");
        made.compartment = text("compartment");
        made.boundary = flag("boundaryCondition", false);
        const bool good = number(in_.attribute(XmlSpace::fbc, "charge"), made.charge, "fbc:charge") &&
                          (made.charge || number(in_.attribute("charge"), made.charge, "charge"));
        made.formula = fbc("chemicalFormula");
        if (!good || !described(made, [&] { return nothing_further(); })) return false;
        draft_.species.push_back(std::move(made));
        return true;
    }

    bool parameter() {
        SbmlDraft::Parameter made{text("id"), {}};
        if (!number(in_.attribute("value"), made.value, "value")) return false;
        draft_.parameters.push_back(std::move(made));
        return in_.skip();
    }

    bool reaction() {
        SbmlDraft::Reaction made;
        made.offset = in_.offset();
        made.id = text("id");
        made.name = trim(text("name"));
        made.reversible = flag("reversible", true);
        made.lower = fbc("lowerFluxBound");
        made.upper = fbc("upperFluxBound");
        const bool good = described(made, [&] {
            if (is("listOfReactants")) return references(made.reactants);
            if (is("listOfProducts")) return references(made.products);
            if (is("kineticLaw")) return kinetic_law(made);
            if (is_fbc("geneProductAssociation")) return association_inside(made.association);
            return in_.skip();
        });
        if (good) draft_.reactions.push_back(std::move(made));
        return good;
    }

    bool references(std::vector<SbmlDraft::Reference>& into) {
        return list("speciesReference", [&] {
            SbmlDraft::Reference made{text("id"), text("species"), {}, in_.offset()};
            if (!number(in_.attribute("stoichiometry"), made.stoichiometry, "stoichiometry")) return false;
            if (!made.stoichiometry && draft_.level == 2) made.stoichiometry = 1;
            into.push_back(std::move(made));
            return children([&] { return is("stoichiometryMath") ? false : in_.skip(); });
        });
    }

    bool kinetic_law(SbmlDraft::Reaction& reaction) {
        return children([&] {
            if (!is("listOfParameters") && !is("listOfLocalParameters")) return in_.skip();
            return children([&] {
                const std::string id = text("id");
                std::optional<double>* const into = id == "LOWER_BOUND"             ? &reaction.own_lower
                                                    : id == "UPPER_BOUND"           ? &reaction.own_upper
                                                    : id == "OBJECTIVE_COEFFICIENT" ? &reaction.own_objective
                                                                                    : nullptr;
                return (!into || number(in_.attribute("value"), *into, "value")) && in_.skip();
            });
        });
    }

    /// At an element that holds one association.
    bool association_inside(SbmlDraft::Association& made) {
        return children([&] { return association(made, 0); });
    }

    /// `and`, `or` of fbc 1 and 2, geneProductRef of fbc 2, gene of fbc 1.
    bool association(SbmlDraft::Association& made, int depth) {
        if (depth == most_nested)
            return refuse(Error::input("model.rule", "gene associations are nested too deep")
                              .at(in_.place())
                              .expected("at most {} levels", most_nested)
                              .found("more")
                              .mend("make the rule flatter"));
        if (in_.name() == "geneProductRef" || in_.name() == "gene") {
            made.kind = Kind::gene;
            made.gene = in_.name() == "gene" ? text("reference") : fbc("geneProduct");
            if (made.gene.empty()) made.gene = in_.name() == "gene" ? fbc("reference") : text("geneProduct");
            return in_.skip();
        }
        if (in_.name() != "and" && in_.name() != "or") return in_.skip();
        made.kind = in_.name() == "and" ? Kind::all_of : Kind::any_of;
        return children([&] {
            made.parts.emplace_back();
            const bool good = association(made.parts.back(), depth + 1);
            if (good && made.parts.back().kind == Kind::none) made.parts.pop_back();
            return good;
        });
    }

    bool model_annotation() {
        // fbc 1 keeps its gene associations here.
        const XmlReader before = in_;
        merge_annotation(draft_.annotation, read_annotation(in_, draft_.own));
        const XmlReader after = in_;
        in_ = before;
        const bool good = children([&] {
            if (in_.name() != "listOfGeneAssociations") return in_.skip();
            return list("geneAssociation", [&] {
                std::string reaction = text("reaction");
                if (reaction.empty()) reaction = fbc("reaction");
                SbmlDraft::Association made;
                if (!association_inside(made)) return false;
                draft_.associations.emplace_back(std::move(reaction), std::move(made));
                return true;
            });
        });
        if (good) in_ = after;
        return good;
    }

    bool flux_bound() {
        SbmlDraft::FluxBound made{fbc("reaction"), fbc("operation"), 0, in_.offset()};
        std::optional<double> value;
        if (!number(in_.attribute(XmlSpace::fbc, "value"), value, "fbc:value")) return false;
        made.value = value.value_or(0);
        draft_.flux_bounds.push_back(std::move(made));
        return in_.skip();
    }

    bool objective() {
        SbmlDraft::Objective made{fbc("id"), !fbc("type").starts_with("min"), {}, in_.offset()};
        const bool good = children([&] {
            if (!is_fbc("listOfFluxObjectives") && !is_fbc("listOfFluxes")) return in_.skip();
            return list("fluxObjective", [&] {
                std::optional<double> coefficient;
                if (!number(in_.attribute(XmlSpace::fbc, "coefficient"), coefficient, "fbc:coefficient"))
                    return false;
                made.fluxes.push_back({fbc("reaction"), coefficient.value_or(1)});
                return in_.skip();
            });
        });
        if (good) draft_.objectives.push_back(std::move(made));
        return good;
    }

    bool gene() {
        SbmlDraft::Gene made{fbc("id"), fbc("name"), fbc("label"), {}, {}, {}, in_.offset()};
        if (!described(made, [&] { return nothing_further(); })) return false;
        draft_.genes.push_back(std::move(made));
        return true;
    }

    std::string groups_attribute(std::string_view name) {
        return in_.attribute(XmlSpace::groups, name).value_or("");
    }

    bool groups() {
        return list("group", [&] {
            SbmlDraft::Group made{
                groups_attribute("id"), groups_attribute("name"), groups_attribute("kind"), {}, in_.offset()};
            const bool good = children([&] {
                if (!in_.is_start(XmlSpace::groups, "listOfMembers")) return in_.skip();
                return list("member", [&] {
                    made.members.push_back(groups_attribute("idRef"));
                    return in_.skip();
                });
            });
            if (good) draft_.groups.push_back(std::move(made));
            return good;
        });
    }

    XmlReader in_;
    SbmlDraft draft_;
    std::optional<Error> wrong_;
};

}  // namespace

Result<std::optional<SbmlDraft>> read_sbml_fast(std::string_view text, std::string_view file) {
    return FastReader(text, file).read();
}

}  // namespace strandline::formats
