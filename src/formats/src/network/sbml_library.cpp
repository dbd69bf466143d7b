#include "numbers.hpp"
#include "sbml_draft.hpp"
#include "sbml_notes.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <sbml/SBMLTransforms.h>
#include <sbml/SBMLTypes.h>
#include <sbml/conversion/ConversionProperties.h>
#include <sbml/extension/SBMLDocumentPlugin.h>
#include <sbml/packages/fbc/common/FbcExtensionTypes.h>
#include <sbml/packages/fbc/sbml/UserDefinedConstraint.h>
#include <sbml/packages/groups/common/GroupsExtensionTypes.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace strandline::formats {
namespace {

using Kind = domain::GeneRule::Kind;

constexpr int most_nested = 200;  // associations

class LibraryReader {
public:
    LibraryReader(std::string_view text, std::string_view file) : text_(text), file_(file) {
        for (std::size_t at = 0; at != std::string_view::npos;) {
            lines_.push_back(at);
            const std::size_t newline = text.find('\n', at);
            at = newline == std::string_view::npos ? newline : newline + 1;
        }
    }

    Result<SbmlDraft> read() {
        document_.reset(readSBMLFromString(std::string(text_).c_str()));
        STRANDLINE_CHECK(check_document());
        ConversionProperties expand;
        expand.addOption("expandFunctionDefinitions", true);
        document_->convert(expand);
        model_ = document_->getModel();
        draft_.level = static_cast<int>(document_->getLevel());
        const SBasePlugin* fbc = document_->getPlugin("fbc");
        if (fbc) draft_.fbc_version = static_cast<int>(fbc->getPackageVersion());
        draft_.document_notes = notes_of(*document_);
        draft_.id = model_->getIdAttribute();
        draft_.name = model_->getName();
        draft_.notes = notes_of(*model_);
        draft_.annotation = annotation_of(*model_);
        draft_.own = own_of(*model_);
        work_out_values();
        for (unsigned i = 0; i < model_->getNumCompartments(); ++i)
            draft_.compartments.push_back(
                {model_->getCompartment(i)->getIdAttribute(), model_->getCompartment(i)->getName()});
        for (unsigned i = 0; i < model_->getNumSpecies(); ++i) species(*model_->getSpecies(i));
        for (unsigned i = 0; i < model_->getNumParameters(); ++i) {
            const Parameter& from = *model_->getParameter(i);
            draft_.parameters.push_back({from.getIdAttribute(), value(from.getIdAttribute())});
        }
        for (unsigned i = 0; i < model_->getNumReactions(); ++i) reaction(*model_->getReaction(i));
        if (const auto* plugin = dynamic_cast<const FbcModelPlugin*>(model_->getPlugin("fbc"))) {
            flux_bounds(*plugin);
            objectives(*plugin);
            genes(*plugin);
            constraints(*plugin);
        }
        groups();
        if (wrong_) return fail(std::move(*wrong_));
        return std::move(draft_);
    }

private:
    Place place(unsigned line, unsigned column) const {
        Place made{.file = std::string(file_), .line = line, .column = column};
        if (line >= 1 && line <= lines_.size()) {
            const std::size_t begin = lines_[line - 1];
            made.source_line =
                std::string(text_.substr(begin, text_.find('\n', begin) - begin).substr(0, 1000));
        }
        return made;
    }

    Result<void> check_document() const {
        for (unsigned i = 0; i < document_->getNumErrors(); ++i) {
            const SBMLError& error = *document_->getError(i);
            const bool unreadable = error.isFatal() || (error.isXML() && error.isError());
            if (!unreadable && document_->getModel()) continue;
            if (!unreadable && !error.isError()) continue;
            return fail(Error::input("model.sbml", "{}", trim(error.getShortMessage()))
                            .at(place(error.getLine(), error.getColumn()))
                            .expected("SBML of level 1, 2 or 3")
                            .found("{}", first_line(error.getMessage()))
                            .mend("correct the file; the validator at sbml.org tells more"));
        }
        if (document_->getModel()) return {};
        return fail(Error::input("model.none", "the SBML has no model")
                        .at({.file = std::string(file_)})
                        .expected("<model> inside <sbml>")
                        .found("none")
                        .mend("check the program that wrote the file"));
    }

    static std::string first_line(const std::string& message) {
        std::string_view text = trim(message);
        return printable(trim(text.substr(0, text.find('\n'))).substr(0, 200));
    }

    std::size_t offset(const SBase& element) const {
        const unsigned line = element.getLine();
        if (line < 1 || line > lines_.size()) return SbmlDraft::nowhere;
        const std::size_t at = text_.find_first_not_of(" \t", lines_[line - 1]);
        return at == std::string_view::npos ? lines_[line - 1] : at;
    }

