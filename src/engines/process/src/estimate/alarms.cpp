#include "estimate/alarms.hpp"

#include <strandline/numerics/chi_squared.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

struct SignalSum {
    double sum = 0, squares = 0;
    double count = 0;
};

struct Window {
    double normalised = 0, degrees = 0;
    std::vector<SignalSum> signals;
};

void add(const MomentReport& report, Window& window) {
    window.normalised += report.normalised;
    window.degrees += static_cast<double>(report.signals.size());
    for (std::size_t i = 0; i < report.signals.size(); ++i) {
        const double scaled = (report.values[i] - report.expected[i]) / report.deviation[i];
        SignalSum& one = window.signals[report.signals[i]];
        one.sum += scaled;
        one.squares += scaled * scaled;
        one.count += 1;
    }
}

/// The signal whose own innovations are the least likely.
std::string worst(const Window& window, const std::vector<std::string>& names) {
    std::size_t found = 0;
    double least = 2;
    for (std::size_t s = 0; s < names.size(); ++s) {
        const SignalSum& one = window.signals[s];
        if (one.count == 0) continue;
        const double chance = numerics::chi_squared_tail(one.squares, one.count);
        if (chance < least) {
            least = chance;
            found = s;
        }
    }
    return names[found];
}

}  // namespace

AlarmWindows alarm_windows(const AlarmOptions& options) {
    AlarmWindows made;
    const double length = options.end - options.begin;
    const auto count = static_cast<std::size_t>(std::max(1.0, std::round(length / options.window)));
    for (std::size_t k = 0; k <= count; ++k)
        made.edges.push_back(options.begin + length * static_cast<double>(k) / static_cast<double>(count));
    made.level = options.false_alarm_chance / static_cast<double>(count);
    return made;
}

std::vector<Alarm> innovation_alarms(const std::vector<MomentReport>& reports,
                                     const std::vector<std::string>& signals, const AlarmOptions& options) {
    const AlarmWindows windows = alarm_windows(options);
    std::vector<Alarm> made;
    for (std::size_t k = 0; k + 1 < windows.edges.size(); ++k) {
        const double from = windows.edges[k], to = windows.edges[k + 1];
        Window window{0, 0, std::vector<SignalSum>(signals.size())};
        for (const MomentReport& report : reports)
            if (report.used && report.time > from && report.time <= to) add(report, window);
        if (window.degrees == 0) continue;
        const double chance = numerics::chi_squared_tail(window.normalised, window.degrees);
        if (chance < windows.level / 2)
            made.push_back(
                {from, to, "innovations", worst(window, signals), window.normalised, window.degrees, chance});
        const double kinds = static_cast<double>(
            std::ranges::count_if(window.signals, [](const SignalSum& one) { return one.count > 0; }));
        for (std::size_t s = 0; s < signals.size(); ++s) {
            const SignalSum& one = window.signals[s];
            if (one.count == 0) continue;
            const double statistic = one.sum * one.sum / one.count;
            const double by_chance = numerics::chi_squared_tail(statistic, 1);
            if (by_chance < windows.level / 2 / kinds)
                made.push_back({from, to, "bias", signals[s], statistic, 1, by_chance});
        }
    }
    return made;
}

}  // namespace strandline::process
