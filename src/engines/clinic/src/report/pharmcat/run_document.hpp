#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

namespace strandline::clinic {

// What all documents of a sample say in the same words.

/// A text that came from outside: as it is, or with \xNN for what is not UTF-8.
std::string valid_text(std::string_view text);

/// A text, or null where it is empty.
Json text_or_null(const std::string& text);

Json texts(const std::vector<std::string>& list);

/// The options of the run, as the matcher's metadata tell them.
Json matcher_metadata(const AnswerBasis& basis, const SampleAnswer& answer);

/// What the answer rests on and who made it: members of ours beside those of PharmCAT.
Json provenance(const AnswerBasis& basis);

/// Of the genotypes' file, without folder and endings: "patient" of patient.vcf.gz.
std::string base_name(const AnswerBasis& basis);

}  // namespace strandline::clinic
