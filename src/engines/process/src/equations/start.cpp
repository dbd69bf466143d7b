#include "circular.hpp"
#include "system_builder.hpp"

#include <algorithm>
#include <limits>

namespace strandline::process {

namespace {

using numerics::ExpressionGraph;
using numerics::NodeKind;

/// Where formulas of initial assignments are written, draws of theirs come far behind delayed values, so that
/// these may grow in number.
constexpr std::size_t room_for_delays = 1'000'000;

/// Of what an algebraic rule determines, a number is where the search for it begins.
bool is_stated(const Entity& entity) {
    if (entity.species) return entity.species->amount || entity.species->concentration;
    if (entity.parameter) return entity.parameter->value.has_value();
    return true;
}

/// Writes start values into a graph of their own, each when it is first asked for.
class StartBuilder {
public:
    StartBuilder(const domain::KineticModel& model, const ModelIndex& index, const Equations& equations,
                 std::span<const std::string> given)
        : index_(index),
          equations_(equations),
          builder_(model, index, equations_, room_for_delays),
          setting_count_(settings(model).size()),
          given_(index.entities.size(), 0),
          stored_(index.entities.size()),
          values_(index.entities.size()) {
        for (const std::string& id : given)
            if (const auto at = index.by_id.find(id); at != index.by_id.end()) given_[at->second] = 1;
        for (std::uint32_t i = 0; i < index.entities.size(); ++i)
            if (const Entity& entity = index.entities[i]; entity.species && entity.place)
                concentrations_.try_emplace(equations_.quantities.at(entity.id).value, i);
    }

    Result<Start> build() {
        for (const std::uint32_t i : index_.states) {
            STRANDLINE_TRY(const Node node, stored(i));
            start_.states.push_back(node);
        }
        for (const std::uint32_t i : index_.held) {
            STRANDLINE_TRY(const Node node, stored(i));
            start_.held.push_back(node);
        }
        return std::move(start_);
    }

private:
    Result<Node> stored(std::uint32_t number);
    Result<Node> compute_stored(std::uint32_t number);
    Result<Node> value(std::uint32_t number);
    Result<Node> compute_value(std::uint32_t number);
    Result<Node> size_of(const Entity& species);
    Result<Node> copy(Node node);
    Result<Node> copy_input(std::uint32_t input);
    Result<Node> copy_operation(Node node);
    Result<Node> draw(std::size_t number);

    bool assigned(std::uint32_t number) const { return index_.entities[number].initial && !given_[number]; }

