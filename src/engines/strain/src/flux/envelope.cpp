#include <strandline/strain/envelope.hpp>

#include "flux/yields.hpp"
#include "model/exchanges.hpp"
#include "model/status.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::LpSolver;
using numerics::LpStatus;

constexpr std::size_t points_a_block = 8;
constexpr double nothing = 1e-9;
constexpr double give = 1e-9;  // of a point, at least of 1: what rounding may put beyond the range's end

/// The compressed model with a row for each axis, restarted for each question from one basis.
class EnvelopeSolver {
public:
    EnvelopeSolver(const CompressedModel& small, const EnvelopeRequest& request)
        : product_(compressed_terms(small, request.product)), solver_(linear_program(small)) {
        for (const FluxExpression& axis : request.against) {
            axes_.push_back(compressed_terms(small, axis));
            std::vector<std::int32_t> columns;
            std::vector<double> weights;
            for (const domain::Term& term : axes_.back()) {
                columns.push_back(term.index);
                weights.push_back(term.coefficient);
            }
            rows_.push_back(solver_.add_row(columns, weights, -numerics::infinity, numerics::infinity));
        }
        solver_.clear_objective();
        first_ = solver_.solve();
        base_ = solver_.basis();
    }

    LpStatus first() const { return first_; }

    LpStatus optimise(std::span<const domain::Term> terms, bool maximise) {
        solver_.set_basis(base_);
        solver_.clear_objective();
        for (const domain::Term& term : terms) solver_.set_objective(term.index, term.coefficient);
        solver_.set_maximise(maximise);
        return solver_.solve();
    }
    LpStatus optimise_axis(std::size_t axis, bool maximise) { return optimise(axes_[axis], maximise); }
    LpStatus optimise_product(bool maximise) { return optimise(product_, maximise); }
    double value() const { return solver_.objective_value(); }
    std::span<const double> columns() const { return solver_.values(); }

    /// Holds the axes at a point, give or take `margin` of each.
    void hold(std::span<const double> point, double margin) {
        for (std::size_t a = 0; a < rows_.size(); ++a) {
            const double around = margin * std::max(1.0, std::abs(point[a]));
            solver_.set_row_bounds(rows_[a], point[a] - around, point[a] + around);
        }
    }

private:
    std::vector<domain::Term> product_;
    std::vector<std::vector<domain::Term>> axes_;
    std::vector<std::int32_t> rows_;
    LpSolver solver_;
    LpStatus first_ = LpStatus::failure;
    numerics::Basis base_;
};

struct AxisRange {
    double least = 0, most = 0;
};

double without_dust(double value) { return std::abs(value) <= nothing ? 0 : value; }

std::vector<EnvelopePoint> grid(std::span<const AxisRange> ranges, std::int32_t points) {
    std::vector<EnvelopePoint> made(1);
    for (const AxisRange& range : ranges) {
        std::vector<EnvelopePoint> longer;
        for (const EnvelopePoint& point : made)
            for (std::int32_t i = 0; i < points; ++i) {
                longer.push_back(point);
                // The last point is the end itself.
                longer.back().against.push_back(i + 1 == points ? range.most
                                                                : range.least + (range.most - range.least) *
                                                                                    i / (points - 1));
            }
        made = std::move(longer);
    }
    return made;
}

/// What stops an envelope short: a fault of the solver, or a product without an end.
struct Trouble {
    LpStatus status = LpStatus::optimal;
};

std::optional<EnvelopeEnd> end_at(EnvelopeSolver& solver, std::span<const double> point, bool maximise,
                                  const Yields& yields, const CompressedModel& small, Trouble& trouble) {
    LpStatus found = LpStatus::infeasible;
    for (const double margin : {0.0, give}) {
        if (found != LpStatus::infeasible) break;
        solver.hold(point, margin);
        found = solver.optimise_product(maximise);
    }
    if (found == LpStatus::infeasible) return std::nullopt;
    if (found != LpStatus::optimal) {
        trouble.status = found;
        return std::nullopt;
    }
    EnvelopeEnd made;
    made.product = without_dust(solver.value());
    yields.of_state(expand(small, solver.columns()), made);
    return made;
}

FluxStatus find_ranges(EnvelopeSolver& solver, std::size_t axes, std::vector<AxisRange>& ranges) {
    for (std::size_t a = 0; a < axes; ++a) {
        AxisRange range;
        for (const bool maximise : {false, true}) {
            const LpStatus found = solver.optimise_axis(a, maximise);
            if (found != LpStatus::optimal) return status_of(found);
            (maximise ? range.most : range.least) = without_dust(solver.value());
        }
        ranges.push_back({range.least, std::max(range.least, range.most)});
    }
    return FluxStatus::optimal;
}

}  // namespace

Envelope production_envelope(const FluxModel& model, const EnvelopeRequest& request, Context& context) {
    const CompressedModel small = compress(model);
    Envelope made;
    made.status = FluxStatus::infeasible;
    if (small.infeasible) return made;
    const EnvelopeSolver base(small, request);
    made.status = status_of(base.first());
    if (made.status != FluxStatus::optimal) return made;
    made.carbon_sources = request.carbon_sources.empty() ? carbon_sources(model) : request.carbon_sources;
    const Yields yields(model, request.product, made.carbon_sources);
    std::vector<AxisRange> ranges;
    EnvelopeSolver first(base);
    made.status = find_ranges(first, request.against.size(), ranges);
    if (made.status == FluxStatus::unbounded) made.unbounded = "the flux it is drawn against";
    if (made.status != FluxStatus::optimal) return made;
    made.points = grid(ranges, request.points);
    const std::size_t blocks = (made.points.size() + points_a_block - 1) / points_a_block;
    std::vector<Trouble> troubles(blocks);
    parallel_for(blocks, context.threads(), [&](std::size_t block) {
        if (context.cancelled()) return;
        EnvelopeSolver solver(base);
        const std::size_t end = std::min(made.points.size(), (block + 1) * points_a_block);
        for (std::size_t i = block * points_a_block; i < end; ++i) {
            EnvelopePoint& point = made.points[i];
            point.least = end_at(solver, point.against, false, yields, small, troubles[block]);
            if (point.least) point.most = end_at(solver, point.against, true, yields, small, troubles[block]);
            if (!point.most) point.least.reset();
        }
    });
    for (const Trouble& trouble : troubles)
        if (trouble.status != LpStatus::optimal) {
            made.status = status_of(trouble.status);
            if (made.status == FluxStatus::unbounded) made.unbounded = "the product";
            made.points.clear();
            break;
        }
    return made;
}

}  // namespace strandline::strain
