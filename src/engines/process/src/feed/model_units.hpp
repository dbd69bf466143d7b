#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/kinetic_model.hpp>
#include <strandline/formats/settings.hpp>

#include <optional>
#include <string>

namespace strandline::process {

/// The unit in UCUM as people write it: "g/L", "L/h", "mmol/g/h", "1" for a number; nothing where it is not
/// made of litres, metres, grams, moles, times and kelvins with their usual prefixes.
std::optional<std::string> ucum_text(const domain::KineticUnit& unit);

/// The time unit of the model as SBML states it, in UCUM; nothing where it states none. Seconds of Level 2
/// that no unit definition states count for none, since they are only what a file gets that says nothing.
std::optional<std::string> stated_time_unit(const domain::KineticModel& model);

/// Makes a time unit ("h", "min", "s", "d") that of a model which states none, so that units of rates are
/// known.
void set_time_unit(domain::KineticModel& model, const std::string& unit);

/// `value` of `from` times this is in `to`; nothing where one does not convert to the other by a factor, or
/// is no unit.
std::optional<double> unit_factor(const std::string& from, const std::string& to);

/// The unit of what a settings table tells: `unit` of the table, else that of the model, else "1". A unit
/// that contradicts the model's is noted in the document as an error of this code.
std::string model_unit(const char* code, const formats::SettingsTable& table,
                       const std::optional<domain::KineticUnit>& of_model);

/// "L_per_h" for "L/h", as names of columns and JSON members have it; empty for "1" and no unit.
std::string unit_suffix(const std::string& unit);

}  // namespace strandline::process
