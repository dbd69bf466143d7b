#include "nordsieck.hpp"

namespace strandline::numerics {
namespace {

/// Pascal's triangle on q + 1 derivatives of one component after another.
template <int q>
void predict_order(const double* __restrict from, double* __restrict to, std::size_t length, double ratio) {
    double power[q + 1];
    power[0] = 1;
    for (int j = 1; j <= q; ++j) power[j] = power[j - 1] * ratio;
    for (std::size_t i = 0; i < length; ++i) {
        double z[q + 1];
        for (int j = 0; j <= q; ++j) z[j] = from[static_cast<std::size_t>(j) * length + i] * power[j];
        for (int k = 1; k <= q; ++k)
            for (int j = q; j >= k; --j) z[j - 1] += z[j];
        for (int j = 0; j <= q; ++j) to[static_cast<std::size_t>(j) * length + i] = z[j];
    }
}

template <int q>
void accept_order(const double* __restrict from, const double* __restrict e, double* __restrict to,
                  std::size_t length, const double* l) {
    double share[q + 1];
    for (int j = 0; j <= q; ++j) share[j] = l[j];
    for (std::size_t i = 0; i < length; ++i)
        for (int j = 0; j <= q; ++j)
            to[static_cast<std::size_t>(j) * length + i] =
                from[static_cast<std::size_t>(j) * length + i] + share[j] * e[i];
}

}  // namespace

NordsieckArray::NordsieckArray(std::size_t length)
    : length_(length), accepted_(length * (highest_order + 1)), predicted_(length * (highest_order + 1)) {}

void NordsieckArray::predict(int order, double ratio) {
    const double* from = accepted_.data();
    double* to = predicted_.data();
    switch (order) {
    case 1:
        return predict_order<1>(from, to, length_, ratio);
    case 2:
        return predict_order<2>(from, to, length_, ratio);
    case 3:
        return predict_order<3>(from, to, length_, ratio);
    case 4:
        return predict_order<4>(from, to, length_, ratio);
    default:
        return predict_order<5>(from, to, length_, ratio);
    }
}

void NordsieckArray::accept(int order, const BdfCoefficients& coefficients, const double* e) {
    const double* from = predicted_.data();
    const double* l = coefficients.correction.data();
    double* to = accepted_.data();
    switch (order) {
    case 1:
        return accept_order<1>(from, e, to, length_, l);
    case 2:
        return accept_order<2>(from, e, to, length_, l);
    case 3:
        return accept_order<3>(from, e, to, length_, l);
    case 4:
        return accept_order<4>(from, e, to, length_, l);
    default:
        return accept_order<5>(from, e, to, length_, l);
    }
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

void NordsieckArray::interpolate(int order, double distance, int derivative, double* made) const {
    for (std::size_t i = 0; i < length_; ++i) {
        double sum = 0;
        for (int j = order; j >= derivative; --j)
            sum = sum * distance +
                  (derivative == 1 ? j : 1) * accepted_[static_cast<std::size_t>(j) * length_ + i];
        made[i] = sum;
    }
}

}  // namespace strandline::numerics
