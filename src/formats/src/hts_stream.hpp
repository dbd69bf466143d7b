#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <string>

struct hFILE;
struct BGZF;

namespace strandline::formats {

/// What htslib reads a source from: a regular file by its path, anything else from a copy in memory.
Result<hFILE*> open_hts_stream(const Source& source);

/// To a virtual offset that an index tells. `file` has `size` bytes: htslib goes behind its end without
/// complaint, and all that an index of a longer file leads to would be missing without a word.
/// "clinic.index".
Result<void> seek_by_index(BGZF* stream, std::uint64_t offset, const std::string& file, std::uint64_t size);

}  // namespace strandline::formats
