#include "root_watch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr double leaving = 1e-3;  // of a stretch: where the side of a function that began at zero is seen

bool differs(double left, double right) {
    if (left == 0 || std::isnan(left) || std::isnan(right)) return false;
    return right == 0 || std::signbit(left) != std::signbit(right);
}

}  // namespace

RootWatch::RootWatch(std::size_t count, Values values)
    : values_(std::move(values)), left_(count), right_(count), middle_(count), directions_(count) {}

void RootWatch::begin(double time) {
    if (!left_.empty()) values_(time, left_.data());
}

bool RootWatch::changed(const std::vector<double>& right) const {
    for (std::size_t i = 0; i < left_.size(); ++i)
        if (differs(left_[i], right[i])) return true;
    return false;
}

void RootWatch::leave_zero(double from, double to) {
    if (std::ranges::find(left_, 0.0) == left_.end()) return;
    values_(from + leaving * (to - from), middle_.data());
    for (std::size_t i = 0; i < left_.size(); ++i)
        if (left_[i] == 0) left_[i] = middle_[i];
}

std::optional<double> RootWatch::look(double from, double to) {
    if (left_.empty()) return std::nullopt;
    leave_zero(from, to);
    values_(to, right_.data());
    if (changed(right_)) return narrow(from, to);
    left_ = right_;
    return std::nullopt;
}

/// Where the first of the functions that change would be zero on a straight line.
double RootWatch::secant(double low, double high) const {
    double first = high;
    for (std::size_t i = 0; i < left_.size(); ++i)
        if (differs(left_[i], right_[i]))
            first = std::min(first, low + (high - low) * (left_[i] / (left_[i] - right_[i])));
    return first;
}

double RootWatch::narrow(double low, double high) {
    const double smallest =
        100 * std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high));
    bool halve = false;
    while (high - low > smallest) {
        const double width = high - low;
        const double guess = halve ? 0.5 * (low + high) : secant(low, high);
        const double middle = std::clamp(guess, low + 0.4 * smallest, high - 0.4 * smallest);
        if (!(middle > low && middle < high)) break;
        values_(middle, middle_.data());
        if (changed(middle_)) {
            high = middle;
            right_ = middle_;
        } else {
            low = middle;
            left_ = middle_;
        }
        halve = high - low > 0.5 * width;
    }
    for (std::size_t i = 0; i < left_.size(); ++i)
        directions_[i] = differs(left_[i], right_[i]) ? (left_[i] > 0 ? -1 : 1) : 0;
    left_ = right_;
    return high;
}

}  // namespace strandline::numerics
