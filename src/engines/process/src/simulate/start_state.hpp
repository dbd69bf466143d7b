#pragma once

#include <strandline/process/simulation.hpp>
#include <strandline/process/start_values.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strandline::process {

/// What a user sets: id and value, in the unit that the id has in formulas.
using Given = std::pair<std::string, double>;

/// The system at `time`, as the model starts it where nothing else is given. "process.set" for an id that is
/// unknown, with the nearest ones, or that a rule determines.
Result<SystemState> start_state(const domain::KineticModel& model, const Equations& equations,
                                std::span<const Given> given, double time, std::uint64_t seed = 0);

/// All settings, those given with their values; `start` was made with the same ids in this order.
std::vector<double> settings_of(const StartValues& start, std::span<const Given> given);

/// "id=value" as users write it.
Result<Given> parse_given(const std::string& text);

}  // namespace strandline::process
