#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/variability.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// The least and the most of columns of a linear program that has a solution.
class RangeSearch {
public:
    /// `solver` is at a solution, all of whose rows and bounds are to hold.
    explicit RangeSearch(numerics::LpSolver solver);

    Result<std::vector<FluxRange>> ranges(std::span<const std::int32_t> columns, Context& context);
    std::uint64_t linear_programs() const { return linear_programs_; }

private:
    enum class Side { least, most };
    struct Question {
        std::int32_t column;
        Side side;
    };
    struct Finding {
        std::int32_t column;
        Side side;
        double value;
    };
    struct Block {
        std::vector<Finding> findings;
        std::uint64_t linear_programs = 0;
        bool failed = false;
    };

    class Asker;

    double& found(std::int32_t column, Side side);
    bool is_open(std::int32_t column, Side side) const;
    /// Bounds of the columns that a solution attains.
    std::vector<Finding> attained(std::span<const double> values) const;
    std::size_t take(std::span<const Finding> findings);
    void scan(std::span<const std::int32_t> columns, Side side);
    Block ask(std::span<const Question> questions) const;
    Result<void> ask_all(std::span<const Question> questions, Context& context);

    numerics::LpSolver solver_;
    std::vector<double> least_, most_;  // by column; NaN where not known yet
    std::uint64_t linear_programs_ = 0;
};

}  // namespace strandline::strain
