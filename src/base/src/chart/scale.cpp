#include "chart/scale.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <cmath>

namespace strandline {
namespace {

constexpr int most_ticks = 7;

/// 1, 2 or 5 times a power of ten, so that there are at most `most_ticks`.
double round_step(double width) {
    const double power = std::pow(10.0, std::floor(std::log10(width / most_ticks)));
    for (const double times : {1.0, 2.0, 5.0, 10.0})
        if (width / (times * power) <= most_ticks) return times * power;
    return 20 * power;
}

std::vector<double> decades(double low, double high) {
    std::vector<double> ticks;
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    const int every = std::max(1, (last - first + most_ticks) / most_ticks);
    for (int power = first; power <= last; power += every) ticks.push_back(std::pow(10.0, power));
    if (ticks.size() > 2) return ticks;
    // Less than three decades: 1, 2, 5 of each.
    ticks.clear();
    for (int power = first - 1; power <= last; ++power)
        for (const double times : {1.0, 2.0, 5.0}) {
            const double tick = times * std::pow(10.0, power);
            if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
        }
    return ticks;
}

}  // namespace

AxisScale::AxisScale(double low, double high, bool logarithmic, double from, double to)
    : low_(low), high_(high), logarithmic_(logarithmic), from_(from), to_(to) {
    if (logarithmic) {
        ticks_ = decades(low, high);
        return;
    }
    step_ = round_step(high - low);
    const double first = std::ceil(low / step_ - 1e-9);
    for (int i = 0; i <= most_ticks && (first + i) * step_ <= high + 1e-9 * step_; ++i)
        ticks_.push_back((first + i) * step_);
}

bool is_drawable(double value, bool logarithmic) {
    return std::abs(value) <= 1e250 && (!logarithmic || value >= 1e-250);
}

bool AxisScale::holds(double value) const { return is_drawable(value, logarithmic_); }

double AxisScale::at(double value) const {
    const double share = logarithmic_
                             ? (std::log(value) - std::log(low_)) / (std::log(high_) - std::log(low_))
                             : (value - low_) / (high_ - low_);
    // Far outside is drawn just outside, where the frame cuts it off.
    return from_ + (to_ - from_) * std::clamp(share, -10.0, 11.0);
}

std::string AxisScale::label(double tick) const {
    if (logarithmic_) return readable(tick, 3);
    if (std::abs(tick) < step_ * 1e-6) return "0";
    const double largest = std::max(std::abs(low_), std::abs(high_));
    if (largest >= 1e7 || largest < 1e-4) return readable(tick, 4);
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step_) - 1e-9)), 0, 9);
    std::string text = format("{:.{}f}", tick, decimals);
    if (largest >= 1e4 && decimals == 0) {
        const bool negative = text.front() == '-';
        text = with_thousands(static_cast<std::uint64_t>(std::llround(std::abs(tick))));
        if (negative) text.insert(0, "-");
    }
    if (text.front() == '-') text.replace(0, 1, "\u2212");
    return text;
}

}  // namespace strandline
