#pragma once

#include "scale/study/points.hpp"
#include "scale/study/recipe.hpp"
#include "scale/study/window.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// All that a study found.
struct ScaleReport {
    const ScaleStudy& study;
    std::vector<ScaledVessel> vessels;
    std::vector<OperatingWindow> windows;  // one a vessel
    std::vector<RecipeRun> runs;           // of vessels whose chosen point has a speed; none without a recipe

    const OperatingPoint& reference() const { return vessels[study.reference].points.front(); }
    const OperatingPoint& chosen(std::size_t vessel) const {
        return vessels[vessel].points[vessels[vessel].chosen];
    }
    const RecipeRun* run(std::size_t vessel) const;
};

/// rule, quantity, unit, small, large, ratio, in_range and what follows: each rule from the reference to each
/// other vessel.
Result<void> write_scale_table(const ScaleReport& report, Sink& sink);
/// One row a time and vessel; cells of what the settings do not tell are empty.
Result<void> write_runs_table(const ScaleReport& report, Sink& sink);
/// process.scale-json/1: /vessels/NAME/operating_point/…, /vessels/NAME/run/….
Json scale_json(const ScaleReport& report);
std::string scale_page(const ScaleReport& report);

/// Number with so many significant digits, without a power of ten where it needs none.
std::string digits(double value, int significant = 6);
/// Null where it is not finite; rounded to nine digits.
Json number_json(double value);
/// Limits that do not hold, in words.
std::vector<std::string> broken_limits(const OperatingPoint& point);
/// Quantities outside of what their correlations were fitted to: "kla: P/V 120 W/m3 below …".
std::vector<std::string> outside_words(const OperatingPoint& point);

}  // namespace strandline::process
