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

namespace {

/// The components that the information tells of, each in its own unit.
struct Informed {
    std::vector<std::size_t> place;
    std::vector<double> unit;
    numerics::SymmetricEigen eigen;
};

Informed informed(std::span<const double> information, std::span<const std::uint8_t> held) {
    const std::size_t all = held.size();
    Informed made;
    for (std::size_t i = 0; i < all; ++i)
        if (!held[i] && information[i * all + i] > 0) made.place.push_back(i);
    const std::size_t n = made.place.size();
    for (const std::size_t i : made.place) made.unit.push_back(std::sqrt(information[i * all + i]));
    std::vector<double> scaled(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            scaled[i * n + j] =
                information[made.place[i] * all + made.place[j]] / (made.unit[i] * made.unit[j]);
    if (n > 0) made.eigen = numerics::symmetric_eigen(scaled, n);
    return made;
}

}  // namespace

std::vector<double> covariance(std::span<const double> information, std::span<const std::uint8_t> held) {
    constexpr double nothing = 1e-9;  // of the largest eigenvalue, each parameter in its own unit
    constexpr double touched = 1e-4;  // how much of a direction a parameter may be
    const std::size_t all = held.size();
    std::vector<double> made(all * all);
    const Informed told = informed(information, held);
    const std::size_t n = told.place.size();
    std::vector<std::uint8_t> known(n, 1);
    for (std::size_t k = 0; k < n; ++k) {
        const std::span part = std::span(told.eigen.vectors).subspan(k * n, n);
        const bool determined = told.eigen.values[k] > nothing * told.eigen.values.back();
        for (std::size_t i = 0; i < n; ++i) {
            if (!determined && std::abs(part[i]) >= touched) known[i] = 0;
            for (std::size_t j = 0; determined && j < n; ++j)
                made[told.place[i] * all + told.place[j]] +=
                    part[i] * part[j] / told.eigen.values[k] / (told.unit[i] * told.unit[j]);
        }
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (!known[i] || !known[j]) made[told.place[i] * all + told.place[j]] = 0;
    return made;
}

std::vector<std::optional<double>> standard_errors(std::span<const double> information,
                                                   std::span<const std::uint8_t> held) {
    const std::vector<double> variances = covariance(information, held);
    std::vector<std::optional<double>> made(held.size());
    for (std::size_t i = 0; i < held.size(); ++i)
        if (const double variance = variances[i * held.size() + i]; variance > 0)
            made[i] = std::sqrt(variance);
    return made;
}

}  // namespace strandline::process
