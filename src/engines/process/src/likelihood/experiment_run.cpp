#include "likelihood/experiment_run.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// One experiment from its start to its last measurement.
class ExperimentRunner {
public:
    ExperimentRunner(const Objective::Parts& parts, std::size_t experiment, std::span<const double> values,
                     std::span<const double> slopes, bool sensitivities, const Context& context,
                     RecordedPath* path)
        : parts_(parts),
          plan_(parts.experiments[experiment]),
          id_(parts.problem.experiments[experiment].id),
          values_(values),
          slopes_(slopes),
          context_(context),
          path_(path),
          equations_(parts.system.equations()) {
        if (sensitivities) at_.directions = plan_.directions.size();
    }

    ExperimentRun run() {
        for (const PeriodPlan& period : plan_.periods)
            if (!begin(period) || !travel(period)) return std::move(made_);
        if (plan_.steady_at_end && settle(plan_.periods.back())) record(plan_.periods.back(), {&at_.time, 1});
        return std::move(made_);
    }

private:
    bool fail(const PeriodPlan& period, const SimulationFailure& why) {
        made_.failure = {id_, period.conditions, why};
        return false;
    }

    bool begin(const PeriodPlan& period) {
        at_.time = period.begin;
        if (period.start >= 0) {
            if (period.only_parameters)
                retake(period);
            else
                start(period);
        }
        if (period.jump >= 0) jump(parts_.jumps[static_cast<std::size_t>(period.jump)]);
        return true;
    }

    /// The settings of the table and of the period's conditions, and their derivatives by each direction.
    struct Settled {
        std::vector<double> inputs;         // the time first
        std::vector<double> slopes;         // [setting][direction]
        std::vector<std::int32_t> follows;  // a parameter of the table, or -1
    };
    Settled settings(const PeriodPlan& period) const {
        Settled made;
        made.inputs.assign(1, period.begin);
        for (const Setting& setting : parts_.settings) made.inputs.push_back(setting.value);
        made.slopes.assign(parts_.settings.size() * at_.directions, 0);
        std::vector<std::int32_t> follows(parts_.settings.size(), -1);  // a parameter of the table
        for (std::size_t p = 0; p < parts_.setting_of.size(); ++p)
            if (parts_.setting_of[p] >= 0)
                follows[static_cast<std::size_t>(parts_.setting_of[p])] = static_cast<std::int32_t>(p);
        const std::vector<std::int32_t> before = follows;
        const std::vector<double> own = made.inputs;
        for (const SettingChange& change : period.changes) {
            const auto at = static_cast<std::size_t>(change.setting);
            const auto other = static_cast<std::size_t>(change.other);
            follows[at] = change.parameter >= 0 ? change.parameter : change.other >= 0 ? before[other] : -1;
            made.inputs[1 + at] = change.other >= 0 ? own[1 + other] : change.number;
        }
        for (std::size_t s = 0; s < follows.size(); ++s) {
            if (follows[s] < 0) continue;
            const auto parameter = static_cast<std::size_t>(follows[s]);
            made.inputs[1 + s] = values_[parameter];
            for (std::size_t d = 0; d < at_.directions; ++d)
                if (parts_.free[static_cast<std::size_t>(plan_.directions[d])] == follows[s])
                    made.slopes[s * at_.directions + d] = slopes_[parameter];
        }
        made.follows = std::move(follows);
        return made;
    }

