#pragma once

#include "fit/multi_start.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <string>
#include <vector>

namespace strandline::process {

/// JSON lines: first {"fit": what the fit is of}, then one start a line, as they finish.
std::string checkpoint_head(const std::string& fit);
std::string checkpoint_line(const StartResult& result);

/// Starts of an earlier run of the same fit. A last line that is cut short is left out; anything else that is
/// not such a line is "process.resume", and so is another fit.
Result<std::vector<StartResult>> read_checkpoint(const Source& source, const std::string& fit,
                                                 std::size_t free);

/// What decides about the starts: the problem's files, seed, number, method.
Result<std::string> fit_identity(std::span<const Source> files, const FitOptions& options);

}  // namespace strandline::process
