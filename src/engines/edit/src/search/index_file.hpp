#pragma once

#include "search/site_index.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <string_view>

namespace strandline::edit {

constexpr std::string_view index_format = "edit.index/1";

/// Builds both orders of an index and writes each as it is done: at most one is in memory.
Result<void> write_index(Sink& sink, const domain::PackedGenome& genome, const Pattern& pattern,
                         Context& context);

/// An index, mapped. Errors: those of `formats::SectionFile`, "index.genome" where it was made of another
/// genome than the one whose digest is given.
Result<SiteIndex> read_index(const Source& source, const Digest& genome, Context& context);

}  // namespace strandline::edit
