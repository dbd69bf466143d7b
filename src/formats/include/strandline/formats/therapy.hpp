#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/therapy.hpp>

#include <string>
#include <string_view>

namespace strandline::formats {

/// A therapy file (TOML): drugs, and what each asks of a patient's genes. docs/clinic/match.md has its
/// entries. Every slip has its place and all are told at once: settings.*, "therapy.condition",
/// "therapy.empty", "therapy.alternative", "therapy.source", "therapy.dose". Genes and phenotypes are taken
/// as they are written.
Result<domain::Therapy> read_therapy(const Source& source);

/// "Poor Metabolizer", "*58:01 positive", "*58:01 negative", ">= 2.25", "0.25 to 1", "0". Error:
/// "therapy.condition".
Result<domain::ResultWord> parse_result_word(std::string_view text);

}  // namespace strandline::formats
