#pragma once

#include "estimate/reconciliation.hpp"
#include "estimate/soft_sensor.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/formula.hpp>
#include <strandline/formats/settings.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// A quantity of the gas: a number, or a column of the run.
struct GasFigure {
    Uncertain fixed;
    std::string column;  // empty for a number
    std::string unit;    // that the value is wanted in
    strandline::Place place;
};

struct OffGasSettings {
    GasFigure flow;           // mol/h, or L/h with `molar_volume`
    double molar_volume = 0;  // L/mol; 0 where the flow is in mol/h
    GasFigure oxygen_in, carbon_dioxide_in, water_in, oxygen_out, carbon_dioxide_out, water_out;
    double delay = 0;  // h
};

/// A rate of the balance in mol/h (C-mol/h of an empirical formula), positive into the culture.
struct BalancedRateSettings {
    std::string name;
    std::vector<double> content;
    /// Over columns, outputs of the estimate, OUR and CER (mol/h); nothing where the rate is not measured.
    std::optional<domain::Formula> expression;
    double deviation = 0, relative = 0;  // of what does not average out in a window
    strandline::Place place;
};

struct BalanceSettings {
    std::vector<std::string> balances;  // "carbon", "redox", "nitrogen"
    std::vector<BalancedRateSettings> rates;
    double begin = 0;   // h
    double window = 1;  // h
};

/// "redox" is the degree of reduction: 4 C + H - 2 O - 3 N, against ammonia, water and carbon dioxide.
std::optional<OffGasSettings> read_off_gas(const formats::SettingsTable& root);
std::optional<BalanceSettings> read_balance(const formats::SettingsTable& root);

}  // namespace strandline::process
