#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace strandline::numerics {

/// Looks for changes of sign along a solution: after Hiebert and Shampine, Sandia report SAND80-0180 (1980).
/// A function that is zero where the watch begins belongs to the side it goes to, without being reported; one
/// that is exactly zero at the end of a stretch is reported there and then counts as one that begins at zero.
/// What is not a number has no side.
class RootWatch {
public:
    using Values = std::function<void(double time, double* values)>;

    RootWatch(std::size_t count, Values values);

    void begin(double time);
    /// Just past the first change in (from, to], where `from` is where the last look ended.
    std::optional<double> look(double from, double to);
    /// +1 for up, -1 for down, 0 for those that did not change.
    const std::vector<int>& directions() const { return directions_; }

private:
    void leave_zero(double from, double to);
    bool changed(const std::vector<double>& right) const;
    double narrow(double low, double high);
    double secant(double low, double high) const;

    Values values_;
    std::vector<double> left_, right_, middle_;
    std::vector<int> directions_;
};

}  // namespace strandline::numerics
