#pragma once

#include <string>

namespace strandline::formats::testing {

/// A VCF file as BCF, written by htslib.
std::string bcf_of(const std::string& text);

}  // namespace strandline::formats::testing
