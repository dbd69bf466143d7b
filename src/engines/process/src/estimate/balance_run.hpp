#pragma once

#include "estimate/alarms.hpp"
#include "estimate/balance_settings.hpp"
#include "estimate/run_data.hpp"

#include <strandline/base/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// OUR and CER at one time, in mol/h.
struct OffGasMoment {
    double time = 0;
    OffGasRates rates;
};

/// Moments at which both fractions of the gas that leaves are known; other columns hold their last value.
std::vector<OffGasMoment> off_gas_course(const formats::SettingsTable& root, const OffGasSettings& settings,
                                         const RunData& run);

/// The balance of the means of a window.
struct BalanceWindow {
    double from = 0, to = 0;  // h
    std::vector<std::optional<Uncertain>> measured;
    Reconciled reconciled;
    std::string suspect;  // the one rate whose elimination makes all well, where it is one
};

/// Outputs of the estimate by name, at a time.
using EstimatedOutputs = std::function<std::optional<Uncertain>(const std::string& name, double time)>;

/// Windows from `begin` to the end, those with all measured rates. Of a window's means the noise of OUR and
/// CER becomes smaller with their number, all else does not.
Result<std::vector<BalanceWindow>> balance_windows(const formats::SettingsTable& root,
                                                   const BalanceSettings& settings, const RunData& run,
                                                   const std::vector<OffGasMoment>& off_gas,
                                                   const std::vector<std::string>& outputs,
                                                   const EstimatedOutputs& estimated, double end);

std::vector<Alarm> balance_alarms(const std::vector<BalanceWindow>& windows, double false_alarm_chance);

}  // namespace strandline::process
