#pragma once

#include "formula_translator.hpp"
#include "model_index.hpp"

#include <functional>

namespace strandline::process {

/// Writes the equations of a model, each quantity when it is first asked for, so that assignments come in the
/// order in which they need one another, and a loop among them is found.
class SystemBuilder final : public Meaning {
public:
    /// Draws are numbered as inputs behind `delayed_count` delayed values.
    SystemBuilder(const domain::KineticModel& model, const ModelIndex& index, Equations& equations,
                  std::size_t delayed_count);

    Result<void> build();

    /// For equations that are built already: further formulas over their inputs.
    Result<Node> formula(const domain::Formula& formula);
    /// What the expression was before the start, over the time and the states and held values of the start.
    Result<Node> history(Node expression);

    Result<Node> name(std::string_view id) override;
    Result<Node> delayed(Node expression, Node lag, const std::function<Result<Node>()>& before) override;
    Result<Node> rate_of(Node expression) override;
    Result<Node> draw(const std::string& distribution, std::vector<Node> arguments) override;

private:
    struct Values {
        Node value = 0, amount = 0, concentration = 0, scale = 0;
    };
    /// What one reaction does to one species.
    struct Change {
        std::uint32_t reaction = 0;  // entity
        const domain::SpeciesReference* reference = nullptr;
        bool taken = false;
    };

    Result<Values> values(std::uint32_t entity);
    Result<Values> compute(const Entity& entity);
    Result<Values> species_values(const Entity& entity);
    Result<Node> own_value(const Entity& entity);  // of all but species
    Result<Node> size_of(const Entity& species);
    Result<Node> stored(const Entity& entity);
    Result<Node> law(const domain::KineticReaction& reaction);

    Result<Node> state_rate(std::uint32_t state);
    Result<void> refuse_fast(const Entity& entity) const;
    Result<Node> compute_rate(const Entity& entity);
    Result<Node> ruled_rate(const Entity& entity);
    Result<Node> moved_rate(const Entity& entity, bool slow, bool fast);
    Result<Node> stoichiometry(const Change& change);
    Result<Node> conversion(const Entity& species);

    Result<void> build_quantities();
    Result<void> build_rates();
    Result<void> build_fast();
    /// By fast reaction and state.
    struct FastFlows {
        std::vector<std::vector<Node>> nodes;
        std::vector<std::vector<double>> numbers;
    };
    Result<FastFlows> fast_flows(std::span<const std::uint32_t> fast);
    Result<void> build_events();
    Result<EventEquations> event(const domain::KineticEvent& event);
    Result<Node> history_of_input(std::uint32_t input);
    bool is_quiet(Node expression) const;
    Result<Node> before_start(const std::function<Result<Node>()>& formula);
    Result<Node> delay_leaves(Node expression, Node lag);

    const domain::KineticModel& model_;
    const ModelIndex& index_;
    Equations& equations_;
    numerics::ExpressionGraph& graph_;
    std::size_t delayed_count_;
    FormulaTranslator translator_;
    // An entity's, and what they were before the start.
    std::vector<std::optional<Values>> values_, values_before_;
    bool drawn_before_start_ = false;
    bool before_start_ = false;                    // what formulas are being translated for
    std::vector<std::optional<Node>> rates_;       // a state
    std::vector<std::vector<Change>> changes_;     // an entity
    std::vector<std::optional<Node>> histories_;   // an input
    std::vector<std::string> stack_, rate_stack_;  // ids in the making
};

/// d node / d time along the equations. `rate` gives the node of a state's rate.
Result<Node> total_derivative(numerics::ExpressionGraph& graph, Node node, std::size_t states,
                              const std::function<Result<Node>(std::uint32_t)>& rate);

/// Where relations and roundings in `roots` turn as time goes on.
std::vector<Switch> find_switches(const Equations& equations, numerics::ExpressionGraph& graph,
                                  std::span<const Node> roots);

}  // namespace strandline::process
