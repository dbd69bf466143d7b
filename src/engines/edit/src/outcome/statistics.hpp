#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::edit {

// What may be said of a share of reads, and of the difference of two. Pure functions of counts.

/// `count` of `total` reads; 0 <= count <= total.
struct Share {
    std::int64_t count = 0;
    std::int64_t total = 0;
    /// 0 where there are no reads.
    double value() const { return total ? static_cast<double>(count) / static_cast<double>(total) : 0.0; }
};

struct Bounds {
    double low = 0, high = 0;
};

/// Two-sided 95 %: the 0.975 quantile of the normal distribution.
inline constexpr double z_95 = 1.959963984540054;

/// Score interval of a share without continuity correction (Wilson 1927, J Am Stat Assoc 22:209). Within [0,
/// 1], and sensible for shares of 0 and 1; [0, 1] where there are no reads.
Bounds wilson(Share share, double z = z_95);

struct RateDifference {
    double value = 0;  // first minus second
    Bounds bounds;
};

/// The difference of two independent shares with the square-and-add interval from both score intervals
/// (Newcombe 1998, Stat Med 17:873, method 10).
RateDifference newcombe(Share first, Share second, double z = z_95);

/// Fisher's exact test of two shares, two-sided: the probability, given the margins, of all tables no more
/// likely than the one seen (a tolerance of 1e-7 on "no more likely", as is customary). Any counts: the walk
/// over tables ends where the rest no longer matters, after some standard deviations. 1 where a margin is
/// empty.
double fisher_exact(Share first, Share second);

/// P values adjusted so that keeping those <= q keeps the false discovery rate <= q (Benjamini & Hochberg
/// 1995, J R Stat Soc B 57:289), in the order given.
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

/// A share in treated cells less the background in the control: max(0, treated - control), with the interval
/// of the difference; not below 0, since less editing than none has no meaning.
RateDifference less_background(Share treated, Share control, double z = z_95);

}  // namespace strandline::edit
