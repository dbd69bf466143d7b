#pragma once

#include <strandline/numerics/polytope.hpp>

#include <cstdint>
#include <random>
#include <vector>

namespace strandline::strain {

/// Coordinate hit-and-run through a rounded polytope: a step goes along one axis of z, drawn at random, to a
/// point drawn uniformly from what the bounds leave of that line. Berbee et al., Mathematical Programming
/// 37:184 (1987).
class Walk {
public:
    /// From the centre. Walks of one seed and different numbers have unrelated random numbers.
    Walk(const numerics::RoundedPolytope& polytope, std::uint64_t seed, std::uint64_t number);

    void advance(std::int64_t steps);
    /// The present point, by column of the program.
    std::vector<double> point() const;

private:
    void step();
    double uniform() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
    void settle();

    const numerics::RoundedPolytope& polytope_;
    std::mt19937_64 bits_;
    std::vector<std::int32_t> bounded_;  // columns with a bound that can be met
    std::vector<double> lower_, upper_;  // of those
    std::vector<double> map_;            // of those, dimension after dimension
    std::vector<double> z_, position_;   // position_: of the bounded columns
};

}  // namespace strandline::strain
