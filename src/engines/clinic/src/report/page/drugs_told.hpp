#pragma once

#include "report/sample_answer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// What a recommendation asks for, by what its source marks it with; the most urgent first.
enum class AskedChange {
    other_drug,          // avoid, or use another
    other_drug_or_dose,  // another drug, or another dose
    other_dose,
    care,       // monitoring, tests, warnings
    unmarked,   // its source marks no change
    not_given,  // the guideline has no recommendation for this result
};
AskedChange asked_change(const domain::PgxRecommendation& recommendation);
std::string_view words(AskedChange change);
bool asks_for_change(AskedChange change);

/// How strong a recommendation is: 0 strong, 1 moderate, 2 optional, 3 where its source does not grade it.
int strength_rank(const domain::PgxRecommendation& recommendation);
std::string strength_words(const domain::PgxRecommendation& recommendation);

/// The population in words: "general", "CBZ naive (has not taken carbamazepine)", "population not stated".
std::string population_words(const domain::PgxRecommendation& recommendation);

/// All guidelines on one drug.
struct ToldDrug {
    std::string name, anchor;
    std::vector<const DrugGuidance*> guidance;
    AskedChange change = AskedChange::not_given;  // the most urgent of all
    int strength = 3;                             // of the most urgent
    bool has_result = false;                      // at least one recommendation
    bool differs = false;  // possible diplotypes lead to recommendations of different changes
};
/// Why a guideline on a drug recommends nothing, in words: "no result of HLA-B"; empty where it recommends.
std::string silence_words(const DrugGuidance& guidance);
/// By name.
std::vector<ToldDrug> told_drugs(const SampleAnswer& answer);

}  // namespace strandline::clinic
