#include "flux/column_ranges.hpp"

#include "model/status.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

using numerics::LpSolver;
using numerics::LpStatus;

constexpr std::size_t columns_a_block = 64;

/// Ranges of some columns, and the sum of the states met on the way.
struct Block {
    FluxStatus status = FluxStatus::optimal;
    std::vector<double> sum;
    double states = 0;
};

class BlockRanges {
public:
    BlockRanges(const LpSolver& base, const CompressedModel& model, ColumnRanges& ranges)
        : model_(model), ranges_(ranges), solver_(base) {
        block_.sum.assign(model.lower.size(), 0);
    }

    Block run(std::size_t first, std::size_t end) {
        std::vector<bool> at_lower(end - first, false), at_upper(end - first, false);
        for (const bool maximise : {false, true})
            for (std::size_t k = first; k < end; ++k) {
                const bool known = maximise ? at_upper[k - first] : at_lower[k - first];
                double& found = maximise ? ranges_.most[k] : ranges_.least[k];
                if (known) {
                    found = maximise ? model_.upper[k] : model_.lower[k];
                    continue;
                }
                if (!solve(static_cast<std::int32_t>(k), maximise, found)) return std::move(block_);
                for (std::size_t other = first; other < end; ++other) {
                    at_lower[other - first] =
                        at_lower[other - first] || solver_.values()[other] == model_.lower[other];
                    at_upper[other - first] =
                        at_upper[other - first] || solver_.values()[other] == model_.upper[other];
                }
            }
        return std::move(block_);
    }

private:
    bool solve(std::int32_t column, bool maximise, double& found) {
        solver_.set_maximise(maximise);
        solver_.set_objective(column, 1);
        const LpStatus status = solver_.solve(numerics::LpMethod::primal);
        solver_.set_objective(column, 0);
        if (status == LpStatus::unbounded) {
            found = maximise ? numerics::infinity : -numerics::infinity;
            return true;
        }
        if (status != LpStatus::optimal) {
            block_.status = status_of(status);
            return false;
        }
        found = solver_.value(column);
        for (std::size_t j = 0; j < block_.sum.size(); ++j) block_.sum[j] += solver_.values()[j];
        block_.states += 1;
        return true;
    }

    const CompressedModel& model_;
    ColumnRanges& ranges_;
    LpSolver solver_;
    Block block_;
};

}  // namespace

ColumnRanges column_ranges(const CompressedModel& model, Context& context) {
    ColumnRanges made;
    made.status = FluxStatus::infeasible;
    if (model.infeasible) return made;
    LpSolver base(linear_program(model));
    base.clear_objective();
    made.status = status_of(base.solve());
    if (made.status != FluxStatus::optimal) return made;
    made.least.assign(model.lower.size(), 0);
    made.most = made.least;
    std::vector<Block> blocks((model.lower.size() + columns_a_block - 1) / columns_a_block);
    parallel_for(blocks.size(), context.threads(), [&](std::size_t b) {
        if (context.cancelled()) return;
        const std::size_t end = std::min(model.lower.size(), (b + 1) * columns_a_block);
        blocks[b] = BlockRanges(base, model, made).run(b * columns_a_block, end);
    });
    made.mean.assign(base.values().begin(), base.values().end());
    double states = 1;
    for (const Block& block : blocks) {
        if (block.status != FluxStatus::optimal) made.status = block.status;
        for (std::size_t j = 0; j < block.sum.size(); ++j) made.mean[j] += block.sum[j];
        states += block.states;
    }
    for (double& value : made.mean) value /= states;
    return made;
}

}  // namespace strandline::strain
