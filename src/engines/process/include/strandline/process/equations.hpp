#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/kinetic_model.hpp>
#include <strandline/numerics/expression_graph.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

using numerics::Node;

/// What changes by jumps or not at all (held) and what a differential or algebraic equation moves (state).
struct Place {
    enum class Kind : std::uint8_t { state, held };
    Kind kind = Kind::held;
    std::uint32_t index = 0;
    bool operator==(const Place&) const = default;
};

/// Something with an id that may be looked at, and perhaps set. Nodes are of Equations::graph.
struct Quantity {
    enum class Kind : std::uint8_t { compartment, species, parameter, species_reference, reaction };
    Kind kind = Kind::parameter;
    Node value = 0;  // what its id means in formulas; of a reaction, its rate (extent/time)
    Node amount = 0, concentration = 0;  // of a species; of all else equal to value
    /// Where its value is kept, for what is no assignment rule's and no reaction: stored = value * scale.
    std::optional<Place> place;
    Node scale = 0;
    /// Its name in Start's inputs, where the model gives it a number or may be given one.
    std::int32_t setting = -1;
};

/// A change of sign of `gap` is where a relation inside of the equations turns, so that a step must end
/// there.
struct Switch {
    Node gap = 0;
    /// Depends on the time and held values alone, and is a + b * time with b = slope: its moment is known
    /// beforehand.
    bool timed = false;
    Node slope = 0;
};

struct EventEquations {
    std::string id;
    Node trigger = 0;
    std::optional<Node> delay, priority;
    bool initially_true = true, persistent = true, values_at_trigger = true;
    struct Assignment {
        Place place;
        Node value = 0;  // as it is stored: formula * scale
        // Where values of the time of triggering are assigned after a delay: `formula` is that of the
        // trigger, `scale` (the size of a species' compartment, or one) that of the execution.
        Node formula = 0, scale = 0;
    };
    std::vector<Assignment> assignments;
};

/// A random number, of a distribution of the SBML package distrib with its arguments in that package's order.
/// Over the inputs of the graph that it belongs to; a later draw may use an earlier one.
struct Draw {
    std::string distribution;
    std::vector<Node> arguments;
};

/// The equations of a kinetic model over flat inputs of one graph: the time (input 0), the states, the held
/// values, the delayed values, the draws, in this order.
///
/// M x' = rates(t, x, h, d): M is the identity where `mass` is empty. Species are kept as amounts, so that a
/// change of their compartment leaves these; one that an algebraic rule determines as what its id means.
/// Every literal of the model that may be varied (sizes, starts, parameters, stoichiometries) is a held value
/// or a state, so that d rates / d held are the model's parameter derivatives.
struct Equations {
    numerics::ExpressionGraph graph;
    std::vector<std::string> state_ids, held_ids;
    /// The value of `expression` `lag` earlier; where that is before the start, of `before` at that time
    /// (input 0) with the states and held values of the start, for initial assignments may be functions of
    /// the time. None of the three depends on delayed values.
    struct Delayed {
        Node expression = 0, lag = 0, before = 0;
    };
    std::vector<Delayed> delayed;
    /// Drawn anew whenever an event's assignments are evaluated.
    std::vector<Draw> draws;

    std::vector<Node> rates;  // one a state; the residual (to be zero) where the row of M is empty
    struct MassEntry {
        std::uint32_t row = 0, column = 0;
        double value = 0;
    };
    std::vector<MassEntry> mass;
    /// Rows without entry in M: whose rates must be zero at every time, by algebraic rules and fast
    /// reactions.
    std::vector<std::uint32_t> algebraic_rows;
    /// What fast reactions alone do: d state / d s, one a state, or empty where there are none. From a start,
    /// after an event and after a switch, states go along it to where it vanishes, before time goes on.
    std::vector<Node> relaxation;

    std::vector<Switch> switches;
    std::vector<EventEquations> events;
    std::map<std::string, Quantity, std::less<>> quantities;

    std::uint32_t time_input() const { return 0; }
    std::uint32_t state_input(std::size_t i) const { return static_cast<std::uint32_t>(1 + i); }
    std::uint32_t held_input(std::size_t i) const {
        return static_cast<std::uint32_t>(1 + state_ids.size() + i);
    }
    std::uint32_t delayed_input(std::size_t i) const {
        return static_cast<std::uint32_t>(1 + state_ids.size() + held_ids.size() + i);
    }
    std::uint32_t draw_input(std::size_t i) const {
        return static_cast<std::uint32_t>(1 + state_ids.size() + held_ids.size() + delayed.size() + i);
    }
    std::size_t input_count() const {
        return 1 + state_ids.size() + held_ids.size() + delayed.size() + draws.size();
    }
};

/// "process.…" errors in the model's own words: what is undetermined, determined twice or defined by itself.
Result<Equations> equations(const domain::KineticModel& model);

/// Values at the start, as functions of settings: inputs are the time (0), then the settings in order, then
/// the draws.
struct Start {
    numerics::ExpressionGraph graph;
    std::vector<Node> states, held;
    std::vector<Draw> draws;
};

/// A number that the model states (or leaves out: NaN) and that may be set: a species' is its start in the
/// unit that its id has in formulas.
struct Setting {
    std::string id;
    double value = 0;
};
std::vector<Setting> settings(const domain::KineticModel& model);

/// `given` are the ids whose setting holds even where an initial assignment says otherwise.
Result<Start> start(const domain::KineticModel& model, const Equations& equations,
                    std::span<const std::string> given);

/// The formula as a node over the equations' inputs; functions of the model are resolved. Names that `names`
/// has come first. "process.unknown_name" with the nearest ids.
Result<Node> formula_node(Equations& equations, const domain::KineticModel& model,
                          const domain::Formula& formula,
                          const std::map<std::string, Node, std::less<>>& names = {});

}  // namespace strandline::process
