#include "estimate/balance_run.hpp"

#include "estimate/estimation_case.hpp"

#include <strandline/base/text.hpp>
#include <strandline/process/equations.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace strandline::process {
namespace {

using formats::SettingsTable;

/// Readings of one column that count, in the order of their times.
struct Course {
    std::vector<double> times, values;

    /// The last one not after `time`; NaN before the first.
    double held(double time) const {
        const auto next = std::ranges::upper_bound(times, time);
        return next == times.begin() ? std::nan("")
                                     : values[static_cast<std::size_t>(next - times.begin()) - 1];
    }
};

Course course_of(const RunData& run, std::uint32_t signal, const UnitChange& change) {
    std::vector<std::pair<double, double>> pairs;
    for (const Reading& reading : run.readings)
        if (reading.signal == signal && reading.missing == Missing::no)
            pairs.emplace_back(reading.time, change.of(reading.value));
    std::ranges::stable_sort(pairs, {}, &std::pair<double, double>::first);
    Course made;
    for (const auto& [time, value] : pairs) {
        made.times.push_back(time);
        made.values.push_back(value);
    }
    return made;
}

Course course_of(const SettingsTable& root, const GasFigure& figure, const RunData& run) {
    if (figure.column.empty()) return {{-1e300}, {figure.fixed.value}};
    const auto column = run_column(root, run, figure.column, figure.unit, figure.place);
    return column ? course_of(run, column->signal, column->change) : Course{};
}

/// Values at a time of columns, OUR, CER and outputs, with what is known of their errors.
class RateFormulas {
public:
    RateFormulas(const BalanceSettings& settings, const RunData& run,
                 const std::vector<std::string>& outputs) {
        const auto add = [&](const std::string& name) {
            if (!names_.contains(name))
                names_[name] = equations_.graph.input(static_cast<std::uint32_t>(inputs_.size())),
                inputs_.push_back(name);
        };
        add("OUR");
        add("CER");
        for (const std::string& name : outputs) add(name);
        for (const Signal& signal : run.signals) add(signal.name);
        rates_ = settings.rates.size();
    }

    /// Unknown names are noted at their places.
    void read(const SettingsTable& root, const BalanceSettings& settings) {
        for (const BalancedRateSettings& rate : settings.rates) {
            if (!rate.expression) {
                nodes_.push_back(equations_.graph.zero());
                continue;
            }
            auto node = formula_node(equations_, model_, *rate.expression, names_);
            if (!node) root.refuse(unknown(*rate.expression, rate.place, std::move(node.error())));
            nodes_.push_back(node ? *node : equations_.graph.zero());
            used_.push_back(equations_.graph.inputs_of(std::span(&nodes_.back(), 1)));
        }
        program_ = numerics::Program(equations_.graph, nodes_, inputs_.size());
    }

    const std::vector<std::string>& inputs() const { return inputs_; }
    std::vector<double> at(const std::vector<double>& values) const {
        std::vector<double> made(rates_);
        program_.evaluate(values.data(), made.data());
        return made;
    }
    bool uses(std::size_t input) const {
        return std::ranges::any_of(used_, [&](const auto& list) {
            return std::ranges::find(list, static_cast<std::uint32_t>(input)) != list.end();
        });
    }

private:
    Error unknown(const domain::Formula& formula, const strandline::Place& place, Error error) const {
        for (const std::string& name : [&] {
                 std::vector<std::string> all;
                 domain::each_part(formula, [&](const domain::Formula& part) {
                     if (part.op == domain::Formula::Op::name) all.push_back(part.name);
                 });
                 return all;
             }())
            if (!names_.contains(name))
                return Error::input("process.estimate_balance", "'{}' is not known here", printable(name))
                    .at(place)
                    .expected("OUR, CER (mol/h), outputs of the estimate, columns of the run")
                    .candidates(nearest(name, inputs_))
                    .mend("correct the name");
        return std::move(error.at(place));
    }

