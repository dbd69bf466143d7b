#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/petab.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

/// What `process fit` says of its parameters.
struct FittedParameters {
    std::vector<std::string> ids;
    std::vector<formats::PetabScale> scales;
    std::vector<double> estimates;   // on the scales
    std::vector<double> covariance;  // [n * n], on the scales; 0 where the fit does not determine one
    bool has_covariance = false;     // else of the standard errors alone
};

/// "process.feed_ensemble" where the JSON is no result of a fit; `file` is its name.
Result<FittedParameters> fitted_parameters(const Json& fit, std::string_view file);

void keep_only(FittedParameters& fitted, const std::vector<std::string>& ids);

/// The estimates, then `members` - 1 sets drawn around them, not scaled. A set in which a parameter of linear
/// scale lost its sign is drawn anew; "process.feed_ensemble" where that does not end.
Result<std::vector<std::vector<double>>> draw_sets(const FittedParameters& fitted, std::size_t members,
                                                   Context& context);

}  // namespace strandline::process
