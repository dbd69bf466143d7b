#include "estimate/listening.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double ms_per_hour = 3.6e6, none = std::numeric_limits<double>::quiet_NaN();

using Quality = formats::SparkplugReading::Quality;

}  // namespace

std::uint32_t LiveRun::signal(const formats::SparkplugReading& reading, std::string name) {
    const auto [at, is_new] = numbers_.emplace(name, static_cast<std::uint32_t>(run_.signals.size()));
    if (is_new) run_.signals.push_back({std::move(name), reading.unit});
    return at->second;
}

Missing LiveRun::judge(const formats::SparkplugReading& reading, std::uint32_t signal) {
    if (reading.quality == Quality::stale) return Missing::stale;
    if (reading.quality == Quality::bad) return Missing::bad_quality;
    if (!reading.value) return Missing::not_a_number;
    // What a node held back is old by its nature; all else shows how its clock runs.
    if (!reading.historical) {
        const double ahead = reading.time_ms - reading.arrival_ms;
        if (!clock_ms_) clock_ms_ = ahead;
        if (std::abs(ahead - *clock_ms_) > tolerance_ms_) return Missing::clock_step;
    }
    const auto [first, is_new] = seen_.emplace(std::pair(signal, reading.time_ms), *reading.value);
    return is_new ? Missing::no : Missing::duplicate;
}

std::size_t LiveRun::take(std::span<const formats::SparkplugReading> readings) {
    std::size_t taken = 0;
    for (const formats::SparkplugReading& reading : readings) {
        std::string name = reading.signal;
        if (!device_.empty()) {
            if (!name.starts_with(device_ + "/")) continue;
            name.erase(0, device_.size() + 1);
        }
        const std::uint32_t number = signal(reading, std::move(name));
        const auto known = seen_.find({number, reading.time_ms});
        // A birth tells again what is known.
        if (known != seen_.end() && reading.value == known->second && reading.quality == Quality::good)
            continue;
        const Missing missing = judge(reading, number);
        if (!start_ms_) start_ms_ = reading.time_ms;
        const double clock_ms = clock_ms_.value_or(0);
        const double time = (reading.time_ms - *start_ms_) / ms_per_hour;
        double arrival = std::max(time, (reading.arrival_ms + clock_ms - *start_ms_) / ms_per_hour);
        if (!run_.readings.empty()) arrival = std::max(arrival, run_.readings.back().arrival);
        run_.readings.push_back({.time = missing == Missing::clock_step ? arrival : time,
                                 .arrival = arrival,
                                 .signal = number,
                                 .value = reading.value.value_or(none),
                                 .missing = missing});
        ++taken;
    }
    return taken;
}

}  // namespace strandline::process