    // --- notes and annotation

    static Json notes_of(const SBase& element) {
        if (!element.isSetNotes()) return {};
        const std::string text = element.getNotesString();
        XmlReader in(text, "notes");
        return in.next() ? read_notes(in) : Json();
    }

    static Json annotation_of(const SBase& element) {
        Json made;
        if (element.isSetSBOTerm()) made.set("sbo", element.getSBOTermID());
        auto& writable = const_cast<SBase&>(element);  // the library has no const way to its terms
        for (unsigned i = 0; i < writable.getNumCVTerms(); ++i) {
            CVTerm& term = *writable.getCVTerm(i);
            const bool biological = term.getQualifierType() == BIOLOGICAL_QUALIFIER;
            const char* word = biological ? BiolQualifierType_toString(term.getBiologicalQualifierType())
                                          : ModelQualifierType_toString(term.getModelQualifierType());
            const std::string qualifier = (biological ? "" : "bqm_") + std::string(word ? word : "unknown");
            for (unsigned k = 0; k < term.getNumResources(); ++k)
                annotate(made, qualifier, term.getResourceURI(k));
        }
        return made;
    }

    static Json own_of(const SBase& element) {
        const XMLNode* annotation = const_cast<SBase&>(element).getAnnotation();
        for (unsigned i = 0; annotation && i < annotation->getNumChildren(); ++i) {
            const XMLNode& child = annotation->getChild(i);
            if (child.getName() != "own" || child.getURI() != own_space || child.getNumChildren() == 0)
                continue;
            auto said = Json::parse(child.getChild(0).getCharacters());
            if (said && said->is_object()) return std::move(*said);
        }
        return {};
    }

    // --- values

    /// Values of parameters, compartments and references, through assignments and rules until nothing
    /// changes.
    void work_out_values() {
        static std::mutex one_at_a_time;  // the library evaluates in a static table
        const std::lock_guard lock(one_at_a_time);
        gather_values();
        std::vector<std::pair<std::string, const ASTNode*>> formulas;
        for (unsigned i = 0; i < model_->getNumInitialAssignments(); ++i)
            formulas.emplace_back(model_->getInitialAssignment(i)->getSymbol(),
                                  model_->getInitialAssignment(i)->getMath());
        for (unsigned i = 0; i < model_->getNumRules(); ++i)
            if (model_->getRule(i)->isAssignment())
                formulas.emplace_back(model_->getRule(i)->getVariable(), model_->getRule(i)->getMath());
        std::erase_if(formulas, [](const auto& formula) { return !formula.second; });
        for (std::size_t pass = 0; pass <= formulas.size(); ++pass) {
            bool changed = false;
            for (const auto& [id, math] : formulas) {
                const double now = SBMLTransforms::evaluateASTNode(math, values_, model_);
                const auto [known, added] = values_.emplace(id, now);
                changed |= added || (known->second != now && !std::isnan(now));
                if (!std::isnan(now)) known->second = now;
            }
            if (!changed) return;
        }
    }

    void gather_values() {
        for (unsigned i = 0; i < model_->getNumParameters(); ++i)
            if (const Parameter& each = *model_->getParameter(i); each.isSetValue())
                values_[each.getIdAttribute()] = each.getValue();
        for (unsigned i = 0; i < model_->getNumCompartments(); ++i)
            if (const Compartment& each = *model_->getCompartment(i); each.isSetSize())
                values_[each.getIdAttribute()] = each.getSize();
        for (unsigned i = 0; i < model_->getNumReactions(); ++i) {
            const Reaction& from = *model_->getReaction(i);
            for (unsigned k = 0; k < from.getNumReactants(); ++k) gather(*from.getReactant(k));
            for (unsigned k = 0; k < from.getNumProducts(); ++k) gather(*from.getProduct(k));
        }
    }

    void gather(const SpeciesReference& reference) {
        if (reference.isSetIdAttribute() && reference.isSetStoichiometry())
            values_[reference.getIdAttribute()] = reference.getStoichiometry();
    }

    std::optional<double> value(const std::string& id) const {
        const auto found = values_.find(id);
        if (found == values_.end()) return std::nullopt;
        return found->second;
    }

    // --- elements

