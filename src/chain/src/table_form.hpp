#pragma once

#include <strandline/base/file.hpp>
#include <strandline/operation/operation.hpp>

namespace strandline::chain {

/// Shows a result to whoever asked. Tables of our own (TSV with a header) as aligned text, TSV or JSON
/// objects; anything else is passed on as it is.
Result<void> show(const Source& result, const operation::Port& port, operation::Form form, Sink& sink);

}  // namespace strandline::chain
