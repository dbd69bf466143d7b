#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/dynamic.hpp>

#include <vector>

namespace strandline::strain {

/// Rows of `exchange initial_mmol_L [vmax_mmol_gdw_h km_mmol_L feed_mmol_L inhibited_by]`; an empty cell is
/// nothing given, `inhibited_by` is EX_etoh_e:20 with Ki in mmol/L, several joined by commas.
Result<std::vector<TrackedExchange>> read_kinetics(const Source& source, const FluxModel& model);

/// Rows of `time_h rate_L_h [growth_1_h]`, by time.
Result<std::vector<FeedPhase>> read_feed(const Source& source);

}  // namespace strandline::strain
