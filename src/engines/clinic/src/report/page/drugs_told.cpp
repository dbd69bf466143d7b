#include "report/page/drugs_told.hpp"

#include "report/page/guideline_text.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace strandline::clinic {
namespace {

using domain::PgxRecommendation;

bool gives_none(const PgxRecommendation& recommendation) {
    if (lower(recommendation.classification) == "no recommendation") return true;
    const std::string text = lower(advice_words(recommendation.text));
    return text.empty() || text == "n/a" || text.starts_with("no recommendation") ||
           text.starts_with("the guideline does not provide a recommendation");
}

/// Possible diplotypes lead to different changes for people of one population.
bool leads_apart(const DrugGuidance& guidance) {
    std::map<std::string, std::set<AskedChange>> of_population;
    for (const MatchedRecommendation& one : guidance.matched)
        of_population[one.recommendation->population].insert(asked_change(*one.recommendation));
    return std::ranges::any_of(of_population, [](const auto& each) { return each.second.size() > 1; });
}

void add(const DrugGuidance& guidance, ToldDrug& drug) {
    drug.guidance.push_back(&guidance);
    drug.differs = drug.differs || leads_apart(guidance);
    for (const MatchedRecommendation& one : guidance.matched) {
        const AskedChange change = asked_change(*one.recommendation);
        const int strength = strength_rank(*one.recommendation);
        if (!drug.has_result || std::tie(change, strength) < std::tie(drug.change, drug.strength))
            std::tie(drug.change, drug.strength) = std::tie(change, strength);
        drug.has_result = true;
    }
}

}  // namespace

AskedChange asked_change(const PgxRecommendation& recommendation) {
    if (recommendation.alternate_drug)
        return recommendation.dosing ? AskedChange::other_drug_or_dose : AskedChange::other_drug;
    if (recommendation.dosing) return AskedChange::other_dose;
    if (recommendation.other_guidance) return AskedChange::care;
    return gives_none(recommendation) ? AskedChange::not_given : AskedChange::unmarked;
}

std::string_view words(AskedChange change) {
    switch (change) {
    case AskedChange::other_drug:
        return "avoid, or another drug";
    case AskedChange::other_drug_or_dose:
        return "another drug, or another dose";
    case AskedChange::other_dose:
        return "another dose";
    case AskedChange::care:
        return "with special care";
    case AskedChange::unmarked:
        return "no change asked for";
    case AskedChange::not_given:
        return "no recommendation given";
    }
    return "";
}

bool asks_for_change(AskedChange change) { return change < AskedChange::unmarked; }

int strength_rank(const PgxRecommendation& recommendation) {
    const std::string word = lower(recommendation.classification);
    return word == "strong" ? 0 : word == "moderate" ? 1 : word == "optional" ? 2 : 3;
}

std::string strength_words(const PgxRecommendation& recommendation) {
    const std::string& word = recommendation.classification;
    if (word.empty() || word == "N/A") return "strength not graded";
    return strength_rank(recommendation) < 3 ? word + " recommendation" : word;
}

std::string population_words(const PgxRecommendation& recommendation) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> meanings = {{
        {"CBZ naive", "has not taken carbamazepine before"},
        {"CBZ use >3mos", "has taken carbamazepine for more than 3 months"},
        {"CBZ-no alternatives", "no alternative to carbamazepine"},
        {"OXC naive", "has not taken oxcarbazepine before"},
        {"OXC use >3 mos", "has taken oxcarbazepine for more than 3 months"},
        {"PHT naive", "has not taken phenytoin before"},
        {"PHT use >3mos", "has taken phenytoin for more than 3 months"},
        {"CVI ACS PCI", "acute coronary syndrome or percutaneous coronary intervention"},
        {"CVI non-ACS non-PCI", "other cardiovascular indications"},
        {"NVI", "neurovascular indications"},
    }};
    const std::string& population = recommendation.population;
    if (population.empty()) return "population not stated";
    for (const auto& [word, meaning] : meanings)
        if (population == word) return format("{} ({})", population, meaning);
    return population;
}

std::string silence_words(const DrugGuidance& guidance) {
    if (!guidance.matched.empty()) return {};
    switch (guidance.outcome) {
    case GuidanceOutcome::no_result:
        return "no result of " + join(guidance.without_result, ", ");
    case GuidanceOutcome::no_match:
        return "says nothing of the result of " + join(guidance.guideline->genes, ", ");
    case GuidanceOutcome::no_recommendations:
        return format("the guideline on {} is to be read itself", join(guidance.guideline->genes, ", "));
    case GuidanceOutcome::recommended:
        break;
    }
    return {};
}

std::vector<ToldDrug> told_drugs(const SampleAnswer& answer) {
    std::map<std::string, ToldDrug> drugs;
    for (const DrugGuidance& guidance : answer.guidance) add(guidance, drugs[guidance.drug]);
    std::vector<ToldDrug> made;
    for (auto& [name, drug] : drugs) {
        drug.name = name;
        drug.anchor = format("drug{}", made.size() + 1);
        made.push_back(std::move(drug));
    }
    return made;
}

}  // namespace strandline::clinic
