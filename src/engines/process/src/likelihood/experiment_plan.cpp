#include "likelihood/experiment_plan.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace strandline::process {
namespace {

using domain::Formula;
using formats::PetabExperiment;
using formats::PetabProblem;

class Planner {
public:
    Planner(Objective::Parts& parts, PetabModel& model)
        : parts_(parts), problem_(parts.problem), model_(model), equations_(parts.system.equations()) {
        for (std::size_t i = 0; i < parts.settings.size(); ++i)
            setting_of_[parts.settings[i].id] = static_cast<std::int32_t>(i);
    }

    Result<void> plan() {
        for (const formats::PetabParameter& parameter : problem_.parameters) {
            const auto found = setting_of_.find(parameter.id);
            parts_.parameter_of.emplace(parameter.id, static_cast<std::int32_t>(parts_.setting_of.size()));
            parts_.setting_of.push_back(found == setting_of_.end() ? -1 : found->second);
        }
        compile_jumps();
        note_relevant();
        note_retaken();
        for (const PetabExperiment& experiment : problem_.experiments) {
            STRANDLINE_TRY(ExperimentPlan made, plan_of(experiment));
            parts_.experiments.push_back(std::move(made));
        }
        place_measurements();
        for (ExperimentPlan& experiment : parts_.experiments) find_directions(experiment);
        return {};
    }

private:
    std::uint32_t input_of(const Place& place) const {
        return place.kind == Place::Kind::state ? equations_.state_input(place.index)
                                                : equations_.held_input(place.index);
    }

    /// A concentration that is set holds in the compartment as it is set at the same moment.
    std::vector<Node> stored_values(numerics::ExpressionGraph& graph, const PeriodJump& jump) const {
        std::vector<Node> with(equations_.input_count(), numerics::ExpressionGraph::keep);
        for (const auto& assignment : jump.assignments)
            if (graph.is_constant(assignment.scale, 1)) with[input_of(assignment.place)] = assignment.value;
        std::vector<Node> made;
        for (const auto& assignment : jump.assignments) {
            const Node scale = graph.substitute(std::span(&assignment.scale, 1), with).front();
            made.push_back(graph.multiply(assignment.formula, scale));
        }
        return made;
    }

    void compile_jumps() {
        std::vector<std::uint32_t> inputs;
        for (std::uint32_t i = 1; i < 1 + equations_.state_ids.size() + equations_.held_ids.size(); ++i)
            inputs.push_back(i);
        numerics::ExpressionGraph graph = equations_.graph;
        for (const PeriodJump& jump : model_.jumps) {
            CompiledJump made;
            std::vector<Node> outputs;
            for (const auto& assignment : jump.assignments) made.places.push_back(assignment.place);
            outputs = stored_values(graph, jump);
            std::vector<Node> all = outputs;
            for (const auto& entry : numerics::sparse_jacobian(graph, outputs, inputs)) {
                made.entries.push_back({entry.row, inputs[entry.column]});
                all.push_back(entry.node);
            }
            made.program = numerics::Program(graph, all, equations_.input_count(), parts_.options.execution);
            parts_.jumps.push_back(std::move(made));
        }
    }

    /// Held values that a simulation, or what is seen of it, may depend on.
    void note_relevant() {
        std::vector<Node> nodes = equations_.rates;
        for (const auto& each : equations_.delayed)
            nodes.insert(nodes.end(), {each.expression, each.lag, each.before});
        nodes.insert(nodes.end(), equations_.relaxation.begin(), equations_.relaxation.end());
        for (const Switch& each : equations_.switches) nodes.push_back(each.gap);
        for (const EventEquations& event : equations_.events) {
            nodes.push_back(event.trigger);
            if (event.delay) nodes.push_back(*event.delay);
            if (event.priority) nodes.push_back(*event.priority);
            for (const auto& assignment : event.assignments) nodes.push_back(assignment.value);
        }
        for (const PeriodJump& jump : model_.jumps)
            for (const auto& assignment : jump.assignments) nodes.push_back(assignment.value);
        for (const std::string& quantity : parts_.observation.quantities)
            nodes.push_back(equations_.quantities.find(quantity)->second.value);
        const auto states = static_cast<std::uint32_t>(equations_.state_ids.size());
        for (const std::uint32_t input : equations_.graph.inputs_of(nodes))
            if (input > states && input <= states + equations_.held_ids.size()) relevant_.insert(input - 1);
    }

