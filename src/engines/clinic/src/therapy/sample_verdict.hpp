#pragma once

#include "therapy/drug_verdict.hpp"

#include <vector>

namespace strandline::clinic {

/// What a therapy's drugs may be for one patient.
struct SampleVerdict {
    std::vector<DrugVerdict> drugs;  // as in the therapy
    bool can_begin = true;           // `stands_in_the_way` says no of every drug
};

/// Whether a drug keeps the therapy from beginning: it is required, and is unknown, or to be avoided while
/// none of its alternatives may be given.
bool stands_in_the_way(const domain::Therapy& therapy, const std::vector<DrugVerdict>& verdicts,
                       std::size_t drug);

SampleVerdict judge_sample(const domain::Therapy& therapy,
                           std::span<const domain::PgxGeneResult* const> results);

}  // namespace strandline::clinic
