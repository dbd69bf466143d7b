#include "feed/prepared_feed.hpp"
#include "check/unit_reader.hpp"
#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using domain::KineticModel;
using formats::SettingsDocument;

/// Nodes of expressions; an unknown name is noted in the document at its place.
class ExpressionNodes {
public:
    ExpressionNodes(const SettingsDocument& document, const KineticModel& model, Equations& equations)
        : root_(document.root()), model_(model), equations_(equations) {}

    Node of(const NamedExpression& expression) {
        auto node = formula_node(equations_, model_, expression.formula);
        if (node) return *node;
        Error error = std::move(node.error());
        root_.refuse(std::move(error.at(expression.place)));
        return 0;
    }

private:
    formats::SettingsTable root_;
    const KineticModel& model_;
    Equations& equations_;
};

/// What multiple shooting cannot carry from one piece to the next.
Result<void> check_model(const Equations& equations) {
    const auto refuse = [](std::string_view what, std::string_view mend) {
        return fail(Error::input("process.feed_model", "a feed cannot be found for a model with {}", what)
                        .expected("differential equations, rules, and events that happen at once")
                        .mend("{}", mend));
    };
    if (!equations.delayed.empty()) return refuse("delay()", "replace the delay by a chain of states");
    if (!equations.draws.empty()) return refuse("random numbers", "give the sets of [ensemble] instead");
    if (!equations.algebraic_rows.empty() || !equations.relaxation.empty())
        return refuse("algebraic equations or fast reactions", "solve them for what they determine");
    for (const EventEquations& event : equations.events) {
        if (event.delay) return refuse("an event with a delay", "let the event happen at once");
        for (const auto& each : event.assignments)
            if (each.place.kind == Place::Kind::held)
                return refuse(format("an event that sets what nothing else moves, '{}'",
                                     equations.held_ids[each.place.index]),
                              "make it a parameter, or a species that reactions change");
    }
    return {};
}

std::vector<FeedQuantity> told(const std::vector<std::string>& ids, const UnitReader& units) {
    std::vector<FeedQuantity> made;
    for (const std::string& id : ids) {
        const auto unit = units.of_name(id);
        made.push_back({id, unit ? ucum_text(*unit).value_or("") : std::string()});
    }
    return made;
}

/// One start for each set of the ensemble, or one alone.
Result<std::vector<SystemState>> starts(const KineticModel& model, const Equations& equations,
                                        const FeedSettings& settings, const ParameterSets& ensemble,
                                        const std::string& file) {
    std::vector<std::string> ids;
    for (const auto& [id, value] : settings.given) ids.push_back(id);
    STRANDLINE_CHECK(StartValues::make(model, equations, ids));
    std::vector<std::string> of_sets;
    for (const std::string& id : ensemble.ids) {
        if (std::ranges::any_of(settings.controls,
                                [&](const FeedControl& each) { return each.control.id == id; }))
            return fail(
                Error::input("process.feed_ensemble", "'{}' is a control and varies in the ensemble", id)
                    .at({.file = file})
                    .expected("parameters that are not chosen")
                    .mend("leave its column out"));
        // What is set in the settings holds for every member.
        if (std::ranges::find(ids, id) == ids.end()) of_sets.push_back(id);
    }
    const std::size_t given = ids.size();
    ids.insert(ids.end(), of_sets.begin(), of_sets.end());
    auto start = StartValues::make(model, equations, ids);
    if (!start) {
        Error error = std::move(start.error());
        return fail(std::move(error.at({.file = file})));
    }
    std::vector<double> values = settings_of(*start, settings.given);
    std::vector<SystemState> made;
    for (std::size_t m = 0; m < std::max<std::size_t>(1, ensemble.values.size()); ++m) {
        for (std::size_t i = 0, next = given; i < ensemble.ids.size(); ++i)
            if (next < ids.size() && ids[next] == ensemble.ids[i])
                values[start->position(next++)] = ensemble.values[m][i];
        made.push_back(start->at(0, values, 0));
    }
    return made;
}