    void note_retaken() {
        for (const std::string& id : model_.constants) {
            const auto found = equations_.quantities.find(id);
            if (found == equations_.quantities.end() || !found->second.place) continue;
            if (found->second.place->kind == Place::Kind::held)
                parts_.retaken.push_back(found->second.place->index);
        }
        std::ranges::sort(parts_.retaken);
    }

    /// A start under these changes, made once for each set of ids that are given.
    Result<std::int32_t> start_of(const std::vector<SettingChange>& changes) {
        std::set<std::string> ids;
        for (const std::int32_t setting : parts_.setting_of)
            if (setting >= 0) ids.insert(parts_.settings[static_cast<std::size_t>(setting)].id);
        for (const SettingChange& change : changes)
            ids.insert(parts_.settings[static_cast<std::size_t>(change.setting)].id);
        CompiledStart made;
        made.given.assign(ids.begin(), ids.end());
        const auto already = std::ranges::find(parts_.starts, made.given, &CompiledStart::given);
        if (already != parts_.starts.end()) return static_cast<std::int32_t>(already - parts_.starts.begin());
        STRANDLINE_TRY(Start begin, start(model_.model, equations_, made.given));
        if (!begin.draws.empty() || !equations_.draws.empty())
            return fail(Error::input("petab.random", "the model draws random numbers")
                            .expected("a model that always gives the same")
                            .found("a distribution in a formula")
                            .mend("write a mean or a parameter instead"));
        std::vector<Node> outputs = begin.states;
        outputs.insert(outputs.end(), begin.held.begin(), begin.held.end());
        std::vector<std::uint32_t> inputs(parts_.settings.size());
        for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<std::uint32_t>(1 + i);
        std::vector<Node> all = outputs;
        for (const auto& entry : numerics::sparse_jacobian(begin.graph, outputs, inputs)) {
            made.entries.push_back({entry.row, entry.column});
            all.push_back(entry.node);
        }
        made.program = numerics::Program(begin.graph, all, 1 + inputs.size(), parts_.options.execution);
        parts_.starts.push_back(std::move(made));
        return static_cast<std::int32_t>(parts_.starts.size() - 1);
    }

    std::vector<SettingChange> changes_of(const std::vector<std::int32_t>& conditions) const {
        std::vector<SettingChange> made;
        for (const std::int32_t condition : conditions)
            for (const auto& change : problem_.conditions[static_cast<std::size_t>(condition)].changes) {
                const auto setting = setting_of_.find(change.target);
                if (setting == setting_of_.end()) continue;
                SettingChange next{.setting = setting->second};
                if (change.formula.op == Formula::Op::number)
                    next.number = change.formula.value;
                else if (const std::int32_t parameter = parts_.parameter(change.formula.name); parameter >= 0)
                    next.parameter = parameter;
                else if (const auto other = setting_of_.find(change.formula.name); other != setting_of_.end())
                    next.other = other->second;
                made.push_back(next);
            }
        return made;
    }

    std::int32_t jump_of(const std::vector<std::int32_t>& conditions) const {
        const auto found = std::ranges::find(model_.jumps, conditions, &PeriodJump::conditions);
        if (found == model_.jumps.end() || found->assignments.empty()) return -1;
        return static_cast<std::int32_t>(found - model_.jumps.begin());
    }

