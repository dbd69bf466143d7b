#pragma once

#include "sbml_outline.hpp"

#include <strandline/base/result.hpp>

#include <filesystem>

namespace strandline::formats {

/// That the files whose models a hierarchical model takes, and those that these take in their turn, are there
/// and SBML. `path` is the model's own, empty when it is no file.
Result<void> check_external_files(const SbmlOutline& outline, const std::filesystem::path& path);

}  // namespace strandline::formats
