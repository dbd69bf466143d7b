#include "sbml_names.hpp"

#include "sbml_slips.hpp"

#include <strandline/base/text.hpp>

#include <sbml/SBMLTypes.h>
#include <sbml/SyntaxChecker.h>

#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

class NameGatherer {
public:
    NameGatherer(const SbmlText& text, Errors& errors) : text_(text), errors_(errors) {}

    SbmlNames gather(const Model& model) {
        for (unsigned i = 0; i < model.getNumFunctionDefinitions(); ++i)
            function(*model.getFunctionDefinition(i));
        for (unsigned i = 0; i < model.getNumCompartments(); ++i)
            quantity(*model.getCompartment(i), "compartment", made_.compartments);
        for (unsigned i = 0; i < model.getNumSpecies(); ++i)
            quantity(*model.getSpecies(i), "species", made_.species);
        for (unsigned i = 0; i < model.getNumParameters(); ++i)
            quantity(*model.getParameter(i), "parameter", made_.parameters);
        for (unsigned i = 0; i < model.getNumReactions(); ++i) reaction(*model.getReaction(i));
        for (unsigned i = 0; i < model.getNumEvents(); ++i)
            if (const Event& event = *model.getEvent(i); !event.getIdAttribute().empty()) add(event, "event");
        return std::move(made_);
    }

private:
    bool add(const SBase& element, std::string_view what) {
        const std::string& id = element.getIdAttribute();
        if (!SyntaxChecker::isValidSBMLSId(id)) {
            errors_.add(Error::input("sbml.id", "{} has no valid id", with_article(what))
                            .at(text_.attribute(element, element.getLevel() == 1 ? "name" : "id"))
                            .expected("letters, digits and '_', no digit first")
                            .found("'{}'", printable(id.substr(0, 60)))
                            .mend("give it an id of its own"));
            return false;
        }
        const auto [first, added] = first_.emplace(id, &element);
        if (!added) {
            errors_.add(Error::input("sbml.duplicate_id", "the id '{}' stands twice", id)
                            .at(text_.attribute(element, element.getLevel() == 1 ? "name" : "id"))
                            .also_at(text_.place(*first->second))
                            .expected("an id of its own for each {}", what)
                            .found("{} of this id before it", with_article(made_.what[id]))
                            .mend("give one of them another id"));
            return false;
        }
        made_.what.emplace(id, what);
        return true;
    }

    void quantity(const SBase& element, std::string_view what, std::vector<std::string>& ids) {
        if (!add(element, what)) return;
        ids.push_back(element.getIdAttribute());
        made_.formula.quantities.insert(element.getIdAttribute());
    }

    void function(const FunctionDefinition& element) {
        if (!add(element, "function")) return;
        std::optional<std::size_t> count;  // without mathematics (Level 3 Version 2), nothing is said
        if (element.isSetMath()) count = element.getNumArguments();
        made_.formula.functions.emplace(element.getIdAttribute(), count);
    }

    void reaction(const Reaction& element) {
        quantity(element, "reaction", made_.reactions);
        for (unsigned i = 0; i < element.getNumReactants(); ++i) reference(*element.getReactant(i));
        for (unsigned i = 0; i < element.getNumProducts(); ++i) reference(*element.getProduct(i));
    }

    /// Before Level 3 such an id has no meaning in mathematics.
    void reference(const SpeciesReference& element) {
        if (element.getLevel() < 3 || element.getIdAttribute().empty()) return;
        quantity(element, "species reference", made_.references);
    }

    const SbmlText& text_;
    Errors& errors_;
    SbmlNames made_;
    std::unordered_map<std::string, const SBase*> first_;
};

}  // namespace

SbmlNames gather_names(const Model& model, const SbmlText& text, Errors& errors) {
    return NameGatherer(text, errors).gather(model);
}

}  // namespace strandline::formats
