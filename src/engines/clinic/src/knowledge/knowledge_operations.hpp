#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::clinic {

/// clinic knowledge build: the field's JSON files to a pack.
operation::Operation knowledge_build_operation();

/// clinic knowledge show: what a pack holds.
operation::Operation knowledge_show_operation();

/// clinic knowledge diff: which facts two packs tell differently.
operation::Operation knowledge_diff_operation();

}  // namespace strandline::clinic
