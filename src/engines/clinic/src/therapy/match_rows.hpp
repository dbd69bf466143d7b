#pragma once

#include "therapy/sample_verdict.hpp"

#include <strandline/base/file.hpp>

#include <string>
#include <vector>

namespace strandline::clinic {

/// Rows of clinic.match/1, drug by drug, without the name of the sample.
std::vector<std::string> match_rows(const domain::Therapy& therapy, const SampleVerdict& verdict,
                                    std::span<const domain::PgxGeneResult* const> results);

/// The names of the columns, `sample` the first.
std::string match_header();

}  // namespace strandline::clinic