    const ModelIndex& index_;
    Equations equations_;  // a copy: formulas of initial assignments are written into its graph
    SystemBuilder builder_;
    std::size_t setting_count_;
    std::vector<std::uint8_t> given_;
    Start start_;
    std::vector<std::optional<Node>> stored_, values_;        // an entity
    std::unordered_map<Node, std::uint32_t> concentrations_;  // values of species in the equations
    std::unordered_map<Node, Node> copies_;
    std::vector<std::string> stack_;
};

Result<Node> StartBuilder::size_of(const Entity& species) {
    return copy(equations_.quantities.at(species.species->compartment).value);
}

Result<Node> StartBuilder::stored(std::uint32_t number) {
    if (!stored_[number]) { STRANDLINE_TRY(stored_[number], compute_stored(number)); }
    return *stored_[number];
}

Result<Node> StartBuilder::compute_stored(std::uint32_t number) {
    const Entity& entity = index_.entities[number];
    const bool stated_amount = entity.species && entity.species->amount && !entity.means_amount();
    if (stated_amount && !assigned(number) && !given_[number] && entity.role != Role::algebraic)
        return start_.graph.constant(*entity.species->amount);
    STRANDLINE_TRY(const Node own, value(number));
    if (!entity.species || entity.role == Role::algebraic || entity.means_amount()) return own;
    STRANDLINE_TRY(const Node size, size_of(entity));
    return start_.graph.multiply(own, size);
}

Result<Node> StartBuilder::value(std::uint32_t number) {
    if (values_[number]) return *values_[number];
    const Entity& entity = index_.entities[number];
    if (std::ranges::find(stack_, entity.id) != stack_.end())
        return fail(circular_values(index_, stack_, entity.id, true));
    stack_.push_back(entity.id);
    auto node = compute_value(number);
    stack_.pop_back();
    if (node) values_[number] = *node;
    return node;
}

/// An initial assignment, else the setting. A species stated in the other unit is converted by the size of
/// its compartment at the start, unless its setting is given.
Result<Node> StartBuilder::compute_value(std::uint32_t number) {
    const Entity& entity = index_.entities[number];
    if (assigned(number)) {
        STRANDLINE_TRY(const Node formula, builder_.formula(*entity.initial));
        return copy(formula);
    }
    const Node setting = start_.graph.input(static_cast<std::uint32_t>(1 + entity.setting));
    if (given_[number]) return setting;
    if (entity.role == Role::algebraic && !is_stated(entity)) return start_.graph.one();
    if (entity.species) {
        const auto& species = *entity.species;
        if (entity.means_amount() ? species.concentration.has_value() : species.amount.has_value()) {
            STRANDLINE_TRY(const Node size, size_of(entity));
            if (species.amount) return start_.graph.divide(start_.graph.constant(*species.amount), size);
            return start_.graph.multiply(start_.graph.constant(*species.concentration), size);
        }
    }
    return setting;
}

Result<Node> StartBuilder::copy(Node node) {
    if (const auto at = copies_.find(node); at != copies_.end()) return at->second;
    const auto species = concentrations_.find(node);
    auto result = species != concentrations_.end() ? value(species->second) : copy_operation(node);
    if (result) copies_[node] = *result;
    return result;
}

Result<Node> StartBuilder::copy_operation(Node node) {
    const ExpressionGraph::Operation operation = equations_.graph.at(node);
    if (operation.kind == NodeKind::constant) return start_.graph.constant(operation.value);
    if (operation.kind == NodeKind::input) return copy_input(operation.a);
    STRANDLINE_TRY(const Node a, copy(operation.a));
    const int operands = operand_count(operation.kind);
    if (operands == 1) return start_.graph.unary(operation.kind, a);
    STRANDLINE_TRY(const Node b, copy(operation.b));
    if (operands == 2) return start_.graph.binary(operation.kind, a, b);
    STRANDLINE_TRY(const Node c, copy(operation.c));
    return start_.graph.select(a, b, c);
}

Result<Node> StartBuilder::copy_input(std::uint32_t input) {
    if (input == 0) return start_.graph.input(0);
    const std::uint32_t first_held = equations_.held_input(0);
    if (input < first_held) return stored(index_.states[input - 1]);
    if (input < first_held + index_.held.size()) return stored(index_.held[input - first_held]);
    const std::size_t beyond = input - first_held - index_.held.size();
    if (beyond >= room_for_delays) return draw(beyond - room_for_delays);
    STRANDLINE_TRY(const Node before, builder_.history(equations_.graph.input(input)));
    return copy(before);
}

Result<Node> StartBuilder::draw(std::size_t number) {
    const Draw asked = equations_.draws[number];
    Draw drawn{.distribution = asked.distribution, .arguments = {}};
    for (const Node argument : asked.arguments) {
        STRANDLINE_TRY(const Node node, copy(argument));
        drawn.arguments.push_back(node);
    }
    start_.draws.push_back(std::move(drawn));
    return start_.graph.input(static_cast<std::uint32_t>(setting_count_ + start_.draws.size()));
}

}  // namespace

Result<Start> start(const domain::KineticModel& model, const Equations& equations,
                    std::span<const std::string> given) {
    STRANDLINE_TRY(const ModelIndex index, index_model(model));
    for (const std::string& id : given)
        if (!index.find(id)) return fail(unknown_name(index, id));
    return StartBuilder(model, index, equations, given).build();
}

}  // namespace strandline::process
