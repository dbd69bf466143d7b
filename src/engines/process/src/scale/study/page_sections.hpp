#pragma once

#include "scale/study/outputs.hpp"

#include <strandline/base/web_page.hpp>

#include <string>
#include <string_view>

namespace strandline::process {

/// A quantity of a point, marked where it is outside of its range; a dash where there is none.
std::string shown(const OperatingPoint& point, std::string_view name);

/// The limits that a point does not hold by name, or that it holds them all.
std::string limits_of(const OperatingPoint& point);

/// The parts of a study's page.
void rules_section(const ScaleReport& report, WebPage& page);
void windows_section(const ScaleReport& report, WebPage& page);
void runs_section(const ScaleReport& report, WebPage& page);

}  // namespace strandline::process
