#pragma once

#include <string>

namespace strandline::formats::testing {

/// A VCF file as BCF, written by htslib.
std::string bcf_of(const std::string& text);

/// Writes the index of a bgzip VCF (.tbi) or a BCF file (.csi) beside it.
void index_beside(const std::string& path);

}  // namespace strandline::formats::testing
