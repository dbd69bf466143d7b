#pragma once

#include <strandline/base/context.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/expression.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace strandline::strain {

struct EnvelopeRequest {
    FluxExpression product;
    std::vector<FluxExpression> against;       // one, or two for a phase plane
    std::int32_t points = 20;                  // of each axis, its ends among them; at least 2
    std::vector<std::int32_t> carbon_sources;  // exchange reactions; empty: those of the model's optimum
};

/// Least or most of the product at a point of the axes, and what it is of what comes in through the carbon
/// sources there: carbon atoms by carbon atoms, gram by gram. A yield is absent where nothing comes in, or
/// where the product is no single exchange reaction or a formula is missing.
struct EnvelopeEnd {
    double product = 0;
    std::optional<double> carbon_yield, mass_yield;
};

struct EnvelopePoint {
    std::vector<double> against;             // as many as axes
    std::optional<EnvelopeEnd> least, most;  // absent: no steady state at this point
};

struct Envelope {
    FluxStatus status = FluxStatus::solver_failure;  // optimal: `points` are there
    std::string unbounded;                           // what has no end, where status is unbounded
    std::vector<std::int32_t> carbon_sources;
    std::vector<EnvelopePoint> points;  // the second axis runs first
};

/// The range of a product over a grid of the whole feasible ranges of one or two other fluxes: production
/// envelope and phenotype phase plane. Edwards, Ramakrishna & Palsson, Biotechnology and Bioengineering 77:27
/// (2002).
Envelope production_envelope(const FluxModel& model, const EnvelopeRequest& request, Context& context);

}  // namespace strandline::strain
