#include "fit/limited_memory.hpp"

#include "fit/bounded.hpp"

#include <strandline/numerics/dense_matrix.hpp>

#include <limits>
#include <utility>

namespace strandline::process {

void LimitedMemory::add(std::vector<double> step, std::vector<double> change) {
    const double sy = dot(step, change), yy = dot(change, change);
    if (!(sy > std::numeric_limits<double>::epsilon() * yy) || !(yy > 0)) return;
    if (steps_.size() == most_) {
        steps_.pop_front();
        changes_.pop_front();
    }
    steps_.push_back(std::move(step));
    changes_.push_back(std::move(change));
    theta_ = yy / sy;
    set_inverse();
}

void LimitedMemory::forget() {
    steps_.clear();
    changes_.clear();
    inverse_.clear();
    theta_ = 1;
}

/// (-D  L'; L  theta S'S), D and L the diagonal and what is below it of S'Y.
void LimitedMemory::set_inverse() {
    const std::size_t m = steps_.size(), n = 2 * m;
    inverse_.assign(n * n, 0);
    for (std::size_t i = 0; i < m; ++i) {
        inverse_[i * n + i] = -dot(steps_[i], changes_[i]);
        for (std::size_t j = 0; j < m; ++j) {
            inverse_[(m + i) * n + m + j] = theta_ * dot(steps_[i], steps_[j]);
            if (j < i) inverse_[(m + i) * n + j] = inverse_[j * n + m + i] = dot(steps_[i], changes_[j]);
        }
    }
}

std::vector<double> LimitedMemory::row(std::size_t i) const {
    std::vector<double> made;
    for (const auto& change : changes_) made.push_back(change[i]);
    for (const auto& step : steps_) made.push_back(theta_ * step[i]);
    return made;
}

std::vector<double> LimitedMemory::project(std::span<const double> v) const {
    std::vector<double> made;
    for (const auto& change : changes_) made.push_back(dot(change, v));
    for (const auto& step : steps_) made.push_back(theta_ * dot(step, v));
    return made;
}

std::vector<double> LimitedMemory::middle(std::span<const double> v) const {
    std::vector<double> made = numerics::solve_dense(inverse_, v);
    made.resize(v.size());
    return made;
}

}  // namespace strandline::process
