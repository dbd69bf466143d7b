#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

struct hFILE;

namespace strandline::formats {

/// What htslib reads a source from: a regular file by its path, anything else from a copy in memory.
Result<hFILE*> open_hts_stream(const Source& source);

}  // namespace strandline::formats