    Equations equations_;
    domain::KineticModel model_;
    std::map<std::string, Node, std::less<>> names_;
    std::vector<std::string> inputs_;
    std::vector<Node> nodes_;
    std::vector<std::vector<std::uint32_t>> used_;
    std::size_t rates_ = 0;
    numerics::Program program_;
};

/// Means of all inputs over a window, with deviations; NaN where there is none.
struct WindowInputs {
    std::vector<double> values, deviations;
};

class WindowReader {
public:
    WindowReader(const RateFormulas& formulas, const RunData& run, const std::vector<OffGasMoment>& off_gas,
                 const std::vector<std::string>& outputs, const EstimatedOutputs& estimated)
        : formulas_(formulas), off_gas_(off_gas), outputs_(outputs), estimated_(estimated) {
        for (std::uint32_t s = 0; s < run.signals.size(); ++s)
            courses_[run.signals[s].name] = course_of(run, s, {});
    }

    WindowInputs read(double from, double to) const {
        WindowInputs made;
        for (std::size_t i = 0; i < formulas_.inputs().size(); ++i) {
            const std::string& name = formulas_.inputs()[i];
            Uncertain value{std::nan(""), 0};
            if (formulas_.uses(i)) value = mean(name, from, to);
            made.values.push_back(value.value);
            made.deviations.push_back(value.deviation);
        }
        return made;
    }

private:
    Uncertain mean(const std::string& name, double from, double to) const {
        if (name == "OUR" || name == "CER") return gas(name == "OUR", from, to);
        if (std::ranges::find(outputs_, name) != outputs_.end())
            return estimated_(name, 0.5 * (from + to)).value_or(Uncertain{std::nan(""), 0});
        // The mean of what is held from each reading to the next.
        const Course& course = courses_.at(name);
        double sum = 0, at = from;
        for (const double time : course.times)
            if (time > from && time < to) {
                sum += (time - at) * course.held(at);
                at = time;
            }
        return {(sum + (to - at) * course.held(at)) / (to - from), 0};
    }

    Uncertain gas(bool oxygen, double from, double to) const {
        double sum = 0, squares = 0, count = 0;
        for (const OffGasMoment& moment : off_gas_) {
            if (moment.time <= from || moment.time > to) continue;
            const Uncertain& rate =
                oxygen ? moment.rates.oxygen_uptake : moment.rates.carbon_dioxide_evolution;
            sum += rate.value;
            squares += rate.deviation * rate.deviation;
            count += 1;
        }
        if (count == 0) return {std::nan(""), 0};
        return {sum / count, std::sqrt(squares) / count};
    }

    const RateFormulas& formulas_;
    const std::vector<OffGasMoment>& off_gas_;
    const std::vector<std::string>& outputs_;
    const EstimatedOutputs& estimated_;
    std::map<std::string, Course> courses_;
};

/// Deviations of the rates, by linear propagation of those of the inputs, and what the settings add.
std::vector<BalancedRate> rates_of(const BalanceSettings& settings, const RateFormulas& formulas,
                                   const WindowInputs& inputs) {
    const std::vector<double> values = formulas.at(inputs.values);
    std::vector<double> squares(values.size(), 0.0);
    for (std::size_t i = 0; i < inputs.values.size(); ++i) {
        if (!(inputs.deviations[i] > 0)) continue;
        std::vector<double> up = inputs.values, down = inputs.values;
        up[i] += 0.5 * inputs.deviations[i];
        down[i] -= 0.5 * inputs.deviations[i];
        const auto above = formulas.at(up), below = formulas.at(down);
        for (std::size_t r = 0; r < values.size(); ++r) squares[r] += std::pow(above[r] - below[r], 2);
    }
    std::vector<BalancedRate> made;
    for (std::size_t r = 0; r < settings.rates.size(); ++r) {
        const BalancedRateSettings& rate = settings.rates[r];
        BalancedRate one{rate.name, rate.content, std::nullopt};
        if (rate.expression && std::isfinite(values[r])) {
            const double deviation =
                std::sqrt(squares[r] + std::pow(rate.deviation, 2) + std::pow(rate.relative * values[r], 2));
            if (deviation > 0) one.measured = Uncertain{values[r], deviation};
        }
        made.push_back(std::move(one));
    }
    return made;
}

bool all_measured(const BalanceSettings& settings, const std::vector<BalancedRate>& rates) {
    for (std::size_t r = 0; r < rates.size(); ++r)
        if (settings.rates[r].expression && !rates[r].measured) return false;
    return true;
}

}  // namespace

