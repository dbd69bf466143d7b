#include <strandline/process/operations.hpp>

#include "check/check_operation.hpp"
#include "cost/cost_operation.hpp"
#include "culture/culture_operation.hpp"
#include "estimate/estimate_operation.hpp"
#include "estimate/listen_operation.hpp"
#include "feed/feed_operation.hpp"
#include "fit/fit_operation.hpp"
#include "fit/profile_operation.hpp"
#include "likelihood/likelihood_operation.hpp"
#include "scale/study/scale_operation.hpp"
#include "simulate/simulate_operation.hpp"

namespace strandline::process {

std::vector<operation::Operation> operations() {
    return {
        // clang-format off
        check_operation(),
        simulate_operation(),
        likelihood_operation(),
        fit_operation(),
        profile_operation(),
        culture_operation(),
        feed_operation(),
        scale_operation(),
        cost_operation(),
        listen_operation(),
        estimate_operation(),
        // clang-format on
    };
}

}  // namespace strandline::process
