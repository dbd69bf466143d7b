#pragma once

#include "sbml_outline.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <filesystem>
#include <vector>

namespace strandline::formats {

/// The files whose models a hierarchical model takes, and those that these take in their turn, each once, in
/// the order in which they are named: all there, and SBML. `path` is the model's own, empty when it is no
/// file.
Result<std::vector<Source>> external_files(const SbmlOutline& outline, const std::filesystem::path& path);

}  // namespace strandline::formats