std::vector<OffGasMoment> off_gas_course(const SettingsTable& root, const OffGasSettings& settings,
                                         const RunData& run) {
    const Course flow = course_of(root, settings.flow, run),
                 oxygen_in = course_of(root, settings.oxygen_in, run),
                 carbon_in = course_of(root, settings.carbon_dioxide_in, run),
                 water_in = course_of(root, settings.water_in, run),
                 oxygen_out = course_of(root, settings.oxygen_out, run),
                 carbon_out = course_of(root, settings.carbon_dioxide_out, run),
                 water_out = course_of(root, settings.water_out, run);
    const double per_mole = settings.molar_volume > 0 ? settings.molar_volume : 1;
    std::vector<OffGasMoment> made;
    for (const double time : carbon_out.times) {
        if (std::ranges::find(oxygen_out.times, time) == oxygen_out.times.end()) continue;
        const auto figure = [&](const Course& course, const GasFigure& of) {
            return Uncertain{course.held(time), of.fixed.deviation};
        };
        Uncertain flow_in = figure(flow, settings.flow);
        flow_in = {flow_in.value / per_mole, flow_in.deviation / per_mole};
        const auto rates = off_gas_rates(
            flow_in,
            {figure(oxygen_in, settings.oxygen_in), figure(carbon_in, settings.carbon_dioxide_in),
             figure(water_in, settings.water_in)},
            {figure(oxygen_out, settings.oxygen_out), figure(carbon_out, settings.carbon_dioxide_out),
             figure(water_out, settings.water_out)});
        if (rates && time >= settings.delay) made.push_back({time - settings.delay, *rates});
    }
    return made;
}

Result<std::vector<BalanceWindow>> balance_windows(const SettingsTable& root, const BalanceSettings& settings,
                                                   const RunData& run,
                                                   const std::vector<OffGasMoment>& off_gas,
                                                   const std::vector<std::string>& outputs,
                                                   const EstimatedOutputs& estimated, double end) {
    RateFormulas formulas(settings, run, outputs);
    formulas.read(root, settings);
    const WindowReader reader(formulas, run, off_gas, outputs, estimated);
    std::vector<BalanceWindow> made;
    const auto count =
        static_cast<std::size_t>(std::max(0.0, (end - settings.begin) / settings.window + 1e-9));
    for (std::size_t k = 0; k < count; ++k) {
        BalanceWindow window;
        window.from = settings.begin + settings.window * static_cast<double>(k);
        window.to = settings.begin + settings.window * static_cast<double>(k + 1);
        const auto rates = rates_of(settings, formulas, reader.read(window.from, window.to));
        if (!all_measured(settings, rates)) continue;
        for (const BalancedRate& rate : rates) window.measured.push_back(rate.measured);
        window.reconciled = reconcile(rates);
        made.push_back(std::move(window));
    }
    return made;
}

std::vector<Alarm> balance_alarms(const std::vector<BalanceWindow>& windows, double false_alarm_chance) {
    const double level = false_alarm_chance / static_cast<double>(std::max<std::size_t>(1, windows.size()));
    std::vector<Alarm> made;
    for (const BalanceWindow& window : windows)
        if (window.reconciled.degrees > 0 && window.reconciled.chance < level)
            made.push_back({window.from, window.to, "balance", window.suspect, window.reconciled.statistic,
                            static_cast<double>(window.reconciled.degrees), window.reconciled.chance});
    return made;
}

}  // namespace strandline::process
