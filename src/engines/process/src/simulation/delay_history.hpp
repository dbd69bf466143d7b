#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace strandline::process {

/// The past of some values: a polynomial of degree 4 a step through the Chebyshev points of the second kind,
/// evaluated by the barycentric formula (Berrut and Trefethen, SIAM Review 46:501, 2004). Steps may end at
/// jumps.
class DelayHistory {
public:
    static constexpr std::size_t points = 5;

    explicit DelayHistory(std::size_t values) : values_(values) {}

    bool empty() const { return begins_.empty(); }
    double begin() const { return begins_.front(); }
    double end() const { return ends_.back(); }
    /// Where the values of a step are to be given: rising from `begin` to `end`.
    static double point(double begin, double end, std::size_t i);
    /// `samples` are [point][value].
    void append(double begin, double end, std::span<const double> samples);
    /// Value `i` at a time from begin() on; beyond end() the last polynomial goes on. Where two steps meet,
    /// the later one's when `after`.
    double value(std::size_t i, double time, bool after) const;

private:
    std::size_t values_;
    std::vector<double> begins_, ends_, samples_;
};

}  // namespace strandline::process
