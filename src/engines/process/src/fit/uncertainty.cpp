#include "fit/uncertainty.hpp"

#include <strandline/numerics/dense_matrix.hpp>

#include <cmath>

namespace strandline::process {

double normal_quantile(double probability) {
    double low = -40, high = 40;
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (0.5 * std::erfc(-middle / std::sqrt(2.0)) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

std::vector<std::optional<double>> standard_errors(std::span<const double> information,
                                                   std::span<const std::uint8_t> held) {
    constexpr double nothing = 1e-9;  // of the largest eigenvalue, each parameter in its own unit
    constexpr double touched = 1e-4;  // how much of a direction a parameter may be
    const std::size_t all = held.size();
    std::vector<std::optional<double>> made(all);
    std::vector<std::size_t> place;
    for (std::size_t i = 0; i < all; ++i)
        if (!held[i] && information[i * all + i] > 0) place.push_back(i);
    const std::size_t n = place.size();
    if (n == 0) return made;
    const auto unit = [&](std::size_t i) { return std::sqrt(information[place[i] * all + place[i]]); };
    std::vector<double> scaled(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            scaled[i * n + j] = information[place[i] * all + place[j]] / (unit(i) * unit(j));
    const numerics::SymmetricEigen eigen = numerics::symmetric_eigen(scaled, n);
    for (std::size_t i = 0; i < n; ++i) {
        double variance = 0;
        bool known = true;
        for (std::size_t k = 0; k < n; ++k) {
            const double part = eigen.vectors[k * n + i];
            if (eigen.values[k] > nothing * eigen.values.back())
                variance += part * part / eigen.values[k];
            else
                known &= std::abs(part) < touched;
        }
        if (known) made[place[i]] = std::sqrt(variance) / unit(i);
    }
    return made;
}

}  // namespace strandline::process