    Result<ExperimentPlan> plan_of(const PetabExperiment& experiment) {
        ExperimentPlan made;
        for (std::size_t i = 0; i < experiment.periods.size(); ++i) {
            const formats::PetabPeriod& period = experiment.periods[i];
            PeriodPlan next;
            next.to_steady_state = std::isinf(period.time);
            next.begin = next.to_steady_state ? 0 : period.time;
            std::vector<std::string> names;
            for (const std::int32_t condition : period.conditions)
                names.push_back(problem_.conditions[static_cast<std::size_t>(condition)].id);
            next.conditions = join(names, ", ");
            const bool first = i == 0;
            if (problem_.version < 2) {
                next.changes = changes_of(period.conditions);
                next.only_parameters = !first;
                STRANDLINE_TRY(next.start, start_of(next.changes));
            } else if (first) {
                STRANDLINE_TRY(next.start, start_of({}));
            }
            if (!sets_the_start(problem_, experiment, i)) next.jump = jump_of(period.conditions);
            if (!made.periods.empty() && !made.periods.back().to_steady_state)
                made.periods.back().end = next.begin;
            made.periods.push_back(std::move(next));
        }
        // After nothing but the way to a steady state, time begins there.
        if (made.periods.back().to_steady_state) {
            PeriodPlan rest;
            rest.conditions = made.periods.back().conditions;
            made.periods.push_back(std::move(rest));
        }
        return made;
    }

    /// The period in which a moment is, which begins at that moment or before.
    static std::size_t period_at(const ExperimentPlan& experiment, double time) {
        std::size_t at = experiment.periods.size() - 1;
        while (at > 0 && !experiment.periods[at - 1].to_steady_state && experiment.periods[at].begin > time)
            --at;
        return at;
    }

    void place_measurements() {
        const auto& all = problem_.measurements;
        for (std::size_t m = 0; m < all.size(); ++m)
            parts_.experiments[static_cast<std::size_t>(all[m].experiment)].measurements.push_back(
                static_cast<std::int32_t>(m));
        for (ExperimentPlan& experiment : parts_.experiments) {
            std::vector<double> times;
            for (const std::int32_t m : experiment.measurements) {
                const double time = all[static_cast<std::size_t>(m)].time;
                if (std::isinf(time))
                    experiment.steady_at_end = true;
                else
                    times.push_back(time);
            }
            std::ranges::sort(times);
            times.erase(std::unique(times.begin(), times.end()), times.end());
            for (const double time : times)
                experiment.periods[period_at(experiment, time)].times.push_back(time);
            for (const std::int32_t m : experiment.measurements) {
                const double time = all[static_cast<std::size_t>(m)].time;
                experiment.moments.push_back(static_cast<std::uint32_t>(
                    std::isinf(time) ? static_cast<std::ptrdiff_t>(times.size())
                                     : std::ranges::lower_bound(times, time) - times.begin()));
            }
            experiment.moment_count = times.size() + (experiment.steady_at_end ? 1 : 0);
        }
    }

    /// Whether a start depends on a setting in a way that the simulation can tell.
    bool matters(const PeriodPlan& period, std::int32_t setting) const {
        const CompiledStart& start = parts_.starts[static_cast<std::size_t>(period.start)];
        return std::ranges::any_of(start.entries, [&](const CompiledStart::Entry& entry) {
            if (entry.setting != static_cast<std::uint32_t>(setting)) return false;
            return entry.row < equations_.state_ids.size() ? !period.only_parameters
                                                           : relevant_.contains(entry.row);
        });
    }

    void find_directions(ExperimentPlan& experiment) const {
        for (std::size_t k = 0; k < parts_.free.size(); ++k) {
            const std::int32_t parameter = parts_.free[k];
            const std::int32_t own = parts_.setting_of[static_cast<std::size_t>(parameter)];
            const bool acts = std::ranges::any_of(experiment.periods, [&](const PeriodPlan& period) {
                if (period.start < 0) return false;
                if (own >= 0 && matters(period, own)) return true;
                return std::ranges::any_of(period.changes, [&](const SettingChange& change) {
                    return change.parameter == parameter && matters(period, change.setting);
                });
            });
            if (acts) experiment.directions.push_back(static_cast<std::int32_t>(k));
        }
    }

    Objective::Parts& parts_;
    const PetabProblem& problem_;
    PetabModel& model_;
    const Equations& equations_;
    std::map<std::string, std::int32_t, std::less<>> setting_of_;
    std::set<std::uint32_t> relevant_;  // as rows of a start: states first, then held values
};

}  // namespace

Result<void> plan_experiments(Objective::Parts& parts, PetabModel& model) {
    return Planner(parts, model).plan();
}

}  // namespace strandline::process