    void species(const Species& from) {
        SbmlDraft::Species made;
        made.id = from.getIdAttribute();
        made.name = from.getName();
        made.compartment = from.getCompartment();
        made.boundary = from.getBoundaryCondition();
        made.offset = offset(from);
        made.notes = notes_of(from);
        made.annotation = annotation_of(from);
        made.own = own_of(from);
        if (from.isSetCharge()) made.charge = from.getCharge();
        if (const auto* plugin = dynamic_cast<const FbcSpeciesPlugin*>(from.getPlugin("fbc"))) {
            if (plugin->isSetCharge())
                made.charge = draft_.fbc_version > 2 ? plugin->getChargeAsDouble() : plugin->getCharge();
            made.formula = plugin->getChemicalFormula();
        }
        draft_.species.push_back(std::move(made));
    }

    void reaction(const Reaction& from) {
        SbmlDraft::Reaction made;
        made.id = from.getIdAttribute();
        made.name = trim(from.getName());
        made.reversible = from.getReversible();
        made.offset = offset(from);
        made.notes = notes_of(from);
        made.annotation = annotation_of(from);
        made.own = own_of(from);
        for (unsigned k = 0; k < from.getNumReactants(); ++k)
            made.reactants.push_back(reference(*from.getReactant(k)));
        for (unsigned k = 0; k < from.getNumProducts(); ++k)
            made.products.push_back(reference(*from.getProduct(k)));
        if (const auto* plugin = dynamic_cast<const FbcReactionPlugin*>(from.getPlugin("fbc"))) {
            made.lower = plugin->getLowerFluxBound();
            made.upper = plugin->getUpperFluxBound();
            const GeneProductAssociation* rule = plugin->getGeneProductAssociation();
            if (rule && rule->getAssociation()) made.association = association(*rule->getAssociation(), 0);
        }
        if (from.isSetKineticLaw()) kinetic_law(*from.getKineticLaw(), made);
        draft_.reactions.push_back(std::move(made));
    }

    static void kinetic_law(const KineticLaw& law, SbmlDraft::Reaction& made) {
        const auto local = [&](const char* id) -> std::optional<double> {
            const Parameter* found = law.getParameter(id);
            return found && found->isSetValue() ? std::optional(found->getValue()) : std::nullopt;
        };
        made.own_lower = local("LOWER_BOUND");
        made.own_upper = local("UPPER_BOUND");
        made.own_objective = local("OBJECTIVE_COEFFICIENT");
    }

    SbmlDraft::Reference reference(const SpeciesReference& from) const {
        SbmlDraft::Reference made{from.getIdAttribute(), from.getSpecies(), {}, offset(from)};
        if (from.isSetStoichiometryMath() && from.getStoichiometryMath()->getMath())
            made.stoichiometry =
                SBMLTransforms::evaluateASTNode(from.getStoichiometryMath()->getMath(), values_, model_);
        else if (const auto worked_out = made.id.empty() ? std::nullopt : value(made.id))
            made.stoichiometry = worked_out;
        else if (from.isSetStoichiometry() || draft_.level < 3)
            made.stoichiometry = from.getStoichiometry() / std::max(1, from.getDenominator());
        return made;
    }

    SbmlDraft::Association association(const FbcAssociation& from, int depth) {
        SbmlDraft::Association made;
        if (!may_nest(depth)) return made;
        if (const auto* gene = dynamic_cast<const GeneProductRef*>(&from)) {
            made.kind = Kind::gene;
            made.gene = gene->getGeneProduct();
        } else if (const auto* all = dynamic_cast<const FbcAnd*>(&from)) {
            made.kind = Kind::all_of;
            for (unsigned i = 0; i < all->getNumAssociations(); ++i)
                made.parts.push_back(association(*all->getAssociation(i), depth + 1));
        } else if (const auto* any = dynamic_cast<const FbcOr*>(&from)) {
            made.kind = Kind::any_of;
            for (unsigned i = 0; i < any->getNumAssociations(); ++i)
                made.parts.push_back(association(*any->getAssociation(i), depth + 1));
        }
        return made;
    }

    /// Of fbc 1, whose parts the library gives as words only.
    SbmlDraft::Association association(const Association& from, const Place& at) {
        std::vector<std::string> genes;
        const auto gene = [&](std::string_view id) {
            genes.emplace_back(id);
            return static_cast<std::int32_t>(genes.size()) - 1;
        };
        auto rule = parse_gene_rule(from.toInfix(), gene, at);
        if (rule) return as_association(*rule, genes);
        if (!wrong_) wrong_ = std::move(rule).error();
        return {};
    }

    static SbmlDraft::Association as_association(const domain::GeneRule& rule,
                                                 const std::vector<std::string>& genes) {
        SbmlDraft::Association made;
        made.kind = rule.kind;
        if (rule.kind == Kind::gene) made.gene = genes[static_cast<std::size_t>(rule.gene)];
        for (const domain::GeneRule& part : rule.parts) made.parts.push_back(as_association(part, genes));
        return made;
    }

