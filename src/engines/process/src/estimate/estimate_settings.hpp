#pragma once

#include "estimate/alarms.hpp"
#include "estimate/balance_settings.hpp"
#include "simulate/start_state.hpp"

#include <strandline/domain/kinetic_model.hpp>
#include <strandline/formats/settings.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// A state or parameter of the model, and what is known of it before the run.
struct KnownQuantity {
    std::string id, unit;
    std::optional<double> mean;  // else the model's own start
    double deviation = 0;
    double noise = 0;           // for one hour
    double relative_noise = 0;  // for one hour
    double lower, upper;
    bool parameter = false;
    strandline::Place place;
};

/// A held parameter of the model that follows a column of the run, or of a feed's table.
/// When an input changed that two rows tell differently: with the later row, between them, or right after the
/// earlier one.
enum class ChangeTime : std::uint8_t { at_row, midway, previous_row };

struct FollowedInput {
    std::string id, unit, column;
    bool of_feed = false;
    ChangeTime changes = ChangeTime::at_row;
    strandline::Place place;
};

struct MeasuredSignal {
    std::string name, column, unit;
    domain::Formula expression;
    SignalNoise noise;
    double delay = 0;     // h: what the reading tells is so much older than its row
    double lateness = 0;  // h: between the sample and the moment at which its value is known
    strandline::Place place;
};

struct SoughtOutput {
    std::string name, unit;
    domain::Formula expression;
    strandline::Place place;
};

/// A growth signal of the run, without a model.
struct SoftSensor {
    std::string name, column, unit;  // unit of the rate
    GrowthSignal signal;
    Uncertain biomass;  // g at the start
    double begin = 0;   // h
    double deviation = 0, relative = 0;
    strandline::Place place;
};

struct EstimateSettings {
    std::vector<Given> given;
    double step, report, late;  // h
    std::vector<KnownQuantity> quantities;
    std::vector<FollowedInput> inputs;
    std::vector<MeasuredSignal> signals;
    std::vector<SoughtOutput> outputs;
    std::vector<SoftSensor> soft_sensors;
    std::optional<OffGasSettings> off_gas;
    std::optional<BalanceSettings> balance;
    AlarmOptions alarms;
    bool alarms_end_with_run = true;
};

/// Slips are noted in the document. Quantities are in the model's units: as SBML states them, else as `unit`
/// says.
EstimateSettings read_estimate_settings(const formats::SettingsDocument& document,
                                        const domain::KineticModel& model);

}  // namespace strandline::process
