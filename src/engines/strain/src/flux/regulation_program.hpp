#pragma once

#include "flux/column_ranges.hpp"

#include <strandline/strain/adjustment.hpp>
#include <strandline/strain/compression.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Fluxes that count as unchanged.
struct FluxWindow {
    double low = 0, high = 0;
};

FluxWindow window_of(double reference, const RegulatoryWindow& window);

/// What rounding may put beyond an end of a window.
double margin_of(double end);

/// Reactions of one column with one window, or with windows that rounding parts.
struct WindowSwitch {
    std::int32_t column = 0;
    FluxWindow window;
    double reactions = 0;
};

/// All of a compressed model, by column; windows in terms of the column.
std::vector<WindowSwitch> window_switches(const CompressedModel& small, std::span<const double> reference,
                                          const RegulatoryWindow& window);

/// The states of a compressed model within `ranges`, with one column of 0 or 1 for each switch that the
/// ranges leave open: 1 lets the flux out of its window. The objective is the number of reactions that may
/// change, less `always`.
struct SwitchProgram {
    numerics::LinearProgram program;  // columns of the model, then those of the open switches
    std::vector<std::size_t> open;    // by those: the switch
    std::vector<std::int32_t> whole;  // their columns
    double always = 0;                // reactions that change in every state
    bool endless = false;             // a flux without an end would need a switch
};

SwitchProgram switch_program(const CompressedModel& small, const ColumnRanges& ranges,
                             std::span<const WindowSwitch> all);

}  // namespace strandline::strain
