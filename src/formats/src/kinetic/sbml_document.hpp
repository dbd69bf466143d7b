#pragma once

#include "sbml_outline.hpp"
#include "sbml_text.hpp"

#include <strandline/base/result.hpp>

#include <sbml/SBMLDocument.h>

#include <filesystem>
#include <memory>

namespace strandline::formats {

/// The document as libsbml reads it, hierarchical models flattened: it has a model. `path` is where models of
/// other files are looked for beside; empty when there is no such place.
Result<std::unique_ptr<SBMLDocument>> read_document(const SbmlOutline& outline, SbmlText& text,
                                                    const std::filesystem::path& path);

}  // namespace strandline::formats
