#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace strandline::process {

/// Propensities with the sums of halves, quarters and so on, so that one changes, and one is chosen by its
/// share, in log2(reactions) additions; no rounding error stays, for a sum is never changed by a difference.
/// The logarithmic direct method, Li and Petzold, University of California Santa Barbara (2006); Gibson and
/// Bruck, Journal of Physical Chemistry A 104:1876 (2000), section 6.
class PropensityTree {
public:
    explicit PropensityTree(std::size_t reactions)
        : leaves_(std::bit_ceil(reactions > 0 ? reactions : 1)), sums_(2 * leaves_, 0.0) {}

    double total() const { return sums_[1]; }
    void set(std::size_t reaction, double propensity) {
        std::size_t i = leaves_ + reaction;
        sums_[i] = propensity;
        for (i /= 2; i > 0; i /= 2) sums_[i] = sums_[2 * i] + sums_[2 * i + 1];
    }
    /// All at once, by number.
    void assign(std::span<const double> propensities) {
        for (std::size_t i = 0; i < propensities.size(); ++i) sums_[leaves_ + i] = propensities[i];
        for (std::size_t i = leaves_; i-- > 1;) sums_[i] = sums_[2 * i] + sums_[2 * i + 1];
    }
    /// The one in whose share of the total `part`, in [0, total), lies; never one of propensity 0.
    std::size_t choose(double part) const {
        std::size_t i = 1;
        while (i < leaves_) {
            i *= 2;
            if (part < sums_[i] || !(sums_[i + 1] > 0)) continue;
            part -= sums_[i];
            ++i;
        }
        return i - leaves_;
    }

private:
    std::size_t leaves_;
    std::vector<double> sums_;  // of node i: nodes 2i and 2i + 1
};

}  // namespace strandline::process
