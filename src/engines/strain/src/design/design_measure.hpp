#pragma once

#include <strandline/base/result.hpp>
#include <strandline/strain/design.hpp>
#include <strandline/strain/judge.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// What a design does, asked of the model as given. Fluxes in mmol/gDW/h, growth in 1/h.
struct DesignMeasure {
    bool grows = false;  // there is a state; else nothing below is said
    double growth = 0;
    double product_min = 0, product_max = 0;  // at that growth
    double product = 0;                 // what the method promises: the largest with optknock, else the least
    double uptake = 0;                  // the largest of the substrate that goes with it
    std::optional<double> free_growth;  // the largest without product above `min_product`; none if no state
    bool keeps_protected = true;        // all regions of the task that have to keep a state do
    double value(DesignMethod method) const;
    /// none; weak: product at the largest growth; holistic: no growth without product; strong: no flux state
    /// without product (Alter & Ebert, BMC Bioinformatics 20:447, 2019).
    std::string_view coupling() const;
    std::optional<double> yield() const;  // mol product by mol substrate; none without uptake
};

/// Errors: "strain.solver".
Result<DesignMeasure> measure_design(const FluxModel& model, const DesignTask& task, FluxExpression uptake,
                                     std::span<const std::int32_t> knocked);

/// Whether it grows enough and keeps what is protected, within rounding.
bool is_allowed(const DesignMeasure& measure, const DesignTask& task);

/// Digits of a measured value that are meant: seven, and zero below 1e-7.
double design_number(double value);

}  // namespace strandline::strain
