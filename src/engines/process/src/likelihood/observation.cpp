#include "likelihood/observation.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::process {
namespace {

using domain::Formula;
using formats::PetabObservable;
using formats::PetabProblem;
using Names = std::map<std::string, Node, std::less<>>;

/// Formulas over a graph of their own. Names, nearest first: placeholders of the observable at hand,
/// parameters of the table, quantities of the model, other observables.
class ObservationBuilder {
public:
    ObservationBuilder(const PetabProblem& problem, const Equations& equations,
                       const domain::KineticModel& model)
        : problem_(problem), equations_(equations), model_(model) {}

    Result<Observation> build(numerics::Execution execution) {
        collect_quantities();
        made_.parameters = static_cast<std::uint32_t>(problem_.parameters.size());
        for (const PetabObservable& observable : problem_.observables) {
            open_.clear();
            STRANDLINE_TRY(Names names, names_for(observable));
            STRANDLINE_TRY(const Node value, node(observable.formula, names));
            if (!names.contains(observable.id)) names[observable.id] = value;
            STRANDLINE_TRY(const Node noise, node(observable.noise_formula, names));
            made_.observables.push_back(compiled({value, noise}, inputs_of(observable), execution));
        }
        return std::move(made_);
    }

private:
    bool is_parameter(const std::string& name) const {
        return std::ranges::find(problem_.parameters, name, &formats::PetabParameter::id) !=
               problem_.parameters.end();
    }

    void collect_quantities() {
        std::set<std::string> used;
        const auto look = [&](const Formula& part) {
            if (part.op == Formula::Op::name && !is_parameter(part.name) &&
                equations_.quantities.contains(part.name))
                used.insert(part.name);
        };
        for (const PetabObservable& observable : problem_.observables) {
            domain::each_part(observable.formula, look);
            domain::each_part(observable.noise_formula, look);
        }
        made_.quantities.assign(used.begin(), used.end());
    }

    std::size_t inputs_of(const PetabObservable& observable) const {
        return made_.placeholder_input(observable.observable_placeholders.size() +
                                       observable.noise_placeholders.size());
    }

    Result<Names> names_for(const PetabObservable& observable) {
        Names names;
        std::size_t placeholder = 0;
        for (const auto* list : {&observable.observable_placeholders, &observable.noise_placeholders})
            for (const std::string& name : *list)
                names[name] = graph_.graph.input(made_.placeholder_input(placeholder++));
        for (std::size_t i = 0; i < problem_.parameters.size(); ++i)
            names.try_emplace(problem_.parameters[i].id, graph_.graph.input(made_.parameter_input(i)));
        for (std::size_t i = 0; i < made_.quantities.size(); ++i)
            names.try_emplace(made_.quantities[i], graph_.graph.input(made_.quantity_input(i)));
        STRANDLINE_CHECK(add_observables(observable, names));
        return names;
    }

    /// Observables that the formulas name, and those that these name.
    Result<void> add_observables(const PetabObservable& of, Names& names) {
        if (std::ranges::find(open_, of.id) != open_.end())
            return fail(Error::input("petab.circular", "the observable '{}' is defined by itself", of.id)
                            .at({.file = {}, .record = format("observable {}", of.id)})
                            .expected("formulas that do not lead back to themselves")
                            .found("{}", join(open_, ", "))
                            .mend("write the formula without naming the observable"));
        open_.push_back(of.id);
        Names used;
        const auto look = [&](const Formula& part) {
            if (part.op == Formula::Op::name && !names.contains(part.name)) used.try_emplace(part.name, 0);
        };
        domain::each_part(of.formula, look);
        if (open_.size() == 1)
            domain::each_part(of.noise_formula, [&](const Formula& part) {
                if (part.name != of.id) look(part);
            });
        for (const auto& [name, unused] : used) {
            const auto found = std::ranges::find(problem_.observables, name, &PetabObservable::id);
            if (found == problem_.observables.end()) continue;
            STRANDLINE_CHECK(add_observables(*found, names));
            STRANDLINE_TRY(const Node value, node(found->formula, names));
            names[name] = value;
        }
        open_.pop_back();
        return {};
    }

    Result<Node> node(const Formula& formula, const Names& names) {
        return formula_node(graph_, model_, formula, names);
    }

    CompiledObservable compiled(const std::vector<Node>& outputs, std::size_t inputs,
                                numerics::Execution execution) {
        CompiledObservable made;
        std::vector<std::uint32_t> by(inputs - 1);
        for (std::size_t i = 0; i < by.size(); ++i) by[i] = static_cast<std::uint32_t>(i + 1);
        std::vector<Node> all = outputs;
        for (const auto& entry : numerics::sparse_jacobian(graph_.graph, outputs, by)) {
            made.entries.push_back({entry.row, by[entry.column]});
            all.push_back(entry.node);
        }
        made.program = numerics::Program(graph_.graph, all, inputs, execution);
        return made;
    }

    const PetabProblem& problem_;
    const Equations& equations_;
    const domain::KineticModel& model_;
    Observation made_;
    Equations graph_;  // without a state: only its graph is used
    std::vector<std::string> open_;
};

}  // namespace

Result<Observation> observation(const PetabProblem& problem, const Equations& equations,
                                const domain::KineticModel& model, numerics::Execution execution) {
    return ObservationBuilder(problem, equations, model).build(execution);
}

}  // namespace strandline::process
