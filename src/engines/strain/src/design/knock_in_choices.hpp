#pragma once

#include <strandline/base/context.hpp>
#include <strandline/strain/design.hpp>

namespace strandline::strain {

/// The best designs of knock-outs alone, on a model that has all its reactions.
Result<DesignSearchResult> search_knockouts(const FluxModel& model, const DesignTask& task, Context& context);

}  // namespace strandline::strain
