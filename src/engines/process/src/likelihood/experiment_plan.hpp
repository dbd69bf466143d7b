#pragma once

#include "likelihood/observation.hpp"
#include "likelihood/petab_model.hpp"

#include <strandline/process/likelihood.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace strandline::process {

/// Values of states and held values at a start, by the settings, and their derivatives that are not zero by
/// structure.
struct CompiledStart {
    std::vector<std::string> given;
    struct Entry {
        std::uint32_t row = 0, setting = 0;  // states first, then held values
    };
    std::vector<Entry> entries;
    numerics::Program program;
};

/// A PeriodJump over the inputs of the equations, with derivatives by states and held values.
struct CompiledJump {
    std::vector<Place> places;
    struct Entry {
        std::uint32_t assignment = 0, input = 0;
    };
    std::vector<Entry> entries;
    numerics::Program program;
};

/// Where a setting is not the model's own: a number, a parameter of the table, or another setting.
struct SettingChange {
    std::int32_t setting = 0;
    double number = 0;
    std::int32_t parameter = -1, other = -1;
};

struct PeriodPlan {
    double begin = 0;
    bool to_steady_state = false;
    std::string conditions;  // for messages
    /// The start of the experiment, or of PEtab 1 whose parameters are taken over.
    std::int32_t start = -1;
    std::vector<SettingChange> changes;
    bool only_parameters = false;
    std::int32_t jump = -1;
    std::vector<double> times;                              // of measurements, rising
    double end = std::numeric_limits<double>::quiet_NaN();  // where the next period begins
};

struct ExperimentPlan {
    std::vector<PeriodPlan> periods;
    bool steady_at_end = false;  // some measurements are of the steady state
    std::vector<std::int32_t> measurements;
    std::vector<std::uint32_t> moments;  // of each: which of the recorded moments, in order of time
    std::size_t moment_count = 0;
    /// Free parameters that the simulation depends on; all others act on observables alone.
    std::vector<std::int32_t> directions;
};

struct Objective::Parts {
    formats::PetabProblem problem;
    ObjectiveOptions options;
    std::vector<std::int32_t> free, free_of;  // free_of: by parameter, -1 for those that are not
    std::vector<Setting> settings;
    std::vector<std::int32_t> setting_of;  // by parameter, -1 where the model has none
    CompiledSystem system;
    std::vector<CompiledStart> starts;
    std::vector<CompiledJump> jumps;
    std::vector<std::uint32_t> retaken;  // held values that PEtab 1 takes from each period's own start
    Observation observation;
    std::vector<ExperimentPlan> experiments;
    bool has_adjoint = false;
    std::unordered_map<std::string, std::int32_t> parameter_of{};

    std::int32_t parameter(const std::string& id) const {
        const auto found = parameter_of.find(id);
        return found == parameter_of.end() ? -1 : found->second;
    }
};

/// Compiles starts and jumps, and lays out each experiment.
Result<void> plan_experiments(Objective::Parts& parts, PetabModel& model);

}  // namespace strandline::process
