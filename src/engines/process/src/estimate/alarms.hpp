#pragma once

#include "estimate/estimator.hpp"

#include <string>
#include <vector>

namespace strandline::process {

/// Something that chance alone makes too rarely to be believed.
struct Alarm {
    double from = 0, to = 0;  // h
    std::string test;         // "innovations", "bias", "balance"
    std::string signal;       // that is most likely at fault, or empty
    double statistic = 0, degrees = 0;
    double chance = 0;  // of a statistic as large where nothing is wrong
};

struct AlarmOptions {
    double window = 1;                 // h
    double begin = 0, end = 24;        // h: the time that is watched
    double false_alarm_chance = 0.05;  // of at least one in that time
};

/// Windows from begin to end, of equal length, and the chance of a false alarm that is left to each, after
/// Bonferroni.
struct AlarmWindows {
    std::vector<double> edges;
    double level = 0;
};
AlarmWindows alarm_windows(const AlarmOptions& options);

/// Innovations that are too large together (chi-squared of their sum of NIS), or of one signal always to one
/// side (its mean against nothing), by windows. Half of the chance of a false alarm goes to either test.
/// Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001, 5.4.
std::vector<Alarm> innovation_alarms(const std::vector<MomentReport>& reports,
                                     const std::vector<std::string>& signals, const AlarmOptions& options);

}  // namespace strandline::process
