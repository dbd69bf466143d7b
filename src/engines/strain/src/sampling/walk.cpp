#include "sampling/walk.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

constexpr std::int64_t steps_between_settling = 1000;
constexpr double no_slope = 1e-13;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The finaliser of SplitMix64: seeds that differ in a bit become unrelated ones.
std::uint64_t mixed(std::uint64_t word) {
    word += 0x9e3779b97f4a7c15U;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31);
}

}  // namespace

Walk::Walk(const numerics::RoundedPolytope& polytope, std::uint64_t seed, std::uint64_t number)
    : polytope_(polytope), bits_(mixed(mixed(seed) + number)) {
    for (std::int32_t j = 0; j < polytope.map.rows; ++j) {
        if (std::isinf(polytope.lower[at(j)]) && std::isinf(polytope.upper[at(j)])) continue;
        bool moves = false;
        for (std::int32_t k = 0; k < polytope.dimension(); ++k)
            moves = moves || polytope.map.column(k)[at(j)] != 0;
        if (!moves) continue;
        bounded_.push_back(j);
        lower_.push_back(polytope.lower[at(j)]);
        upper_.push_back(polytope.upper[at(j)]);
    }
    for (std::int32_t k = 0; k < polytope.dimension(); ++k)
        for (const std::int32_t j : bounded_) map_.push_back(polytope.map.column(k)[at(j)]);
    z_.assign(at(polytope.dimension()), 0);
    settle();
}

/// Where z says the bounded columns are: many steps add up rounding.
void Walk::settle() {
    position_.clear();
    for (const std::int32_t j : bounded_) position_.push_back(polytope_.centre[at(j)]);
    for (std::size_t k = 0; k < z_.size(); ++k)
        for (std::size_t i = 0; i < position_.size(); ++i)
            position_[i] += map_[k * position_.size() + i] * z_[k];
}

void Walk::step() {
    const std::size_t k =
        std::min(z_.size() - 1, static_cast<std::size_t>(uniform() * static_cast<double>(z_.size())));
    const double* slope = map_.data() + k * position_.size();
    double least = -numerics::infinity, most = numerics::infinity;
    for (std::size_t i = 0; i < position_.size(); ++i) {
        if (std::abs(slope[i]) < no_slope) continue;
        const double up = (upper_[i] - position_[i]) / slope[i], down = (lower_[i] - position_[i]) / slope[i];
        most = std::min(most, std::max(up, down));
        least = std::max(least, std::min(up, down));
    }
    // A point that rounding put on a bound, or a hair beyond it, may not move outwards.
    least = std::min(least, 0.0);
    most = std::max(most, 0.0);
    const double way = least + (most - least) * uniform();
    if (!std::isfinite(way)) return;
    z_[k] += way;
    for (std::size_t i = 0; i < position_.size(); ++i) position_[i] += slope[i] * way;
}

void Walk::advance(std::int64_t steps) {
    if (z_.empty()) return;
    for (std::int64_t s = 0; s < steps; ++s) {
        step();
        if ((s + 1) % steps_between_settling == 0) settle();
    }
    settle();
}

std::vector<double> Walk::point() const {
    std::vector<double> made = polytope_.centre;
    for (std::int32_t k = 0; k < polytope_.dimension(); ++k) {
        const auto column = polytope_.map.column(k);
        for (std::size_t j = 0; j < made.size(); ++j) made[j] += column[j] * z_[at(k)];
    }
    return made;
}

}  // namespace strandline::strain
