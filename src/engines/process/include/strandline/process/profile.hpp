#pragma once

#include <strandline/process/fit.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace strandline::process {

/// One side of a profile: how it left the confidence region, or why it did not.
enum class ProfileEnd : std::uint8_t {
    threshold,  // the cost rose by more than the threshold
    bound,      // the parameter met its bound before
    steps,      // too many steps
    failed      // no cost further on
};

enum class Identifiability : std::uint8_t {
    identifiable,     // the region is closed on both sides
    practically_not,  // open on a side, although the cost changes along the profile
    structurally_not  // the cost does not change along the profile
};
std::string_view name(Identifiability identifiability);

struct ProfilePoint {
    double value = 0, cost = 0;
    std::vector<double> at;  // of all parameters
};

/// The least cost over all others for values of one parameter.
struct Profile {
    std::size_t parameter = 0;
    std::vector<ProfilePoint> points;  // by rising value
    ProfileEnd below = ProfileEnd::threshold, above = ProfileEnd::threshold;
    std::optional<double> lower, upper;  // where it crosses the threshold
    Identifiability identifiability = Identifiability::identifiable;
    /// The least cost met, where that is below the one started from: then the start was no minimum.
    double least_cost = 0;
};

struct ProfileOptions {
    /// Of the cost (-log likelihood) over the minimum: half a quantile of chi².
    double threshold = 1.92;
    std::int32_t max_steps = 200;  // a side
    OptimiserOptions optimiser;
};

/// From a minimum to both sides by steps that are so long that the cost rises by about a tenth of the
/// threshold each, the others optimised again after each (Raue et al., Bioinformatics 25:1923, 2009).
Profile profile(const Cost& cost, const std::vector<double>& minimum, std::size_t parameter,
                const Bounds& bounds, const ProfileOptions& options, const Context& context);

/// Half the quantile of chi² with one degree of freedom.
double profile_threshold(double confidence);

}  // namespace strandline::process
