#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

namespace strandline::clinic {

/// A table clinic.match/1 as a page to read: patient by patient, what is not to be given first.
Result<void> write_match_words(const Source& table, Sink& sink);

}  // namespace strandline::clinic
