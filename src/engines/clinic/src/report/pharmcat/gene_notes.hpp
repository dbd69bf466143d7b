#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

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

/// What a call must not be read without.
std::vector<std::string> call_warnings(const GeneOfSample& gene);
/// What recommendations that rest on the gene must not be read without.
std::vector<GeneNote> provisos(const GeneOfSample& gene);
/// As PharmCAT's documents have messages.
Json messages(const std::vector<GeneNote>& notes);

std::vector<GeneNote> gene_notes(const GeneOfSample& gene);

}  // namespace strandline::clinic