    /// What is taken from a start: all values, or those that PEtab 1 takes from each period's own.
    void note_start(const PeriodPlan& period, const Settled& given, std::span<const double> outputs) {
        const CompiledStart& compiled = parts_.starts[static_cast<std::size_t>(period.start)];
        const std::size_t states = equations_.state_ids.size(), all = states + equations_.held_ids.size();
        std::vector<std::uint32_t> values;
        std::vector<std::int64_t> row_of(all, -1);
        for (std::uint32_t i = 0; i < all; ++i)
            if (!period.only_parameters ||
                (i >= states && std::ranges::binary_search(parts_.retaken, i - states))) {
                row_of[i] = static_cast<std::int64_t>(values.size());
                values.push_back(i);
            }
        std::vector<RecordedPath::Derivative> by;
        for (std::size_t e = 0; e < compiled.entries.size(); ++e) {
            const auto [row, setting] = compiled.entries[e];
            const std::int32_t parameter = given.follows[setting];
            if (row_of[row] < 0 || parameter < 0) continue;
            const std::int32_t free = parts_.free_of[static_cast<std::size_t>(parameter)];
            if (free >= 0)
                by.push_back({static_cast<std::uint32_t>(row_of[row]), static_cast<std::uint32_t>(free),
                              outputs[all + e] * slopes_[static_cast<std::size_t>(parameter)]});
        }
        path_->start(std::move(values), std::move(by));
    }

    void start(const PeriodPlan& period) {
        const CompiledStart& compiled = parts_.starts[static_cast<std::size_t>(period.start)];
        const std::size_t states = equations_.state_ids.size(), held = equations_.held_ids.size();
        const Settled given = settings(period);
        std::vector<double> outputs(compiled.program.outputs());
        compiled.program.evaluate(given.inputs.data(), outputs.data());
        if (path_) note_start(period, given, outputs);
        at_.states.assign(outputs.begin(), outputs.begin() + static_cast<std::ptrdiff_t>(states));
        at_.held.assign(outputs.begin() + static_cast<std::ptrdiff_t>(states),
                        outputs.begin() + static_cast<std::ptrdiff_t>(states + held));
        at_.state_sensitivities.assign(states * at_.directions, 0);
        at_.held_sensitivities.assign(held * at_.directions, 0);
        for (std::size_t e = 0; e < compiled.entries.size(); ++e) {
            const auto [row, setting] = compiled.entries[e];
            const double by = outputs[states + held + e];
            for (std::size_t d = 0; d < at_.directions; ++d) {
                const double slope = given.slopes[setting * at_.directions + d];
                if (slope == 0) continue;
                if (row < states)
                    at_.state_sensitivities[d * states + row] += by * slope;
                else
                    at_.held_sensitivities[d * held + row - states] += by * slope;
            }
        }
    }

    /// Parameters as the period's own condition has them; all that moves stays where it is.
    void retake(const PeriodPlan& period) {
        const SystemState before = at_;
        start(period);
        SystemState fresh = std::move(at_);
        at_ = before;
        const std::size_t held = equations_.held_ids.size();
        for (const std::uint32_t index : parts_.retaken) {
            at_.held[index] = fresh.held[index];
            for (std::size_t d = 0; d < at_.directions; ++d)
                at_.held_sensitivities[d * held + index] = fresh.held_sensitivities[d * held + index];
        }
    }

    double sensitivity_of(std::uint32_t input, std::size_t direction) const {
        const std::size_t states = at_.states.size();
        return input <= states ? at_.state_sensitivities[direction * states + input - 1]
                               : at_.held_sensitivities[direction * at_.held.size() + input - 1 - states];
    }

    void note_jump(const CompiledJump& jump, std::span<const double> outputs) {
        std::vector<std::uint32_t> values;
        for (const Place place : jump.places)
            values.push_back(place.index + (place.kind == Place::Kind::state
                                                ? 0
                                                : static_cast<std::uint32_t>(at_.states.size())));
        std::vector<RecordedPath::Derivative> by;
        for (std::size_t e = 0; e < jump.entries.size(); ++e)
            by.push_back({jump.entries[e].assignment, jump.entries[e].input - equations_.state_input(0),
                          outputs[jump.places.size() + e]});
        path_->assign(std::move(values), std::move(by));
    }

