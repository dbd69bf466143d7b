#include "nordsieck.hpp"

namespace strandline::numerics {
NordsieckArray::NordsieckArray(std::size_t length)
    : length_(length),
      padded_(VectorLoops::padded(length)),
      accepted_(padded_ * (highest_order + 1)),
      predicted_(padded_ * 2) {}

void NordsieckArray::predict(int order, double ratio) {
    loops_.predict(order, accepted_.data(), predicted_.data(), padded_, ratio);
}

void NordsieckArray::accept(int order, double ratio, const BdfCoefficients& coefficients, const double* e) {
    loops_.accept(order, accepted_.data(), e, padded_, ratio, coefficients.correction.data());
}

void NordsieckArray::lower(int order, const OrderChange& change) {
    const double* highest = scaled(order);
    for (int j = 2; j < order; ++j) {
        const double share = change.shares[static_cast<std::size_t>(j)];
        double* z = scaled(j);
        for (std::size_t i = 0; i < length_; ++i) z[i] -= share * highest[i];
    }
}

void NordsieckArray::raise(int order, const OrderChange& change, const double* e) {
    double* highest = scaled(order + 1);
    for (std::size_t i = 0; i < length_; ++i) highest[i] = change.factor * e[i];
    for (int j = 2; j <= order; ++j) {
        const double share = change.shares[static_cast<std::size_t>(j)];
        double* z = scaled(j);
        for (std::size_t i = 0; i < length_; ++i) z[i] += share * highest[i];
    }
}

void NordsieckArray::interpolate(int order, double distance, double* made) const {
    loops_.interpolate(order, accepted_.data(), padded_, distance, made, length_);
}

void NordsieckArray::interpolate_slope(int order, double distance, double* made) const {
    for (std::size_t i = 0; i < length_; ++i) {
        double sum = 0;
        for (int j = order; j >= 1; --j) sum = sum * distance + j * scaled(j)[i];
        made[i] = sum;
    }
}

}  // namespace strandline::numerics
