#pragma once

#include "estimate/run_data.hpp"

#include <strandline/formats/sparkplug.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace strandline::process {

/// Makes a run of what an edge node tells: times in hours since the first reading, or since `start_ms`.
class LiveRun {
public:
    /// Readings whose device has another name are not taken; the name of a signal is then that of its metric.
    explicit LiveRun(std::string device, std::optional<double> start_ms = {},
                     double clock_tolerance_ms = 60'000)
        : device_(std::move(device)), start_ms_(start_ms), tolerance_ms_(clock_tolerance_ms) {}

    /// The number of readings that were new.
    std::size_t take(std::span<const formats::SparkplugReading> readings);
    const RunData& run() const { return run_; }

private:
    std::uint32_t signal(const formats::SparkplugReading& reading, std::string name);
    Missing judge(const formats::SparkplugReading& reading, std::uint32_t signal);

    std::string device_;
    std::optional<double> start_ms_;
    double tolerance_ms_;
    /// How far the clock of the node is ahead of ours, since its last birth.
    std::optional<double> clock_ms_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::map<std::pair<std::uint32_t, double>, double> seen_;  // by signal and time
    RunData run_;
};

}  // namespace strandline::process