    void jump(const CompiledJump& jump) {
        std::vector<double> inputs(equations_.input_count());
        inputs[0] = at_.time;
        std::ranges::copy(at_.states, inputs.begin() + 1);
        std::ranges::copy(at_.held, inputs.begin() + 1 + static_cast<std::ptrdiff_t>(at_.states.size()));
        std::vector<double> outputs(jump.program.outputs());
        jump.program.evaluate(inputs.data(), outputs.data());
        const std::size_t count = jump.places.size();
        if (path_) note_jump(jump, outputs);
        std::vector<double> slopes(count * at_.directions);
        for (std::size_t e = 0; e < jump.entries.size(); ++e)
            for (std::size_t d = 0; d < at_.directions; ++d)
                slopes[jump.entries[e].assignment * at_.directions + d] +=
                    outputs[count + e] * sensitivity_of(jump.entries[e].input, d);
        for (std::size_t i = 0; i < count; ++i) {
            const Place place = jump.places[i];
            const bool state = place.kind == Place::Kind::state;
            std::vector<double>& values = state ? at_.states : at_.held;
            std::vector<double>& by = state ? at_.state_sensitivities : at_.held_sensitivities;
            values[place.index] = outputs[i];
            for (std::size_t d = 0; d < at_.directions; ++d)
                by[d * values.size() + place.index] = slopes[i * at_.directions + d];
        }
    }

    bool travel(const PeriodPlan& period) {
        if (period.to_steady_state) return settle(period);
        std::vector<double> times = period.times;
        // Just before the next period, so that what that begins with comes before events of the same moment.
        const double last = std::nextafter(period.end, -std::numeric_limits<double>::infinity());
        const bool goes_on = !std::isnan(period.end) && (times.empty() || times.back() < last);
        if (goes_on) times.push_back(last);
        return times.empty() || record(period, times, goes_on ? 1 : 0);
    }

    bool settle(const PeriodPlan& period) {
        const SimulationOptions& options = parts_.options.simulation;
        SteadyState steady = path_ ? steady_state(parts_.system, std::move(at_), options, context_, *path_)
                                   : steady_state(parts_.system, std::move(at_), options, context_);
        at_ = std::move(steady.state);
        return !steady.failure || fail(period, *steady.failure);
    }

    /// Simulates through the times and keeps what is observed there, but for the last `unseen` of them.
    bool record(const PeriodPlan& period, std::span<const double> times, std::size_t unseen = 0) {
        const SimulationOptions& options = parts_.options.simulation;
        Trajectory run = path_ ? simulate(parts_.system, std::move(at_), times, options, context_, *path_)
                               : simulate(parts_.system, std::move(at_), times, options, context_);
        const std::size_t seen = std::min(run.times.size(), times.size() - unseen);
        if (path_ && run.times.size() > seen) path_->forget_moment();
        const std::size_t quantities = parts_.observation.quantities.size();
        made_.times.insert(made_.times.end(), run.times.begin(),
                           run.times.begin() + static_cast<std::ptrdiff_t>(seen));
        made_.values.insert(made_.values.end(), run.values.begin(),
                            run.values.begin() + static_cast<std::ptrdiff_t>(seen * quantities));
        if (run.end.directions > 0)
            made_.sensitivities.insert(
                made_.sensitivities.end(), run.sensitivities.begin(),
                run.sensitivities.begin() +
                    static_cast<std::ptrdiff_t>(seen * quantities * run.end.directions));
        at_ = std::move(run.end);
        return !run.failure || fail(period, *run.failure);
    }

    const Objective::Parts& parts_;
    const ExperimentPlan& plan_;
    const std::string& id_;
    std::span<const double> values_, slopes_;
    const Context& context_;
    RecordedPath* path_;
    const Equations& equations_;
    SystemState at_;
    ExperimentRun made_;
};

}  // namespace

ExperimentRun run_experiment(const Objective::Parts& parts, std::size_t experiment,
                             std::span<const double> values, std::span<const double> slopes,
                             bool sensitivities, const Context& context, RecordedPath* path) {
    return ExperimentRunner(parts, experiment, values, slopes, sensitivities, context, path).run();
}

}  // namespace strandline::process