    bool may_nest(int depth) {
        if (depth < most_nested) return true;
        if (!wrong_)
            wrong_ = Error::input("model.rule", "gene associations are nested too deep")
                         .at({.file = std::string(file_)})
                         .expected("at most {} levels", most_nested)
                         .found("more")
                         .mend("make the rule flatter");
        return false;
    }

    // --- fbc and groups

    void flux_bounds(const FbcModelPlugin& plugin) {
        auto& writable = const_cast<FbcModelPlugin&>(plugin);
        for (unsigned i = 0; i < plugin.getNumFluxBounds(); ++i) {
            FluxBound& from = *writable.getFluxBound(i);
            draft_.flux_bounds.push_back(
                {from.getReaction(), from.getOperation(), from.getValue(), offset(from)});
        }
        for (unsigned i = 0; i < static_cast<unsigned>(plugin.getNumGeneAssociations()); ++i) {
            GeneAssociation& from = *writable.getGeneAssociation(i);
            if (from.getAssociation())
                draft_.associations.emplace_back(
                    from.getReaction(),
                    association(*from.getAssociation(), place(from.getLine(), from.getColumn())));
        }
    }

    void objectives(const FbcModelPlugin& plugin) {
        draft_.active_objective = plugin.getListOfObjectives()->getActiveObjective();
        auto& writable = const_cast<FbcModelPlugin&>(plugin);  // nor to the type of an objective
        for (unsigned i = 0; i < plugin.getNumObjectives(); ++i) {
            Objective& from = *writable.getObjective(i);
            SbmlDraft::Objective made{
                from.getIdAttribute(), !lower(from.getType()).starts_with("min"), {}, offset(from)};
            for (unsigned k = 0; k < from.getNumFluxObjectives(); ++k)
                made.fluxes.push_back(
                    {from.getFluxObjective(k)->getReaction(), from.getFluxObjective(k)->isSetCoefficient()
                                                                  ? from.getFluxObjective(k)->getCoefficient()
                                                                  : 1});
            draft_.objectives.push_back(std::move(made));
        }
    }

    void genes(const FbcModelPlugin& plugin) {
        for (unsigned i = 0; i < plugin.getNumGeneProducts(); ++i) {
            const GeneProduct& from = *plugin.getGeneProduct(i);
            draft_.genes.push_back({from.getIdAttribute(), from.getName(), from.getLabel(),
                                    annotation_of(from), notes_of(from), offset(from)});
        }
    }

    void constraints(const FbcModelPlugin& plugin) {
        for (unsigned i = 0; i < plugin.getNumUserDefinedConstraints(); ++i) {
            const UserDefinedConstraint& from = *plugin.getUserDefinedConstraint(i);
            SbmlDraft::Constraint made{
                from.getIdAttribute(), from.getName(), from.getLowerBound(), from.getUpperBound(), {},
                offset(from)};
            for (unsigned k = 0; k < from.getNumUserDefinedConstraintComponents(); ++k) {
                const UserDefinedConstraintComponent& each = *from.getUserDefinedConstraintComponent(k);
                if (each.getVariableTypeAsString() == "quadratic" && !wrong_)
                    wrong_ =
                        Error::input("model.quadratic", "constraint '{}' is quadratic", printable(made.id))
                            .at(place(from.getLine(), from.getColumn()))
                            .expected("linear components")
                            .found("a quadratic one")
                            .mend("leave the constraint out");
                made.components.push_back(
                    {each.getVariable(), each.isSetCoefficient() ? each.getCoefficient() : 1});
            }
            draft_.constraints.push_back(std::move(made));
        }
    }

    void groups() {
        const auto* plugin = dynamic_cast<const GroupsModelPlugin*>(model_->getPlugin("groups"));
        if (!plugin) return;
        for (unsigned i = 0; i < plugin->getNumGroups(); ++i) {
            const Group& from = *plugin->getGroup(i);
            SbmlDraft::Group made{
                from.getIdAttribute(), from.getName(), from.getKindAsString(), {}, offset(from)};
            for (unsigned k = 0; k < from.getNumMembers(); ++k)
                made.members.push_back(from.getMember(k)->getIdRef());
            draft_.groups.push_back(std::move(made));
        }
    }

    std::string_view text_, file_;
    std::vector<std::size_t> lines_;
    std::unique_ptr<SBMLDocument> document_;
    const Model* model_ = nullptr;
    SbmlDraft draft_;
    std::map<std::string, double> values_;
    std::optional<Error> wrong_;
};

}  // namespace

Result<SbmlDraft> read_sbml_with_library(std::string_view text, std::string_view file) {
    return LibraryReader(text, file).read();
}

}  // namespace strandline::formats
