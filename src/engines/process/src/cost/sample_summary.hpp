#pragma once

#include "cost/uncertainty.hpp"

#include <cstdint>

namespace strandline::process {

/// Numbers of the samples by a figure, smallest first.
using SampleOrder = std::vector<std::uint32_t>;
SampleOrder order_of(std::span<const double> values);

/// `orders` by figure; empty for a figure that does not vary. Correlations of outcomes of which fewer than
/// two samples exist are 0.
OutcomeSummary summary_of(const std::string& name, std::span<const std::optional<double>> outcome,
                          std::span<const SampleOrder> orders);

}  // namespace strandline::process
