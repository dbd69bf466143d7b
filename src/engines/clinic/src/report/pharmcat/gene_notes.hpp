#pragma once

#include "report/sample_answer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// What a reader of a gene's answer should know. Rule names and words are ours.
struct GeneNote {
    std::string_view rule;       // "strandline-outside-call"
    std::string_view exception;  // "note", "ambiguity", "warning"
    std::string text;
};

/// What the matcher warns of.
std::vector<std::string> call_warnings(const GeneOfSample& gene);

std::vector<GeneNote> gene_notes(const GeneOfSample& gene);

}  // namespace strandline::clinic
