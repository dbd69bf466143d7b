#include "therapy/sample_verdict.hpp"

#include <algorithm>

namespace strandline::clinic {

using domain::TherapyVerdict;

bool stands_in_the_way(const domain::Therapy& therapy, const std::vector<DrugVerdict>& verdicts,
                       std::size_t drug) {
    const domain::TherapyDrug& asked = therapy.drugs[drug];
    const TherapyVerdict verdict = verdicts[drug].verdict;
    if (!asked.is_required || verdict < TherapyVerdict::unknown) return false;
    if (verdict == TherapyVerdict::unknown) return true;
    return std::ranges::none_of(asked.alternatives, [&](std::size_t other) {
        return verdicts[other].verdict < TherapyVerdict::unknown;
    });
}

SampleVerdict judge_sample(const domain::Therapy& therapy,
                           std::span<const domain::PgxGeneResult* const> results) {
    SampleVerdict made;
    for (const domain::TherapyDrug& drug : therapy.drugs)
        made.drugs.push_back(judge_drug(drug, therapy.assumed, results));
    for (std::size_t drug = 0; drug < therapy.drugs.size(); ++drug)
        made.can_begin = made.can_begin && !stands_in_the_way(therapy, made.drugs, drug);
    return made;
}

}  // namespace strandline::clinic