Result<void> check_starts(const std::vector<SystemState>& members, const Equations& equations) {
    for (const SystemState& member : members)
        for (std::size_t i = 0; i < member.states.size(); ++i)
            if (!std::isfinite(member.states[i]))
                return fail(Error::input("process.feed_model", "'{}' has no value at the start",
                                         equations.state_ids[i])
                                .expected("a number")
                                .mend("give one in [model.set]"));
    return {};
}

FeedProblem problem_of(const FeedSettings& settings) {
    FeedProblem problem;
    problem.pieces = settings.pieces;
    problem.samples = settings.samples;
    problem.end_lower = settings.end_lower;
    problem.end_upper = settings.end_upper;
    problem.maximise = settings.maximise;
    problem.caution = settings.caution;
    problem.objective = 0;
    for (const FeedControl& each : settings.controls) problem.controls.push_back(each.control);
    for (std::size_t i = 0; i < settings.limits.size(); ++i) {
        const FeedLimit& limit = settings.limits[i];
        FeedConstraint made{.name = limit.quantity.name, .observed = i + 1, .at_end_only = limit.at_end_only};
        if (limit.least) made.lower = *limit.least;
        if (limit.most) made.upper = *limit.most;
        problem.constraints.push_back(std::move(made));
    }
    return problem;
}

/// An exponential control moves between its pieces' edges: its bounds hold there, too, as limits of its own.
void keep_within_bounds(FeedProblem& problem, const Equations& equations, std::vector<Node>& observed) {
    for (const Control& control : problem.controls) {
        if (control.profile != Profile::exponential) continue;
        FeedConstraint made{.name = control.id + " bound within its piece", .observed = observed.size()};
        made.lower = control.lower;
        made.upper = control.upper;
        problem.constraints.push_back(std::move(made));
        observed.push_back(equations.quantities.find(control.id)->second.value);
    }
}

}  // namespace

Result<PreparedFeed> prepare_feed(const SettingsDocument& document, const KineticModel& model,
                                  const FeedSettings& settings, const ParameterSets& ensemble,
                                  const std::string& ensemble_file, Context&) {
    STRANDLINE_TRY(Equations equations, strandline::process::equations(model));
    STRANDLINE_CHECK(check_model(equations));
    PreparedFeed made;
    ExpressionNodes nodes(document, model, equations);
    std::vector<Node> observed{nodes.of(settings.objective)};
    for (const FeedLimit& limit : settings.limits) {
        observed.push_back(nodes.of(limit.quantity));
        made.limits.push_back({limit.quantity.name, limit.quantity.unit});
    }
    STRANDLINE_CHECK(document.finish());
    STRANDLINE_TRY(const Columns course, columns(model, equations, settings.quantities, {}, {}));

    const UnitReader units(model);
    made.course = told(course.ids, units);
    std::vector<std::string> ids;
    for (const auto& [id, quantity] : equations.quantities) ids.push_back(id);
    made.all = told(ids, units);
    made.problem = problem_of(settings);
    for (const FeedControl& each : settings.controls) {
        const auto& place = equations.quantities.find(each.control.id)->second.place;
        STRANDLINE_ASSERT(place && place->kind == Place::Kind::held);
        made.control_places.push_back(place->index);
    }
    STRANDLINE_TRY(made.problem.members, starts(model, equations, settings, ensemble, ensemble_file));
    STRANDLINE_CHECK(check_starts(made.problem.members, equations));
    std::vector<Node> followed = observed;
    followed.insert(followed.end(), course.nodes.begin(), course.nodes.end());
    for (const std::string& id : ids) followed.push_back(equations.quantities.find(id)->second.value);
    made.followed = std::make_unique<CompiledSystem>(equations, std::move(followed), false);
    keep_within_bounds(made.problem, equations, observed);
    made.optimised = std::make_unique<CompiledSystem>(std::move(equations), std::move(observed), true);
    made.problem.system = made.optimised.get();
    return made;
}

}  // namespace strandline::process
