#include "estimate/estimator.hpp"

#include "estimate/square_root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double before_all = -std::numeric_limits<double>::infinity();

/// The mean stands still while what is not known grows.
void stand_still(const FilterModel& model, double to, Belief& belief) {
    const std::size_t n = model.states;
    std::vector<double> matrix(n * 2 * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(&belief.root[i * n], n, &matrix[i * 2 * n]);
        const double share = model.relative_noise.empty() ? 0 : model.relative_noise[i] * belief.mean[i];
        matrix[i * 2 * n + n + i] = std::sqrt(to - belief.time) * std::hypot(model.process_noise[i], share);
    }
    triangularise(matrix, n, 2 * n);
    for (std::size_t i = 0; i < n; ++i) std::copy_n(&matrix[i * 2 * n], n, &belief.root[i * n]);
    belief.time = to;
}

}  // namespace

Estimator::Estimator(const EstimationProblem& problem)
    : problem_(problem),
      settled_(before_all),
      good_until_(before_all),
      first_(problem.start),
      first_held_(problem.held) {}

Estimator::Moment& Estimator::moment_at(double hour) {
    gap_.reset();
    const double at = std::max(hour, problem_.start.time);  // what was there before holds from the start on
    const auto found = moments_.lower_bound(at);
    if (at <= good_until_) good_until_ = found == moments_.begin() ? before_all : std::prev(found)->first;
    return moments_[at];
}

bool Estimator::take(const Reading& reading) {
    if (reading.missing != Missing::no || std::isnan(reading.value)) return true;
    if (reading.time < problem_.start.time || reading.time <= settled_) return false;
    auto& list = moment_at(reading.time).readings;
    const std::pair made{reading.signal, reading.value};
    list.insert(std::ranges::upper_bound(list, made), made);
    return true;
}

bool Estimator::take(const InputChange& change) {
    if (change.time <= settled_) return false;
    auto& list = moment_at(change.time).inputs;
    const std::pair made{change.input, change.value};
    list.insert(std::ranges::upper_bound(list, made), made);
    return true;
}

bool Estimator::predict_to(double hour, const std::vector<double>& held, Belief& belief) const {
    FilterModel model = problem_.filter;
    model.propagate = [&](double from, double to, std::span<double> points) {
        return problem_.system.propagate(from, to, held, points);
    };
    if (predict(model, problem_.options, hour, belief)) return true;
    FilterOptions closer = problem_.options;  // points so near the mean that they may have values
    closer.alpha *= 0.1;
    closer.beta = std::max(closer.beta, closer.alpha * closer.alpha);
    if (predict(model, closer, hour, belief)) return true;
    stand_still(model, hour, belief);
    return false;
}

void Estimator::use_readings(Moment& moment) const {
    MomentReport& report = moment.report;
    const std::size_t m = moment.readings.size();
    Readout readout;
    for (const auto& [signal, value] : moment.readings) {
        readout.signals.push_back(signal);
        readout.values.push_back(value);
    }
    readout.noise.resize(m);
    report.signals = readout.signals;
    report.values = readout.values;
    report.expected.assign(m, 0.0);
    const auto measure = [&](std::span<const double> points, std::span<double> expected) {
        return problem_.system.signals(report.time, moment.held, points, readout.signals, expected);
    };
    Innovation innovation;
    report.used = measure(moment.belief.mean, report.expected);
    for (std::size_t i = 0; i < m; ++i) {
        const SignalNoise& noise = problem_.noise[readout.signals[i]];
        readout.noise[i] = std::hypot(noise.absolute, noise.relative * report.expected[i]);
    }
    report.used =
        report.used && update(problem_.filter, problem_.options, readout, measure, moment.belief, innovation);
    if (!report.used) return;
    report.normalised = innovation.normalised;
    report.deviation.resize(m);
    for (std::size_t i = 0; i < m; ++i) {
        report.expected[i] = report.values[i] - innovation.value[i];
        double square = 0;
        for (std::size_t k = 0; k <= i; ++k)
            square += innovation.root[i * m + k] * innovation.root[i * m + k];
        report.deviation[i] = std::sqrt(square);
    }
}

void Estimator::compute(double hour, Moment& moment, const Belief& before, const std::vector<double>& held) {
    moment.belief = before;
    moment.held = held;
    moment.report = {.time = hour};
    moment.report.predicted = predict_to(hour, held, moment.belief);
    if (!moment.readings.empty()) use_readings(moment);
    std::vector<double> values;
    for (const auto& [input, value] : moment.inputs) {
        values.resize(std::max<std::size_t>(values.size(), input + 1), std::nan(""));
        values[input] = value;
    }
    problem_.system.put_inputs(values, moment.held);
    ++computed_;
}

void Estimator::compute_until(double hour) {
    auto next = moments_.upper_bound(good_until_);
    while (next != moments_.end() && next->first <= hour) {
        const bool first = next == moments_.begin();
        compute(next->first, next->second, first ? first_ : std::prev(next)->second.belief,
                first ? first_held_ : std::prev(next)->second.held);
        good_until_ = next->first;
        ++next;
    }
}

/// Long gaps are walked once: on from marks at whole strides after the last moment, which do not depend on
/// what was asked before.
Belief Estimator::at(double hour) {
    compute_until(hour);
    const auto next = moments_.upper_bound(hour);
    const bool first = next == moments_.begin();
    const Belief& base = first ? first_ : std::prev(next)->second.belief;
    const std::vector<double>& held = first ? first_held_ : std::prev(next)->second.held;
    if (!gap_ || gap_->from != base.time || gap_->belief.time > hour) gap_ = Gap{base.time, 0, base};
    const double stride = strides * problem_.options.longest_step;
    for (;; ++gap_->passed) {
        const double mark = gap_->from + static_cast<double>(gap_->passed + 1) * stride;
        if (!(mark < hour)) break;
        predict_to(mark, held, gap_->belief);
    }
    Belief belief = gap_->belief;
    predict_to(hour, held, belief);
    return belief;
}

std::vector<double> Estimator::held_at(double hour) {
    compute_until(hour);
    const auto next = moments_.upper_bound(hour);
    return next == moments_.begin() ? first_held_ : std::prev(next)->second.held;
}

std::vector<MomentReport> Estimator::reports(double hour) {
    compute_until(hour);
    std::vector<MomentReport> made = settled_reports_;
    for (const auto& [time, moment] : moments_)
        if (time <= hour && (!moment.report.signals.empty() || !moment.report.predicted))
            made.push_back(moment.report);
    return made;
}

void Estimator::forget_before(double hour) {
    compute_until(hour);
    while (!moments_.empty() && std::next(moments_.begin()) != moments_.end() &&
           std::next(moments_.begin())->first < hour) {
        Moment& oldest = moments_.begin()->second;
        first_ = std::move(oldest.belief);
        first_held_ = std::move(oldest.held);
        settled_ = moments_.begin()->first;
        if (!oldest.report.signals.empty() || !oldest.report.predicted)
            settled_reports_.push_back(std::move(oldest.report));
        moments_.erase(moments_.begin());
    }
}

}  // namespace strandline::process
