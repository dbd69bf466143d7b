#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace strandline::numerics {

/// A stretch of a solution without jumps, kept step by step as the polynomials of the method that made it.
/// Memory: about 40 bytes a state and step.
class Recording {
public:
    /// x(t) = sum over j of scaled[j] ((t - end) / length)^j between `from` and `to`.
    void add(double from, double to, double end, double length,
             std::span<const std::span<const double>> scaled);
    void clear();
    bool empty() const { return steps_.empty(); }
    double begin() const { return steps_.front().from; }
    double end() const { return steps_.back().to; }
    /// Within begin() and end().
    void state_at(double time, double* state) const;

private:
    struct Step {
        double from = 0, to = 0, end = 0, length = 0;
        std::size_t first = 0, terms = 0;
    };
    std::vector<Step> steps_;
    std::vector<double> scaled_;
    std::size_t size_ = 0;
};

}  // namespace strandline::numerics
