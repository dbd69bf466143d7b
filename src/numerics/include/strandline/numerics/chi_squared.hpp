#pragma once

namespace strandline::numerics {

/// The probability that a chi-squared variable with `degrees` degrees of freedom is at most `value`: the
/// regularised incomplete gamma function P(degrees / 2, value / 2), by its series and its continued fraction.
/// Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 6.5.29, 6.5.31 and 26.4.19. Relative
/// error about 1e-13 up to a million degrees. 0 for values below zero.
double chi_squared_probability(double value, double degrees);
/// One less that, without cancellation.
double chi_squared_tail(double value, double degrees);
/// The value that is not exceeded with this probability, 0 < probability < 1.
double chi_squared_quantile(double probability, double degrees);

}  // namespace strandline::numerics
